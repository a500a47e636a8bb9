/**
 * Records of logs that rotted on the drives of replicas. The logs of a partition share their records (log-records.ts), so that
 * one which rotted in one of them is a row here, and no more when that log is without the record: it was let go, cut or lost.
 *
 *   rotten ─> found: whoever reads the record from the drive looks at its checksum ─> repaired from another replica's log
 *
 * A record that fails its checksum is not handed on: not to the archive, not to a replica that copies the log, not to a new
 * leader. P22 section 5.2 has checksums in every log entry, verified on each transfer. Only what is committed rots: what came
 * a moment ago is in memory as well.
 */
import { LimitError } from '../engine/limits/limit-error.js';
import type { Simulation } from '../engine/simulation.js';
import type { DamagedCopyView, DamageEnd, FoundBy, Trace } from '../trace.js';
import { damagedCopiesMax } from './damaged-copies.js';
import { nobodysWrite } from './item-versions.js';
import { type LogRecords, recordAndSlot } from './log-records.js';
import { field, type ReplicaTable } from './replica-table.js';

export interface RottenRecord extends DamagedCopyView {
  readonly record: number;
  readonly group: number;
  readonly slot: number;
  /** Null until it is known to the service. */
  foundBy: FoundBy | null;
}

export class RottenRecords {
  count = 0;
  /** Told of each record that is found to be rotten. */
  found: (rotten: RottenRecord) => void = () => {};
  /** By group, and record and slot. */
  private readonly byGroup = new Map<number, Map<number, RottenRecord>>();

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

  rot(record: number, slot: number): void {
    const { records, groups } = this;
    if (this.count === damagedCopiesMax)
      throw new LimitError('damaged copies at once', damagedCopiesMax, 'faults that damage fewer records');
    const group = records.group(record);
    const rotten: RottenRecord = {
      ...{ record, group, slot, node: groups.hostOf(group, slot), isLogRecord: true, failsChecksum: true },
      ...{ table: records.table(record), item: records.item(record), sequenceNumber: records.sequenceNumber(record) },
      ...{ writeId: nobodysWrite, sinceNs: this.simulation.nowNs, foundBy: null },
    };
    const rows = this.byGroup.get(group) ?? new Map<number, RottenRecord>();
    this.byGroup.set(group, rows.set(recordAndSlot(record, slot), rotten));
    this.count++;
    this.trace.copyDamaged(this.simulation, rotten);
  }

  /** Null where that log has the record whole, or not at all. */
  of(record: number, slot: number): RottenRecord | null {
    return this.byGroup.get(this.records.group(record))?.get(recordAndSlot(record, slot)) ?? null;
  }

  /** Whether the replica's log is as it was written after one sequence number and up to another; what is not is found. */
  verify(group: number, slot: number, after: number, upTo: number, by: FoundBy): boolean {
    let isWhole = true;
    for (const rotten of this.rowsOf(group)) {
      if (rotten.slot !== slot || rotten.sequenceNumber <= after || rotten.sequenceNumber > upTo) continue;
      isWhole = false;
      this.find(rotten, by);
    }
    return isWhole;
  }

  /** Whether a new leader in `slot` lacks a record that none of its `voters` (a mask) has but rotten. */
  isAwaited(group: number, slot: number, voters: number): boolean {
    const { records } = this;
    let isAwaited = false;
    for (const rotten of this.rowsOf(group)) {
      const { record } = rotten;
      if (records.isDurable(record, slot) || (voters & (1 << rotten.slot)) === 0) continue;
      this.find(rotten, 'transfer');
      let whole = records.received(record) & voters;
      for (let at = 0; whole >> at !== 0; at++) if (this.of(record, at) !== null) whole &= ~(1 << at);
      if (whole === 0) isAwaited = true;
    }
    return isAwaited;
  }

  private rowsOf(group: number): RottenRecord[] {
    return [...(this.byGroup.get(group)?.values() ?? [])];
  }

  /** The service knows of it from now on. */
  find(rotten: RottenRecord, by: FoundBy): void {
    if (rotten.foundBy !== null) return;
    rotten.foundBy = by;
    this.trace.damageFound(this.simulation, rotten, by);
    this.found(rotten);
  }

  repaired(rotten: RottenRecord): void {
    this.end(rotten, 'repaired');
  }

  /** Forgets what rotted in logs of the group that are without the record by now. */
  logsChanged(group: number): void {
    if (!this.byGroup.has(group)) return;
    for (const rotten of this.rowsOf(group)) if (!this.isThere(rotten)) this.end(rotten, 'gone');
  }

  private isThere({ record, group, slot, node }: RottenRecord): boolean {
    const { groups, records } = this;
    const isHeld = records.isListed(record) && records.isDurable(record, slot) && records.item(record) >= 0;
    return isHeld && groups.isSeated(group, slot) && groups.hostOf(group, slot) === node;
  }

  private end(rotten: RottenRecord, end: DamageEnd): void {
    const rows = this.byGroup.get(rotten.group)!;
    rows.delete(recordAndSlot(rotten.record, rotten.slot));
    if (rows.size === 0) this.byGroup.delete(rotten.group);
    this.count--;
    this.trace.damageEnded(this.simulation, rotten, end);
  }
}
