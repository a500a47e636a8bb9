/**
 * Items whose copies are whole and differ, and nobody can say which is right: most copies do not agree, or what is archived
 * will tell, and is not there yet. Of three copies that is so when one is rotten and the others differ.
 *
 *   copies differ ─> in dispute ─┬─> written anew, or all copies that are left agree: over
 *                                └─> the archive has the version: judged by it
 *
 * While an item is in dispute, no copy of it is made of another to repair one: a wrong copy that is copied once outvotes the
 * right one. What a dispute was once is not judged by most of the copies later on, as they may come from one another by then.
 *
 * Assumption: copies in dispute go on answering readers, since one of them is right, and an item of which none answers is
 * lost to all readers. Left out: that a replica which is built of another takes none of its copies in dispute along.
 */
import { LimitError } from '../engine/limits/limit-error.js';
import type { Simulation } from '../engine/simulation.js';
import type { Dispute, Trace } from '../trace.js';
import { itemsTrackedMax } from './item-versions.js';

/** At once: as many as there may be damaged copies, of which each begins with one. */
export const disputesMax = 1 << 18;

const keyOf = (table: number, item: number) => table * itemsTrackedMax + item;

export class DisputedItems {
  /** Told of each that begins. */
  begun: (dispute: Dispute) => void = () => {};
  private readonly byItem = new Map<number, Dispute>();

  constructor(
    private readonly simulation: Simulation,
    private readonly trace: Trace,
    /** Sequence number of the version that the leader of the item's partition has applied. */
    private readonly newest: (table: number, item: number) => number,
  ) {}

  begin(compared: Dispute): void {
    const { table, item } = compared;
    // A replica that lags has the version before, and its leader may have the next.
    const overSequenceNumber = Math.max(compared.overSequenceNumber, this.newest(table, item));
    const dispute = { ...compared, overSequenceNumber };
    if (this.of(table, item) !== null) return;
    if (this.byItem.size === disputesMax)
      throw new LimitError('items in dispute at once', disputesMax, 'faults that damage fewer items');
    this.byItem.set(keyOf(table, item), dispute);
    this.trace.disputeBegan(this.simulation, dispute);
    this.begun(dispute);
  }

  /** Null where the item is not in dispute, or not any more as it was written anew. */
  of(table: number, item: number): Dispute | null {
    const dispute = this.byItem.get(keyOf(table, item));
    if (dispute === undefined) return null;
    if (this.newest(table, item) <= dispute.overSequenceNumber) return dispute;
    this.end(dispute);
    return null;
  }

  all(): Dispute[] {
    return [...this.byItem.values()].filter(({ table, item }) => this.of(table, item) !== null);
  }

  end(dispute: Dispute): void {
    const { table, item } = dispute;
    if (this.byItem.delete(keyOf(table, item))) this.trace.disputeEnded(this.simulation, dispute);
  }
}
