/**
 * Partitions that lost their last copy, to be rebuilt from the archive or never, or a majority of them and went on with what
 * was left: what was lost with it, where the copies were, and how long it took until there were new ones. A partition that
 * nobody rebuilds loses all that was ever committed there: how many writes, the check of durability knows, which has
 * counted them; none of them is named.
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
    about: 'times that a partition lost its last copy',
  },
  { name: 'partitionsRebuilt', unit: 'count', about: 'of these, partitions that had new replicas by the end' },
  {
    name: 'writesLost',
    unit: 'count',
    about: 'committed writes on no copy that was left, nor in an archive from which the partition is rebuilt',
  },
  {
    name: 'writesNotRebuilt',
    unit: 'count',
    about:
      'of these, writes of partitions that nobody rebuilds, for want of healing or an archive: the check of durability counts them too',
  },
  {
    name: 'longestToRebuildMs',
    unit: 'ms',
    about: 'from the loss of a last copy until there were new replicas, or the end',
    ofCases: true,
  },
] as const satisfies readonly Fact[];

/** Acknowledged writes that no copy was left of, and that broke no promise. */
export const lostWithLastCopies = ({ writesLost, writesNotRebuilt }: Readonly<CountsOf<typeof lossFacts>>): number =>
  writesLost - writesNotRebuilt;

/**
 * A partition that lost its last copy, or all that had some of its writes: the writes that are lost, as they were not
 * archived or nobody rebuilds it, and what destroyed the copies.
 */
export interface LossRow {
  /** Whether nobody rebuilds it, for want of healing or an archive: it rolls on, empty. */
  readonly forGood: boolean;
  readonly partition: string;
  readonly atS: number;
  readonly writes: number;
  /** When the first and the last of them were committed; null where none was lost, or all that ever were committed there. */
  readonly committedFromS: number | null;
  readonly committedToS: number | null;
  /** The first of them, in the order of the log; none of those that are lost for good. */
  readonly named: readonly { readonly item: number; readonly sequenceNumber: number; readonly committedS: number }[];
  /** Nodes that had a copy, when each lost it, and by which fault, as in "disk-failure leader of orders/0". */
  readonly destroyed: readonly { readonly node: string; readonly atS: number; readonly fault: string | null }[];
  /** When it had new replicas; null: not within the run. */
  readonly rebuiltS: number | null;
}

export interface ListedLoss {
  readonly group: number;
  readonly forGood: boolean;
  readonly atNs: number;
  readonly writes: number;
  /** When they were committed, the first and the last; -1 where none was lost, or it is lost for good. */
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

  /** `lostWithGroup`: of a group that nobody rebuilds, the writes that have just gone with its last copy. */
  constructor(private readonly lostWithGroup: (group: number) => number) {}

  /** A node that is down may be destroyed again: that loses nothing more. */
  groupLost({ nowNs }: Clock, group: number, _committed: number, destroyed: PartitionLoss['destroyed']): void {
    const writes = this.lostWithGroup(group);
    if (this.sinceNs.has(group) && writes === 0) return;
    if (!this.sinceNs.has(group)) this.sinceNs.set(group, nowNs);
    this.counts.partitionsLost++;
    this.counts.writesLost += writes;
    this.counts.writesNotRebuilt += writes;
    const loss = { group, atNs: nowNs, writes, destroyed, rebuiltAtNs: -1, forGood: true, named: [] };
    if (this.list.length < lossesListedMax) this.list.push({ ...loss, fromNs: -1, toNs: -1 });
  }

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
      ...{ group, atNs: nowNs, writes: writes.length, destroyed, forGood: false },
      rebuiltAtNs: copiesLeft === 0 ? -1 : nowNs,
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
