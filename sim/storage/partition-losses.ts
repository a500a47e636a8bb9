/**
 * What it means that a replica has lost its data, and the last of a partition above all. With an archive and somebody who
 * heals, a partition without copies is rebuilt (control-plane/recovery/partition-rebuilds.ts) as it was archived: what was committed
 * and not archived is lost, here and now. Otherwise it rolls on, empty, and all that it had is lost.
 *
 *   log of the partition   [ archived ][ in a log replica's log ][ lost: its number stands for nothing ][ not committed ]
 *
 * A partition that was split keeps in its log, until it is archived, what its children took with them: that is lost only when
 * both have no copy. Left out: copies that nodes keep of partitions which replaced them.
 */
import type { VersionVisitor } from '../archive/archived-logs.js';
import { none } from '../engine/pool.js';
import type { Simulation } from '../engine/simulation.js';
import type { KeySpaces } from '../partitions/key-spaces.js';
import type { CommittedWrite } from '../protocol/committed-write.js';
import type { ItemVersions } from '../replication/item-versions.js';
import type { PartitionLogs } from '../replication/partition-log.js';
import { field, type ReplicaTable } from '../replication/replica-table.js';
import type { StorageNodes } from '../replication/storage-nodes.js';
import type { PartitionLoss, Trace } from '../trace.js';

export interface PartitionLossContext {
  readonly simulation: Simulation;
  readonly nodes: StorageNodes;
  readonly groups: ReplicaTable;
  readonly partitionLogs: PartitionLogs;
  /** By table. */
  readonly versions: readonly ItemVersions[];
  readonly keySpaces: KeySpaces;
}

/** Whoever rebuilds partitions, and what it knows of the archive. */
export interface Rebuilder {
  /** Sequence number up to which the group's log is archived. */
  archivedUpTo(group: number): number;
  forEachArchived(group: number, visit: VersionVisitor): void;
  forEachFolded(table: number, visit: VersionVisitor): void;
  /** A group has no copy any more, and so many writes in the logs of these groups are lost. */
  lost(writes: number, groups: readonly number[]): void;
}

export class PartitionLosses {
  /** Null where partitions without copies roll on without their data. */
  rebuilder: Rebuilder | null = null;
  /** Groups that have no copy, and since when. */
  readonly lost = new Map<number, number>();
  /** By node: when it last lost its data. */
  private readonly destroyedAtNs = new Map<number, number>();
  /** By group: where members had lost their data when one of them did last. */
  private readonly destroyed = new Map<number, PartitionLoss['destroyed']>();
  /** Told of each replica of a group that has lost its data; null where nobody replaces it. */
  replicaEmptied: ((group: number) => void) | null = null;

  constructor(
    private readonly context: PartitionLossContext,
    private readonly trace: Trace,
  ) {}

  /** The replica in `slot` is empty. */
  replicaLost(group: number, slot: number): void {
    const { groups, partitionLogs, simulation } = this.context;
    if (!groups.hasLog(group, slot)) return;
    const hadMajority = this.hasMajority(group);
    partitionLogs.forget(group, slot);
    this.destroyedAtNs.set(groups.hostOf(group, slot), simulation.nowNs);
    this.destroyed.set(group, this.destroyedOf(group));
    if (this.replicaEmptied !== null) {
      this.replicaEmptied(group);
      if (hadMajority && !this.hasMajority(group))
        this.trace.majorityLost(simulation, group, this.destroyed.get(group)!);
    }
    if (this.copiesLeft(group) > 0) return;
    if (this.rebuilder !== null) return this.loseUnarchived(group, this.rebuilder);
    this.trace.groupLost(simulation, group, groups.get(group, field.commit), this.destroyed.get(group)!);
    partitionLogs.beginAnew(group);
  }

  private copiesLeft(group: number): number {
    const { groups } = this.context;
    let copies = 0;
    for (let slot = 0; slot < groups.slots; slot++) {
      if (groups.mayLead(group, slot) && groups.durable(group, slot) !== none) copies++;
    }
    return copies;
  }

  /** Of members that have something, whether they are up or not. */
  private hasMajority(group: number): boolean {
    const { groups } = this.context;
    let members = 0;
    for (let slot = 0; slot < groups.slots; slot++) {
      if (groups.isMember(group, slot) && groups.durable(group, slot) !== none) members++;
    }
    return members >= groups.majority(group);
  }

  /** A new leader has found that none of its voters, nor the archive, has these committed writes of the group. */
  lostAtTakeOver(group: number, records: readonly CommittedWrite[]): void {
    const { simulation } = this.context;
    const writes = this.writesOf(records);
    const destroyed = this.destroyed.get(group) ?? [];
    this.trace.partitionLost(simulation, { group, copiesLeft: this.copiesLeft(group), records, writes, destroyed });
    this.rebuilder!.lost(writes.length, [group]);
  }

  private loseUnarchived(group: number, rebuilder: Rebuilder): void {
    const { simulation } = this.context;
    const isNew = !this.lost.has(group);
    if (isNew) this.lost.set(group, simulation.nowNs);
    const lineage = this.lineageOf(group);
    const records = lineage.flatMap((each) => (this.lost.has(each) ? this.lostFrom(each, rebuilder) : []));
    if (records.length > 0) this.rollBack(records, lineage, rebuilder);
    const writes = this.writesOf(records);
    if (!isNew && records.length === 0) return;
    this.trace.partitionLost(simulation, { group, copiesLeft: 0, records, writes, destroyed: this.destroyedOf(group) });
    rebuilder.lost(writes.length, lineage);
  }

  /** The group and all that come from the same partition by splits, parents before children. */
  private lineageOf(group: number): number[] {
    const { keySpaces, groups } = this.context;
    const rootOf = (each: number): number => (keySpaces.isFromSplit(each) ? rootOf(keySpaces.parentOf(each)) : each);
    const root = rootOf(group);
    const isKin = (each: number) => each === root || (keySpaces.isFromSplit(each) && rootOf(each) === root);
    const later = Array.from(
      { length: groups.count - keySpaces.groupsAtStart },
      (_, nth) => keySpaces.groupsAtStart + nth,
    );
    return [root, ...later].filter(isKin);
  }

  /**
   * Of lost records the writes that are lost with them. A write that was tried again may have two: it is lost once, and not
   * at all while its item is as it made it.
   */
  private writesOf(records: readonly CommittedWrite[]): CommittedWrite[] {
    const { keySpaces, versions } = this.context;
    const writes = new Map(records.map((record) => [record.writeId, record]));
    return [...writes.values()].filter(
      ({ group, item, writeId }) => versions[keySpaces.tableOf(group)].writeId(item) !== writeId,
    );
  }

  /** Takes out of the group's log what was committed and is nowhere else. */
  private lostFrom(group: number, rebuilder: Rebuilder): CommittedWrite[] {
    const { groups, partitionLogs, keySpaces } = this.context;
    const { records, rot } = partitionLogs;
    const space = keySpaces.spaces[keySpaces.tableOf(group)];
    const archivedUpTo = rebuilder.archivedUpTo(group);
    const logReplicas = this.logReplicas(group);
    const inLogsUpTo = Math.max(...logReplicas.map((slot) => groups.durable(group, slot)));
    const inLogs = logReplicas.reduce((mask, slot) => mask | (1 << slot), 0);
    const lost: CommittedWrite[] = [];
    for (let at = groups.get(group, field.oldest); at !== none && records.isCommitted(at); at = records.next(at)) {
      const item = records.item(at);
      const sequenceNumber = records.sequenceNumber(at);
      const isInLogs = sequenceNumber <= inLogsUpTo && (rot === null || rot.isWholeIn(at, inLogs));
      if (sequenceNumber <= archivedUpTo || isInLogs || item === none || !this.lost.has(space.groupOf(item))) continue;
      lost.push(records.describe(at));
      partitionLogs.rot?.released(at);
      records.erase(at);
    }
    return lost;
  }

  private logReplicas(group: number): number[] {
    const slots = Array.from({ length: this.context.groups.slots }, (_, slot) => slot);
    return slots.filter((slot) => this.isLogReplica(group, slot));
  }

  private isLogReplica(group: number, slot: number): boolean {
    const { groups } = this.context;
    return groups.isMember(group, slot) && groups.hasLog(group, slot) && !groups.mayLead(group, slot);
  }

  /** Items of lost writes are again what the archive, and the logs that are left, say of them. */
  private rollBack(writes: readonly CommittedWrite[], lineage: readonly number[], rebuilder: Rebuilder): void {
    const { groups, partitionLogs, keySpaces } = this.context;
    const { records } = partitionLogs;
    const table = keySpaces.tableOf(lineage[0]);
    const versions = this.context.versions[table];
    const items = new Set(writes.map(({ item }) => item));
    for (const item of items) {
      versions.set(item, 0, 0);
      versions.setBytes(item, none);
    }
    const set: VersionVisitor = (item, sequenceNumber, writeId, bytes) => {
      if (!items.has(item)) return;
      versions.set(item, sequenceNumber, writeId);
      versions.setBytes(item, bytes);
    };
    rebuilder.forEachFolded(table, set);
    for (const group of lineage) {
      rebuilder.forEachArchived(group, set);
      for (let at = groups.get(group, field.oldest); at !== none && records.isCommitted(at); at = records.next(at)) {
        const sequenceNumber = records.sequenceNumber(at);
        if (sequenceNumber <= rebuilder.archivedUpTo(group) || records.item(at) === none) continue;
        set(records.item(at), sequenceNumber, records.writeId(at), records.bytes(at));
      }
    }
  }

  private destroyedOf(group: number): { readonly node: number; readonly atNs: number }[] {
    const { groups } = this.context;
    const slots = Array.from({ length: groups.slots }, (_, slot) => slot).filter((slot) =>
      groups.isMember(group, slot),
    );
    return slots.flatMap((slot) => {
      const node = groups.hostOf(group, slot);
      const atNs = this.destroyedAtNs.get(node);
      return atNs === undefined || groups.durable(group, slot) !== none ? [] : [{ node, atNs }];
    });
  }

  /**
   * Whether what the group still has can be had now: each log replica with something is up, and what it has in the log of a
   * partition that it was split from is archived, unless that has no copy either.
   */
  isWithinReach(group: number, isAlive: (group: number, slot: number) => boolean): boolean {
    const { groups, keySpaces } = this.context;
    for (let slot = 0; slot < groups.slots; slot++) {
      const has = this.isLogReplica(group, slot) && groups.durable(group, slot) !== none;
      if (has && !isAlive(group, slot)) return false;
    }
    if (!keySpaces.isFromSplit(group)) return true;
    const parent = keySpaces.parentOf(group);
    return this.lost.has(parent) || !this.keepsFor(parent, group);
  }

  /** Whether the parent has unarchived writes to the child's items in its log. */
  private keepsFor(parent: number, child: number): boolean {
    const { groups, partitionLogs, keySpaces } = this.context;
    const { records } = partitionLogs;
    const space = keySpaces.spaces[keySpaces.tableOf(parent)];
    const archivedUpTo = this.rebuilder!.archivedUpTo(parent);
    for (let at = groups.get(parent, field.oldest); at !== none && records.isCommitted(at); at = records.next(at)) {
      if (records.sequenceNumber(at) <= archivedUpTo || records.item(at) === none) continue;
      if (space.groupOf(records.item(at)) === child) return true;
    }
    return false;
  }

  /** The group has new replicas, with what the archive had. */
  rebuilt(group: number): void {
    this.lost.delete(group);
    this.trace.partitionRebuilt(this.context.simulation, group);
  }
}
