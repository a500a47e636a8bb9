/**
 * The archive of the partitions' logs (P22 sections 5.1 and 5.2): what is committed and not archived yet of each partition,
 * when a segment of it is due, and how much of the log is kept for it. Agents (archival-agents.ts) upload and compare.
 *
 *   log of a partition   [ archived, all agents have seen to it ][ archived, an agent may still compare ][ not archived ]
 *                                                                ^ cursor of the change feed
 *
 * A segment is due when so many bytes or the oldest record of so much age wait for it. Partitions without a record that
 * waits have nothing here, and no event.
 *
 * Bound: once a partition keeps `keptLogBytesMax`, or `log.retainedMax` records, that are not archived, it refuses writes
 * until the store has taken some: of two bad answers the one that loses nothing that was acknowledged (the service puts
 * durability before availability). What waits for its quorum then comes on top. When all copies of a partition are lost,
 * what was not archived is lost with them, and counted.
 */
import { none, Pool, type Pooled } from '../engine/pool.js';
import type { Simulation } from '../engine/simulation.js';
import { type CountsOf, countsOf } from '../protocol/facts.js';
import type { FeedCursor, FeedListener } from '../replication/change-feed.js';
import type { PartitionLogs } from '../replication/partition-log.js';
import { field, type ReplicaTable } from '../replication/replica-table.js';

export const progressFacts = [
  { name: 'furthestBehindMs', unit: 'ms', about: 'oldest that a committed write was before it was archived' },
  { name: 'furthestBehindBytes', unit: 'bytes', about: 'most log of one partition that was not archived' },
  { name: 'behindAtEndMs', unit: 'ms', about: 'age of the oldest committed write that is not archived in the end' },
  { name: 'behindAtEndBytes', unit: 'bytes', about: 'log of all partitions that is not archived in the end' },
  {
    name: 'partitionsStalled',
    unit: 'count',
    about: 'partitions of which the oldest of it was older than twice `archive.segmentAge`',
  },
  { name: 'writesRefusedForLog', unit: 'count', about: 'writes refused because the log that is kept was full' },
  { name: 'unarchivedWritesLost', unit: 'count', about: 'committed writes whose last copies were lost unarchived' },
] as const;

/**
 * In the end, of the age at which a segment is due: agents are late by `stagger`, which is no more than that age; an upload
 * that is tried again takes longer.
 */
const stalledAfterAges = 2;

export interface ArchiveParameters {
  readonly segmentBytes: number;
  readonly segmentAge: number;
  readonly keptLogBytesMax: number;
  /** `log.retainedMax`. */
  readonly retainedMax: number;
}

/** A partition with records that are not archived, or not compared yet. */
export class ArchivedPartition implements Pooled {
  group = 0;
  /** Sequence number up to which the store has its log. */
  archived = 0;
  /** By slot: up to where the agent has uploaded or compared; and its job, or -1. */
  readonly seenTo: number[];
  readonly jobs: number[];
  /** Committed and not archived. */
  waitingBytes = 0;
  /** When the oldest of it was committed; -1 where there is none. */
  oldestAtNs = none;
  /** When it is looked at next; -1 where nobody will. */
  looksAtNs = none;
  /** An agent found what is not the partition's own: nothing of it is archived before somebody has looked into it. */
  isHalted = false;
  constructor(
    readonly index: number,
    slots: number,
  ) {
    this.seenTo = new Array<number>(slots).fill(0);
    this.jobs = new Array<number>(slots).fill(none);
  }
}

/** Who works for the partitions. */
export interface ArchiveWorkers {
  /** Those agents that have something to do, and do nothing, begin. */
  setToWork(partition: ArchivedPartition): void;
  /** What the agents do is of no use any more. */
  abandon(partition: ArchivedPartition): void;
  /** Sequence number up to which all agents that keep up have seen to it. */
  seenByAll(partition: ArchivedPartition): number;
  split(child: number, sequenceNumber: number): void;
}

export class Archive implements FeedListener {
  workers: ArchiveWorkers | null = null;
  private readonly partitions: Pool<ArchivedPartition>;
  /** By group: one more than the number of its partition here; 0 where nothing of it waits. */
  private readonly places: Int32Array;
  private readonly cursor: FeedCursor;
  private readonly lookType: number;
  private readonly walkHint = new Int32Array(1);
  private readonly counts = countsOf(progressFacts);

  constructor(
    private readonly simulation: Simulation,
    private readonly groups: ReplicaTable,
    private readonly logs: PartitionLogs,
    private readonly parameters: ArchiveParameters,
  ) {
    const feed = logs.openFeed();
    this.cursor = feed.open('archive');
    feed.listener = this;
    this.places = new Int32Array(groups.countMax);
    this.partitions = new Pool(
      'partitions to archive',
      (index) => new ArchivedPartition(index, groups.slots),
      groups.countMax,
    );
    const { items } = this.partitions;
    const about = (index: number) => groups.nameOf(items[index].group);
    this.lookType = simulation.on('archive looked at', (index) => this.look(items[index]), about);
  }

  /** Null where nothing of the group waits. */
  of(group: number): ArchivedPartition | null {
    const place = this.places[group];
    return place === 0 ? null : this.partitions.items[place - 1];
  }

  partition(index: number): ArchivedPartition {
    return this.partitions.items[index];
  }

  committed(group: number, bytes: number): void {
    const partition = this.of(group) ?? this.open(group);
    const { segmentBytes } = this.parameters;
    partition.waitingBytes += bytes;
    this.counts.furthestBehindBytes = Math.max(this.counts.furthestBehindBytes, partition.waitingBytes);
    if (partition.oldestAtNs === none) partition.oldestAtNs = this.simulation.nowNs;
    const isDueNow = partition.waitingBytes >= segmentBytes && partition.waitingBytes - bytes < segmentBytes;
    if (isDueNow) this.lookAfter(partition, 0);
    else if (partition.looksAtNs === none) this.plan(partition);
  }

  private open(group: number): ArchivedPartition {
    const partition = this.partitions.take();
    this.places[group] = partition.index + 1;
    partition.group = group;
    partition.archived = this.cursor.taken(group);
    partition.seenTo.fill(partition.archived);
    partition.jobs.fill(none);
    partition.waitingBytes = 0;
    partition.oldestAtNs = none;
    partition.looksAtNs = none;
    partition.isHalted = false;
    return partition;
  }

  isDue({ waitingBytes, oldestAtNs }: ArchivedPartition): boolean {
    const { segmentBytes, segmentAge } = this.parameters;
    return waitingBytes >= segmentBytes || (oldestAtNs !== none && this.simulation.nowNs >= oldestAtNs + segmentAge);
  }

  /**
   * Looks again when the next segment is due. One that is due already waits for the agents that are at work, or for one
   * that may begin.
   */
  private plan(partition: ArchivedPartition): void {
    const { segmentAge } = this.parameters;
    if (partition.isHalted) return;
    const isWaiting = partition.oldestAtNs === none || this.isDue(partition);
    if (!isWaiting) this.lookAfter(partition, partition.oldestAtNs + segmentAge - this.simulation.nowNs);
    else if (partition.jobs.every((job) => job === none)) this.lookAfter(partition, segmentAge);
  }

  private lookAfter(partition: ArchivedPartition, delayNs: number): void {
    const atNs = this.simulation.nowNs + delayNs;
    if (partition.looksAtNs !== none && partition.looksAtNs <= atNs) return;
    partition.looksAtNs = atNs;
    this.simulation.schedule(delayNs, this.lookType, partition.index);
  }

  private look(partition: ArchivedPartition): void {
    if (partition.looksAtNs !== this.simulation.nowNs || this.of(partition.group) !== partition) return;
    partition.looksAtNs = none;
    this.goOn(partition);
  }

  /** The store has the log up to there, of which so many bytes are new. */
  archivedUpTo(partition: ArchivedPartition, upTo: number, bytes: number): void {
    const { nowNs } = this.simulation;
    this.counts.furthestBehindMs = Math.max(this.counts.furthestBehindMs, (nowNs - partition.oldestAtNs) / 1e6);
    partition.archived = upTo;
    partition.waitingBytes -= bytes;
    partition.oldestAtNs = this.committedAfter(partition.group, upTo);
    if (partition.oldestAtNs === none) partition.waitingBytes = 0;
  }

  /** When the first write after that was committed; -1 where none is. */
  private committedAfter(group: number, sequenceNumber: number): number {
    if (sequenceNumber >= this.groups.get(group, field.commit)) return none;
    const { records } = this.logs;
    let record = this.logs.firstAfter(group, sequenceNumber, this.walkHint, 0);
    if (record === none) throw new Error(`group ${group} let go of what comes after ${sequenceNumber}, unarchived`);
    while (record !== none && records.isCommitted(record) && records.item(record) === none)
      record = records.next(record);
    return record === none ? none : Math.max(none, records.committedAtNs(record));
  }

  /** Lets go of what nobody needs any more, and has the agents do what there is to do. */
  goOn(partition: ArchivedPartition): void {
    const { group } = partition;
    const upTo = Math.min(partition.archived, this.workers!.seenByAll(partition));
    if (upTo > this.cursor.taken(group)) this.cursor.takeUpTo(group, upTo);
    const isAtRest = partition.jobs.every((job) => job === none);
    if (isAtRest && upTo === this.groups.get(group, field.commit)) return this.close(partition);
    if (!partition.isHalted) this.workers!.setToWork(partition);
    this.plan(partition);
  }

  /** Sequence number up to which the store has the log of the group. */
  endOf(group: number): number {
    return this.of(group)?.archived ?? this.cursor.taken(group);
  }

  /** When the oldest write of the group that is not archived was committed; -1 where all are. */
  unarchivedSinceNs(group: number): number {
    return this.of(group)?.oldestAtNs ?? none;
  }

  /** The log of a new group begins there. */
  beginAt(group: number, sequenceNumber: number): void {
    if (sequenceNumber > this.cursor.taken(group)) this.cursor.takeUpTo(group, sequenceNumber);
  }

  /** Sequence number up to which nothing of its log is kept for agents. */
  keptFrom(group: number): number {
    return this.cursor.taken(group);
  }

  /** Since when the oldest committed write of any partition waits, or -1; and how many bytes of all. Looks at each that waits. */
  behind(): { readonly sinceNs: number; readonly bytes: number } {
    let [sinceNs, bytes] = [none, 0];
    for (const { oldestAtNs, waitingBytes } of this.waiting()) {
      bytes += waitingBytes;
      if (sinceNs === none || oldestAtNs < sinceNs) sinceNs = oldestAtNs;
    }
    return { sinceNs, bytes };
  }

  private waiting(): ArchivedPartition[] {
    const isWaiting = (partition: ArchivedPartition) =>
      partition.oldestAtNs !== none && this.of(partition.group) === partition;
    return this.partitions.items.filter(isWaiting);
  }

  private isStalled(ageNs: number): boolean {
    return ageNs > stalledAfterAges * this.parameters.segmentAge;
  }

  private close(partition: ArchivedPartition): void {
    this.places[partition.group] = 0;
    this.partitions.release(partition);
  }

  isFull(group: number): boolean {
    const partition = this.of(group);
    if (partition === null) return false;
    const { keptLogBytesMax, retainedMax } = this.parameters;
    const records = this.groups.get(group, field.last) - partition.archived;
    if (partition.waitingBytes < keptLogBytesMax && records < retainedMax) return false;
    this.counts.writesRefusedForLog++;
    return true;
  }

  begunAnew(group: number): void {
    const partition = this.of(group);
    if (partition === null) return;
    this.workers!.abandon(partition);
    const { records } = this.logs;
    const commit = this.groups.get(group, field.commit);
    let record = this.logs.firstAfter(group, partition.archived, this.walkHint, 0);
    for (; record !== none && records.sequenceNumber(record) <= commit; record = records.next(record)) {
      if (records.item(record) !== none) this.counts.unarchivedWritesLost++;
    }
    if (commit > this.cursor.taken(group)) this.cursor.takeUpTo(group, commit);
    this.close(partition);
  }

  /** The last copies of so many committed writes of these groups are gone, and they are not archived: they wait no more. */
  lostUnarchived(writes: number, groups: readonly number[]): void {
    this.counts.unarchivedWritesLost += writes;
    for (const group of groups) {
      const partition = this.of(group);
      if (partition !== null) this.count(partition);
    }
  }

  private count(partition: ArchivedPartition): void {
    const { records } = this.logs;
    const { group, archived } = partition;
    partition.waitingBytes = 0;
    partition.oldestAtNs = this.committedAfter(group, archived);
    let record = this.logs.firstAfter(group, archived, this.walkHint, 0);
    for (; record !== none && records.isCommitted(record); record = records.next(record)) {
      if (records.item(record) !== none) partition.waitingBytes += records.bytes(record);
    }
  }

  split(child: number): void {
    this.workers!.split(child, this.cursor.taken(child));
  }

  /** To be called once, at the end. */
  facts(): CountsOf<typeof progressFacts> {
    const { nowNs } = this.simulation;
    const { counts } = this;
    const { sinceNs, bytes } = this.behind();
    counts.partitionsStalled = this.waiting().filter(({ oldestAtNs }) => this.isStalled(nowNs - oldestAtNs)).length;
    counts.behindAtEndBytes = bytes;
    counts.behindAtEndMs = sinceNs === none ? 0 : (nowNs - sinceNs) / 1e6;
    counts.furthestBehindMs = Math.max(counts.furthestBehindMs, counts.behindAtEndMs);
    return counts;
  }
}
