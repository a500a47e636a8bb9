/**
 * What a reader sees at a replica: exactly what that replica has applied, which at a follower may be stale. A follower
 * learns the commit sequence number with the next record, or from a heartbeat; the heartbeats of a calm group are not
 * events but computed when a reader looks.
 */
import { none } from '../engine/pool.js';
import type { Simulation } from '../engine/simulation.js';
import type { Call } from '../protocol/call.js';
import type { CopyContent, DamagedCopies } from './damaged-copies.js';
import type { GroupTimes } from './group-times.js';
import type { ItemVersions } from './item-versions.js';
import type { PartitionLogs } from './partition-log.js';
import { column, field, type ReplicaTable, rowSize } from './replica-table.js';

export interface ReplicaReadParameters {
  /** One-way delay of a heartbeat: the network's mean between zones, for replicas that share a zone too. */
  readonly heartbeatDelayNs: number;
}

export class ReplicaReads {
  /** Null while no copy has ever been damaged. */
  damage: DamagedCopies | null = null;

  constructor(
    private readonly simulation: Simulation,
    private readonly groups: ReplicaTable,
    private readonly logs: PartitionLogs,
    private readonly versions: readonly ItemVersions[],
    private readonly times: GroupTimes,
    private readonly parameters: ReplicaReadParameters,
  ) {}

  /**
   * Brings a follower of a calm group to where heartbeats have brought it by now: they leave the leader every
   * `heartbeat`, at a phase of the group's own, and carry the commit sequence number of that moment.
   */
  learn(group: number, slot: number): void {
    const base = group * this.groups.stride;
    const { cells } = this.groups;
    const row = base + rowSize * slot;
    if (cells[row + column.applied] >= cells[base + field.commit]) return;
    const heardUntilNs = this.times.heartbeatBefore(group, this.simulation.nowNs - this.parameters.heartbeatDelayNs);
    const durable = cells[row + column.durable];
    let applied = cells[row + column.applied];
    const { records } = this.logs;
    for (let at = this.logs.firstUnapplied(group, slot); at !== none; at = records.next(at)) {
      if (records.sequenceNumber(at) > durable || !records.isCommitted(at) || records.committedAtNs(at) > heardUntilNs)
        break;
      applied = records.sequenceNumber(at);
    }
    this.logs.advanceApplied(base, slot, applied);
  }

  /**
   * What the reader sees at a replica in `slot`: fills in the call's version, and when the next one was committed. False:
   * the copy is known to be damaged, and says nothing.
   */
  read(call: Call, slot: number): boolean {
    const { table, item } = call.request;
    const versions = this.versions[table];
    call.sequenceNumber = versions.sequenceNumber(item);
    call.readWriteId = versions.writeId(item);
    if (call.sequenceNumber > this.groups.applied(call.group, slot)) {
      const record = this.firstUnappliedOf(call.group, slot, item);
      if (record !== none) {
        const { records } = this.logs;
        call.sequenceNumber = records.previousSequenceNumber(record);
        call.readWriteId = records.previousWriteId(record);
        call.supersededAtNs = records.committedAtNs(record);
      }
    }
    return this.damage === null || this.damage.answers(call, slot);
  }

  /** The oldest committed record of the item that the replica in `slot` has not applied, or -1. */
  private firstUnappliedOf(group: number, slot: number, item: number): number {
    const { records } = this.logs;
    for (let at = this.logs.firstUnapplied(group, slot); at !== none; at = records.next(at)) {
      if (records.item(at) === item && records.isCommitted(at)) return at;
    }
    return none;
  }

  itemsTracked(table: number): number {
    return this.versions[table].tracked;
  }

  /** The version of an item that the replica in `slot` has applied, which is what a copy has that is not damaged. */
  appliedVersion(group: number, slot: number, table: number, item: number): CopyContent {
    const versions = this.versions[table];
    const newest = {
      ...{ sequenceNumber: versions.sequenceNumber(item), writeId: versions.writeId(item) },
      failsChecksum: false,
    };
    if (newest.sequenceNumber <= this.groups.applied(group, slot)) return newest;
    const record = this.firstUnappliedOf(group, slot, item);
    if (record === none) return newest;
    const { records } = this.logs;
    const sequenceNumber = records.previousSequenceNumber(record);
    return { sequenceNumber, writeId: records.previousWriteId(record), failsChecksum: false };
  }

  /** What the copy of an item in `slot` has, for who judges a run from outside. */
  copyOf(group: number, slot: number, table: number, item: number): CopyContent {
    const damaged = this.damage?.seen(this.groups.hostOf(group, slot), table, item) ?? null;
    return damaged ?? this.appliedVersion(group, slot, table, item);
  }
}
