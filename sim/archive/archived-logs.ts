/**
 * What the object stores of a run hold of the partitions' logs: each archived write with its sequence number, item, write id,
 * size and time of commit, in the order of its partition's log. Snapshots are built from it where it is (P22 section 5.5), so
 * that nothing of this asks anything of a table's nodes.
 *
 *   archived log of a partition   [ folded into the oldest snapshot ][ kept write by write ]
 *                                                                    ^ restorable from here on
 *
 * Bound: writes are kept one by one for `retention`, and at most `archivedWritesMax` of them in all; of older ones the newest
 * of each item is known, and what backups were made of while they were there. Left out: items that are not tracked.
 */
import { countsOf } from '../protocol/facts.js';
import type { SegmentView } from '../trace.js';
import { FoldedVersions } from './folded-versions.js';

/** Kept one by one, of all partitions, in some 170 MB: a month of 1,000 partitions at one write a second each is ten times as many. */
export const archivedWritesMax = 1 << 22;
/** Older writes are folded when so much of the retention has passed since the last time, or of what is kept is too much. */
const foldedShare = 1 / 8;

export const archivedLogFacts = [
  { name: 'writesFolded', unit: 'count', about: 'archived writes that are older than what can be restored' },
  { name: 'restorableFromMs', unit: 'ms', about: 'of the run from when on tables can be restored; 0 is its beginning' },
] as const;

/** A segment with all that its writes are. */
export interface ArchivedSegment extends SegmentView {
  bytesOf(nth: number): number;
  committedAtNs(nth: number): number;
}

/** What a table was at a time, as far as its log up to then is archived. */
interface Cut {
  readonly table: number;
  readonly toNs: number;
  readonly versions: FoldedVersions;
}

/** A version of an item: `bytes` are those that were written. */
export type VersionVisitor = (item: number, sequenceNumber: number, writeId: number, bytes: number) => void;

/** Doubles of a write, and their places. */
const doublesAWrite = 5;
const at = { sequenceNumber: 0, item: 1, writeId: 2, bytes: 3, committedAtNs: 4 } as const;

/** Of one partition. */
class ArchivedLog {
  private rows = new Float64Array(16 * doublesAWrite);
  count = 0;

  add(segment: ArchivedSegment, nth: number): void {
    const row = doublesAWrite * this.count++;
    if (row === this.rows.length) {
      const rows = new Float64Array(2 * this.rows.length);
      rows.set(this.rows);
      this.rows = rows;
    }
    this.rows[row + at.sequenceNumber] = segment.sequenceNumber(nth);
    this.rows[row + at.item] = segment.item(nth);
    this.rows[row + at.writeId] = segment.writeId(nth);
    this.rows[row + at.bytes] = segment.bytesOf(nth);
    this.rows[row + at.committedAtNs] = segment.committedAtNs(nth);
  }

  /** Writes are in the order of their commits. */
  countUpTo(toNs: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.rows[doublesAWrite * middle + at.committedAtNs] <= toNs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  forEach(end: number, visit: VersionVisitor): void {
    for (let row = 0; row < doublesAWrite * end; row += doublesAWrite) {
      const { rows } = this;
      visit(rows[row + at.item], rows[row + at.sequenceNumber], rows[row + at.writeId], rows[row + at.bytes]);
    }
  }

  bytes(from: number, to: number): number {
    let bytes = 0;
    for (let nth = from; nth < to; nth++) bytes += this.rows[doublesAWrite * nth + at.bytes];
    return bytes;
  }

  get oldestAtNs(): number {
    return this.count === 0 ? Number.POSITIVE_INFINITY : this.rows[at.committedAtNs];
  }

  dropFirst(count: number): void {
    const left = this.rows.subarray(doublesAWrite * count, doublesAWrite * this.count);
    this.count -= count;
    this.rows = new Float64Array(doublesAWrite * Math.max(16, 2 * this.count));
    this.rows.set(left);
  }
}

export class ArchivedLogs {
  private readonly byGroup = new Map<number, ArchivedLog>();
  /** By table. */
  private readonly folded: (FoldedVersions | null)[];
  private readonly counts = countsOf(archivedLogFacts);
  /** Of backups that are not available yet. */
  private cuts: readonly Cut[] = [];
  private kept = 0;
  /** Writes committed up to then are folded. */
  private foldedUpToNs = -1;

  constructor(
    private readonly tableOf: (group: number) => number,
    /** Items of each table that are tracked. */
    private readonly trackedByTable: readonly number[],
    private readonly retentionNs: number,
    private readonly writesMax = archivedWritesMax,
  ) {
    this.folded = trackedByTable.map(() => null);
  }

  add(segment: ArchivedSegment, nowNs: number): void {
    const { group, count } = segment;
    let log = this.byGroup.get(group);
    if (log === undefined) {
      log = new ArchivedLog();
      this.byGroup.set(group, log);
    }
    const table = this.tableOf(group);
    const tracked = this.trackedByTable[table];
    const before = log.count;
    for (let nth = 0; nth < count; nth++) if (segment.item(nth) < tracked) log.add(segment, nth);
    this.kept += log.count - before;
    for (const cut of this.cuts) if (cut.table === table) takeUpTo(cut, segment, tracked);
    const oldestNs = nowNs - this.retentionNs;
    if (oldestNs > this.foldedUpToNs + this.retentionNs * foldedShare) this.foldUpTo(oldestNs);
    while (this.kept > this.writesMax) this.foldUpTo(this.oldestKeptNs() + (nowNs - this.oldestKeptNs()) * foldedShare);
  }

  /** A version that the table begins with, of one that was restored. */
  load(table: number, item: number, sequenceNumber: number, writeId: number, bytes: number): void {
    this.foldedOf(table).set(item, sequenceNumber, writeId, bytes);
  }

  /**
   * The newest version of each item up to now, of what is archived already and of what will be: who opened it has it as it
   * is until it is closed, and keeps it, whatever is folded meanwhile.
   */
  openCut(table: number, nowNs: number): FoldedVersions {
    const versions = new FoldedVersions(this.trackedByTable[table]);
    const set: VersionVisitor = (...version) => versions.set(...version);
    this.forEachFolded(table, set);
    for (const group of this.byGroup.keys()) if (this.tableOf(group) === table) this.forEach(group, nowNs, set);
    this.cuts = [...this.cuts, { table, toNs: nowNs, versions }];
    return versions;
  }

  closeCut(versions: FoldedVersions): void {
    this.cuts = this.cuts.filter((cut) => cut.versions !== versions);
  }

  private oldestKeptNs(): number {
    let oldestNs = Number.POSITIVE_INFINITY;
    for (const log of this.byGroup.values()) oldestNs = Math.min(oldestNs, log.oldestAtNs);
    return oldestNs;
  }

  private foldUpTo(toNs: number): void {
    this.foldedUpToNs = Math.max(this.foldedUpToNs, Math.floor(toNs));
    for (const [group, log] of this.byGroup) {
      const count = log.countUpTo(this.foldedUpToNs);
      if (count === 0) continue;
      const folded = this.foldedOf(this.tableOf(group));
      log.forEach(count, (...version) => folded.set(...version));
      log.dropFirst(count);
      this.kept -= count;
      this.counts.writesFolded += count;
    }
  }

  private foldedOf(table: number): FoldedVersions {
    let folded = this.folded[table];
    if (folded === null) {
      folded = new FoldedVersions(this.trackedByTable[table]);
      this.folded[table] = folded;
    }
    return folded;
  }

  /** A table can be restored to what it was at any time from then on. */
  get restorableFromNs(): number {
    return Math.max(0, this.foldedUpToNs);
  }

  /** The archived versions of the group's items committed at that time or before, oldest first, of those kept one by one. */
  forEach(group: number, toNs: number, visit: VersionVisitor): void {
    const log = this.byGroup.get(group);
    if (log !== undefined) log.forEach(log.countUpTo(toNs), visit);
  }

  /** Of the table's items, those of their versions that are older than all that are kept one by one. */
  forEachFolded(table: number, visit: VersionVisitor): void {
    this.folded[table]?.forEach(visit);
  }

  /** Bytes of the group's log committed after one time and up to another, as far as they are kept one by one. */
  bytesBetween(group: number, fromNs: number, toNs: number): number {
    const log = this.byGroup.get(group);
    return log === undefined ? 0 : log.bytes(log.countUpTo(fromNs), log.countUpTo(toNs));
  }

  facts() {
    return { ...this.counts, restorableFromMs: this.restorableFromNs / 1e6 };
  }
}

function takeUpTo({ toNs, versions }: Cut, segment: ArchivedSegment, tracked: number): void {
  for (let nth = 0; nth < segment.count; nth++) {
    const item = segment.item(nth);
    if (item >= tracked || segment.committedAtNs(nth) > toNs) continue;
    versions.set(item, segment.sequenceNumber(nth), segment.writeId(nth), segment.bytesOf(nth));
  }
}
