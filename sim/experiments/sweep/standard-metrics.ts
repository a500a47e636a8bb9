/**
 * The metrics that a sweep keeps of each job: how fast and how often the requests of each tenant were answered, what the
 * service was available, and what was lost, beside whatever the plan asks for. Leaves out the stages of the tail and the
 * stations, which are hundreds; a plan may ask for each.
 */
import type { Scenario } from '../../scenario/scenario.js';
import { metricsOf, unitsOf } from '../../verdicts/metrics.js';

/** Of scenarios with hundreds of tenants those of the first. */
export const standardMetricsMax = 400;

const kept = [
  /^run\.requests$/,
  /^outcomes\.[^.]+\.(successShare|throttledShare)$/,
  /^latency\.[^.]+\.[^.]+\.(mean|p50|p99|p99\.9)$/,
  /^availability\.(region|tenant)\..+\.(achieved|monthly|clientMonthly)$/,
  /^durability\.lostWrites$/,
  /^recovery\.(notRecovered|longestSeconds)$/,
];

export interface KeptMetric {
  readonly path: string;
  readonly unit: string;
}

/** In the order of the vocabulary, then those that were asked for and are not among them; each is a metric of the scenario. */
export function metricsKept(scenario: Scenario, asked: readonly string[]): KeptMetric[] {
  const standard: KeptMetric[] = [];
  for (const { path, unit } of metricsOf(scenario)) {
    if (kept.some((form) => form.test(path))) standard.push({ path, unit });
    if (standard.length === standardMetricsMax) break;
  }
  const more = asked.filter((path) => !standard.some((each) => each.path === path));
  const units = unitsOf(scenario, more);
  return [...standard, ...more.map((path, at) => ({ path, unit: units[at] }))];
}
