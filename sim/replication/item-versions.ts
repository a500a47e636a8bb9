/**
 * The newest committed version of each item of a table: its write id, its sequence number in the partition's log, and where
 * sizes differ what it weighs. Eight bytes an item in one array, and four for its size; contents are not kept, and
 * sequence number 0 is the version the table was loaded with. Of a table in several regions, eight more beside those: the
 * stamp by which regions know which version is newer (version-stamps.ts). And what its copies have of an item lies side by
 * side: what one region writes comes to the others soon after, and most of such a step is the wait for memory.
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

/** 32 bits each: sequence number, write id, and where there are copies the two halves of a stamp. */
const wordsAlone = 2;
const wordsOfCopy = 4;

export class ItemVersions {
  /** One more than the bytes that were written; 0 as loaded. Null where nobody asks. */
  private readonly sizes: Uint32Array | null;

  /** Of each copy of a table. Room for items appended later: a quarter more, at least 1,024. `trackedMax`: its part of what is tracked. */
  static ofCopies(copies: number, items: number, keepsSizes: boolean, trackedMax = itemsTrackedMax): ItemVersions[] {
    const tracked = Math.min(itemsTrackedMax, trackedMax, Math.ceil(items * roomFor) + appendedMin);
    const words = copies === 1 ? wordsAlone : wordsOfCopy * copies;
    const versions = new Uint32Array(tracked * words);
    return Array.from(
      { length: copies },
      (_, copy) => new ItemVersions(tracked, keepsSizes, versions, words, wordsOfCopy * copy),
    );
  }

  private constructor(
    readonly tracked: number,
    readonly keepsSizes: boolean,
    private readonly versions: Uint32Array,
    /** Of an item, of all copies. */
    private readonly words: number,
    /** Of these, the first of this copy. */
    private readonly first: number,
  ) {
    this.sizes = keepsSizes ? new Uint32Array(tracked) : null;
  }

  /** None of the items is there, of a table in a region that is added: stamps are kept. */
  clear(): void {
    for (let at = this.first; at < this.versions.length; at += this.words) {
      this.versions[at + 1] = nobodysWrite;
      this.versions[at + 3] = upperOfAbsent;
    }
    this.sizes?.fill(1);
  }

  sequenceNumber(item: number): number {
    return item < this.tracked ? this.versions[item * this.words + this.first] : 0;
  }

  writeId(item: number): number {
    return item < this.tracked ? this.versions[item * this.words + this.first + 1] : 0;
  }

  set(item: number, sequenceNumber: number, writeId: number): void {
    if (item >= this.tracked) return;
    const at = item * this.words + this.first;
    this.versions[at] = sequenceNumber;
    this.versions[at + 1] = writeId;
  }

  // Of an item that is tracked, where stamps are kept.

  stampNs(item: number): number {
    const at = item * this.words + this.first;
    const upper = this.versions[at + 3] & ((1 << upperBits) - 1);
    if (upper <= upperOfAbsent) return upper === 0 ? loadedStampNs : absentStampNs;
    return (upper - upperAtStart) * 2 ** 32 + this.versions[at + 2];
  }

  stampRegion(item: number): number {
    return this.versions[item * this.words + this.first + 3] >>> upperBits;
  }

  setStamp(item: number, timeNs: number, region: number): void {
    const at = item * this.words + this.first;
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
