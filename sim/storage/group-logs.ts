/**
 * The logs of all groups: each group's recent records in one list, oldest first, which the logs of its three replicas
 * share; a record's masks say whose log holds it. Kept are the records that some replica still has to apply, up to a
 * bound; a replica that needs an older one copies the whole partition.
 */
import { Pool } from '../engine/pool.js';
import { field, type GroupTable, groupStride, none, replicasPerGroup } from './group-table.js';
import { LogRecord } from './log-record.js';

/** Mask of all slots. */
export const everyReplica = (1 << replicasPerGroup) - 1;

export class GroupLogs {
  readonly records = new Pool('log records', (index) => new LogRecord(index));
  /** Per group and slot: one more than the pool index of the record at which the last walk ended; 0 for none. */
  private readonly walkHints: Int32Array;

  constructor(
    private readonly groups: GroupTable,
    private readonly retainedMax: number,
  ) {
    this.walkHints = new Int32Array(groups.count * replicasPerGroup);
  }

  /** Takes a new record in, as the newest of the group whose cells begin at `base`. */
  list(record: LogRecord, base: number): void {
    const { cells } = this.groups;
    record.next = none;
    record.isListed = true;
    const newest = cells[base + field.newest];
    if (newest === none) cells[base + field.oldest] = record.index;
    else this.records.items[newest].next = record.index;
    cells[base + field.newest] = record.index;
  }

  /** Lets go of records that every replica has applied, and of the oldest beyond the number that is kept. */
  release(base: number): void {
    const { cells } = this.groups;
    const applied = base + field.applied;
    let upTo = Math.min(cells[applied], cells[applied + 1], cells[applied + 2]);
    const kept = cells[base + field.commit] - this.retainedMax;
    if (kept > upTo) upTo = kept;
    for (let at = cells[base + field.oldest]; at !== none; at = cells[base + field.oldest]) {
      const record = this.records.items[at];
      if (record.position > upTo) return;
      this.unlistOldest(record, base);
    }
  }

  private unlistOldest(record: LogRecord, base: number): void {
    const { cells } = this.groups;
    cells[base + field.oldest] = record.next;
    if (record.next === none) cells[base + field.newest] = none;
    record.isListed = false;
    if (record.threads === 0) this.records.release(record);
  }

  /** Takes a record out of the log for good. */
  drop(record: LogRecord, base: number): void {
    const { cells } = this.groups;
    let before = none;
    for (let at = cells[base + field.oldest]; at !== record.index; at = this.records.items[at].next) before = at;
    if (before === none) cells[base + field.oldest] = record.next;
    else this.records.items[before].next = record.next;
    if (cells[base + field.newest] === record.index) cells[base + field.newest] = before;
    record.isDropped = true;
    record.isListed = false;
    if (record.threads === 0) this.records.release(record);
  }

  /** Closes the gaps that dropped records left: positions after the commit position count on without them. */
  renumber(base: number): void {
    const { cells } = this.groups;
    let position = cells[base + field.commit];
    for (let at = cells[base + field.oldest]; at !== none; at = this.records.items[at].next) {
      const record = this.records.items[at];
      if (record.position > cells[base + field.commit]) record.position = ++position;
    }
    cells[base + field.last] = position;
    for (let slot = 0; slot < replicasPerGroup; slot++) {
      const at = base + field.durable + slot;
      cells[at] = this.wholeUpTo(base, slot, Math.min(cells[at], cells[base + field.commit]));
    }
  }

  /** From `position`, which the replica has: how far its log goes without a gap. */
  wholeUpTo(base: number, slot: number, position: number): number {
    let whole = position;
    for (let at = this.groups.cells[base + field.oldest]; at !== none; at = this.records.items[at].next) {
      const record = this.records.items[at];
      if (record.position <= whole) continue;
      if (record.position !== whole + 1 || (record.durable & (1 << slot)) === 0) break;
      whole = record.position;
    }
    return whole;
  }

  /** The replica in `slot` knows that everything up to `commit` is committed, and applies what it has of it. */
  advanceApplied(base: number, slot: number, commit: number): void {
    const { cells } = this.groups;
    const at = base + field.applied + slot;
    const durable = cells[base + field.durable + slot];
    const upTo = Math.min(commit, durable);
    if (upTo <= cells[at]) return;
    cells[at] = upTo;
    this.release(base);
  }

  /**
   * The oldest kept record that the replica in `slot` has not applied, or -1. The walk goes on where the last one ended:
   * the list is long while a replica is down, and readers of the others must not pay for it.
   */
  firstUnapplied(group: number, slot: number): number {
    const base = group * groupStride;
    const { cells } = this.groups;
    const { items } = this.records;
    const applied = cells[base + field.applied + slot];
    const hintAt = group * replicasPerGroup + slot;
    let at = this.walkHints[hintAt] - 1;
    const isUsable = at >= 0 && items[at].isListed && items[at].group === group && items[at].position <= applied;
    if (!isUsable) at = cells[base + field.oldest];
    let lastApplied = none;
    while (at !== none && items[at].position <= applied) {
      lastApplied = at;
      at = items[at].next;
    }
    this.walkHints[hintAt] = lastApplied + 1;
    return at;
  }

  /** The replica's disk is gone, or empty in a new host: it holds no record any more. */
  forget(group: number, slot: number): void {
    const { cells } = this.groups;
    const base = group * groupStride;
    cells[base + field.durable + slot] = none;
    cells[base + field.applied + slot] = 0;
    for (let at = cells[base + field.oldest]; at !== none; at = this.records.items[at].next) {
      this.records.items[at].durable &= ~(1 << slot);
      this.records.items[at].received &= ~(1 << slot);
    }
  }

  /** Every replica is empty: the log goes on from its commit position, and what it held stands for nothing. */
  beginAnew(group: number): void {
    const { cells } = this.groups;
    const base = group * groupStride;
    for (let at = cells[base + field.oldest]; at !== none; at = this.records.items[at].next) {
      const record = this.records.items[at];
      if (record.committedAtNs < 0) break;
      record.received = everyReplica;
      record.durable = everyReplica;
    }
    for (let slot = 0; slot < replicasPerGroup; slot++) {
      cells[base + field.durable + slot] = cells[base + field.commit];
      cells[base + field.applied + slot] = cells[base + field.commit];
    }
    this.release(base);
  }

  /** The replica's host crashed: what it had received and not flushed is gone. */
  loseUnflushed(group: number, slot: number): void {
    const bit = 1 << slot;
    for (let at = this.groups.get(group, field.oldest); at !== none; at = this.records.items[at].next) {
      const record = this.records.items[at];
      record.received &= record.durable | ~bit;
    }
  }

  /** Bytes of the records after `position`, or -1 when some of them are no longer kept. */
  bytesAfter(group: number, position: number): number {
    const base = group * groupStride;
    const { cells } = this.groups;
    if (position < this.firstKept(base) - 1) return -1;
    let bytes = 0;
    for (let at = cells[base + field.oldest]; at !== none; at = this.records.items[at].next) {
      if (this.records.items[at].position > position) bytes += this.records.items[at].bytes;
    }
    return bytes;
  }

  /** Position of the oldest record that is kept; the next one where none is. */
  firstKept(base: number): number {
    const { cells } = this.groups;
    const oldest = cells[base + field.oldest];
    return oldest === none ? cells[base + field.last] + 1 : this.records.items[oldest].position;
  }

  /** Work on the record that ended without reaching its end, or after it. */
  endThread(record: LogRecord): void {
    if (--record.threads === 0 && !record.isListed) this.records.release(record);
  }
}
