/**
 * The newest committed version of each item of a table: its write id, its sequence number in the partition's log, and where
 * sizes differ what it weighs. Eight bytes an item in one array, and four for its size; contents are not kept, and
 * sequence number 0 is the version the table was loaded with. Of a table in several regions, eight more beside those: the
 * stamp by which regions know which version is newer (version-stamps.ts).
 *
 * Items beyond those are not tracked: reads of them return version 0 and checks leave them out.
 */
import { absentStampNs, loadedStampNs } from '../protocol/stamped-version.js';

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

/**
 * Of the upper half of a stamp's time, which may be before the start of the run by a clock that is slow; 0 is that of what
 * was loaded, 1 of what a region that is added does not have yet. The region stands above these bits.
 */
const upperAtStart = 2 ** 21 + 2;
const upperOfAbsent = 1;
const upperBits = 23;

export class ItemVersions {
  private readonly versions: Uint32Array;
  /** One more than the bytes that were written; 0 as loaded. Null where nobody asks. */
  private readonly sizes: Uint32Array | null;
  /** An item has two words, or where stamps are kept four: its number is shifted by so many bits. */
  private readonly shift: number;
  readonly tracked: number;

  /** Room for items appended later: a quarter more, at least 1,024. `trackedMax`: this table's part of what is tracked. */
  constructor(
    items: number,
    readonly keepsSizes: boolean,
    trackedMax = itemsTrackedMax,
    keepsStamps = false,
  ) {
    this.tracked = Math.min(itemsTrackedMax, trackedMax, Math.ceil(items * roomFor) + appendedMin);
    this.shift = keepsStamps ? 2 : 1;
    this.versions = new Uint32Array(this.tracked << this.shift);
    this.sizes = keepsSizes ? new Uint32Array(this.tracked) : null;
  }

  /** None of the items is there, of a table in a region that is added: stamps are kept. */
  clear(): void {
    for (let at = 0; at < this.versions.length; at += 1 << this.shift) {
      this.versions[at + 1] = nobodysWrite;
      this.versions[at + 3] = upperOfAbsent;
    }
    this.sizes?.fill(1);
  }

  sequenceNumber(item: number): number {
    return item < this.tracked ? this.versions[item << this.shift] : 0;
  }

  writeId(item: number): number {
    return item < this.tracked ? this.versions[(item << this.shift) + 1] : 0;
  }

  set(item: number, sequenceNumber: number, writeId: number): void {
    if (item >= this.tracked) return;
    this.versions[item << this.shift] = sequenceNumber;
    this.versions[(item << this.shift) + 1] = writeId;
  }

  // Of an item that is tracked, where stamps are kept.

  stampNs(item: number): number {
    const at = item << this.shift;
    const upper = this.versions[at + 3] & ((1 << upperBits) - 1);
    if (upper <= upperOfAbsent) return upper === 0 ? loadedStampNs : absentStampNs;
    return (upper - upperAtStart) * 2 ** 32 + this.versions[at + 2];
  }

  stampRegion(item: number): number {
    return this.versions[(item << this.shift) + 3] >>> upperBits;
  }

  setStamp(item: number, timeNs: number, region: number): void {
    const at = item << this.shift;
    if (timeNs === loadedStampNs) {
      this.versions[at + 3] = 0;
      return;
    }
    const upper = Math.floor(timeNs / 2 ** 32);
    this.versions[at + 2] = timeNs - upper * 2 ** 32;
    this.versions[at + 3] = (region << upperBits) | (upper + upperAtStart);
  }

  /** What was written last; -1 when nothing was, or it is not kept. */
  bytesWritten(item: number): number {
    return this.sizes !== null && item < this.tracked ? this.sizes[item] - 1 : -1;
  }

  setBytes(item: number, bytes: number): void {
    if (this.sizes !== null && item < this.tracked) this.sizes[item] = bytes + 1;
  }
}
