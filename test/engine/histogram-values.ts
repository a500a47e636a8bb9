/** What tests of histograms record, and all that a histogram shows of itself. */
import fc from 'fast-check';
import { Histogram } from '../../sim/engine/histogram.js';

/** Spread evenly over all magnitudes, as latencies are, unlike fast-check's own integers. */
export const value = fc
  .tuple(fc.integer({ min: 0, max: 52 }), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }))
  .map(([octave, place]) => Math.floor(2 ** octave * (1 + place)) - 1);

export function histogramOf(recorded: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const each of recorded) histogram.record(each);
  return histogram;
}

export function contentsOf(histogram: Histogram) {
  const { count, min, max } = histogram;
  return { count, min, max, sum: histogram.sum(), buckets: [...histogram.buckets()] };
}
