/**
 * Replication of one write, as in section 3 of the DynamoDB paper: the leader appends a log record, sends it to its
 * peers, and acknowledges when a quorum has it durable. The other replicas still do their work.
 *
 *   leader    append ─┬─ own flush ───────────────────────┬─> quorum? commit, apply, answer
 *                     ├─ send ─> peer: flush ─> acknowledge ─┤
 *                     └─ send ─> peer: flush ─> acknowledge ─┘   (the late one is counted, and changes nothing)
 *
 * A peer's log takes records without a turn on its run queue, which serves requests; what it costs to check and copy one
 * is part of the flush (`disk.append`). Records are acknowledged one by one and committed in order, so a record lost on
 * the way leaves a gap at one replica and does not hold up the others (Multi-Paxos). What readers see of it is in
 * replica-reads.ts, the lists of records are in group-logs.ts.
 */

import { none } from '../engine/pool.js';
import type { Simulation } from '../engine/simulation.js';
import type { Network } from '../infrastructure/network.js';
import { answer } from '../protocol/answers.js';
import type { Call } from '../protocol/call.js';
import type { Plantable } from '../protocol/defects.js';
import type { StageTimes } from '../protocol/stage-times.js';
import { stage } from '../protocol/stages.js';
import type { UnderWay } from '../protocol/under-way.js';
import type { Trace } from '../trace.js';
import type { GroupWatches } from './group-watch.js';
import type { ItemVersions } from './item-versions.js';
import { type LogRecords, recordAndSlot, recordIn, slotIn } from './log-records.js';
import type { PartitionLogs } from './partition-log.js';
import { bitsOf, column, field, type ReplicaTable, rowSize } from './replica-table.js';
import type { StorageNodes } from './storage-nodes.js';
import type { VersionStamps } from './version-stamps.js';
import { type WriteAheadLogParameters, WriteAheadLogs } from './write-ahead-log.js';

export interface QuorumWriteParameters extends Plantable, WriteAheadLogParameters {
  readonly inFlightMax: number;
  readonly acknowledgementBytes: number;
}

/** What quorum writes stand on. */
export interface QuorumWriteContext {
  readonly simulation: Simulation;
  readonly network: Network;
  readonly nodes: StorageNodes;
  readonly groups: ReplicaTable;
  readonly watches: GroupWatches;
  readonly partitionLogs: PartitionLogs;
  /** By table. */
  readonly versions: readonly ItemVersions[];
  /** Null where each table is in one region. */
  readonly stamps: VersionStamps | null;
  readonly underWay: UnderWay;
}

export class QuorumWrites {
  readonly logs: WriteAheadLogs;
  /** Takes a write back that has its quorum, and that other regions have agreed to after all not to have. */
  notTaken: ((call: Call) => void) | null = null;
  private readonly appendType: number;
  private readonly acknowledgeType: number;
  private readonly records: LogRecords;
  private readonly acknowledgesEarly: boolean;
  private readonly countsLateTwice: boolean;

  private readonly simulation: Simulation;
  private readonly network: Network;
  private readonly nodes: StorageNodes;
  private readonly groups: ReplicaTable;
  private readonly watches: GroupWatches;
  readonly partitionLogs: PartitionLogs;
  private readonly versions: readonly ItemVersions[];
  readonly stamps: VersionStamps | null;
  private readonly stageTimes: StageTimes;
  private readonly calls: { readonly items: readonly Call[] };

  constructor(
    context: QuorumWriteContext,
    private readonly parameters: QuorumWriteParameters,
    private readonly trace: Trace,
    private readonly reply: (call: Call, status: number) => void,
    private readonly leadership: {
      /** A replica that is up has missed a record. */
      noticeGap(group: number): void;
    },
  ) {
    const { simulation, network, nodes, groups, watches, partitionLogs, versions, stamps, underWay } = context;
    this.simulation = simulation;
    this.network = network;
    this.nodes = nodes;
    this.groups = groups;
    this.watches = watches;
    this.partitionLogs = partitionLogs;
    this.versions = versions;
    this.stamps = stamps;
    this.stageTimes = underWay.stageTimes;
    this.calls = underWay.calls;
    this.logs = new WriteAheadLogs(simulation, nodes, parameters, (payload, node) => this.durable(payload, node));
    this.records = partitionLogs.records;
    this.acknowledgesEarly = parameters.defects.includes('acknowledge-before-quorum');
    this.countsLateTwice = parameters.defects.includes('late-acknowledgement-counts-twice');
    const lose = (payload: number) => this.missed(payload);
    const about = (payload: number) => this.about(payload);
    this.appendType = network.channel('append arrives', (payload) => this.appendArrives(payload), lose, about);
    this.acknowledgeType = network.channel(
      'acknowledgement arrives',
      (payload) => this.acknowledgementArrives(payload),
      lose,
      about,
    );
  }

  /** "write 17 on orders/7 at us-east-1/az-1/storage-3". */
  private about(payload: number): string {
    const { group, writeId } = this.records.describe(recordIn(payload));
    return `write ${writeId} on ${this.groups.aboutReplica(group, slotIn(payload))}`;
  }

  /**
   * Begins a write at the leader. False: too many writes of this partition wait for their quorum, too much of its log for
   * whoever reads it, or the leader has been deposed and a wrong clock keeps it from knowing; no quorum would take its records.
   */
  append(call: Call): boolean {
    const { cells } = this.groups;
    const base = call.group * this.groups.stride;
    if (cells[base + field.leader] !== call.slot) return false;
    if (cells[base + field.last] - cells[base + field.commit] >= this.parameters.inFlightMax) return false;
    if (this.partitionLogs.feed?.listener?.isFull(call.group) === true) return false;
    if (this.stamps?.isSuperseded(call.request) === true) return this.answerSuperseded(call);
    const record = this.records.take(call, ++cells[base + field.last], cells[base + field.term]);
    this.stamps?.begin(record, call);
    this.partitionLogs.list(record, base);
    this.propose(record, call.slot, base);
    return true;
  }

  /** The leader in `slot` writes the record to its own log and sends it to the others, where it is missing. */
  propose(record: number, slot: number, base: number): void {
    const { cells } = this.groups;
    const { records } = this;
    const leader = cells[base + column.host + rowSize * slot];
    const bit = 1 << slot;
    const bytes = records.bytes(record);
    records.setCommitWhenSent(record, cells[base + field.commit]);
    records.beginAcknowledgements(record, records.durable(record) & bit);
    // A record that the log already has is durable or being flushed.
    if ((records.received(record) & bit) === 0) {
      records.beginThread(record);
      records.receive(record, bit);
      this.logs.add(leader, recordAndSlot(record, slot), bytes);
    }
    const others = this.groups.logs[records.group(record)] & ~bit;
    for (let other = 0; other < this.groups.slots; other++) {
      if ((others & (1 << other)) === 0) continue;
      records.beginThread(record);
      const host = cells[base + column.host + rowSize * other];
      this.network.send(leader, host, bytes, this.appendType, recordAndSlot(record, other));
    }
  }

  private appendArrives(payload: number): void {
    const { records } = this;
    const record = recordIn(payload);
    const slot = slotIn(payload);
    const group = records.group(record);
    const node = this.groups.hostOf(group, slot);
    if (!this.network.reaches(node, this.appendType, payload)) return;
    const isDurable = records.isDurable(record, slot);
    const isInLog = !isDurable && (records.received(record) & (1 << slot)) !== 0;
    const isRefused = isInLog || records.isDropped(record) || this.nodes.disks.hasFailed(node);
    if (isRefused || !this.watches.accept(group, slot, records.term(record))) {
      records.endThread(record);
      return;
    }
    this.partitionLogs.advanceApplied(group * this.groups.stride, slot, records.commitWhenSent(record));
    if (isDurable) {
      this.acknowledgeToLeader(record, slot, records.leaderSlot(record), group, node);
      return;
    }
    records.receive(record, 1 << slot);
    this.logs.add(node, payload, records.bytes(record));
  }

  /** A flush made the record durable in `slot`; its replica may have left meanwhile, and another taken the slot. */
  private durable(payload: number, node: number): void {
    const record = recordIn(payload);
    const slot = slotIn(payload);
    const group = this.records.group(record);
    if (this.groups.hostOf(group, slot) !== node) {
      this.records.endThread(record);
      return;
    }
    this.records.makeDurable(record, 1 << slot);
    this.advanceDurable(record, slot, group);
    const leaderSlot = this.records.leaderSlot(record);
    if (slot !== leaderSlot) {
      this.acknowledgeToLeader(record, slot, leaderSlot, group, node);
      return;
    }
    this.markOwnFlush(this.records.call(record));
    if (this.records.isCommitted(record)) this.partitionLogs.release(group * this.groups.stride);
    else this.acknowledge(record, slot);
    this.records.endThread(record);
  }

  /** Groups of which the node's drive is writing a record. */
  groupsBeingFlushed(node: number): Set<number> {
    const groups = this.logs
      .beingFlushed(node)
      .map((payload) => ({ payload, group: this.records.group(recordIn(payload)) }));
    const isThere = ({ payload, group }: (typeof groups)[number]) =>
      this.groups.hostOf(group, slotIn(payload)) === node;
    return new Set(groups.filter(isThere).map(({ group }) => group));
  }

  /** The time so far went to the leader's own disk; what a write waits for from here on is its quorum. */
  private markOwnFlush(call: number): void {
    if (call === none) return;
    const { attempt } = this.calls.items[call];
    if (attempt < 0) return;
    const { nowNs } = this.simulation;
    this.stageTimes.markVisit(attempt, stage.diskQueue, stage.disk, this.logs.lastFlushServiceNs, nowNs);
  }

  private acknowledgeToLeader(record: number, slot: number, leaderSlot: number, group: number, from: number): void {
    const to = this.groups.hostOf(group, leaderSlot);
    this.network.send(
      from,
      to,
      this.parameters.acknowledgementBytes,
      this.acknowledgeType,
      recordAndSlot(record, slot),
    );
  }

  private acknowledgementArrives(payload: number): void {
    const record = recordIn(payload);
    const leaderSlot = this.records.leaderSlot(record);
    const leader = this.groups.hostOf(this.records.group(record), leaderSlot);
    if (!this.network.reaches(leader, this.acknowledgeType, payload)) return;
    const slot = slotIn(payload);
    if (leaderSlot !== slot) this.acknowledge(record, slot);
    this.records.endThread(record);
  }

  /** The leader counts a replica once, however often it hears of it. */
  private acknowledge(record: number, slot: number): void {
    const { records } = this;
    if (records.isDropped(record)) return;
    if (this.countsLateTwice && records.isCommitted(record) && records.next(record) !== none) {
      this.acknowledge(records.next(record), slot);
    }
    records.acknowledge(record, 1 << slot);
    const base = records.group(record) * this.groups.stride;
    if (records.sequenceNumber(record) === this.groups.cells[base + field.commit] + 1) this.commitFrom(record, base);
  }

  /** Commits `first` and its successors as far as a quorum has acknowledged them. */
  private commitFrom(first: number, base: number): void {
    const { cells } = this.groups;
    const { records } = this;
    const group = records.group(first);
    const members = this.groups.members[group];
    const quorum = this.acknowledgesEarly ? 1 : this.groups.quorums[group];
    let record = first;
    while (record !== none && bitsOf[records.acknowledged(record) & members] >= quorum) {
      cells[base + field.commit] = records.sequenceNumber(record);
      records.commit(record, this.simulation.nowNs);
      this.apply(record);
      this.partitionLogs.feed?.listener?.committed(group, records.bytes(record));
      if (records.call(record) !== none) this.answerWrite(record);
      record = records.next(record);
    }
    cells[base + column.applied + rowSize * records.leaderSlot(first)] = cells[base + field.commit];
    this.partitionLogs.release(base);
  }

  /** A quorum is fewer replicas than before: what waits may have it. */
  recount(group: number): void {
    const base = group * this.groups.stride;
    const { cells } = this.groups;
    for (let at = cells[base + field.oldest]; at !== none; at = this.records.next(at)) {
      if (this.records.sequenceNumber(at) === cells[base + field.commit] + 1) return this.commitFrom(at, base);
    }
  }

  private apply(record: number): void {
    const { records } = this;
    const item = records.item(record);
    const table = records.table(record);
    const writeId = records.writeId(record);
    const versions = this.versions[table];
    records.setPrevious(record, versions.sequenceNumber(item), versions.writeId(item));
    if (this.stamps !== null && !this.stamps.takes(record, records, this.leaderOf(record))) {
      records.erase(record);
      return;
    }
    versions.set(item, records.sequenceNumber(record), writeId);
    versions.setBytes(item, records.bytes(record));
    const group = records.group(record);
    const copies = bitsOf[records.flushed(record) & this.groups.members[group]];
    this.trace.writeCommitted(this.simulation, group, table, item, writeId, copies >= this.groups.quorums[group]);
  }

  private leaderOf(record: number): number {
    return this.groups.hostOf(this.records.group(record), this.records.leaderSlot(record));
  }

  /** The item has a newer version than the one that another region sent: nothing is written, which is an answer too. */
  private answerSuperseded(call: Call): true {
    call.readWriteId = this.versionOf(call);
    this.reply(call, answer.ok);
    return true;
  }

  private versionOf({ request: { table, item } }: Call): number {
    return this.versions[table].writeId(item);
  }

  private answerWrite(record: number): void {
    const call = this.calls.items[this.records.call(record)];
    this.records.endCall(record);
    if (call.agreed !== null && this.records.item(record) === none) return this.notTaken!(call);
    call.sequenceNumber = this.records.sequenceNumber(record);
    call.readWriteId = this.records.item(record) === none ? this.versionOf(call) : this.records.writeId(record);
    if (call.attempt >= 0) this.stageTimes.mark(call.attempt, stage.quorumWait, this.simulation.nowNs);
    this.reply(call, answer.ok);
  }

  /** The replica's log is whole up to the first record it lacks. */
  private advanceDurable(record: number, slot: number, group: number): void {
    const { cells } = this.groups;
    const { records } = this;
    const at = group * this.groups.stride + column.durable + rowSize * slot;
    const sequenceNumber = records.sequenceNumber(record);
    if (sequenceNumber !== cells[at] + 1 || records.isDropped(record)) return;
    if (!records.isListed(record)) {
      // So far behind that the group has let the record go: heartbeats find out what else the replica has.
      cells[at] = sequenceNumber;
      this.leadership.noticeGap(group);
      return;
    }
    let last = record;
    for (let next = records.next(last); next !== none && records.isDurable(next, slot); next = records.next(last)) {
      last = next;
    }
    cells[at] = last === record ? sequenceNumber : records.sequenceNumber(last);
  }

  /**
   * A heartbeat's answer told the leader how far the log in `slot` is whole: this stands in for acknowledgements lost on
   * the way.
   */
  hearDurable(group: number, slot: number, sequenceNumber: number): void {
    const { cells } = this.groups;
    const base = group * this.groups.stride;
    const commit = cells[base + field.commit];
    if (sequenceNumber <= commit) return;
    const heard: number[] = [];
    for (let at = cells[base + field.oldest]; at !== none; at = this.records.next(at)) {
      if (this.records.sequenceNumber(at) > sequenceNumber) break;
      if (this.records.sequenceNumber(at) > commit) heard.push(at);
    }
    for (const record of heard) this.acknowledge(record, slot);
  }

  /** A heartbeat of a watched group told the follower the commit sequence number. */
  hearCommit(group: number, slot: number, commit: number): void {
    this.partitionLogs.advanceApplied(group * this.groups.stride, slot, commit);
    this.partitionLogs.lies?.heard(group, slot, commit);
  }

  /** A record that will not reach the log of a replica, or whose acknowledgement will not reach the leader. */
  missed(payload: number): void {
    const record = recordIn(payload);
    const group = this.records.group(record);
    if (!this.records.isDropped(record) && this.nodes.hosts[this.groups.hostOf(group, slotIn(payload))].isUp) {
      this.leadership.noticeGap(group);
    }
    this.records.endThread(record);
  }

  /** A replica copied everything up to `sequenceNumber` from a peer. */
  caughtUp(group: number, slot: number, sequenceNumber: number): void {
    const copied = this.partitionLogs.copyUpTo(group, slot, sequenceNumber);
    this.goOnFrom(group, slot, Math.max(this.groups.durable(group, slot), sequenceNumber), copied);
  }

  /** The same, but for these records: its log has gaps there. */
  tookAllBut(group: number, slot: number, sequenceNumber: number, lacking: ReadonlySet<number>): void {
    const copied = this.partitionLogs.copyUpTo(group, slot, sequenceNumber, lacking);
    this.goOnFrom(group, slot, this.groups.durable(group, slot), copied);
  }

  private goOnFrom(group: number, slot: number, durable: number, copied: readonly number[]): void {
    const { cells } = this.groups;
    const base = group * this.groups.stride;
    cells[base + column.durable + rowSize * slot] = this.partitionLogs.wholeUpTo(base, slot, durable);
    this.partitionLogs.advanceApplied(base, slot, cells[base + field.commit]);
    for (const record of copied) if (!this.records.isCommitted(record)) this.acknowledge(record, slot);
  }
}
