/**
 * Latency of one class of requests in equal stretches of the measured time, by when a request was issued: two runs with
 * the same arrivals put the same requests into the same batch. Kept only where an interval is asked for, since it takes
 * `batchCount` histograms a class; requests are not independent of those just before them, batches nearly are.
 */
import { Histogram } from '../engine/histogram.js';

export const batchCount = 20;

/** Classes of which they are kept, some 400 KB each. */
export const batchedClassesMax = 1024;

export class LatencyBatches {
  readonly histograms: readonly Histogram[];

  constructor(
    private readonly fromNs: number,
    private readonly untilNs: number,
  ) {
    this.histograms = Array.from({ length: batchCount }, () => new Histogram());
  }

  record(issuedAtNs: number, latencyNs: number): void {
    const share = (issuedAtNs - this.fromNs) / (this.untilNs - this.fromNs);
    this.histograms[Math.min(batchCount - 1, Math.floor(share * batchCount))].record(latencyNs);
  }
}
