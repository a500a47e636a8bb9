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
  { name: 'majoritiesLost', unit: 'count', about: 'times that a partition lost a majority of its copies, and not all' },
  {
    name: 'majoritiesRegained',
    unit: 'count',
    about: 'of these, partitions that had new replicas in its place by the end, or the old ones again',
  },
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
  /** What went last: the last copy, or one without which the others are no majority. */
  readonly kind: 'lastCopy' | 'majority';
  /** Whether nobody rebuilds it, for want of healing or an archive: it rolls on, empty. */
  readonly forGood: boolean;
  readonly partition: string;
  /** When that was destroyed, and when it was believed to be lost; null: never, or not before it was back. */
  readonly atS: number;
  readonly detectedS: number | null;
  readonly writes: number;
  /** When the first and the last of them were committed; null where none was lost, or all that ever were committed there. */
  readonly committedFromS: number | null;
  readonly committedToS: number | null;
  /** The first of them, in the order of the log; none of those that are lost for good. */
  readonly named: readonly { readonly item: number; readonly sequenceNumber: number; readonly committedS: number }[];
  /** Nodes that had a copy, when each lost it, and by which fault, as in "disk-failure leader of orders/0". */
  readonly destroyed: readonly { readonly node: string; readonly atS: number; readonly fault: string | null }[];
  /** When it had new replicas, which have yet to copy where a majority went, or the old ones again; null: not within the run. */
  readonly rebuiltS: number | null;
}

export interface ListedLoss {
  readonly kind: LossRow['kind'];
  readonly group: number;
  readonly forGood: boolean;
  readonly atNs: number;
  /** -1 until then, as `rebuiltAtNs`. */
  detectedAtNs: number;
  writes: number;
  /** When they were committed, the first and the last; -1 where none was lost, or it is lost for good. */
  fromNs: number;
  toNs: number;
  named: readonly CommittedWrite[];
  readonly destroyed: PartitionLoss['destroyed'];
  rebuiltAtNs: number;
}

export class LostPartitions implements Observer {
  private readonly counts = countsOf(lossFacts);
  readonly list: ListedLoss[] = [];
  /** By group, of those without a copy: since when. */
  private readonly sinceNs = new Map<number, number>();
  /** By group, of those without a majority. */
  private readonly majorities = new Map<number, ListedLoss>();

  /**
   * `majority`: how many copies are one; `lostWithGroup`: of a group that nobody rebuilds, the writes that have just gone
   * with its last copy.
   */
  constructor(
    private readonly majority: number,
    private readonly lostWithGroup: (group: number) => number,
  ) {}

  /** A node that is down may be destroyed again: that loses nothing more. */
  groupLost({ nowNs }: Clock, group: number, _committed: number, destroyed: PartitionLoss['destroyed']): void {
    this.dropMajority(group);
    const writes = this.lostWithGroup(group);
    if (this.sinceNs.has(group) && writes === 0) return;
    if (!this.sinceNs.has(group)) this.sinceNs.set(group, nowNs);
    this.counts.partitionsLost++;
    this.counts.writesLost += writes;
    this.counts.writesNotRebuilt += writes;
    this.tell({ kind: 'lastCopy', group, atNs: nowNs, destroyed, forGood: true }).writes = writes;
  }

  majorityLost({ nowNs }: Clock, group: number, destroyed: PartitionLoss['destroyed']): void {
    this.counts.majoritiesLost++;
    this.majorities.set(group, this.tell({ kind: 'majority', group, atNs: nowNs, destroyed, forGood: false }));
  }

  partitionLost({ nowNs }: Clock, { group, writes, destroyed, copiesLeft }: PartitionLoss): void {
    this.counts.writesLost += writes.length;
    if (copiesLeft > 0) {
      const atNs = destroyed.reduce((last, each) => Math.max(last, each.atNs), 0);
      const loss =
        this.majorities.get(group) ?? this.tell({ kind: 'majority', group, atNs, destroyed, forGood: false }, nowNs);
      return addWrites(loss, writes);
    }
    this.dropMajority(group);
    if (!this.sinceNs.has(group)) {
      this.sinceNs.set(group, nowNs);
      this.counts.partitionsLost++;
    }
    addWrites(this.tell({ kind: 'lastCopy', group, atNs: nowNs, destroyed, forGood: false }), writes);
  }

  /** Without an archive, what the copies that are left of a partition lack is lost, and the check of durability counts it. */
  writeLost(_clock: Clock, write: CommittedWrite): void {
    const loss = this.majorities.get(write.group);
    if (loss === undefined) return;
    this.counts.writesLost++;
    this.counts.writesNotRebuilt++;
    addWrites(loss, [write]);
  }

  replicaJudgedLost({ nowNs }: Clock, group: number, _node: number, isHealthy: boolean): void {
    if (isHealthy) return;
    for (const loss of this.list) if (isOpen(loss, group) && loss.detectedAtNs < 0) loss.detectedAtNs = nowNs;
  }

  /** From now on it may have a leader; of five to seven replicas not all may be replaced at once. */
  replicaBeganEmpty({ nowNs }: Clock, group: number): void {
    const loss = this.majorities.get(group);
    if (loss === undefined) return;
    if (loss.rebuiltAtNs < 0) this.counts.majoritiesRegained++;
    loss.rebuiltAtNs = nowNs;
  }

  /** What none of its voters has, the leader has found before it serves. */
  leaderServes(clock: Clock, group: number): void {
    this.majorityRegained(clock, group);
  }

  copiesChanged(clock: Clock, group: number, copies: number): void {
    if (copies >= this.majority) this.majorityRegained(clock, group);
  }

  /** Perhaps as those that were destroyed are back, empty. */
  private majorityRegained({ nowNs }: Clock, group: number): void {
    const loss = this.majorities.get(group);
    if (loss === undefined) return;
    this.majorities.delete(group);
    if (loss.rebuiltAtNs >= 0) return;
    loss.rebuiltAtNs = nowNs;
    this.counts.majoritiesRegained++;
  }

  /** The others have gone, too: that is told instead, unless the majority has lost writes by itself. */
  private dropMajority(group: number): void {
    const loss = this.majorities.get(group);
    if (loss === undefined) return;
    this.majorities.delete(group);
    if (loss.writes > 0 || loss.rebuiltAtNs >= 0) return;
    this.counts.majoritiesLost--;
    const at = this.list.indexOf(loss);
    if (at >= 0) this.list.splice(at, 1);
  }

  private tell(
    loss: Pick<ListedLoss, 'kind' | 'group' | 'atNs' | 'destroyed' | 'forGood'>,
    rebuiltAtNs = -1,
  ): ListedLoss {
    const told = { ...loss, rebuiltAtNs, detectedAtNs: -1, writes: 0, fromNs: -1, toNs: -1, named: [] };
    if (this.list.length < lossesListedMax) this.list.push(told);
    return told;
  }

  partitionRebuilt({ nowNs }: Clock, group: number): void {
    this.counts.partitionsRebuilt++;
    this.took(nowNs - this.sinceNs.get(group)!);
    this.sinceNs.delete(group);
    for (const loss of this.list) if (isOpen(loss, group)) loss.rebuiltAtNs = nowNs;
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

const isOpen = (loss: ListedLoss, group: number): boolean => loss.group === group && loss.rebuiltAtNs < 0;

function addWrites(loss: ListedLoss, writes: readonly CommittedWrite[]): void {
  if (loss.named.length < lostWritesNamedMax) loss.named = [...loss.named, ...writes].slice(0, lostWritesNamedMax);
  loss.writes += writes.length;
  for (const { committedAtNs } of writes) {
    loss.fromNs = loss.fromNs < 0 ? committedAtNs : Math.min(loss.fromNs, committedAtNs);
    loss.toNs = Math.max(loss.toNs, committedAtNs);
  }
}
