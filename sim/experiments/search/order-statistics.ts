/**
 * What the order of independent draws says of all that might be drawn, whatever their distribution (H. A. David and H. N.
 * Nagaraja, Order Statistics, 2003, sections 2.1 and 7.1). A draw of which nothing is known but that it is beyond an end counts,
 * too.
 */
import { exp, log } from '../../engine/exact-math.js';
import type { Interval } from '../../measurement/batches/jackknife.js';

const outside = (1 - 0.95) / 2;
/** Halvings of 0..1: to the last digit of a double. */
const halvings = 53;

/**
 * The r such that the median of the distribution lies between the r-th least and the r-th greatest draw, at 95 % at least,
 * and no greater r is: each draw is below the median with even chance, so how many are is binomial. Null of fewer than six.
 */
export function medianRank(draws: number): number | null {
  let rank = 0;
  while (chanceOfAtLeast(draws - rank, draws, 1 / 2) <= outside) rank++;
  return rank === 0 ? null : rank;
}

/**
 * Of the distribution, the share that lies at or above the k-th greatest of some draws, at 95 %. That share is uniform for
 * one draw, so for the k-th it is the k-th least of as many uniform ones: less than p with the chance that k of them are.
 */
export function shareAbove(k: number, draws: number): Interval {
  return { low: quantile(k, draws, outside), high: quantile(k, draws, 1 - outside) };
}

function quantile(k: number, draws: number, chance: number): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < halvings; step++) {
    const middle = (low + high) / 2;
    if (chanceOfAtLeast(k, draws, middle) < chance) low = middle;
    else high = middle;
  }
  return high;
}

/** Of k or more successes among independent trials of chance p, which is neither 0 nor 1. */
function chanceOfAtLeast(k: number, trials: number, p: number): number {
  let logOfTerm = trials * log(p);
  let sum = 0;
  for (let successes = trials; successes >= k; successes--) {
    sum += exp(logOfTerm);
    logOfTerm += log(((1 - p) * successes) / (p * (trials - successes + 1)));
  }
  return sum;
}
