/**
 * A strong read is fresh: it returns a version at least as new as every write to the item that had been acknowledged, and
 * every version that a strong read had returned, before it began. Versions of an item are ordered by their position in
 * the partition's log, so one number an item suffices (the version-order sweep of the fact sheet on testers, online).
 *
 * Left out: the order of concurrent operations beyond that, and items past the number that is tracked. A table that nobody
 * reads strongly is not followed at all.
 */
import type { Attempt } from '../protocol/attempt.js';
import { isWrite } from '../protocol/call.js';
import type { Operation } from '../protocol/request.js';
import { type Check, verdictOf } from './check.js';

export class StrongReadCheck {
  private examined = 0;
  private witness: string | null = null;
  /** Per table: the newest position of each item that a finished operation has shown. */
  private readonly newest: readonly Int32Array[];

  /** `itemsByTable`: how many items of each table to follow, none for a table without strong reads. */
  constructor(itemsByTable: readonly number[]) {
    this.newest = itemsByTable.map((items) => new Int32Array(items));
  }

  started(operation: Operation): void {
    if (!operation.isStrong) return;
    const newest = this.newest[operation.table];
    operation.noted = operation.item < newest.length ? newest[operation.item] : -1;
  }

  succeeded(operation: Operation, winner: Attempt): void {
    const newest = this.newest[operation.table];
    const { item } = operation;
    if (item >= newest.length) return;
    if (isWrite(operation.kind)) {
      if (winner.position > newest[item]) newest[item] = winner.position;
      return;
    }
    if (!operation.isStrong) return;
    this.examined++;
    if (winner.position < operation.noted) {
      this.witness ??=
        `a strong read of item ${item}, begun at ${operation.startedAtNs} ns, returned the version at position ` +
        `${winner.position} though position ${operation.noted} had been seen before`;
    }
    if (winner.position > newest[item]) newest[item] = winner.position;
  }

  result(): Check {
    return verdictOf('fresh-strong-reads', this.examined, this.witness);
  }
}
