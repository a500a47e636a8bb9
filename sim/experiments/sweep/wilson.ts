/**
 * Wilson's 95 % interval of a probability, from how many of some independent trials came out well (E. B. Wilson, Probable
 * Inference, the Law of Succession, and Statistical Inference, 1927): unlike the usual one it keeps its coverage near 0 and
 * 1, and is of some width even where all trials came out alike.
 */
import type { Interval } from '../../measurement/batches/jackknife.js';

/** The two-sided 5 % point of the normal distribution. */
const z = 1.959964;

/** Null of no trials. */
export function wilsonInterval(successes: number, trials: number): Interval | null {
  if (trials === 0) return null;
  const share = successes / trials;
  const weight = (z * z) / trials;
  const middle = (share + weight / 2) / (1 + weight);
  const half = (z / (1 + weight)) * Math.sqrt((share * (1 - share)) / trials + weight / (4 * trials));
  // The ends of certainty are exact: rounding must not leave a hair.
  return { low: successes === 0 ? 0 : middle - half, high: successes === trials ? 1 : middle + half };
}
