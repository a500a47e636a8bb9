/**
 * The change feed: what was committed in each partition, in order, for readers that come later. A reader is a cursor with a
 * name and a place in each partition's log; what it has not yet taken is kept for it, as for a replica that lags.
 *
 *   log of a partition   [ let go ][ kept: a replica has not applied it, or a cursor has not taken it ][ not committed ]
 *                                    ^ cursor `archive`            ^ cursor `streams`
 *
 * Bound: a partition keeps `log.retainedMax` records for whoever lags. A cursor that falls further behind is told which
 * records it has lost, and goes on after them. A split hands a cursor on: the child's records come when it has taken the
 * parent's up to the split. Without a cursor nothing is kept for any, and none of this is built. Left out: what a cursor
 * does with a record, and the cost of reading it, which are its owner's.
 */
import { none } from '../engine/pool.js';
import type { CommittedWrite } from '../protocol/committed-write.js';
import type { PartitionLogs } from './partition-log.js';
import { field, type ReplicaTable } from './replica-table.js';

/** Who is told at once: what a cursor has to come for. */
export interface FeedListener {
  /** A record of so many bytes is committed. */
  committed(group: number, bytes: number): void;
  /** Every replica is empty: what was committed and not taken is gone. */
  begunAnew(group: number): void;
  /** So much is kept for the listener that the partition takes no further write. */
  isFull(group: number): boolean;
  /** `child`, whose log goes on from its parent's, is a partition of its own. */
  split(child: number): void;
}

/** Cursors of one run: archive, streams, indexes and other regions are a handful. */
export const cursorsMax = 16;

/** The next of a partition for a cursor; null: nothing is committed that it has not taken. */
export type FeedStep =
  | { readonly kind: 'write'; readonly write: CommittedWrite }
  /** Sequence numbers that are no longer kept, both included. */
  | { readonly kind: 'lost'; readonly from: number; readonly to: number }
  | null;

export class ChangeFeed {
  listener: FeedListener | null = null;
  private readonly cursors: FeedCursor[] = [];

  constructor(
    private readonly groups: ReplicaTable,
    private readonly logs: PartitionLogs,
  ) {}

  /** A cursor over all partitions, from what is committed next. */
  open(name: string): FeedCursor {
    if (this.cursors.length === cursorsMax) throw new Error(`more than ${cursorsMax} cursors`);
    if (this.cursors.some((cursor) => cursor.name === name)) throw new Error(`a second cursor named ${name}`);
    const cursor = new FeedCursor(name, this.groups, this.logs);
    this.cursors.push(cursor);
    return cursor;
  }

  /** Nothing is kept for the cursor any more. */
  close(cursor: FeedCursor): void {
    this.cursors.splice(this.cursors.indexOf(cursor), 1);
    for (let group = 0; group < this.groups.count; group++) this.logs.release(this.groups.base(group));
  }

  /** Sequence number up to which every cursor has taken what the partition committed. */
  takenByAll(group: number): number {
    let least = Number.POSITIVE_INFINITY;
    for (const cursor of this.cursors) least = Math.min(least, cursor.taken(group));
    return least;
  }

  /** `child`, whose log goes on from its parent's, is a partition of its own. */
  split(parent: number, child: number): void {
    for (const cursor of this.cursors) cursor.split(parent, child);
    this.listener?.split(child);
  }
}

export class FeedCursor {
  /** By group: sequence number of the last record taken. */
  private readonly takenUpTo: Float64Array;
  /** By group: one more than the record at which the last walk ended; 0 for none. */
  private readonly walkHints: Int32Array;
  /** Of partitions that splits made: the parent, and where its log was divided. */
  private readonly origins = new Map<number, { readonly parent: number; readonly at: number }>();

  constructor(
    readonly name: string,
    private readonly groups: ReplicaTable,
    private readonly logs: PartitionLogs,
  ) {
    this.takenUpTo = Float64Array.from({ length: groups.countMax }, (_, group) => groups.get(group, field.commit));
    this.walkHints = new Int32Array(groups.countMax);
  }

  taken(group: number): number {
    return this.takenUpTo[group];
  }

  /** What comes next in the partition; the same until it is taken. */
  next(group: number): FeedStep {
    const origin = this.origins.get(group);
    if (origin !== undefined && !this.hasTaken(origin.parent, origin.at)) return null;
    const taken = this.takenUpTo[group];
    if (taken >= this.groups.get(group, field.commit)) return null;
    const record = this.logs.firstAfter(group, taken, this.walkHints, group);
    const sequenceNumber = record === none ? none : this.logs.records.sequenceNumber(record);
    if (sequenceNumber === taken + 1) {
      const write = this.logs.records.describe(record);
      // Committed, and then lost by the service itself: the number stands for nothing.
      return write.item === none ? { kind: 'lost', from: taken + 1, to: taken + 1 } : { kind: 'write', write };
    }
    const to = record === none ? this.groups.get(group, field.commit) : sequenceNumber - 1;
    return { kind: 'lost', from: taken + 1, to };
  }

  /** The cursor needs nothing up to the end of that step any more. */
  take(group: number, step: Exclude<FeedStep, null>): void {
    this.takeUpTo(group, step.kind === 'write' ? step.write.sequenceNumber : step.to);
  }

  /** The same, of all up to there. */
  takeUpTo(group: number, upTo: number): void {
    if (upTo <= this.takenUpTo[group]) throw new Error(`${this.name} took ${upTo} of group ${group} twice`);
    this.takenUpTo[group] = upTo;
    this.logs.release(this.groups.base(group));
  }

  private hasTaken(group: number, sequenceNumber: number): boolean {
    return this.takenUpTo[group] >= sequenceNumber;
  }

  split(parent: number, child: number): void {
    const at = this.groups.get(child, field.commit);
    this.takenUpTo[child] = at;
    this.origins.set(child, { parent, at });
  }
}
