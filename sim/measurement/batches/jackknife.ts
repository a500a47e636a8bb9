/**
 * A 95 % interval of a figure of one run by the jackknife over batches of its time (Quenouille 1956, Tukey 1958): the figure
 * is worked out again without each of the batches in turn, and how much these differ says how much it owes to any of them.
 * Requests are not independent of those just before them; batches nearly are, which is why they are left out whole.
 *
 * Leaves out ties between neighbouring batches: where a disturbance lasts several of them, the interval is too narrow.
 */
import { batchCount } from './latency-batches.js';

/** Student's t for 95 % and batchCount - 1 = 19 degrees of freedom. */
const studentT = 2.093;
/** A percentile needs about this many requests beyond it. */
const requestsBeyondMin = 10;

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Of requests, for an interval of their percentile. */
export const requestsMin = (quantile: number) => requestsBeyondMin / (1 - quantile);

/** `partial`: the figure without each batch. */
export function halfWidth(partial: readonly number[]): number {
  if (partial.length !== batchCount) throw new Error(`there must be ${batchCount} batches`);
  const mean = partial.reduce((sum, each) => sum + each, 0) / batchCount;
  const squares = partial.reduce((sum, each) => sum + (each - mean) * (each - mean), 0);
  return studentT * Math.sqrt(((batchCount - 1) / batchCount) * squares);
}

/**
 * Of the difference of two runs' figures, `b` less `a`, given both without each batch: the same batches are left out of both,
 * so that what the runs share, such as a burst of arrivals, cancels.
 */
export function differenceInterval(
  difference: number,
  withoutOfA: readonly number[],
  withoutOfB: readonly number[],
): Interval {
  const half = halfWidth(withoutOfB.map((each, batch) => each - withoutOfA[batch]));
  return { low: difference - half, high: difference + half };
}
