/**
 * Replication of one write, as in section 3 of the DynamoDB paper: the leader appends a log record, sends it to its two
 * peers, and acknowledges when a quorum has it durable. The third replica still does its work.
 *
 *   leader    append ─┬─ own flush ──────────────────────┬─> quorum? commit, apply, answer
 *                     ├─ send ─> peer: flush ─> acknowledge ─────────────┤
 *                     └─ send ─> peer: flush ─> acknowledge ─────────────┘  (the late one is counted, and changes nothing)
 *
 * A peer's log takes records without a turn on its run queue, which serves requests; what it costs to check and copy one
 * is part of the flush (`disk.append`). Records are acknowledged one by one and committed in order, so a record lost on the way leaves a gap at one replica and
 * does not hold up the others (Multi-Paxos). A follower learns the commit position with the next record, or from a
 * heartbeat; while a group is calm heartbeats are not events but computed when a reader looks (see `learn`).
 */
import { Pool } from '../engine/pool.js';
import type { Simulation } from '../engine/simulation.js';
import type { StageLedger } from '../engine/stage-ledger.js';
import type { Network } from '../infrastructure/network.js';
import { stage } from '../infrastructure/stage.js';
import type { Trace } from '../trace.js';
import { answer, type Call } from './call.js';
import { field, type GroupTable, groupStride, none, replicasPerGroup } from './group-table.js';
import type { ItemVersions } from './item-versions.js';
import { LogRecord, recordAndSlot, recordIn, slotIn } from './log-record.js';
import type { Logs } from './logs.js';
import type { StorageNodes } from './storage-nodes.js';

export interface ReplicationParameters {
  readonly quorum: number;
  readonly heartbeat: number;
  readonly retainedMax: number;
  readonly inFlightMax: number;
  /** One-way delay that a reader's view of heartbeats assumes: the network's mean between zones. */
  readonly heartbeatDelayNs: number;
}

const acknowledgementBytes = 64;
/** Mask of all slots. */
const everyReplica = (1 << replicasPerGroup) - 1;

export class Replication {
  readonly records = new Pool('log records', (index) => new LogRecord(index));
  private readonly appendType: number;
  private readonly acknowledgeType: number;
  /** Per group and slot: one more than the pool index of the record at which the last walk ended; 0 for none. */
  private readonly walkHints: Int32Array;
  /** Popcount of a three-bit mask. */
  private readonly bits = [0, 1, 1, 2, 1, 2, 2, 3];

  constructor(
    private readonly simulation: Simulation,
    private readonly network: Network,
    private readonly nodes: StorageNodes,
    private readonly logs: Logs,
    private readonly groups: GroupTable,
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
    this.walkHints = new Int32Array(groups.count * replicasPerGroup);
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
    const record = this.records.take();
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
    this.list(record, base);
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
    record.appendedAtNs = this.simulation.nowNs;
    record.flushedAtNs = -1;
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
    const record = this.records.items[recordIn(payload)];
    const slot = slotIn(payload);
    const node = this.groups.hostOf(record.group, slot);
    if (!this.network.reaches(node, this.appendType, payload)) return;
    const isInLog = (record.received & ~record.durable & (1 << slot)) !== 0;
    if (record.isDropped || isInLog || this.nodes.disks.hasFailed(node) || !this.leadership.accepts(record, slot)) {
      this.endThread(record);
      return;
    }
    this.advanceApplied(record.group * groupStride, slot, record.commitWhenSent);
    if ((record.durable & (1 << slot)) !== 0) {
      this.acknowledgeToLeader(record, slot);
      return;
    }
    record.received |= 1 << slot;
    this.logs.add(node, payload, record.bytes);
  }

  /** A flush made the record durable in `slot`. */
  durable(payload: number): void {
    const record = this.records.items[recordIn(payload)];
    const slot = slotIn(payload);
    record.durable |= 1 << slot;
    this.advanceDurable(record, slot);
    if (slot !== record.leaderSlot) {
      this.acknowledgeToLeader(record, slot);
      return;
    }
    if (record.flushedAtNs < 0) {
      record.flushedAtNs = this.simulation.nowNs;
      record.flushServiceNs = this.logs.lastFlushServiceNs;
    }
    this.acknowledge(record, slot);
    this.endThread(record);
  }

  private acknowledgeToLeader(record: LogRecord, slot: number): void {
    const from = this.groups.hostOf(record.group, slot);
    const to = this.groups.hostOf(record.group, record.leaderSlot);
    this.network.send(from, to, acknowledgementBytes, this.acknowledgeType, recordAndSlot(record.index, slot));
  }

  private acknowledgementArrives(payload: number): void {
    const record = this.records.items[recordIn(payload)];
    const leader = this.groups.hostOf(record.group, record.leaderSlot);
    if (!this.network.reaches(leader, this.acknowledgeType, payload)) return;
    if (record.leaderSlot !== slotIn(payload)) this.acknowledge(record, slotIn(payload));
    this.endThread(record);
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
    const { items } = this.records;
    for (let record = first; this.bits[record.acknowledged] >= this.parameters.quorum; ) {
      cells[base + field.commit] = record.position;
      record.committedAtNs = this.simulation.nowNs;
      this.apply(record);
      if (record.call !== none) this.answerWrite(record);
      if (record.next === none) break;
      record = items[record.next];
    }
    cells[base + field.applied + first.leaderSlot] = cells[base + field.commit];
    this.release(base);
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
    if (call.ledgerRow >= 0) {
      const { flushedAtNs } = record;
      if (flushedAtNs >= 0) {
        this.ledger.markVisit(call.ledgerRow, stage.diskQueue, stage.disk, record.flushServiceNs, flushedAtNs);
      }
      this.ledger.mark(call.ledgerRow, stage.quorumWait, this.simulation.nowNs);
    }
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
    while (last.next !== none && (this.records.items[last.next].durable & (1 << slot)) !== 0) {
      last = this.records.items[last.next];
    }
    cells[at] = last.position;
  }

  private advanceApplied(base: number, slot: number, commit: number): void {
    const { cells } = this.groups;
    const at = base + field.applied + slot;
    const durable = cells[base + field.durable + slot];
    const upTo = commit < durable ? commit : durable;
    if (upTo <= cells[at]) return;
    cells[at] = upTo;
    this.release(base);
  }

  /** A heartbeat's answer told the leader how far the log in `slot` is whole: this stands in for acknowledgements lost on the way. */
  hearDurable(group: number, slot: number, position: number): void {
    const { cells } = this.groups;
    const base = group * groupStride;
    const commit = cells[base + field.commit];
    if (position <= commit) return;
    const heard: LogRecord[] = [];
    for (let at = cells[base + field.oldest]; at !== none; at = this.records.items[at].next) {
      const record = this.records.items[at];
      if (record.position > position) break;
      if (record.position > commit) heard.push(record);
    }
    for (const record of heard) this.acknowledge(record, slot);
  }

  /** A heartbeat of a watched group told the follower the commit position. */
  hearCommit(group: number, slot: number, commit: number): void {
    this.advanceApplied(group * groupStride, slot, commit);
  }

  /**
   * Brings a follower of a calm group to where heartbeats have brought it by now: they leave the leader every
   * `heartbeat`, at a phase of the group's own, and carry the commit position of that moment.
   */
  learn(group: number, slot: number): void {
    const base = group * groupStride;
    const { cells } = this.groups;
    if (cells[base + field.applied + slot] >= cells[base + field.commit]) return;
    const heardUntilNs = this.lastHeartbeatNs(group, this.simulation.nowNs - this.parameters.heartbeatDelayNs);
    const durable = cells[base + field.durable + slot];
    let applied = cells[base + field.applied + slot];
    for (let at = this.firstUnapplied(group, slot); at !== none; ) {
      const record = this.records.items[at];
      if (record.position > durable || record.committedAtNs < 0 || record.committedAtNs > heardUntilNs) break;
      applied = record.position;
      at = record.next;
    }
    this.advanceApplied(base, slot, applied);
  }

  /**
   * The oldest kept record that the replica in `slot` has not applied, or -1. The walk goes on where the last one ended:
   * the list is long while a replica is down, and readers of the others must not pay for it.
   */
  private firstUnapplied(group: number, slot: number): number {
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

  /** When a calm group's leader last sent a heartbeat, at `byNs` the latest. */
  lastHeartbeatNs(group: number, byNs: number): number {
    const { heartbeat } = this.parameters;
    const phaseNs = (Math.imul(group + 1, 0x9e3779b1) >>> 0) % heartbeat;
    return Math.floor((byNs - phaseNs) / heartbeat) * heartbeat + phaseNs;
  }

  /** What a reader of `call.item` sees at a replica in `slot`: fills in the call's version. */
  read(call: Call, slot: number): void {
    const base = call.group * groupStride;
    const { cells } = this.groups;
    const versions = this.versions[call.table];
    const position = versions.position(call.item);
    const applied = cells[base + field.applied + slot];
    call.position = position;
    call.readWriteId = versions.writeId(call.item);
    if (position <= applied) return;
    for (let at = this.firstUnapplied(call.group, slot); at !== none; at = this.records.items[at].next) {
      const record = this.records.items[at];
      if (record.item !== call.item || record.committedAtNs < 0) continue;
      call.position = record.previousPosition;
      call.readWriteId = record.previousWriteId;
      return;
    }
  }

  private list(record: LogRecord, base: number): void {
    const { cells } = this.groups;
    record.next = none;
    record.isListed = true;
    const newest = cells[base + field.newest];
    if (newest === none) cells[base + field.oldest] = record.index;
    else this.records.items[newest].next = record.index;
    cells[base + field.newest] = record.index;
  }

  /** Lets go of records that every replica has applied, and of the oldest beyond the number that is kept. */
  private release(base: number): void {
    const { cells } = this.groups;
    const applied = base + field.applied;
    let upTo = cells[applied] < cells[applied + 1] ? cells[applied] : cells[applied + 1];
    if (cells[applied + 2] < upTo) upTo = cells[applied + 2];
    const kept = cells[base + field.commit] - this.parameters.retainedMax;
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
    for (let at = cells[base + field.oldest]; at !== none; at = this.records.items[at].next) {
      const record = this.records.items[at];
      if (record.call !== none) {
        abandon(this.calls.items[record.call]);
        record.call = none;
      }
      if ((record.received & voters) === 0) forgotten.push(record);
      else if (record.committedAtNs < 0 || (record.durable & (1 << slot)) === 0) adopted.push(record);
    }
    for (const record of forgotten.reverse()) {
      if (record.committedAtNs >= 0) this.lose(record);
      else this.drop(record, base);
    }
    // What is no longer kept is applied at its voters, and came with their votes.
    const durable = base + field.durable + slot;
    cells[durable] = Math.max(cells[durable], this.firstKept(base) - 1);
    this.renumber(base);
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

  private drop(record: LogRecord, base: number): void {
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
  private renumber(base: number): void {
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

  /** A record that will not reach the log of a replica, or whose acknowledgement will not reach the leader. */
  missed(payload: number): void {
    const record = this.records.items[recordIn(payload)];
    if (!record.isDropped && this.nodes.hosts[this.groups.hostOf(record.group, slotIn(payload))].isUp) {
      this.leadership.noticeGap(record.group);
    }
    this.endThread(record);
  }

  /** A replica copied everything up to `position` from a peer. */
  caughtUp(group: number, slot: number, position: number): void {
    const { cells } = this.groups;
    const base = group * groupStride;
    const bit = 1 << slot;
    const copied: LogRecord[] = [];
    for (let at = cells[base + field.oldest]; at !== none; at = this.records.items[at].next) {
      if (this.records.items[at].position > position) break;
      copied.push(this.records.items[at]);
    }
    for (const record of copied) {
      record.received |= bit;
      record.durable |= bit;
    }
    const durable = Math.max(cells[base + field.durable + slot], position);
    cells[base + field.durable + slot] = this.wholeUpTo(base, slot, durable);
    this.advanceApplied(base, slot, cells[base + field.commit]);
    for (const record of copied) if (record.committedAtNs < 0) this.acknowledge(record, slot);
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

  /** Ends the calls of writes that this leader proposed and has not committed. */
  abandonCalls(group: number, slot: number, abandon: (call: Call) => void): void {
    for (let at = this.groups.get(group, field.oldest); at !== none; at = this.records.items[at].next) {
      const record = this.records.items[at];
      if (record.call === none || record.leaderSlot !== slot) continue;
      const call = this.calls.items[record.call];
      record.call = none;
      abandon(call);
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
  private firstKept(base: number): number {
    const { cells } = this.groups;
    const oldest = cells[base + field.oldest];
    return oldest === none ? cells[base + field.last] + 1 : this.records.items[oldest].position;
  }

  /** Work on the record that ended without reaching its end, or after it. */
  endThread(record: LogRecord): void {
    if (--record.threads === 0 && !record.isListed) this.records.release(record);
  }
}
