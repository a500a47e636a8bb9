/** A version of an item of a global table, as the region that made it tells the others. */
export interface StampedVersion {
  /** The copy that it was written to, or where it was decided that another region's write is the item's next version. */
  readonly table: number;
  readonly group: number;
  readonly item: number;
  readonly bytes: number;
  readonly writeId: number;
  /** Of the leader that committed it, and the time of that leader's clock, by which versions are ordered. */
  readonly region: number;
  readonly stampNs: number;
  /** Of the version that it replaced there: of later ones the region did not know. */
  readonly replacedStampNs: number;
  readonly replacedRegion: number;
  readonly committedAtNs: number;
  /** Mask of the regions that it has come to: of one that comes again nobody is told. */
  heardIn: number;
}

/** Stamp of what nobody has written, before any clock's time; and of what a region that is added does not have yet. */
export const loadedStampNs = -Number.MAX_VALUE;
export const absentStampNs = Number.NEGATIVE_INFINITY;
/** In `heardIn`: nobody is told of it. */
export const heardEverywhere = -1;
