/**
 * What a run was told of damaged copies, by whoever damaged them and by the service that found them: by it others tell a
 * wrong answer that nobody could know of from one that should not have been given any more. Nobody is answered from a log.
 */
import type { AttemptView, Clock, DamagedCopyView, Observer } from '../../trace.js';

interface Told {
  readonly copy: DamagedCopyView;
  /** When the service knew, or the damage was over; until then, infinite. */
  knownAtNs: number;
}

export class ToldDamage implements Observer {
  /** By node, table and item: the last damage there. */
  private readonly byNode = new Map<number, Map<number, Map<number, Told>>>();

  copyDamaged(_clock: Clock, copy: DamagedCopyView): void {
    if (copy.isLogRecord) return;
    const { node, table, item } = copy;
    const byTable = this.byNode.get(node) ?? new Map<number, Map<number, Told>>();
    const byItem = byTable.get(table) ?? new Map<number, Told>();
    this.byNode.set(node, byTable.set(table, byItem.set(item, { copy, knownAtNs: Infinity })));
  }

  damageFound({ nowNs }: Clock, copy: DamagedCopyView): void {
    this.learn(copy, nowNs);
  }

  damageEnded({ nowNs }: Clock, copy: DamagedCopyView): void {
    this.learn(copy, nowNs);
  }

  private learn({ node, table, item, isLogRecord }: DamagedCopyView, nowNs: number): void {
    if (isLogRecord) return;
    const told = this.byNode.get(node)?.get(table)?.get(item);
    if (told !== undefined) told.knownAtNs = Math.min(told.knownAtNs, nowNs);
  }

  /** When it was known that the copy that answered has what it answered, and that this is wrong; null: it was right. */
  knownAtNs({ node, request, sequenceNumber, readWriteId }: AttemptView): number | null {
    const told = this.byNode.get(node)?.get(request.table)?.get(request.item);
    if (told === undefined) return null;
    const isIt = told.copy.sequenceNumber === sequenceNumber && told.copy.writeId === readWriteId;
    return isIt ? told.knownAtNs : null;
  }

  /** Whether the answer is wrong, and the attempt began when nobody could know. */
  excuses(attempt: AttemptView): boolean {
    const knownAtNs = this.knownAtNs(attempt);
    return knownAtNs !== null && attempt.arrivedAtNs <= knownAtNs;
  }
}
