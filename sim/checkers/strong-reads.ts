/**
 * A strong read is fresh: it returns a version at least as new as every write to the item that had been acknowledged, and
 * every version that a strong read had returned, before it began. Versions of an item are ordered by their sequence
 * number in the partition's log, so one number an item suffices (the version-order sweep of the fact sheet on
 * testers, online).
 *
 * When a partition has lost writes with its last copy, which the service says, versions up to them count no more: a read
 * that began before may come back after with an older one. Whether only what had to be lost was is for durability.ts.
 *
 * Left out: the order of concurrent operations beyond that, and items past the number that is tracked. A table that nobody
 * reads strongly is not followed at all.
 */

import type { ToldDamage } from '../measurement/integrity/told-damage.js';
import type { AttemptView, Clock, PartitionLoss, RequestView } from '../trace.js';
import { type Check, type Checker, inSeconds, type Property, Violations, verdictOf } from './check.js';
import { ItemRows } from './item-rows.js';

export const freshStrongReads: Property = {
  name: 'fresh-strong-reads',
  about: 'a strong read returns no version older than one that had been seen before it began',
};

export class StrongReadCheck implements Checker {
  private examined = 0;
  private readonly violations = new Violations();
  /** Per table: the newest sequence number of each item that a finished request has shown, one to a row. */
  private readonly newest: readonly ItemRows[];
  /** By index of a request under way: what of its item had been seen when it began; -1 of an item that is not followed. */
  private readonly seenBefore: number[] = [];

  /** By table, then item: sequence number of the newest write that was lost with a last copy; null as long as nothing was. */
  private lostUpTo: Map<number, Map<number, number>> | null = null;

  /** `itemsByTable`: how many items of each table to follow, none for a table without strong reads. */
  constructor(
    private readonly itemsByTable: readonly number[],
    private readonly tableOf: (group: number) => number,
    /** Of a run that damages copies: what nobody could know is not held against the service. */
    private readonly told: ToldDamage | null = null,
  ) {
    this.newest = itemsByTable.map(() => new ItemRows(1));
  }

  requestStarted(_clock: Clock, request: RequestView): void {
    if (!request.isStrong) return;
    const { table, item } = request;
    const newest = this.newest[table];
    while (this.seenBefore.length <= request.index) this.seenBefore.push(-1);
    const row = newest.find(item);
    this.seenBefore[request.index] = item < this.itemsByTable[table] ? (row < 0 ? 0 : newest.cells[row]) : -1;
  }

  requestFinished(_clock: Clock, request: RequestView, winner: AttemptView | null): void {
    if (winner === null) return;
    const { table, item, isWrite } = request;
    if (item >= this.itemsByTable[table] || !(isWrite || request.isStrong)) return;
    const newest = this.newest[table];
    const row = newest.give(item);
    const { cells } = newest;
    const lostUpTo = this.lostUpTo === null ? 0 : (this.lostUpTo.get(table)?.get(item) ?? 0);
    if (isWrite) {
      if (winner.sequenceNumber <= lostUpTo) return;
      if (winner.sequenceNumber > cells[row]) cells[row] = winner.sequenceNumber;
      return;
    }
    this.examined++;
    const seenBefore = this.seenBefore[request.index];
    if (winner.sequenceNumber < seenBefore && seenBefore > lostUpTo && this.told?.excuses(winner) !== true) {
      this.violations.add(
        1,
        () =>
          `a strong read of item ${item}, begun at ${inSeconds(request.startedAtNs)}, returned the version at sequence number ` +
          `${winner.sequenceNumber} though sequence number ${seenBefore} had been seen before`,
      );
    }
    if (winner.sequenceNumber > Math.max(cells[row], lostUpTo)) cells[row] = winner.sequenceNumber;
  }

  partitionLost(_clock: Clock, { group, records }: PartitionLoss): void {
    const table = this.tableOf(group);
    const newest = this.newest[table];
    this.lostUpTo ??= new Map();
    const lostUpTo = this.lostUpTo.get(table) ?? new Map<number, number>();
    for (const { item, sequenceNumber } of records) {
      if (item >= this.itemsByTable[table]) continue;
      const row = newest.find(item);
      if (row >= 0) newest.cells[row] = 0;
      lostUpTo.set(item, Math.max(sequenceNumber, lostUpTo.get(item) ?? 0));
    }
    this.lostUpTo.set(table, lostUpTo);
  }

  results(): Check[] {
    return [verdictOf(freshStrongReads, this.examined, this.violations)];
  }
}
