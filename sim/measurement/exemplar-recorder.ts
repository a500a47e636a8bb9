/**
 * A few requests of each tenant, operation and percentile band, kept with their spans: what a waterfall is drawn from. The
 * slowest of a class are exact; of a band a fair sample is kept, those whose ordinals hash lowest, so that no random
 * stream is drawn from and a run is the same without it. Of successful requests issued after warm-up, as latency is.
 *
 * Which band a request is in is known only at the end, so each latency bucket keeps as many as a band may need. Left out:
 * when each failed attempt was; its time and the time between attempts come first, as one span each.
 */
import { mix32 } from '../engine/exact-math.js';
import type { StageSpan, StageSpans } from '../protocol/stage-spans.js';
import { stage } from '../protocol/stages.js';
import type { AttemptView, Clock, FinishedRequestView, Observer } from '../trace.js';
import { requestClass } from './request-class.js';
import { bandEdges, latencyBucket } from './tail-attribution.js';
import type { WarmUp } from './warm-up.js';

export interface ExemplarSpec {
  /** Of each band of a class. */
  readonly perBand: number;
  /** Of each class. */
  readonly slowest: number;
}

export interface Exemplar {
  readonly tenant: number;
  readonly operation: number;
  readonly isStrong: boolean;
  readonly item: number;
  readonly startedAtNs: number;
  readonly latencyNs: number;
  readonly attempts: number;
  /** End to end, from the start to the good answer. */
  readonly spans: readonly StageSpan[];
}

export interface BandExemplars {
  readonly band: string;
  readonly exemplars: readonly Exemplar[];
}

interface Kept {
  readonly rank: number;
  readonly exemplar: Exemplar;
}

class ClassExemplars {
  private requests = 0;
  readonly slowest: Exemplar[] = [];
  private readonly buckets = new Map<number, { requests: number; kept: Kept[] }>();

  constructor(private readonly spec: ExemplarSpec) {}

  record(latencyNs: number, exemplarOf: () => Exemplar): void {
    const rank = mix32(this.requests++);
    const bucketAt = latencyBucket(latencyNs);
    const bucket = this.buckets.get(bucketAt) ?? { requests: 0, kept: [] };
    this.buckets.set(bucketAt, bucket);
    bucket.requests++;
    const { perBand, slowest } = this.spec;
    const isSampled = bucket.kept.length < perBand || rank < bucket.kept[perBand - 1].rank;
    const isSlow = this.slowest.length < slowest || latencyNs > this.slowest[slowest - 1].latencyNs;
    if (!isSampled && !isSlow) return;
    const exemplar = exemplarOf();
    if (isSampled) insert(bucket.kept, { rank, exemplar }, perBand, (a, b) => a.rank - b.rank);
    if (isSlow) insert(this.slowest, exemplar, slowest, (a, b) => b.latencyNs - a.latencyNs);
  }

  /** The bands of the tail attribution, with the same edges. */
  bands(): BandExemplars[] {
    const buckets = [...this.buckets].sort(([a], [b]) => a - b).map(([, bucket]) => bucket);
    let next = 0;
    let before = 0;
    return bandEdges.flatMap(({ name, to }) => {
      const kept: Kept[] = [];
      for (; next < buckets.length; next++) {
        const { requests, kept: here } = buckets[next];
        if (before + requests / 2 > to * this.requests) break;
        for (const each of here) insert(kept, each, this.spec.perBand, (a, b) => a.rank - b.rank);
        before += requests;
      }
      return kept.length === 0 ? [] : [{ band: name, exemplars: kept.map(({ exemplar }) => exemplar) }];
    });
  }
}

export class ExemplarRecorder implements Observer {
  private readonly classes: (ClassExemplars | undefined)[] = [];

  constructor(
    private readonly spec: ExemplarSpec,
    private readonly stageSpans: Pick<StageSpans, 'spansOf'>,
    private readonly warmUp: WarmUp,
  ) {}

  requestFinished({ nowNs }: Clock, request: FinishedRequestView, winner: AttemptView | null): void {
    const { tenant, operation, isStrong, item, startedAtNs, attempts } = request;
    if (winner === null || this.warmUp.includes(request)) return;
    const latencyNs = nowNs - startedAtNs;
    this.classOf(requestClass(tenant, operation, isStrong)).record(latencyNs, () => ({
      ...{ tenant, operation, isStrong, item, startedAtNs, latencyNs, attempts },
      spans: [...spansBefore(request), ...this.stageSpans.spansOf(winner.index)],
    }));
  }

  /** By class, slowest first. */
  slowest(): (readonly Exemplar[])[] {
    return this.classes.flatMap((each) => (each === undefined ? [] : [each.slowest]));
  }

  bands(): BandExemplars[][] {
    return this.classes.flatMap((each) => (each === undefined ? [] : [each.bands()]));
  }

  private classOf(index: number): ClassExemplars {
    while (this.classes.length <= index) this.classes.push(undefined);
    this.classes[index] ??= new ClassExemplars(this.spec);
    return this.classes[index];
  }
}

/** Of the time before the winning attempt. */
function spansBefore({ startedAtNs, failedNs, backoffNs }: FinishedRequestView): StageSpan[] {
  const failedUntilNs = startedAtNs + failedNs;
  return [
    { stage: stage.failedAttempts, fromNs: startedAtNs, toNs: failedUntilNs },
    { stage: stage.backoff, fromNs: failedUntilNs, toNs: failedUntilNs + backoffNs },
  ].filter(({ fromNs, toNs }) => toNs > fromNs);
}

/** Into its place in a sorted list of at most `max`; of equals the earlier comes first. */
function insert<Item>(list: Item[], item: Item, max: number, order: (a: Item, b: Item) => number): void {
  let at = list.length;
  while (at > 0 && order(list[at - 1], item) > 0) at--;
  list.splice(at, 0, item);
  if (list.length > max) list.pop();
}
