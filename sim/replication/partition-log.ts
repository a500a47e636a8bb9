/**
 * The logs of all groups: each group's recent records in one list, oldest first, which the logs of its replicas
 * share; a record's masks say whose log holds it. Kept are the records that some replica still has to apply, up to a
 * bound; a replica that needs an older one copies the whole partition.
 */

import { none } from '../engine/pool.js';
import { ChangeFeed } from './change-feed.js';
import { everySlot, LogRecords } from './log-records.js';
import type { LyingDrives } from './lying-drives.js';
import { column, field, type ReplicaTable, rowSize } from './replica-table.js';
import type { RottenRecords } from './rotten-records.js';

export class PartitionLogs {
  readonly records = new LogRecords();
  /** Null while nobody reads what was committed. */
  feed: ChangeFeed | null = null;
  /** Null where drives keep what they say that they keep. */
  lies: LyingDrives | null = null;
  /** Null where no record rots. */
  rot: RottenRecords | null = null;
  /** By group: records after this position are kept for a copy that may come back. Null while nobody has asked for any. */
  private keptAfter: Map<number, number> | null = null;
  /** Per group and slot: one more than the record at which the last walk ended; 0 for none. */
  private readonly walkHints: Int32Array;

  constructor(
    private readonly groups: ReplicaTable,
    private readonly retainedMax: number,
  ) {
    this.walkHints = new Int32Array(groups.countMax * groups.slots);
  }

  /** Takes a new record in, as the newest of the group whose cells begin at `base`. */
  list(record: number, base: number): void {
    const { cells } = this.groups;
    this.records.list(record);
    const newest = cells[base + field.newest];
    if (newest === none) cells[base + field.oldest] = record;
    else this.records.link(newest, record);
    cells[base + field.newest] = record;
  }

  /**
   * Lets go of records that every replica has applied, and of the oldest beyond the number that is kept. The leader applies
   * what a quorum of others has before its own flush may be over: its records stay until it is.
   */
  release(base: number): void {
    const { cells } = this.groups;
    let upTo = cells[base + field.commit];
    const end = base + rowSize * this.groups.slots;
    for (let row = base; row < end; row += rowSize) {
      if (cells[row + column.applied] < upTo) upTo = cells[row + column.applied];
    }
    const flushedByLeader = cells[base + column.durable + rowSize * cells[base + field.leader]];
    if (flushedByLeader < upTo) upTo = flushedByLeader;
    if (this.keptAfter !== null) upTo = Math.min(upTo, this.keptAfter.get(base / this.groups.stride) ?? upTo);
    if (this.feed !== null) upTo = Math.min(upTo, this.feed.takenByAll(base / this.groups.stride));
    const kept = cells[base + field.commit] - this.retainedMax;
    if (kept > upTo) upTo = kept;
    let oldest = cells[base + field.oldest];
    while (oldest !== none && this.records.sequenceNumber(oldest) <= upTo) {
      const next = this.records.next(oldest);
      if (this.rot !== null) this.rot.released(oldest);
      this.records.unlist(oldest, false);
      oldest = next;
    }
    cells[base + field.oldest] = oldest;
    if (oldest === none) cells[base + field.newest] = none;
  }

  /** Keeps the records after `sequenceNumber` from now on, within the number that is kept at all; -1: of nobody's any more. */
  keepAfter(group: number, sequenceNumber: number): void {
    const before = this.keptAfter?.get(group) ?? sequenceNumber;
    if (sequenceNumber === none) this.keptAfter?.delete(group);
    else {
      this.keptAfter ??= new Map();
      this.keptAfter.set(group, Math.min(before, sequenceNumber));
    }
    this.release(this.groups.base(group));
  }

  /** Takes a record out of the log for good. */
  drop(record: number, base: number): void {
    const { cells } = this.groups;
    const next = this.records.next(record);
    let before = none;
    for (let at = cells[base + field.oldest]; at !== record; at = this.records.next(at)) before = at;
    if (before === none) cells[base + field.oldest] = next;
    else this.records.link(before, next);
    if (cells[base + field.newest] === record) cells[base + field.newest] = before;
    this.records.unlist(record, true);
  }

  /** Closes the gaps that dropped records left: sequence numbers after the commit sequence number count on without them. */
  renumber(base: number): void {
    const { cells } = this.groups;
    let sequenceNumber = cells[base + field.commit];
    for (let at = cells[base + field.oldest]; at !== none; at = this.records.next(at)) {
      if (this.records.sequenceNumber(at) > cells[base + field.commit]) this.records.renumber(at, ++sequenceNumber);
    }
    cells[base + field.last] = sequenceNumber;
    for (let slot = 0; slot < this.groups.slots; slot++) {
      const at = base + column.durable + rowSize * slot;
      cells[at] = this.wholeUpTo(base, slot, Math.min(cells[at], cells[base + field.commit]));
    }
  }

  /** From `sequenceNumber`, which the replica has: how far its log goes without a gap. */
  wholeUpTo(base: number, slot: number, sequenceNumber: number): number {
    let whole = sequenceNumber;
    for (let at = this.groups.cells[base + field.oldest]; at !== none; at = this.records.next(at)) {
      const recordAt = this.records.sequenceNumber(at);
      if (recordAt <= whole) continue;
      if (recordAt !== whole + 1 || !this.records.isDurable(at, slot)) break;
      whole = recordAt;
    }
    return whole;
  }

  /** The replica in `slot` knows that everything up to `commit` is committed, and applies what it has of it. */
  advanceApplied(base: number, slot: number, commit: number): void {
    const { cells } = this.groups;
    const row = base + rowSize * slot;
    const upTo = Math.min(commit, cells[row + column.durable]);
    if (upTo <= cells[row + column.applied]) return;
    cells[row + column.applied] = upTo;
    this.release(base);
  }

  /**
   * The oldest kept record that the replica in `slot` has not applied, or -1. The walk goes on where the last one ended:
   * the list is long while a replica is down, and readers of the others must not pay for it.
   */
  firstUnapplied(group: number, slot: number): number {
    const applied = this.groups.applied(group, slot);
    return this.firstAfter(group, applied, this.walkHints, group * this.groups.slots + slot);
  }

  /** The oldest kept record after `sequenceNumber`, or -1; `hints[hintAt]` is where the same walk ended last. */
  firstAfter(group: number, sequenceNumber: number, hints: Int32Array, hintAt: number): number {
    const { records } = this;
    const oldest = this.groups.get(group, field.oldest);
    if (oldest === none || records.sequenceNumber(oldest) > sequenceNumber) return oldest;
    let at = hints[hintAt] - 1;
    const isUsable =
      at >= 0 && records.isListed(at) && records.group(at) === group && records.sequenceNumber(at) <= sequenceNumber;
    if (!isUsable) at = oldest;
    let last = none;
    while (at !== none && records.sequenceNumber(at) <= sequenceNumber) {
      last = at;
      at = records.next(at);
    }
    hints[hintAt] = last + 1;
    return at;
  }

  /** What was committed, from now on, for those who read it later. */
  openFeed(): ChangeFeed {
    this.feed ??= new ChangeFeed(this.groups, this);
    return this.feed;
  }

  /** The replica in `slot` has copied the records up to there, but for some. Returns them. */
  copyUpTo(group: number, slot: number, sequenceNumber: number, lacking?: ReadonlySet<number>): number[] {
    const { records } = this;
    const copied: number[] = [];
    for (let at = this.groups.get(group, field.oldest); at !== none; at = records.next(at)) {
      if (records.sequenceNumber(at) > sequenceNumber) break;
      if (lacking?.has(at) !== true) copied.push(at);
    }
    for (const record of copied) {
      records.receive(record, 1 << slot);
      records.makeDurable(record, 1 << slot);
    }
    return copied;
  }

  /** The replica's disk is gone, or empty in a new host: it holds no record any more. */
  forget(group: number, slot: number): void {
    const { cells } = this.groups;
    const base = group * this.groups.stride;
    const row = base + rowSize * slot;
    cells[row + column.durable] = none;
    cells[row + column.applied] = 0;
    for (let at = cells[base + field.oldest]; at !== none; at = this.records.next(at)) {
      this.records.lose(at, slot, true);
    }
    this.rot?.replicasChanged(group);
  }

  /** A new replica begins in `slot`: nothing that an earlier one there had is its. */
  beginSlot(group: number, slot: number): void {
    this.forget(group, slot);
    this.lies?.begun(group, slot);
    for (let at = this.groups.get(group, field.oldest); at !== none; at = this.records.next(at)) {
      this.records.beginSlot(at, slot);
    }
  }

  /** Every replica is empty: the log goes on from its commit sequence number, and what it held stands for nothing. */
  beginAnew(group: number): void {
    this.completeAll(group);
    this.feed?.listener?.begunAnew(group);
    this.release(this.groups.base(group));
  }

  /** The replicas in these slots (a mask) have all that was committed. */
  completeAll(group: number, slots = everySlot): void {
    const { cells } = this.groups;
    const base = group * this.groups.stride;
    for (let at = cells[base + field.oldest]; at !== none; at = this.records.next(at)) {
      if (!this.records.isCommitted(at)) break;
      this.records.receive(at, slots);
      this.records.makeDurable(at, slots);
    }
    for (let slot = 0; slot < this.groups.slots; slot++) {
      if (!this.groups.hasLog(group, slot) || (slots & (1 << slot)) === 0) continue;
      const row = base + rowSize * slot;
      cells[row + column.durable] = cells[base + field.commit];
      cells[row + column.applied] = cells[base + field.commit];
    }
  }

  /** The replica's host crashed: what it had received and not flushed is gone, what it led and had applied so included. */
  loseUnflushed(group: number, slot: number): void {
    if (this.lies !== null) this.cutLog(group, slot, this.lies.keptOf(group, slot));
    const row = this.groups.base(group) + rowSize * slot;
    const { cells } = this.groups;
    if (this.groups.hasLog(group, slot)) {
      cells[row + column.applied] = Math.min(cells[row + column.applied], Math.max(0, cells[row + column.durable]));
    }
    for (let at = this.groups.get(group, field.oldest); at !== none; at = this.records.next(at)) {
      this.records.lose(at, slot, false);
    }
  }

  /** The log of the replica in `slot` ends with `kept`: of what came after it has nothing. */
  private cutLog(group: number, slot: number, kept: number): void {
    const { cells } = this.groups;
    const row = this.groups.base(group) + rowSize * slot;
    if (!this.groups.hasLog(group, slot) || kept === Infinity) return;
    let isCut = kept < cells[row + column.durable];
    if (isCut) cells[row + column.durable] = kept;
    for (let at = this.groups.get(group, field.oldest); at !== none; at = this.records.next(at)) {
      if (this.records.sequenceNumber(at) <= kept || !this.records.isDurable(at, slot)) continue;
      this.records.lose(at, slot, true);
      isCut = true;
    }
    if (!isCut) return;
    this.lies!.wasCut(group, slot);
    this.rot?.replicasChanged(group);
  }

  /** Bytes of the records after `sequenceNumber`, or -1 when some of them are no longer kept. */
  bytesAfter(group: number, sequenceNumber: number): number {
    const base = group * this.groups.stride;
    const { cells } = this.groups;
    if (sequenceNumber < this.firstKept(base) - 1) return -1;
    let bytes = 0;
    for (let at = cells[base + field.oldest]; at !== none; at = this.records.next(at)) {
      if (this.records.sequenceNumber(at) > sequenceNumber) bytes += this.records.bytes(at);
    }
    return bytes;
  }

  /** Position of the oldest record that is kept; the next one where none is. */
  firstKept(base: number): number {
    const { cells } = this.groups;
    const oldest = cells[base + field.oldest];
    return oldest === none ? cells[base + field.last] + 1 : this.records.sequenceNumber(oldest);
  }
}
