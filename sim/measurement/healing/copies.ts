/**
 * How well partitions are replicated, and how long it takes to heal them: for how long how many of them had how many whole
 * replicas, and of each time that one had fewer than it should how long it was until its leader noticed, until as many
 * members as it should have were up again (with a log replica among them), and until all had their items.
 *
 * A partition that loses another replica before it is whole is one case, from its first loss on, in which each loss is to be
 * noticed, and each time that a member is lacking to be made good. What the end of the run finds unfinished has taken as long
 * as until then, at least.
 */
import { Histogram } from '../../engine/histogram.js';
import { type CountsOf, countsOf, type Fact } from '../../protocol/facts.js';
import type { Clock, Observer } from '../../trace.js';
import type { CopiesOverTime, CopySeries } from './copies-over-time.js';

export const copyFacts = [
  { name: 'partitionsWatched', unit: 'count', about: 'partitions, also split ones, that are healed' },
  { name: 'underReplicated', unit: 'count', about: 'times that a partition had fewer whole replicas than it should' },
  { name: 'replicasJudgedLost', unit: 'count', about: 'replicas that their leaders took for lost' },
  { name: 'falseAlarms', unit: 'count', about: 'of these, replicas with which nothing was wrong' },
  { name: 'logReplicasAdded', unit: 'count', about: 'log replicas that joined' },
  { name: 'storageReplicasAdded', unit: 'count', about: 'replicas with items that joined' },
  {
    name: 'copiedBytes',
    unit: 'bytes',
    about: 'that replicas which joined or lagged copied, also in copies that came to nothing',
  },
  { name: 'longestToDetectMs', unit: 'ms', about: 'from the loss of a replica until it was noticed', ofCases: true },
  { name: 'p50ToDetectMs', unit: 'ms', about: 'half of the losses took at most so long', ofCases: true },
  { name: 'p99ToDetectMs', unit: 'ms', about: '99 % of the losses took at most so long', ofCases: true },
  {
    name: 'longestToQuorumMs',
    unit: 'ms',
    about: 'from the loss of a member until as many had the log as before',
    ofCases: true,
  },
  { name: 'p50ToQuorumMs', unit: 'ms', about: 'half of them took at most so long', ofCases: true },
  { name: 'p99ToQuorumMs', unit: 'ms', about: '99 % of them took at most so long', ofCases: true },
  {
    name: 'longestToFullMs',
    unit: 'ms',
    about: 'from the first loss until as many replicas as before had log and items',
    ofCases: true,
  },
  { name: 'p50ToFullMs', unit: 'ms', about: 'half of the times took at most so long', ofCases: true },
  { name: 'p99ToFullMs', unit: 'ms', about: '99 % of the times took at most so long', ofCases: true },
  { name: 'undetectedAtEnd', unit: 'count', about: 'losses that nobody had noticed at the end' },
  { name: 'withoutQuorumAtEnd', unit: 'count', about: 'partitions of which fewer members had the log at the end' },
  { name: 'underReplicatedAtEnd', unit: 'count', about: 'partitions that had fewer whole replicas at the end' },
  { name: 'secondsWithTwoCopies', unit: 'count', about: 'seconds that partitions had two whole replicas, summed' },
  { name: 'secondsWithOneCopy', unit: 'count', about: 'seconds that partitions had one' },
  { name: 'secondsWithNoCopy', unit: 'count', about: 'seconds that partitions had none' },
] as const satisfies readonly Fact[];

export type CopyCounts = CountsOf<typeof copyFacts>;

/** In ms; null where there was none. */
const longest = (times: Histogram) => (times.count === 0 ? null : times.max / 1e6);
const atQuantile = (times: Histogram, q: number) => (times.count === 0 ? null : times.quantile(q) / 1e6);

/** A partition that has fewer whole replicas than it should. */
interface Case {
  readonly sinceNs: number;
  copies: number;
  changedAtNs: number;
  /** When replicas were lost of which nobody has noticed it, the first first: no more than it lacks. */
  readonly unnoticedNs: number[];
  /** Since when fewer members than before have the log; -1: as many have. */
  withoutQuorumSinceNs: number;
}

/** Times to detect, to quorum and to full replication, in nanoseconds. */
export interface HealingTimes {
  readonly toDetect: Histogram;
  readonly toQuorum: Histogram;
  readonly toFull: Histogram;
}

export class CopyMeasurement implements Observer {
  readonly times: HealingTimes = { toDetect: new Histogram(), toQuorum: new Histogram(), toFull: new Histogram() };
  private readonly counts = countsOf(copyFacts);
  private readonly cases = new Map<number, Case>();
  /** By number of copies below the full one: partition-nanoseconds. */
  private readonly partitionNs: number[];

  private bytes = 0;
  /** Cases that lack no more than items. */
  private withQuorum = 0;

  constructor(
    private readonly replicas: number,
    private readonly overTime: CopiesOverTime,
  ) {
    this.partitionNs = new Array<number>(replicas).fill(0);
  }

  /** Storage replicas are all that any partition lacks, and some do. */
  get isRebuilding(): boolean {
    return this.cases.size > 0 && this.withQuorum === this.cases.size;
  }

  copiesChanged({ nowNs }: Clock, group: number, copies: number, isComplete: boolean): void {
    let known = this.cases.get(group);
    this.overTime.change(nowNs, known?.copies ?? this.replicas, copies);
    if (known === undefined) {
      if (copies >= this.replicas) return;
      this.counts.underReplicated++;
      const unnoticedNs = new Array<number>(this.replicas - copies).fill(nowNs);
      known = { ...{ sinceNs: nowNs, copies, changedAtNs: nowNs }, unnoticedNs, withoutQuorumSinceNs: nowNs };
      this.cases.set(group, known);
      return;
    }
    this.spend(known, nowNs);
    for (let lost = copies; lost < known.copies; lost++) known.unnoticedNs.push(nowNs);
    // Whoever is back before anybody noticed was lost last.
    known.unnoticedNs.length = Math.min(known.unnoticedNs.length, Math.max(0, this.replicas - copies));
    known.copies = copies;
    if (isComplete) this.completed(known, nowNs);
    else if (known.withoutQuorumSinceNs < 0) {
      known.withoutQuorumSinceNs = nowNs;
      this.withQuorum--;
    }
    if (copies < this.replicas) return;
    this.times.toFull.record(nowNs - known.sinceNs);
    if (known.withoutQuorumSinceNs < 0) this.withQuorum--;
    this.cases.delete(group);
  }

  private completed(known: Case, nowNs: number): void {
    if (known.withoutQuorumSinceNs < 0) return;
    this.times.toQuorum.record(nowNs - known.withoutQuorumSinceNs);
    known.withoutQuorumSinceNs = -1;
    this.withQuorum++;
  }

  replicaJudgedLost({ nowNs }: Clock, group: number, _node: number, isHealthy: boolean): void {
    this.counts.replicasJudgedLost++;
    if (isHealthy) this.counts.falseAlarms++;
    const sinceNs = this.cases.get(group)?.unnoticedNs.shift();
    if (sinceNs === undefined) return;
    this.times.toDetect.record(nowNs - sinceNs);
  }

  replicaJoined(_clock: Clock, _group: number, _node: number, isStorage: boolean): void {
    if (isStorage) this.counts.storageReplicasAdded++;
    else this.counts.logReplicasAdded++;
  }

  bytesCopied(_clock: Clock, bytes: number): void {
    this.bytes += bytes;
  }

  private spend(known: Case, nowNs: number): void {
    this.partitionNs[known.copies] += nowNs - known.changedAtNs;
    known.changedAtNs = nowNs;
  }

  series(endNs: number): readonly CopySeries[] {
    return this.overTime.rows(endNs);
  }

  /** To be called once, at the end. */
  facts(endNs: number, partitionsWatched: number): CopyCounts {
    for (const known of this.cases.values()) {
      this.spend(known, endNs);
      this.times.toFull.record(endNs - known.sinceNs);
      for (const sinceNs of known.unnoticedNs) this.times.toDetect.record(endNs - sinceNs);
      this.counts.undetectedAtEnd += known.unnoticedNs.length;
      if (known.withoutQuorumSinceNs < 0) continue;
      this.times.toQuorum.record(endNs - known.withoutQuorumSinceNs);
      this.counts.withoutQuorumAtEnd++;
    }
    const secondsWith = (copies: number) => Math.round((this.partitionNs[copies] ?? 0) / 1e9);
    const { toDetect, toQuorum, toFull } = this.times;
    return {
      ...this.counts,
      copiedBytes: Math.round(this.bytes),
      partitionsWatched,
      longestToDetectMs: longest(toDetect),
      p50ToDetectMs: atQuantile(toDetect, 0.5),
      p99ToDetectMs: atQuantile(toDetect, 0.99),
      longestToQuorumMs: longest(toQuorum),
      p50ToQuorumMs: atQuantile(toQuorum, 0.5),
      p99ToQuorumMs: atQuantile(toQuorum, 0.99),
      longestToFullMs: longest(toFull),
      p50ToFullMs: atQuantile(toFull, 0.5),
      p99ToFullMs: atQuantile(toFull, 0.99),
      underReplicatedAtEnd: this.cases.size,
      secondsWithTwoCopies: secondsWith(2),
      secondsWithOneCopy: secondsWith(1),
      secondsWithNoCopy: secondsWith(0),
    };
  }
}
