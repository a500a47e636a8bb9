/**
 * Partitions that lost their last copy and were rebuilt from the archive, or a majority of them and went on with what was
 * left: what was lost with it, where the copies were, and how long it took until there were new ones.
 *
 * Bound: the first `lossesListedMax` are listed, with the first `lostWritesNamedMax` writes of each; all are counted.
 */
import type { CommittedWrite } from '../../protocol/committed-write.js';
import { type CountsOf, countsOf, type Fact } from '../../protocol/facts.js';
import type { Clock, Observer, PartitionLoss } from '../../trace.js';

export const lossesListedMax = 100;
/** Of each loss, the first in the order of the log. */
export const lostWritesNamedMax = 20;

export const lossFacts = [
  {
    name: 'partitionsLost',
    unit: 'count',
    about: 'times that a partition lost its last copy, to be rebuilt from the archive',
  },
  { name: 'partitionsRebuilt', unit: 'count', about: 'of these, partitions that had new replicas by the end' },
  { name: 'writesLost', unit: 'count', about: 'committed writes that were not archived and on no copy that was left' },
  {
    name: 'longestToRebuildMs',
    unit: 'ms',
    about: 'from the loss of a last copy until there were new replicas, or the end',
    ofCases: true,
  },
] as const satisfies readonly Fact[];

/** Acknowledged writes that no copy was left of. */
export const lostWithLastCopies = ({ writesLost }: Readonly<CountsOf<typeof lossFacts>>): number => writesLost;

/**
 * A partition that lost its last copy, or all that had some of its writes: the writes that were not archived, and so are
 * lost, and what destroyed the copies.
 */
export interface LossRow {
  readonly partition: string;
  readonly atS: number;
  readonly writes: number;
  /** When the first and the last of them were committed; null where none was lost. */
  readonly committedFromS: number | null;
  readonly committedToS: number | null;
  /** The first of them, in the order of the log. */
  readonly named: readonly { readonly item: number; readonly sequenceNumber: number; readonly committedS: number }[];
  /** Nodes that had a copy, when each lost it, and by which fault, as in "disk-failure leader of orders/0". */
  readonly destroyed: readonly { readonly node: string; readonly atS: number; readonly fault: string | null }[];
  /** When it had new replicas; null: not within the run. */
  readonly rebuiltS: number | null;
}

export interface ListedLoss {
  readonly group: number;
  readonly atNs: number;
  readonly writes: number;
  /** When they were committed, the first and the last; -1 where none was lost. */
  readonly fromNs: number;
  readonly toNs: number;
  readonly named: readonly CommittedWrite[];
  readonly destroyed: PartitionLoss['destroyed'];
  /** -1 until then. */
  rebuiltAtNs: number;
}

export class LostPartitions implements Observer {
  private readonly counts = countsOf(lossFacts);
  readonly list: ListedLoss[] = [];
  /** By group, of those without a copy: since when. */
  private readonly sinceNs = new Map<number, number>();

  partitionLost({ nowNs }: Clock, { group, writes, destroyed, copiesLeft }: PartitionLoss): void {
    if (copiesLeft === 0 && !this.sinceNs.has(group)) {
      this.sinceNs.set(group, nowNs);
      this.counts.partitionsLost++;
    }
    this.counts.writesLost += writes.length;
    if (this.list.length === lossesListedMax) return;
    const [fromNs, toNs] = writes.reduce(
      ([first, last], { committedAtNs }) => [Math.min(first, committedAtNs), Math.max(last, committedAtNs)],
      [Number.POSITIVE_INFINITY, -1],
    );
    this.list.push({
      ...{ group, atNs: nowNs, writes: writes.length, destroyed, rebuiltAtNs: copiesLeft === 0 ? -1 : nowNs },
      named: writes.slice(0, lostWritesNamedMax),
      ...{ fromNs: writes.length === 0 ? -1 : fromNs, toNs },
    });
  }

  partitionRebuilt({ nowNs }: Clock, group: number): void {
    this.counts.partitionsRebuilt++;
    this.took(nowNs - this.sinceNs.get(group)!);
    this.sinceNs.delete(group);
    for (const loss of this.list) if (loss.group === group && loss.rebuiltAtNs < 0) loss.rebuiltAtNs = nowNs;
  }

  private took(ns: number): void {
    this.counts.longestToRebuildMs = Math.max(this.counts.longestToRebuildMs ?? 0, ns / 1e6);
  }

  /** To be called once, at the end. */
  facts(endNs: number): CountsOf<typeof lossFacts> {
    for (const sinceNs of this.sinceNs.values()) this.took(endNs - sinceNs);
    return this.counts;
  }
}
