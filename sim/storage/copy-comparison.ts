/**
 * What the copies of a partition's items say when they are laid side by side, and who is right (P22 section 5.3). A copy that
 * fails its checksum, or is known to be damaged, has nothing to say. Of the others:
 *
 *   the archive has the version ─> it is right
 *   all are alike ───────────────> nothing is wrong that anybody could see
 *   else, without an archive ──┬─> of all copies, most are alike: they are right, or have their way
 *                              └─> no such majority: the item is in dispute (replication/disputed-items.ts)
 *   else, with an archive ─────────> it has not the version yet, or has not answered: in dispute until it tells
 *
 * With an archive most copies never have their way: they may be wrong, and the last good one would be overwritten.
 *
 * Copies are compared as of when the comparison began: what went wrong since counts as it was.
 */
import {
  type CopyContent,
  type DamagedCopies,
  type DamagedCopy,
  isSame,
  majorityIn,
} from '../replication/damaged-copies.js';
import type { Dispute } from '../trace.js';

export interface Comparison {
  readonly group: number;
  readonly nodes: readonly number[];
  readonly sinceNs: number;
  /** Sequence number up to which the archive was compared with them; -1: not at all. */
  readonly archivedUpTo: number;
}

type Copies = readonly (DamagedCopy | null)[];

export class CopyComparison {
  constructor(
    private readonly damage: DamagedCopies,
    private readonly hasArchive: boolean,
  ) {}

  compare(comparison: Comparison): void {
    const { group, nodes, sinceNs } = comparison;
    const { damage } = this;
    const byNode = nodes.map((node) => damage.on(node, group).filter((copy) => copy.sinceNs <= sinceNs));
    const items = new Map<number, (DamagedCopy | null)[]>();
    for (const [nth, copies] of byNode.entries()) {
      for (const copy of copies) {
        const copiesOf = items.get(copy.item) ?? byNode.map(() => null);
        copiesOf[nth] = copy;
        items.set(copy.item, copiesOf);
      }
    }
    // None of these is damaged any more: they do not differ.
    for (const dispute of damage.disputed.all())
      if (damage.groupOf(dispute) === group && !items.has(dispute.item)) damage.disputed.end(dispute);
    for (const copies of items.values()) this.compareItem(comparison, copies);
  }

  /** What each node has of an item, of which one at least is damaged; null: what it should. */
  private compareItem({ nodes, sinceNs, archivedUpTo }: Comparison, copies: Copies): void {
    const { damage } = this;
    const damaged = copies.filter((copy) => copy !== null);
    const { table, item } = damaged[0];
    const whole = copies.filter((copy) => copy === null || (copy.foundBy === null && !copy.failsChecksum));
    const overSequenceNumber = Math.max(0, ...whole.map((copy) => copy?.overSequenceNumber ?? 0));
    const dispute = damage.disputed.of(table, item);
    const isSettled = overSequenceNumber <= archivedUpTo || whole.every((copy) => isAlike(copy, whole[0]));
    if (isSettled) {
      if (dispute !== null) damage.disputed.end(dispute);
      if (overSequenceNumber <= archivedUpTo) this.findOthers(whole, null);
    } else if (dispute === null) {
      const agreed = this.hasArchive ? undefined : majorityIn(whole, copies.length);
      if (agreed === undefined)
        damage.disputed.begin({ table, item, nodes, comparedSinceNs: sinceNs, overSequenceNumber });
      else this.haveItsWay(agreed, nodes, copies, whole);
    }
    for (const copy of damaged) if (copy.failsChecksum) damage.find(copy, 'scrub');
  }

  /** Most have the same content: where it is wrong, whoever has the right one is taken for damaged, and gets theirs. */
  private haveItsWay(agreed: CopyContent | null, nodes: readonly number[], copies: Copies, whole: Copies): void {
    this.findOthers(whole, agreed);
    if (agreed === null) return;
    const { table, item } = copies.find((copy) => copy !== null)!;
    for (const [nth, node] of nodes.entries()) if (copies[nth] === null) this.damage.damage(node, table, item, agreed);
  }

  private findOthers(whole: Copies, right: CopyContent | null): void {
    for (const copy of whole) if (copy !== null && !isAlike(copy, right)) this.damage.find(copy, 'scrub');
  }

  /** The archive has said what the item is: its copies on the nodes that are something else are found. */
  settle(dispute: Dispute, nodes: readonly number[]): void {
    const { damage } = this;
    damage.disputed.end(dispute);
    const copies = nodes.map((node) => damage.of(node, dispute.table, dispute.item));
    for (const copy of copies) if (copy !== null) damage.find(copy, 'scrub');
  }
}

const isAlike = (one: CopyContent | null, other: CopyContent | null) =>
  one === null || other === null ? one === other : isSame(one, other);
