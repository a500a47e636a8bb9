/** `--metric` and the like: metrics that are asked for beside what a command shows anyway. */
import { problemAt, ScenarioError } from '../../scenario/reading/problem.js';
import type { Scenario } from '../../scenario/scenario.js';
import { unknownMetric } from '../../scenario/verdicts/judge-metrics.js';
import { metricProblem } from '../../verdicts/metrics.js';

/** Throws ScenarioError for a metric that some run could not answer; the n-th stands on line n of the option. */
export function judgeMetrics(metrics: readonly string[], scenarios: readonly Scenario[], option = '--metric'): void {
  const problems = scenarios.flatMap((scenario) =>
    metrics.flatMap((metric, index) => {
      const problem = metricProblem(scenario, metric, null);
      if (problem === null) return [];
      if (problem.kind !== 'unknown') throw new Error('a metric of the whole run was read over time');
      return [problemAt({ file: option, line: index + 1, column: 1 }, unknownMetric(metric, problem.nearest))];
    }),
  );
  if (problems.length > 0) throw new ScenarioError(problems, 0, new Map([[option, metrics.join('\n')]]));
}
