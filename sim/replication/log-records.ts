/**
 * The records of the partitions' write-ahead logs, each shared by the logs of its replicas: which of them hold it
 * durably is a mask, so a replica's log is the records with its bit. A record lives while a replica still has to apply it,
 * a message about it is under way, or a lagging replica may ask for it.
 *
 * Values are versions: the record knows which write it is and which version it replaced, so that a reader at an older
 * sequence number sees exactly what that replica has applied.
 *
 * A record is a number, and 64 bytes at that place of one buffer: every partition keeps a record or two until its next
 * write, and those of 100,000 partitions fit no cache, so that each line touched more is time waited.
 */
import { LimitError } from '../engine/limits/limit-error.js';
import { none } from '../engine/pool.js';
import type { Call } from '../protocol/call.js';
import type { CommittedWrite } from '../protocol/committed-write.js';
import { slotShift, slotsMax } from './replica-table.js';

/**
 * Bound on the records kept at once, in 512 MiB; with a slot, a record's number is an event's payload. Most are kept for
 * replicas that are down.
 */
export const recordsMax = 1 << 23;
/** Where things lie in a record: 32-bit integers, then doubles, counted in their own size. */
const ints = 16;
const int = {
  group: 0,
  sequenceNumber: 1,
  term: 2,
  bytes: 3,
  commitWhenSent: 4,
  call: 5,
  next: 6,
  previousSequenceNumber: 7,
  previousWriteId: 8,
  writeId: 9,
  /** Who has it, who leads, and where it stands: see `bits`. */
  state: 10,
  /** Threads of work on it, above them its table, and who has ever flushed it: see `work`. */
  threads: 11,
} as const;
const doubles = 8;
const double = { item: 6, committedAtNs: 7 } as const;

/** A slot's bit among the received is 1 << slot, and so on from each shift. */
const bits = { received: 0, durable: 8, acknowledged: 16, leaderSlot: 24, listed: 1 << 27, dropped: 1 << 28 } as const;
/** Mask of all slots, and of the number of one. */
export const everySlot = (1 << slotsMax) - 1;
const slotNumber = slotsMax - 1;
const threadsMax = 255;
/** Mask of the number of a table. */
const tableNumber = 0xff_ff;
const work = { threads: 0, table: 8, flushed: 24 } as const;
const remedy = 'a smaller parameters.log.retainedMax keeps fewer for replicas that are down';

export class LogRecords {
  private ints!: Int32Array;
  private doubles!: Float64Array;
  private made = 0;
  private readonly free: number[] = [];

  constructor() {
    this.view(new ArrayBuffer(1024 * ints * 4));
  }

  /** A record of a call's write in the leader's term: not in any log yet. */
  take(call: Call, sequenceNumber: number, term: number): number {
    const { request } = call;
    const record = this.free.pop() ?? this.make();
    const row = this.ints;
    const at = record * ints;
    row[at + int.group] = call.group;
    row[at + int.sequenceNumber] = sequenceNumber;
    row[at + int.term] = term;
    row[at + int.bytes] = request.bytes;
    row[at + int.call] = call.index;
    row[at + int.next] = none;
    row[at + int.writeId] = request.writeId;
    row[at + int.state] = call.slot << bits.leaderSlot;
    row[at + int.threads] = request.table << work.table;
    this.doubles[record * doubles + double.item] = request.item;
    this.doubles[record * doubles + double.committedAtNs] = -1;
    return record;
  }

  private make(): number {
    if (this.made === recordsMax) throw new LimitError('log records at once', recordsMax, remedy);
    if (this.made * ints === this.ints.length) {
      const grown = new ArrayBuffer(2 * this.ints.byteLength);
      new Int32Array(grown).set(this.ints);
      this.view(grown);
    }
    return this.made++;
  }

  get inUse(): number {
    return this.made - this.free.length;
  }

  private view(buffer: ArrayBuffer): void {
    this.ints = new Int32Array(buffer);
    this.doubles = new Float64Array(buffer);
  }

  /** What a trace may know of it. */
  describe(record: number): CommittedWrite {
    return {
      group: this.group(record),
      sequenceNumber: this.sequenceNumber(record),
      item: this.item(record),
      writeId: this.writeId(record),
      committedAtNs: this.committedAtNs(record),
    };
  }

  group(record: number): number {
    return this.ints[record * ints + int.group];
  }

  sequenceNumber(record: number): number {
    return this.ints[record * ints + int.sequenceNumber];
  }

  renumber(record: number, sequenceNumber: number): void {
    this.ints[record * ints + int.sequenceNumber] = sequenceNumber;
  }

  term(record: number): number {
    return this.ints[record * ints + int.term];
  }

  leaderSlot(record: number): number {
    return (this.ints[record * ints + int.state] >> bits.leaderSlot) & slotNumber;
  }

  /** A newer leader takes it over. */
  adopt(record: number, term: number, leaderSlot: number): void {
    const at = record * ints;
    this.ints[at + int.term] = term;
    this.ints[at + int.state] =
      (this.ints[at + int.state] & ~(slotNumber << bits.leaderSlot)) | (leaderSlot << bits.leaderSlot);
  }

  bytes(record: number): number {
    return this.ints[record * ints + int.bytes];
  }

  /** Leader's commit sequence number when it sent the record: what a follower learns with it. */
  commitWhenSent(record: number): number {
    return this.ints[record * ints + int.commitWhenSent];
  }

  setCommitWhenSent(record: number, sequenceNumber: number): void {
    this.ints[record * ints + int.commitWhenSent] = sequenceNumber;
  }

  /** Pool index of the call that waits for the quorum, or -1. */
  call(record: number): number {
    return this.ints[record * ints + int.call];
  }

  endCall(record: number): void {
    this.ints[record * ints + int.call] = none;
  }

  /** The next newer record of the group, or -1. */
  next(record: number): number {
    return this.ints[record * ints + int.next];
  }

  link(record: number, next: number): void {
    this.ints[record * ints + int.next] = next;
  }

  table(record: number): number {
    return (this.ints[record * ints + int.threads] >> work.table) & tableNumber;
  }

  /** -1 where the write is lost. */
  item(record: number): number {
    return this.doubles[record * doubles + double.item];
  }

  writeId(record: number): number {
    return this.ints[record * ints + int.writeId] >>> 0;
  }

  /** The version of the item before this one. */
  previousSequenceNumber(record: number): number {
    return this.ints[record * ints + int.previousSequenceNumber];
  }

  previousWriteId(record: number): number {
    return this.ints[record * ints + int.previousWriteId] >>> 0;
  }

  setPrevious(record: number, sequenceNumber: number, writeId: number): void {
    this.ints[record * ints + int.previousSequenceNumber] = sequenceNumber;
    this.ints[record * ints + int.previousWriteId] = writeId;
  }

  /** -1 before. */
  committedAtNs(record: number): number {
    return this.doubles[record * doubles + double.committedAtNs];
  }

  commit(record: number, nowNs: number): void {
    this.doubles[record * doubles + double.committedAtNs] = nowNs;
  }

  isCommitted(record: number): boolean {
    return this.doubles[record * doubles + double.committedAtNs] >= 0;
  }

  /** Bit per slot: in that replica's log, durable or about to be; what a new leader finds when it asks. */
  received(record: number): number {
    return this.ints[record * ints + int.state] & everySlot;
  }

  receive(record: number, mask: number): void {
    this.ints[record * ints + int.state] |= mask;
  }

  /** Bit per slot: durable there. */
  durable(record: number): number {
    return (this.ints[record * ints + int.state] >> bits.durable) & everySlot;
  }

  isDurable(record: number, slot: number): boolean {
    return ((this.ints[record * ints + int.state] >> bits.durable) & (1 << slot)) !== 0;
  }

  makeDurable(record: number, mask: number): void {
    this.ints[record * ints + int.state] |= mask << bits.durable;
    this.ints[record * ints + int.threads] |= mask << work.flushed;
  }

  /** Bit per slot: was durable there at some time, whatever became of it since. */
  flushed(record: number): number {
    return this.ints[record * ints + int.threads] >>> work.flushed;
  }

  /** The replica in `slot` lost what it had not flushed, or (`losesData`) everything. */
  lose(record: number, slot: number, losesData: boolean): void {
    const at = record * ints + int.state;
    if (losesData) this.ints[at] &= ~(1 << (bits.durable + slot));
    if (!this.isDurable(record, slot)) this.ints[at] &= ~(1 << slot);
  }

  /** The write is no more; its sequence number stays, and stands for nothing. */
  erase(record: number): void {
    this.doubles[record * doubles + double.item] = none;
  }

  /** Bit per slot: known to the leader to be durable there. */
  acknowledged(record: number): number {
    return (this.ints[record * ints + int.state] >> bits.acknowledged) & everySlot;
  }

  acknowledge(record: number, mask: number): void {
    this.ints[record * ints + int.state] |= mask << bits.acknowledged;
  }

  /** A new replica begins in `slot`: it has neither flushed nor acknowledged what one before it there did. */
  beginSlot(record: number, slot: number): void {
    this.ints[record * ints + int.state] &= ~(1 << (bits.acknowledged + slot));
    this.ints[record * ints + int.threads] &= ~(1 << (work.flushed + slot));
  }

  /** A leader proposes it: what others acknowledged to an earlier one does not count. */
  beginAcknowledgements(record: number, mask: number): void {
    const at = record * ints + int.state;
    this.ints[at] = (this.ints[at] & ~(everySlot << bits.acknowledged)) | (mask << bits.acknowledged);
  }

  /** In its group's list of kept records. */
  isListed(record: number): boolean {
    return (this.ints[record * ints + int.state] & bits.listed) !== 0;
  }

  /** A newer leader left it out of the log. */
  isDropped(record: number): boolean {
    return (this.ints[record * ints + int.state] & bits.dropped) !== 0;
  }

  list(record: number): void {
    this.ints[record * ints + int.state] |= bits.listed;
  }

  /** Out of its group's list: free once nobody works on it. */
  unlist(record: number, isDropped: boolean): void {
    const at = record * ints;
    this.ints[at + int.state] &= ~bits.listed;
    if (isDropped) this.ints[at + int.state] |= bits.dropped;
    if ((this.ints[at + int.threads] & threadsMax) === 0) this.free.push(record);
  }

  /** A thread of work on it begins: the leader's flush, an append or an acknowledgement under way. */
  beginThread(record: number): void {
    const at = record * ints + int.threads;
    if ((this.ints[at] & threadsMax) === threadsMax) throw new Error(`more than ${threadsMax} threads on a log record`);
    this.ints[at]++;
  }

  endThread(record: number): void {
    const at = record * ints;
    this.ints[at + int.threads]--;
    const isIdle = (this.ints[at + int.threads] & threadsMax) === 0;
    if (isIdle && (this.ints[at + int.state] & bits.listed) === 0) this.free.push(record);
  }
}

/** A record and the slot that works on it, in one event payload. */
export const recordAndSlot = (record: number, slot: number) => (record << slotShift) | slot;
export const recordIn = (payload: number) => payload >> slotShift;
export const slotIn = (payload: number) => payload & slotNumber;
