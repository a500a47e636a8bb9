/**
 * The same scenario under several settings: a row of figures for the outcome of each. Its jobs are those of a sweep of one
 * scenario whose settings vary together, so all keep the scenario's seed, or run on the same seeds, and random streams are
 * derived from names: they meet the same arrivals, keys and sizes unless it is those that vary. Whole results are kept until
 * the last, for a row has differences by batches and a chart. Intervals: difference-intervals.ts of one run a setting,
 * seed-intervals.ts of several.
 */
import type { Result } from '../result.js';
import { figureOf } from '../verdicts/metrics.js';
import type { NewJob } from './job.js';
import type { Outcome } from './outcome.js';
import { CellJobs } from './sweep/cell-jobs.js';
import { cellCount, jobsPerCell, type SweepPlan } from './sweep/plan.js';

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

/** Every job of a plan, setting by setting and of each seed by seed. Throws ScenarioError. */
export function variantsOf(plan: SweepPlan): Variant[] {
  const perCell = jobsPerCell(plan);
  return Array.from({ length: cellCount(plan) }, (_, index) => {
    const jobs = new CellJobs(plan, index);
    const { warnings } = jobs.own;
    const { values } = jobs.cell;
    return Array.from({ length: perCell }, (_, at) => ({ ...jobs.at(index * perCell + at + 1), warnings, values }));
  }).flat();
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
