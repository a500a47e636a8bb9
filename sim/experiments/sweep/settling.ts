/**
 * When a run has settled, by MSER-5 (K. P. White, An Effective Truncation Heuristic for Bias Reduction in Simulation Output,
 * 1997; Spratt, 1998): of the means of five windows each, the beginning is to be left out after which the mean of the rest
 * has the least standard error. Here a window is one of the series and its value the median latency of a tenant. A single
 * run says little, since noise alone now and then looks like a beginning; so a cell is told to have too short a warm-up only
 * where more than half of its runs settled later, with 95 % confidence.
 *
 * Left out: runs whose load or health changes. They are judged as far as the first change that the scenario makes itself,
 * and not at all where too little is left.
 */

import type { Scenario } from '../../scenario/scenario.js';
import type { Series } from '../../series.js';
import type { LateSettling } from '../../sweep-result.js';
import { plannedLoads } from '../../verdicts/planned-load.js';
import { wilsonInterval } from './wilson.js';

const windowsPerBatch = 5;
/** Of fewer batches noise alone settles in the second half as often as not. */
const batchesMin = 10;
/** Of the area of a profile over a window. */
const loadRounding = 1e-9;
/** Below this no share of the runs is more than half with confidence. */
const runsMin = 5;
/** Tenants that are judged: of hundreds those of the first. */
export const settlingTenantsMax = 100;

/** Seconds from the beginning of the run, one for each tenant; null where it cannot be judged. */
export function settledSeconds(scenario: Scenario, series: Series): (number | null)[] {
  const windows = steadyWindows(scenario, series);
  return scenario.tenants.slice(0, settlingTenantsMax).map(({ name }) => {
    const medians = series.tenants.find(({ tenant }) => tenant === name)?.p50Ms.slice(0, windows) ?? [];
    const batches = batchMeans(medians);
    if (batches === null || batches.length < batchesMin) return null;
    return mser(batches) * windowsPerBatch * series.windowSeconds;
  });
}

/** Whole windows until the first fault begins or the first load changes. */
function steadyWindows({ tenants, faults, durationNs }: Scenario, { timeS, windowSeconds }: Series): number {
  const healthyS = Math.min(durationNs, ...faults.map(({ atNs }) => atNs)) / 1e9;
  const changes = plannedLoads(tenants, timeS, windowSeconds, durationNs / 1e9).map((load) => {
    const change = load.findIndex((each) => Math.abs(each - load[0]) > loadRounding);
    return change === -1 ? load.length : change;
  });
  return Math.min(Math.floor(healthyS / windowSeconds), ...changes);
}

/** Null where a window has no value. */
function batchMeans(values: readonly (number | null)[]): number[] | null {
  const known = values.filter((value) => value !== null);
  if (known.length < values.length) return null;
  return Array.from({ length: Math.floor(known.length / windowsPerBatch) }, (_, batch) => {
    const own = known.slice(batch * windowsPerBatch, (batch + 1) * windowsPerBatch);
    return own.reduce((sum, value) => sum + value, 0) / windowsPerBatch;
  });
}

/**
 * How many of the first values to leave out: the fewest with the least sum of squares of the rest / their number squared.
 * At most half: where it is that many, the series is too short to say.
 */
export function mser(values: readonly number[]): number {
  const mostLeftOut = Math.floor(values.length / 2);
  // Measured from the last value: equal ones then leave exactly nothing, and large ones lose no digits.
  const origin = values.at(-1) ?? 0;
  let sum = 0;
  let squares = 0;
  let least = Number.POSITIVE_INFINITY;
  let leftOut = 0;
  for (let first = values.length - 1; first >= 0; first--) {
    const value = values[first] - origin;
    sum += value;
    squares += value * value;
    if (first > mostLeftOut) continue;
    const rest = values.length - first;
    const error = (squares - (sum * sum) / rest) / (rest * rest);
    if (error <= least) {
      least = error;
      leftOut = first;
    }
  }
  return leftOut;
}

/** Null where the warm-up is long enough, or too few runs say otherwise. */
export function lateSettling(settled: readonly number[], warmupSeconds: number): Omit<LateSettling, 'tenant'> | null {
  const later = settled.filter((seconds) => seconds > warmupSeconds).length;
  if (settled.length < runsMin || wilsonInterval(later, settled.length)!.low <= 0.5) return null;
  const inOrder = settled.toSorted((a, b) => a - b);
  return { runs: settled.length, later, settledAfterSeconds: inOrder[inOrder.length >> 1] };
}
