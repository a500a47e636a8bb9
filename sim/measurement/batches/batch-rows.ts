/**
 * Batches as rows of the result: what an interval of a difference to another run needs, and no more. For the jackknife
 * (jackknife.ts) that is each figure without each of the batches, a few numbers, and not the histograms behind them.
 */
import { Histogram } from '../../engine/histogram.js';
import type { BatchRow } from '../../result.js';
import type { ClassLabel } from '../result-rows.js';
import type { LatencyBatches } from './latency-batches.js';

const figures = {
  meanMs: (histogram: Histogram) => histogram.mean(),
  p50Ms: (histogram: Histogram) => histogram.quantile(0.5),
  p90Ms: (histogram: Histogram) => histogram.quantile(0.9),
  p95Ms: (histogram: Histogram) => histogram.quantile(0.95),
  p99Ms: (histogram: Histogram) => histogram.quantile(0.99),
  p99_9Ms: (histogram: Histogram) => histogram.quantile(0.999),
} as const satisfies Record<keyof BatchRow['without'], (histogram: Histogram) => number>;

const nsPerMs = 1e6;

export function batchRow(label: ClassLabel, batches: LatencyBatches): BatchRow {
  const left = withoutEach(batches.histograms);
  const of = (figure: (histogram: Histogram) => number) =>
    left.map((histogram) => (histogram.count === 0 ? null : figure(histogram) / nsPerMs));
  return {
    ...label,
    succeeded: batches.histograms.map(({ count }) => count),
    failed: [...batches.failed],
    throttled: [...batches.throttled],
    without: {
      meanMs: of(figures.meanMs),
      p50Ms: of(figures.p50Ms),
      p90Ms: of(figures.p90Ms),
      p95Ms: of(figures.p95Ms),
      p99Ms: of(figures.p99Ms),
      p99_9Ms: of(figures.p99_9Ms),
    },
  };
}

/** All but one, for each: sums from the front and from the back, so that there are three merges a batch. */
function withoutEach(histograms: readonly Histogram[]): Histogram[] {
  const before = sumsBefore(histograms);
  const after = sumsBefore([...histograms].reverse()).reverse();
  return histograms.map((_, batch) => {
    before[batch].merge(after[batch]);
    return before[batch];
  });
}

/** For each of them, the sum of those before it. */
function sumsBefore(histograms: readonly Histogram[]): Histogram[] {
  const sums = [new Histogram()];
  for (const histogram of histograms.slice(0, -1)) {
    const sum = new Histogram();
    sum.merge(sums[sums.length - 1]);
    sum.merge(histogram);
    sums.push(sum);
  }
  return sums;
}
