/**
 * Replication of one write, as in section 3 of the DynamoDB paper: the leader appends a log record, sends it to its two
 * peers, and acknowledges when a quorum has it durable. The third replica still does its work.
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
import type { Pool } from '../engine/pool.js';
import type { Simulation } from '../engine/simulation.js';
import type { StageLedger } from '../engine/stage-ledger.js';
import type { Network } from '../infrastructure/network.js';
import { stage } from '../infrastructure/stage.js';
import type { Trace } from '../trace.js';
import { answer, type Call } from './call.js';
import { everyReplica, type GroupLogs } from './group-logs.js';
import { field, type GroupTable, groupStride, none, replicasPerGroup } from './group-table.js';
import type { ItemVersions } from './item-versions.js';
import { type LogRecord, recordAndSlot, recordIn, slotIn } from './log-record.js';
import type { Logs } from './logs.js';
import type { StorageNodes } from './storage-nodes.js';

export interface ReplicationParameters {
  readonly quorum: number;
  readonly inFlightMax: number;
}

const acknowledgementBytes = 64;

export class Replication {
  private readonly appendType: number;
  private readonly acknowledgeType: number;
  /** Popcount of a three-bit mask. */
  private readonly bits = [0, 1, 1, 2, 1, 2, 2, 3];

  constructor(
    private readonly simulation: Simulation,
    private readonly network: Network,
    private readonly nodes: StorageNodes,
    private readonly logs: Logs,
    private readonly groups: GroupTable,
    readonly groupLogs: GroupLogs,
    private readonly versions: readonly ItemVersions[],
    private readonly parameters: ReplicationParameters,
    private readonly ledger: StageLedger,
    private readonly trace: Trace,
    private readonly calls: Pool<Call>,
    private readonly reply: (call: Call, status: number) => void,
    private readonly leadership: {
      /** Whether the replica in `slot` has promised nothing newer than the record's term. */
      accepts(record: LogRecord, slot: number): boolean;
      /** A replica that is up has missed a record. */
      noticeGap(group: number): void;
    },
  ) {
    const lose = (payload: number) => this.missed(payload);
    this.appendType = network.channel('append arrives', (payload) => this.appendArrives(payload), lose);
    this.acknowledgeType = network.channel(
      'acknowledgement arrives',
      (payload) => this.acknowledgementArrives(payload),
      lose,
    );
  }

  /**
   * Begins a write at the leader. False: too many writes of this partition wait for their quorum, or the leader has been
   * deposed and a wrong clock keeps it from knowing; no quorum would take its records.
   */
  append(call: Call): boolean {
    const { cells } = this.groups;
    const base = call.group * groupStride;
    if (cells[base + field.leader] !== call.slot) return false;
    if (cells[base + field.last] - cells[base + field.commit] >= this.parameters.inFlightMax) return false;
    const record = this.groupLogs.records.take();
    record.group = call.group;
    record.position = ++cells[base + field.last];
    record.term = cells[base + field.term];
    record.leaderSlot = call.slot;
    record.table = call.table;
    record.item = call.item;
    record.writeId = call.writeId;
    record.bytes = call.bytes;
    record.call = call.index;
    record.committedAtNs = -1;
    record.isDropped = false;
    record.received = 0;
    record.durable = 0;
    record.threads = 0;
    this.groupLogs.list(record, base);
    this.propose(record);
    return true;
  }

  /** The leader in `record.leaderSlot` writes the record to its own log and sends it to the others, where it is missing. */
  propose(record: LogRecord): void {
    const { cells } = this.groups;
    const base = record.group * groupStride;
    const { leaderSlot } = record;
    const leader = cells[base + field.host + leaderSlot];
    const bit = 1 << leaderSlot;
    record.commitWhenSent = cells[base + field.commit];
    record.acknowledged = record.durable & bit;
    // A record that the log already has is durable or being flushed.
    if ((record.received & bit) === 0) {
      record.threads++;
      record.received |= bit;
      this.logs.add(leader, recordAndSlot(record.index, leaderSlot), record.bytes);
    }
    for (let slot = 0; slot < replicasPerGroup; slot++) {
      if (slot === leaderSlot) continue;
      record.threads++;
      const peer = cells[base + field.host + slot];
      this.network.send(leader, peer, record.bytes, this.appendType, recordAndSlot(record.index, slot));
    }
  }

  private appendArrives(payload: number): void {
    const record = this.groupLogs.records.items[recordIn(payload)];
    const slot = slotIn(payload);
    const node = this.groups.hostOf(record.group, slot);
    if (!this.network.reaches(node, this.appendType, payload)) return;
    const isInLog = (record.received & ~record.durable & (1 << slot)) !== 0;
    if (record.isDropped || isInLog || this.nodes.disks.hasFailed(node) || !this.leadership.accepts(record, slot)) {
      this.groupLogs.endThread(record);
      return;
    }
    this.groupLogs.advanceApplied(record.group * groupStride, slot, record.commitWhenSent);
    if ((record.durable & (1 << slot)) !== 0) {
      this.acknowledgeToLeader(record, slot);
      return;
    }
    record.received |= 1 << slot;
    this.logs.add(node, payload, record.bytes);
  }

  /** A flush made the record durable in `slot`. */
  durable(payload: number): void {
    const record = this.groupLogs.records.items[recordIn(payload)];
    const slot = slotIn(payload);
    record.durable |= 1 << slot;
    this.advanceDurable(record, slot);
    if (slot !== record.leaderSlot) {
      this.acknowledgeToLeader(record, slot);
      return;
    }
    this.markOwnFlush(record);
    this.acknowledge(record, slot);
    this.groupLogs.endThread(record);
  }

  /** The time so far went to the leader's own disk; what a write waits for from here on is its quorum. */
  private markOwnFlush(record: LogRecord): void {
    if (record.call === none) return;
    const { ledgerRow } = this.calls.items[record.call];
    if (ledgerRow < 0) return;
    const { nowNs } = this.simulation;
    this.ledger.markVisit(ledgerRow, stage.diskQueue, stage.disk, this.logs.lastFlushServiceNs, nowNs);
  }

  private acknowledgeToLeader(record: LogRecord, slot: number): void {
    const from = this.groups.hostOf(record.group, slot);
    const to = this.groups.hostOf(record.group, record.leaderSlot);
    this.network.send(from, to, acknowledgementBytes, this.acknowledgeType, recordAndSlot(record.index, slot));
  }

  private acknowledgementArrives(payload: number): void {
    const record = this.groupLogs.records.items[recordIn(payload)];
    const leader = this.groups.hostOf(record.group, record.leaderSlot);
    if (!this.network.reaches(leader, this.acknowledgeType, payload)) return;
    if (record.leaderSlot !== slotIn(payload)) this.acknowledge(record, slotIn(payload));
    this.groupLogs.endThread(record);
  }

  /** The leader counts a replica once, however often it hears of it. */
  private acknowledge(record: LogRecord, slot: number): void {
    if (record.isDropped) return;
    record.acknowledged |= 1 << slot;
    const base = record.group * groupStride;
    if (record.position === this.groups.cells[base + field.commit] + 1) this.commitFrom(record, base);
  }

  /** Commits `record` and its successors as far as a quorum has acknowledged them. */
  private commitFrom(first: LogRecord, base: number): void {
    const { cells } = this.groups;
    const { items } = this.groupLogs.records;
    for (let record = first; this.bits[record.acknowledged] >= this.parameters.quorum; ) {
      cells[base + field.commit] = record.position;
      record.committedAtNs = this.simulation.nowNs;
      this.apply(record);
      if (record.call !== none) this.answerWrite(record);
      if (record.next === none) break;
      record = items[record.next];
    }
    cells[base + field.applied + first.leaderSlot] = cells[base + field.commit];
    this.groupLogs.release(base);
  }

  private apply(record: LogRecord): void {
    const versions = this.versions[record.table];
    record.previousPosition = versions.position(record.item);
    record.previousWriteId = versions.writeId(record.item);
    versions.set(record.item, record.position, record.writeId);
    this.trace.writeCommitted(record);
  }

  private answerWrite(record: LogRecord): void {
    const call = this.calls.items[record.call];
    record.call = none;
    call.position = record.position;
    call.readWriteId = record.writeId;
    if (call.ledgerRow >= 0) this.ledger.mark(call.ledgerRow, stage.quorumWait, this.simulation.nowNs);
    this.reply(call, answer.ok);
  }

  /** The replica's log is whole up to the first record it lacks. */
  advanceDurable(record: LogRecord, slot: number): void {
    const { cells } = this.groups;
    const at = record.group * groupStride + field.durable + slot;
    if (record.isDropped || record.position !== cells[at] + 1) return;
    if (!record.isListed) {
      // So far behind that the group has let the record go: heartbeats find out what else the replica has.
      cells[at] = record.position;
      this.leadership.noticeGap(record.group);
      return;
    }
    let last = record;
    while (last.next !== none && (this.groupLogs.records.items[last.next].durable & (1 << slot)) !== 0) {
      last = this.groupLogs.records.items[last.next];
    }
    cells[at] = last.position;
  }

  /** A heartbeat's answer told the leader how far the log in `slot` is whole: this stands in for acknowledgements lost on the way. */
  hearDurable(group: number, slot: number, position: number): void {
    const { cells } = this.groups;
    const base = group * groupStride;
    const commit = cells[base + field.commit];
    if (position <= commit) return;
    const heard: LogRecord[] = [];
    for (let at = cells[base + field.oldest]; at !== none; at = this.groupLogs.records.items[at].next) {
      const record = this.groupLogs.records.items[at];
      if (record.position > position) break;
      if (record.position > commit) heard.push(record);
    }
    for (const record of heard) this.acknowledge(record, slot);
  }

  /** A heartbeat of a watched group told the follower the commit position. */
  hearCommit(group: number, slot: number, commit: number): void {
    this.groupLogs.advanceApplied(group * groupStride, slot, commit);
  }

  /**
   * A new leader in `slot` takes over with what it and its voters (a mask) have received. Records that are not committed,
   * or not in its own log, it proposes anew in its term; the uncommitted ones that none of them has seen leave the log.
   * `abandon` ends the call of each.
   */
  takeOver(group: number, slot: number, voters: number, abandon: (call: Call) => void): void {
    const { cells } = this.groups;
    const base = group * groupStride;
    const adopted: LogRecord[] = [];
    const forgotten: LogRecord[] = [];
    for (let at = cells[base + field.oldest]; at !== none; at = this.groupLogs.records.items[at].next) {
      const record = this.groupLogs.records.items[at];
      if (record.call !== none) {
        abandon(this.calls.items[record.call]);
        record.call = none;
      }
      if ((record.received & voters) === 0) forgotten.push(record);
      else if (record.committedAtNs < 0 || (record.durable & (1 << slot)) === 0) adopted.push(record);
    }
    for (const record of forgotten.reverse()) {
      if (record.committedAtNs >= 0) this.lose(record);
      else this.groupLogs.drop(record, base);
    }
    // What is no longer kept is applied at its voters, and came with their votes.
    const durable = base + field.durable + slot;
    cells[durable] = Math.max(cells[durable], this.groupLogs.firstKept(base) - 1);
    this.groupLogs.renumber(base);
    cells[base + field.applied + slot] = cells[base + field.commit];
    for (const record of adopted) {
      record.term = cells[base + field.term];
      record.leaderSlot = slot;
      this.propose(record);
    }
  }

  /**
   * A committed record that the new leader's quorum has never seen: its write is lost. This cannot happen while a write
   * needs two of three; it is what `replication.quorum: 1` costs. The position stays, and stands for nothing.
   */
  private lose(record: LogRecord): void {
    this.trace.writeLost(record);
    const versions = this.versions[record.table];
    if (versions.position(record.item) === record.position) {
      versions.set(record.item, record.previousPosition, record.previousWriteId);
    }
    record.item = none;
    record.received = everyReplica;
    record.durable = everyReplica;
  }

  /** A record that will not reach the log of a replica, or whose acknowledgement will not reach the leader. */
  missed(payload: number): void {
    const record = this.groupLogs.records.items[recordIn(payload)];
    if (!record.isDropped && this.nodes.hosts[this.groups.hostOf(record.group, slotIn(payload))].isUp) {
      this.leadership.noticeGap(record.group);
    }
    this.groupLogs.endThread(record);
  }

  /** A replica copied everything up to `position` from a peer. */
  caughtUp(group: number, slot: number, position: number): void {
    const { cells } = this.groups;
    const base = group * groupStride;
    const bit = 1 << slot;
    const copied: LogRecord[] = [];
    for (let at = cells[base + field.oldest]; at !== none; at = this.groupLogs.records.items[at].next) {
      if (this.groupLogs.records.items[at].position > position) break;
      copied.push(this.groupLogs.records.items[at]);
    }
    for (const record of copied) {
      record.received |= bit;
      record.durable |= bit;
    }
    const durable = Math.max(cells[base + field.durable + slot], position);
    cells[base + field.durable + slot] = this.groupLogs.wholeUpTo(base, slot, durable);
    this.groupLogs.advanceApplied(base, slot, cells[base + field.commit]);
    for (const record of copied) if (record.committedAtNs < 0) this.acknowledge(record, slot);
  }

  /** Ends the calls of writes that this leader proposed and has not committed. */
  abandonCalls(group: number, slot: number, abandon: (call: Call) => void): void {
    for (let at = this.groups.get(group, field.oldest); at !== none; at = this.groupLogs.records.items[at].next) {
      const record = this.groupLogs.records.items[at];
      if (record.call === none || record.leaderSlot !== slot) continue;
      const call = this.calls.items[record.call];
      record.call = none;
      abandon(call);
    }
  }
}
