/**
 * A restored table is the original as it was: each item has the version that was the newest committed at that time or before.
 * Known from what the service committed, write by write, not from its archive. An item of which a write was lost since is left
 * out, as nobody can say any more what it was.
 *
 * Bound: four bytes an item that is tracked, of each restore.
 */
import type { CommittedWrite } from '../protocol/committed-write.js';
import type { Clock, PartitionLoss, RestoredTable } from '../trace.js';
import { type Check, type Checker, inSeconds, type Property, Violations, verdictOf } from './check.js';

export const restoredCut: Property = {
  name: 'restored-cut',
  about: 'a restored table has of each item the newest version committed at that time or before',
};

/** A restore that is to come: number of the table, and the time. */
export interface PlannedCut {
  readonly of: number;
  readonly toNs: number;
  readonly items: number;
}

interface Cut extends PlannedCut {
  readonly newest: Uint32Array;
  readonly lost: Set<number>;
}

export class RestoredCutCheck implements Checker {
  private examined = 0;
  private readonly violations = new Violations();
  private readonly cuts: readonly Cut[];

  constructor(
    planned: readonly PlannedCut[],
    private readonly tableOf: (group: number) => number,
  ) {
    this.cuts = planned.map((cut) => ({ ...cut, newest: new Uint32Array(cut.items), lost: new Set() }));
  }

  writeCommitted({ nowNs }: Clock, _group: number, table: number, item: number, writeId: number): void {
    for (const { of, toNs, items, newest } of this.cuts) {
      if (of === table && nowNs <= toNs && item < items) newest[item] = writeId;
    }
  }

  writeLost(_clock: Clock, write: CommittedWrite): void {
    for (const { of, toNs, lost } of this.cuts) {
      if (of === this.tableOf(write.group) && write.committedAtNs <= toNs) lost.add(write.item);
    }
  }

  partitionLost(clock: Clock, { records }: PartitionLoss): void {
    for (const record of records) this.writeLost(clock, record);
  }

  tableRestored({ nowNs }: Clock, { of, toNs, items, writeId }: RestoredTable): void {
    const cut = this.cuts.find((each) => each.of === of && each.toNs === toNs);
    if (cut === undefined) throw new Error(`table ${of} was restored to ${inSeconds(toNs)}, and nobody had planned it`);
    for (let item = 0; item < items; item++) {
      if (cut.lost.has(item)) continue;
      this.examined++;
      const [expected, found] = [cut.newest[item], writeId(item)];
      if (expected === found) continue;
      this.violations.add(
        1,
        () =>
          `item ${item} of the table restored at ${inSeconds(nowNs)} has write ${found}, and had write ${expected} at ${inSeconds(toNs)} ` +
          '(0 is what it was loaded with)',
      );
    }
  }

  results(): Check[] {
    return [verdictOf(restoredCut, this.examined, this.violations)];
  }
}
