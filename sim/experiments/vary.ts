/**
 * The same scenario under several settings: a row of figures for the outcome of each. All keep the scenario's seed, or run
 * on the same seeds, and random streams are derived from names, so they meet the same arrivals, keys and sizes unless it is
 * those that vary. Intervals: difference-intervals.ts of one run a setting, seed-intervals.ts of several.
 */
import type { Result } from '../result.js';
import { metricOf } from '../verdicts/metrics.js';
import type { NewJob } from './job.js';
import type { Outcome } from './outcome.js';

export interface Variant extends NewJob {
  /** What is varied, as it was written: one value for each setting. */
  readonly values: readonly string[];
}

export interface VariedRun {
  readonly values: readonly string[];
  readonly result: Result;
  /** One for each metric asked for; null where this run has no such figure. */
  readonly metrics: readonly (number | null)[];
}

/** Of the variants that have an outcome: as many of the first as there are. */
export function variedRuns(
  variants: readonly Variant[],
  outcomes: readonly Outcome[],
  metrics: readonly string[],
): VariedRun[] {
  return outcomes.map(({ result }, index) => ({
    values: variants[index].values,
    result,
    metrics: metrics.map((metric) => figureOf(result, metric)),
  }));
}

/** Metrics were held against the vocabulary before; what still is unknown now is a station that this run does not have. */
function figureOf(result: Result, metric: string): number | null {
  const reading = metricOf(result, metric, null);
  return reading.kind === 'value' ? reading.value : null;
}
