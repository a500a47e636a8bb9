/**
 * Records of logs that rotted on the drives of replicas. The logs of a partition share their records (log-records.ts), so that
 * one which rotted in one of them is a row here, and no more when that log is without the record: it was let go, cut or lost.
 *
 *   rotten ─> found: whoever reads the record from the drive looks at its checksum ─> repaired from another replica's log
 *
 * A record that fails its checksum is not handed on: not to the archive, not to a replica that copies the log, not to a new
 * leader. P22 section 5.2 has checksums in every log entry, verified on each transfer. Only what is committed rots. What a
 * replica has not applied yet when it rots is in memory until its node starts again: it will be in its items, as all else.
 *
 *   log of the source   [ applied: in its items, which go with a whole copy ][ rotten: a hole in the copy, too ][ copied ]
 *
 * Where no log that can be asked has it whole, a copy goes on without it: what its source has applied is in the items. A
 * replica with a hole in its log counts for that record only with its items; a log replica has none. What nobody has whole in
 * its log, nor in items, nor the archive, is lost.
 *
 * Left out: that the item has what the newest record of it said, from which that could be written anew; what was rotten in a
 * copy that a node kept of a partition which it had left; and that a node which has started again cannot apply what is rotten.
 */
import { LimitError } from '../engine/limits/limit-error.js';
import type { Simulation } from '../engine/simulation.js';
import type { DamagedCopyView, DamageEnd, FoundBy, Trace } from '../trace.js';
import { damagedCopiesMax } from './damaged-copies.js';
import { nobodysWrite } from './item-versions.js';
import type { LogRecords } from './log-records.js';
import { field, type ReplicaTable } from './replica-table.js';

export interface RottenRecord extends DamagedCopyView {
  readonly record: number;
  readonly group: number;
  readonly slot: number;
  /** Null until it is known to the service. */
  foundBy: FoundBy | null;
  foundAtNs: number;
  /** Not applied there when it rotted, and its node has not started again since. */
  isInMemory: boolean;
}

/** A copy waits so long for what may be repaired: it comes from the other log within seconds, or that cannot be reached. */
export const repairAwaitedNs = 10e9;

export class RottenRecords {
  count = 0;
  /** Told of each record that is found to be rotten. */
  found: (rotten: RottenRecord) => void = () => {};
  /** Whether a log that can be asked has the record whole. */
  isWholeElsewhere: (rotten: RottenRecord) => boolean = () => false;
  /** By group and record: a row for each log in which it rotted. */
  private readonly byGroup = new Map<number, Map<number, readonly RottenRecord[]>>();

  constructor(
    private readonly simulation: Simulation,
    private readonly groups: ReplicaTable,
    private readonly records: LogRecords,
    private readonly trace: Trace,
  ) {}

  /** Records that may rot in the log of the replica in `slot`, oldest first. */
  wholeIn(group: number, slot: number): number[] {
    const { records } = this;
    const whole: number[] = [];
    for (let at = this.groups.get(group, field.oldest); at >= 0 && records.isCommitted(at); at = records.next(at)) {
      if (records.isDurable(at, slot) && records.item(at) >= 0 && this.of(at, slot) === null) whole.push(at);
    }
    return whole;
  }

  rot(record: number, slot: number): RottenRecord {
    const { records, groups } = this;
    if (this.count === damagedCopiesMax)
      throw new LimitError('damaged copies at once', damagedCopiesMax, 'faults that damage fewer records');
    const group = records.group(record);
    const sequenceNumber = records.sequenceNumber(record);
    const rotten: RottenRecord = {
      ...{ record, group, slot, node: groups.hostOf(group, slot), isLogRecord: true, failsChecksum: true },
      ...{ table: records.table(record), item: records.item(record) },
      ...{ sequenceNumber, overSequenceNumber: sequenceNumber },
      ...{ writeId: nobodysWrite, sinceNs: this.simulation.nowNs, foundBy: null, foundAtNs: 0 },
      isInMemory: sequenceNumber > groups.applied(group, slot),
    };
    const ofGroup = this.byGroup.get(group) ?? new Map<number, readonly RottenRecord[]>();
    this.byGroup.set(group, ofGroup.set(record, [...(ofGroup.get(record) ?? []), rotten]));
    this.count++;
    this.trace.copyDamaged(this.simulation, rotten);
    return rotten;
  }

  /** Null where that log has the record whole, or not at all. */
  of(record: number, slot: number): RottenRecord | null {
    return this.rowsOf(record).find((rotten) => rotten.slot === slot) ?? null;
  }

  /** Whether the replica's log is as it was written after one sequence number and up to another; what is not is found. */
  verify(group: number, slot: number, after: number, upTo: number, by: FoundBy): boolean {
    const rotten = this.within(group, slot, after, upTo);
    for (const each of rotten) this.find(each, by);
    return rotten.length === 0;
  }

  /** Its node has started again, and reads its log. */
  restarted(group: number, slot: number): void {
    for (const rotten of this.within(group, slot, 0, Number.POSITIVE_INFINITY)) {
      rotten.isInMemory = false;
      this.find(rotten, 'read');
    }
  }

  /** Whether some of what is rotten there will be whole in a moment. */
  isUnderRepair(group: number, slot: number, after: number, upTo: number): boolean {
    const { nowNs } = this.simulation;
    const isAwaited = (rotten: RottenRecord) => nowNs < rotten.foundAtNs + repairAwaitedNs;
    return this.within(group, slot, after, upTo).some((each) => isAwaited(each) && this.isWholeElsewhere(each));
  }

  private within(group: number, slot: number, after: number, upTo: number): RottenRecord[] {
    const isWithin = ({ sequenceNumber }: RottenRecord) => sequenceNumber > after && sequenceNumber <= upTo;
    return this.allOf(group).filter((rotten) => rotten.slot === slot && isWithin(rotten));
  }

  /** What the replica in `to`, which copies the log in `from`, will not get and does not have. */
  lackingIn(group: number, from: number, to: number, after: number, upTo: number): RottenRecord[] {
    return this.within(group, from, after, upTo).filter(({ record }) => !this.records.isDurable(record, to));
  }

  /** It has copied the log, and has holes in place of what is still there of these. */
  leaveHoles(lacking: readonly RottenRecord[], to: number): void {
    for (const there of lacking) {
      if (this.of(there.record, there.slot) !== there) continue;
      this.find(there, 'transfer');
      this.find(this.rot(there.record, to), 'transfer');
    }
  }

  /** Whether one of the replicas in `slots` (a mask) has the record whole in its log. */
  isWholeIn(record: number, slots: number): boolean {
    let whole = this.records.received(record) & slots;
    for (const { slot } of this.rowsOf(record)) whole &= ~(1 << slot);
    return whole !== 0;
  }

  /** Whether a new leader in `slot` has the record, or gets it from its `voters` (a mask). */
  isHad(record: number, slot: number, voters: number): boolean {
    return this.isWholeIn(record, voters) || (this.rowsOf(record).length > 0 && this.has(record, slot));
  }

  /**
   * Whether a new leader in `slot` lacks a record that none of its `voters` (a mask) has but rotten, and that another member
   * may have. What none has is lost.
   */
  isAwaited(group: number, slot: number, voters: number): boolean {
    let isAwaited = false;
    for (const rotten of this.allOf(group)) {
      const { record } = rotten;
      if ((voters & (1 << rotten.slot)) === 0 || this.has(record, slot)) continue;
      this.find(rotten, 'transfer');
      if (!this.isWholeIn(record, voters) && this.maySomebodyHave(record)) isAwaited = true;
    }
    return isAwaited;
  }

  /**
   * Whether the log replica in `slot` cannot hand over with its vote what comes after `sequenceNumber`, and another member may
   * have it.
   */
  keepsFromVoting(group: number, slot: number, sequenceNumber: number): boolean {
    const lacking = this.within(group, slot, sequenceNumber, Number.POSITIVE_INFINITY);
    for (const each of lacking) this.find(each, 'transfer');
    return lacking.some(({ record }) => this.maySomebodyHave(record));
  }

  /** In its log, whole, or in its items, or about to be there. */
  private has(record: number, slot: number): boolean {
    const { groups, records } = this;
    const group = records.group(record);
    const isInItems =
      (groups.storage[group] & (1 << slot)) !== 0 && groups.applied(group, slot) >= records.sequenceNumber(record);
    return isInItems || (records.isDurable(record, slot) && this.of(record, slot)?.isInMemory !== false);
  }

  /** A member that has it, or, down as it may be, does not know yet that it is rotten. */
  private maySomebodyHave(record: number): boolean {
    const { groups } = this;
    const group = this.records.group(record);
    for (let slot = 0; slot < groups.slots; slot++) {
      if (!groups.isMember(group, slot) || groups.durable(group, slot) < 0) continue;
      if (this.has(record, slot) || this.of(record, slot)?.foundBy === null) return true;
    }
    return false;
  }

  private rowsOf(record: number): readonly RottenRecord[] {
    return this.byGroup.get(this.records.group(record))?.get(record) ?? [];
  }

  private allOf(group: number): RottenRecord[] {
    return [...(this.byGroup.get(group)?.values() ?? [])].flat();
  }

  /** The service knows of it from now on. */
  find(rotten: RottenRecord, by: FoundBy): void {
    if (rotten.foundBy !== null) return;
    rotten.foundBy = by;
    rotten.foundAtNs = this.simulation.nowNs;
    this.trace.damageFound(this.simulation, rotten, by);
    this.found(rotten);
  }

  repaired(rotten: RottenRecord): void {
    this.end(rotten, 'repaired');
  }

  /** The record is about to leave the logs of its group, or stands for nothing: this looks at none but its own rows. */
  released(record: number): void {
    for (const rotten of this.rowsOf(record)) this.end(rotten, 'gone');
  }

  /** Forgets what rotted in logs of the group that are without the record by now, as a replica of it is not what it was. */
  replicasChanged(group: number): void {
    for (const rotten of this.allOf(group)) if (!this.isThere(rotten)) this.end(rotten, 'gone');
  }

  private isThere({ record, group, slot, node }: RottenRecord): boolean {
    const { groups, records } = this;
    return records.isDurable(record, slot) && groups.isSeated(group, slot) && groups.hostOf(group, slot) === node;
  }

  /** The replica has been copied to another node, log and all: what was rotten there is so here. */
  moved(group: number, from: number, to: number): void {
    const there = this.allOf(group).filter(({ node }) => node === from);
    for (const rotten of there) {
      this.end(rotten, 'gone');
      if (this.groups.hostOf(group, rotten.slot) === to) this.rot(rotten.record, rotten.slot);
    }
  }

  private end(rotten: RottenRecord, end: DamageEnd): void {
    const ofGroup = this.byGroup.get(rotten.group)!;
    const left = ofGroup.get(rotten.record)!.filter((other) => other !== rotten);
    if (left.length > 0) ofGroup.set(rotten.record, left);
    else ofGroup.delete(rotten.record);
    if (ofGroup.size === 0) this.byGroup.delete(rotten.group);
    this.count--;
    this.trace.damageEnded(this.simulation, rotten, end);
  }
}
