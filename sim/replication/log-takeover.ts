/**
 * What becomes of a partition's log when its leader changes (Multi-Paxos, P22 section 3): the new one proposes again what it
 * and its voters have received and has no quorum yet, and the rest leaves the log. The calls of the old leader end.
 */
import { none } from '../engine/pool.js';
import type { Simulation } from '../engine/simulation.js';
import type { Call } from '../protocol/call.js';
import type { CommittedWrite } from '../protocol/committed-write.js';
import type { Plantable } from '../protocol/defects.js';
import type { Trace } from '../trace.js';
import type { ItemVersions } from './item-versions.js';
import { everySlot, type LogRecords } from './log-records.js';
import type { PartitionLogs } from './partition-log.js';
import type { QuorumWriteContext, QuorumWrites } from './quorum-write.js';
import { column, field, type ReplicaTable, rowSize } from './replica-table.js';

export class LogTakeovers {
  private readonly simulation: Simulation;
  private readonly groups: ReplicaTable;
  private readonly partitionLogs: PartitionLogs;
  private readonly records: LogRecords;
  private readonly versions: readonly ItemVersions[];
  private readonly appliesLate: boolean;
  private readonly calls: { readonly items: readonly Call[] };

  /** Told of the committed writes of a group that a new leader has not found. */
  lost: (group: number, writes: readonly CommittedWrite[]) => void = (_group, writes) => {
    for (const write of writes) this.trace.writeLost(this.simulation, write);
  };

  constructor(
    { simulation, groups, partitionLogs, versions, underWay }: QuorumWriteContext,
    private readonly writes: QuorumWrites,
    private readonly trace: Trace,
    parameters: Plantable,
  ) {
    this.simulation = simulation;
    this.groups = groups;
    this.partitionLogs = partitionLogs;
    this.records = partitionLogs.records;
    this.versions = versions;
    this.calls = underWay.calls;
    this.appliesLate = parameters.defects.includes('serve-before-caught-up');
  }

  /**
   * A new leader in `slot` takes over with what it and its voters (a mask) have received. Records that are not committed,
   * or not in its own log, it proposes anew in its term; the uncommitted ones that none of them has seen leave the log.
   * `abandon` ends the call of each.
   */
  takeOver(group: number, slot: number, voters: number, abandon: (call: Call) => void): void {
    const lost: CommittedWrite[] = [];
    const { cells } = this.groups;
    const base = group * this.groups.stride;
    const { records } = this;
    const { rot } = this.partitionLogs;
    const adopted: number[] = [];
    const forgotten: number[] = [];
    for (let at = cells[base + field.oldest]; at !== none; at = records.next(at)) {
      if (records.call(at) !== none) {
        abandon(this.calls.items[records.call(at)]);
        records.endCall(at);
      }
      const isHad = rot === null ? (records.received(at) & voters) !== 0 : rot.isHad(at, slot, voters);
      if (!isHad) forgotten.push(at);
      else if (!records.isCommitted(at) || !records.isDurable(at, slot)) adopted.push(at);
    }
    for (const record of forgotten.reverse()) {
      if (records.isCommitted(record)) lost.push(this.lose(record));
      else this.partitionLogs.drop(record, base);
    }
    if (lost.length > 0) this.lost(group, lost.reverse());
    // What is no longer kept is applied at its voters, and came with their votes.
    const durable = base + column.durable + rowSize * slot;
    cells[durable] = Math.max(cells[durable], this.partitionLogs.firstKept(base) - 1);
    this.partitionLogs.renumber(base);
    if (!this.appliesLate) cells[base + column.applied + rowSize * slot] = cells[base + field.commit];
    for (const record of adopted) {
      records.adopt(record, cells[base + field.term], slot);
      this.writes.propose(record, slot, base);
    }
  }

  /**
   * A committed record that the new leader's quorum has never seen: its write is lost. This cannot happen while a write
   * needs a majority, unless drives are destroyed; it is what `replication.quorum: 1` costs. Sequence number and size stay,
   * and stand for nothing.
   */
  private lose(record: number): CommittedWrite {
    const { records } = this;
    const item = records.item(record);
    const write = records.describe(record);
    const versions = this.versions[records.table(record)];
    if (versions.sequenceNumber(item) === records.sequenceNumber(record)) {
      versions.set(item, records.previousSequenceNumber(record), records.previousWriteId(record));
    }
    this.partitionLogs.rot?.released(record);
    records.erase(record);
    records.receive(record, everySlot);
    records.makeDurable(record, everySlot);
    return write;
  }

  /** Ends the calls of writes that this leader proposed and has not committed. */
  abandonCalls(group: number, slot: number, abandon: (call: Call) => void): void {
    const { records } = this;
    for (let at = this.groups.get(group, field.oldest); at !== none; at = records.next(at)) {
      if (records.call(at) === none || records.leaderSlot(at) !== slot) continue;
      const call = this.calls.items[records.call(at)];
      records.endCall(at);
      abandon(call);
    }
  }
}
