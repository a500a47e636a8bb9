/**
 * Requests of one class in equal stretches of the measured time, by when a request was issued: two runs with the same
 * arrivals put the same requests into the same batch. Intervals are made of them (jackknife.ts): those of isolation within
 * a run, and those of its differences to another run. Their size does not grow with the number of requests.
 */
import { Histogram } from '../../engine/histogram.js';

export const batchCount = 20;

/** Classes of which they are kept because a scenario asks about isolation, some 400 KB each. */
export const batchedClassesMax = 1024;
/** Classes of which they are kept without being asked for: the first that send a request. */
export const unaskedClassesMax = 128;

/** Which batch of the measured time a request belongs to. */
export class BatchClock {
  constructor(
    private readonly fromNs: number,
    private readonly untilNs: number,
  ) {}

  /** Below 0 of a request that was issued before that time, in the warm-up. */
  batchOf(issuedAtNs: number): number {
    const share = (issuedAtNs - this.fromNs) / (this.untilNs - this.fromNs);
    return Math.min(batchCount - 1, Math.floor(share * batchCount));
  }
}

export class LatencyBatches {
  /** Of requests that succeeded, by batch; one and the same for all batches where they are not kept apart. */
  readonly histograms: readonly Histogram[];
  /** Requests that ended without a success, and those of them that were throttled. */
  readonly failed = emptyBatches();
  readonly throttled = emptyBatches();
  private merged: Histogram;

  constructor(readonly areApart: boolean) {
    this.merged = new Histogram();
    this.histograms = Array.from({ length: batchCount }, () => (areApart ? new Histogram() : this.merged));
  }

  /** All batches together, put together when they are asked for. */
  whole(): Histogram {
    if (!this.areApart) return this.merged;
    const count = this.histograms.reduce((sum, each) => sum + each.count, 0);
    if (this.merged.count === count) return this.merged;
    this.merged = new Histogram();
    for (const histogram of this.histograms) this.merged.merge(histogram);
    return this.merged;
  }

  recordFailure(batch: number, isThrottled: boolean): void {
    this.failed[batch]++;
    if (isThrottled) this.throttled[batch]++;
  }
}

export const emptyBatches = () => new Float64Array(batchCount);
