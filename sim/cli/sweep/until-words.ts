/** `--until p99:2%`: of which metric the interval shall be how narrow, and that nothing else decides which seeds run. */

import { metricsKept } from '../../experiments/sweep/standard-metrics.js';
import { pathsUntil, shortMetrics, type Until } from '../../experiments/sweep/stop-rule.js';
import type { Scenario } from '../../scenario/scenario.js';
import type { CommandWords } from '../command.js';
import { UsageError } from '../usage-error.js';

/** Null where all seeds run. Throws UsageError. */
export function untilOf(options: CommandWords['options']): Until | null {
  const word = options.until?.[0];
  if (word === undefined) return null;
  const [, metric, percentage] = /^(\S+):(\d{1,3}(?:\.\d{1,6})?)%$/.exec(word) ?? [];
  const share = Number(percentage) / 100;
  if (!(share > 0 && share <= 1)) {
    throw new UsageError(`found --until ${word}; expected a metric and a share of its mean, such as p99:2%`);
  }
  if (options.seeds === undefined) {
    throw new UsageError('found --until and no --seeds; expected the seeds that may run, such as --seeds 1..1000');
  }
  return { metric, share };
}

/** The metric is then kept of each run. */
export const askedUntil = (until: Until | null): readonly string[] =>
  until === null || shortMetrics.includes(until.metric) ? [] : [until.metric];

/** Throws UsageError where a scenario has more tenants than their figures are kept of. */
export function judgeUntil(until: Until | null, scenarios: readonly Scenario[]): void {
  if (until === null || !shortMetrics.includes(until.metric)) return;
  for (const scenario of scenarios) {
    const kept = new Set(metricsKept(scenario, []).map(({ path }) => path));
    if (pathsUntil(scenario, until).every((path) => kept.has(path))) continue;
    throw new UsageError(
      `found --until ${until.metric} of ${scenario.tenants.length} tenants; expected one metric by its whole name`,
    );
  }
}
