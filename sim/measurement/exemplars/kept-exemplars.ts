/**
 * Which requests are kept: of a class the slowest, one of each band of the tail attribution, and some that failed; of a
 * tenant the slowest of the windows that had the slowest. Samples are fair: kept is whose ordinal hashes lowest, so that no
 * random stream is drawn from. Which band a request is in is known only at the end, so each latency bucket keeps one.
 */
import { mix32 } from '../../engine/exact-math.js';
import { bandEdges, latencyBucket, latencyBuckets } from '../tail-attribution.js';
import type { Try } from './failed-tries.js';

export interface Exemplar {
  readonly tenant: number;
  readonly table: number;
  readonly operation: number;
  readonly isStrong: boolean;
  readonly item: number;
  readonly startedAtNs: number;
  readonly latencyNs: number;
  readonly outcome: number;
  readonly attempts: number;
  /** In order of their ends, the winner last; `failedTriesMax` failed ones at most. */
  readonly tries: readonly Try[];
}

export interface KeptExemplar {
  /** A band, `slowest` of its class, `slowestOfWindow` of its tenant, or `failed`. */
  readonly keptAs: string;
  readonly exemplar: Exemplar;
}

interface Ranked {
  readonly rank: number;
  readonly exemplar: Exemplar;
}

/** The slowest of each class. */
export const slowestMax = 3;
/** Of each class and way to fail. */
export const failedMax = 2;
/** Windows of a tenant. */
export const slowestWindowsMax = 20;
const highestRank = 2 ** 32;

export class ClassExemplars {
  private ended = 0;
  /** Of the success that ended last. */
  private rank = 0;
  private bucket = 0;
  private readonly slowest: Exemplar[] = [];
  private slowestFloorNs = -1;
  /** By latency bucket. */
  private readonly counts = new Float64Array(latencyBuckets);
  private readonly lowestRanks = new Float64Array(latencyBuckets).fill(highestRank);
  private readonly sampled: Exemplar[] = [];
  /** By outcome. */
  private readonly failures: Ranked[][] = [];

  /** Counts a success; whether it is to be kept, until the next one. */
  wants(latencyNs: number): boolean {
    this.rank = mix32(this.ended++);
    this.bucket = latencyBucket(latencyNs);
    this.counts[this.bucket]++;
    return this.rank < this.lowestRanks[this.bucket] || latencyNs > this.slowestFloorNs;
  }

  /** The success that was wanted. */
  keep(exemplar: Exemplar): void {
    const { rank, bucket } = this;
    if (rank < this.lowestRanks[bucket]) {
      this.lowestRanks[bucket] = rank;
      this.sampled[bucket] = exemplar;
    }
    if (exemplar.latencyNs <= this.slowestFloorNs) return;
    insert(this.slowest, exemplar, slowestMax, (a, b) => b.latencyNs - a.latencyNs);
    if (this.slowest.length === slowestMax) this.slowestFloorNs = this.slowest[slowestMax - 1].latencyNs;
  }

  /** One that ended without a success; `exemplarOf` is called where it is kept. */
  failed(outcome: number, exemplarOf: () => Exemplar): void {
    const rank = mix32(this.ended++);
    this.failures[outcome] ??= [];
    const kept = this.failures[outcome];
    if (kept.length < failedMax || rank < kept[failedMax - 1].rank)
      insert(kept, { rank, exemplar: exemplarOf() }, failedMax, (a, b) => a.rank - b.rank);
  }

  kept(): KeptExemplar[] {
    return [
      ...this.slowest.map((exemplar) => ({ keptAs: 'slowest', exemplar })),
      ...this.bands(),
      ...this.failures.flatMap((kept) => kept.map(({ exemplar }) => ({ keptAs: 'failed', exemplar }))),
    ];
  }

  /** Of the bands of the tail attribution; a bucket that an edge divides counts where its middle rank is. */
  private bands(): KeptExemplar[] {
    const total = this.counts.reduce((sum, count) => sum + count, 0);
    let bucket = 0;
    let before = 0;
    return bandEdges.flatMap(({ name, to }) => {
      let chosen = -1;
      for (; bucket < latencyBuckets; bucket++) {
        const here = this.counts[bucket];
        if (here === 0) continue;
        if (before + here / 2 > to * total) break;
        if (chosen < 0 || this.lowestRanks[bucket] < this.lowestRanks[chosen]) chosen = bucket;
        before += here;
      }
      return chosen < 0 ? [] : [{ keptAs: name, exemplar: this.sampled[chosen] }];
    });
  }
}

/** The slowest success of each window, by when it ended, as far as windows are among those with the slowest. */
export class WindowExemplars {
  private readonly windows: Exemplar[] = [];
  private endsAtNs = 0;
  private slowest: Exemplar | null = null;
  private slowestNs = -1;

  constructor(private readonly windowNs: number) {}

  /** Whether a success is the slowest of its window so far. */
  wants(nowNs: number, latencyNs: number): boolean {
    if (nowNs >= this.endsAtNs) {
      this.close();
      this.endsAtNs = (Math.floor(nowNs / this.windowNs) + 1) * this.windowNs;
    }
    return latencyNs > this.slowestNs;
  }

  keep(exemplar: Exemplar): void {
    this.slowestNs = exemplar.latencyNs;
    this.slowest = exemplar;
  }

  /** In order of time. */
  kept(): KeptExemplar[] {
    this.close();
    const inOrder = [...this.windows].sort((a, b) => a.startedAtNs - b.startedAtNs);
    return inOrder.map((exemplar) => ({ keptAs: 'slowestOfWindow', exemplar }));
  }

  private close(): void {
    if (this.slowest !== null)
      insert(this.windows, this.slowest, slowestWindowsMax, (a, b) => b.latencyNs - a.latencyNs);
    this.slowest = null;
    this.slowestNs = -1;
  }
}

/** Into its place in a sorted list of at most `max`; of equals the earlier comes first. */
function insert<Item>(list: Item[], item: Item, max: number, order: (a: Item, b: Item) => number): void {
  let at = list.length;
  while (at > 0 && order(list[at - 1], item) > 0) at--;
  list.splice(at, 0, item);
  if (list.length > max) list.pop();
}
