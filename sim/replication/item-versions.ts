/**
 * The newest committed version of each item of a table: its write id, its sequence number in the partition's log, and where
 * sizes differ what it weighs. Eight bytes an item in one array, and four for its size; contents are not kept, and
 * sequence number 0 is the version the table was loaded with.
 *
 * Items beyond those are not tracked: reads of them return version 0 and checks leave them out.
 */
export const itemsTrackedMax = 1 << 24;
/** Of all tables, which share it: with what checkers keep of an item, some 20 bytes each. */
export const itemsTrackedInAllMax = 1 << 25;
/** Room for items appended later: a quarter more, and 1,024. */
const roomFor = 1.25;
const appendedMin = 1024;
/** Write ids are 32 bits here, and one of them is nobody's: a run has fewer writes. */
export const writesMax = 2 ** 32 - 2;
/** Stands for content that nobody wrote. */
export const nobodysWrite = writesMax + 1;

/** How many items a table may have at first for all to be tracked, those appended up to the room for them included. */
export const itemsWithin = (tracked: number) => Math.floor((tracked - appendedMin) / roomFor);

export class ItemVersions {
  private readonly versions: Uint32Array;
  /** One more than the bytes that were written; 0 as loaded. Null where nobody asks. */
  private readonly sizes: Uint32Array | null;
  readonly tracked: number;

  /** Room for items appended later: a quarter more, at least 1,024. `trackedMax`: this table's part of what is tracked. */
  constructor(
    items: number,
    readonly keepsSizes: boolean,
    trackedMax = itemsTrackedMax,
  ) {
    this.tracked = Math.min(itemsTrackedMax, trackedMax, Math.ceil(items * roomFor) + appendedMin);
    this.versions = new Uint32Array(2 * this.tracked);
    this.sizes = keepsSizes ? new Uint32Array(this.tracked) : null;
  }

  sequenceNumber(item: number): number {
    return item < this.tracked ? this.versions[2 * item] : 0;
  }

  writeId(item: number): number {
    return item < this.tracked ? this.versions[2 * item + 1] : 0;
  }

  set(item: number, sequenceNumber: number, writeId: number): void {
    if (item >= this.tracked) return;
    this.versions[2 * item] = sequenceNumber;
    this.versions[2 * item + 1] = writeId;
  }

  /** What was written last; -1 when nothing was, or it is not kept. */
  bytesWritten(item: number): number {
    return this.sizes !== null && item < this.tracked ? this.sizes[item] - 1 : -1;
  }

  setBytes(item: number, bytes: number): void {
    if (this.sizes !== null && item < this.tracked) this.sizes[item] = bytes + 1;
  }
}
