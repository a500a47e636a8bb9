/**
 * What a reader sees at a replica: exactly what that replica has applied, which at a follower may be stale. A follower
 * learns the commit sequence number with the next record, or from a heartbeat; the heartbeats of a calm group are not
 * events but computed when a reader looks.
 */
import { none } from '../engine/pool.js';
import type { Simulation } from '../engine/simulation.js';
import type { Call } from '../protocol/call.js';
import type { GroupTimes } from './group-times.js';
import type { ItemVersions } from './item-versions.js';
import type { PartitionLogs } from './partition-log.js';
import { column, field, type ReplicaTable, rowSize } from './replica-table.js';

export interface ReplicaReadParameters {
  /** One-way delay of a heartbeat: the network's mean between zones, for replicas that share a zone too. */
  readonly heartbeatDelayNs: number;
}

export class ReplicaReads {
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

  /** What the reader sees at a replica in `slot`: fills in the call's version, and when the next one was committed. */
  read(call: Call, slot: number): void {
    const { table, item } = call.request;
    const versions = this.versions[table];
    const sequenceNumber = versions.sequenceNumber(item);
    const applied = this.groups.applied(call.group, slot);
    call.sequenceNumber = sequenceNumber;
    call.readWriteId = versions.writeId(item);
    if (sequenceNumber <= applied) return;
    const { records } = this.logs;
    for (let at = this.logs.firstUnapplied(call.group, slot); at !== none; at = records.next(at)) {
      if (records.item(at) !== item || !records.isCommitted(at)) continue;
      call.sequenceNumber = records.previousSequenceNumber(at);
      call.readWriteId = records.previousWriteId(at);
      call.supersededAtNs = records.committedAtNs(at);
      return;
    }
  }
}
