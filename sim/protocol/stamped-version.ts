/**
 * A version of an item of a global table, as the region that made it tells the others. Each of them goes through many hands,
 * and stays in none: it is copied from place to place, as a message would carry it.
 */
import { none } from '../engine/pool.js';

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
}

/**
 * One that is written over with the next: there are as many as there are places where one may be, and whoever wants to keep
 * what is in one copies it.
 */
export class VersionBuffer implements StampedVersion {
  table = 0;
  group = 0;
  item = 0;
  bytes = 0;
  writeId = 0;
  region = 0;
  stampNs = loadedStampNs;
  replacedStampNs = loadedStampNs;
  replacedRegion = 0;
  committedAtNs = Number.NaN;
  /** The change that brought it from another region, by which that is known when it comes again; -1 for none. */
  change: number = none;

  assign(version: StampedVersion): this {
    this.table = version.table;
    this.group = version.group;
    this.item = version.item;
    this.bytes = version.bytes;
    this.writeId = version.writeId;
    this.region = version.region;
    this.stampNs = version.stampNs;
    this.replacedStampNs = version.replacedStampNs;
    this.replacedRegion = version.replacedRegion;
    this.committedAtNs = version.committedAtNs;
    return this;
  }
}

/** Stamp of what nobody has written, before any clock's time; and of what a region that is added does not have yet. */
export const loadedStampNs = -Number.MAX_VALUE;
export const absentStampNs = Number.NEGATIVE_INFINITY;
