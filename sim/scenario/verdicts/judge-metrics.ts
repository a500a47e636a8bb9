/**
 * Metrics named in objectives and expectations, held against a vocabulary that belongs to results and so comes from
 * outside. Which metrics there are depends on the names in the scenario: those about a broken part are not judged.
 */
import type { Judgement } from '../reading/judgement.js';
import { type Mismatch, problemsMax, quoted } from '../reading/problem.js';
import type { Scenario } from '../scenario.js';

export interface UnknownMetric {
  /** The list of the scenario in which it stands, and its place there. */
  readonly section: 'objectives' | 'expectations';
  readonly index: number;
  readonly metric: string;
  readonly problem: string;
  /** Valid metrics like it, nearest first; empty when the metric exists and the fault lies elsewhere. */
  readonly nearest: readonly string[];
}

export type MetricVocabulary = (scenario: Scenario) => readonly UnknownMetric[];

const nearestShownMax = 3;
const sections = ['regions', 'tables', 'tenants'] as const;

export function judgeMetrics(vocabulary: MetricVocabulary, scenario: Scenario, judgement: Judgement): void {
  if (sections.some((section) => judgement.namesIn(section).length === 0)) return;
  const brokenNames = sections.flatMap((section) =>
    judgement.namesIn(section).filter((name) => judgement.isBroken([section, name])),
  );
  let told = 0;
  // Beyond those that are shown, nearest metrics are not sought.
  const mismatch = (unknown: UnknownMetric) =>
    told++ < problemsMax ? mismatchOf(unknown) : { found: quoted(unknown.metric), expected: 'another metric' };
  for (const unknown of vocabulary(scenario)) {
    if (brokenNames.some((name) => unknown.metric.includes(name))) continue;
    if (unknown.section === 'expectations') {
      judgement.report(['expect', unknown.index, 'metric'], mismatch(unknown));
      continue;
    }
    const { tenant, metric } = scenario.objectives[unknown.index];
    const path = ['objectives', tenant, metric];
    if (brokenNames.includes(tenant) || judgement.isBroken(path)) continue;
    judgement.reportKey(path, mismatch(unknown));
  }
}

function mismatchOf({ metric, problem, nearest }: UnknownMetric): Mismatch {
  if (nearest.length === 0) return { found: quoted(metric), expected: `another metric: ${problem}` };
  return unknownMetric(metric, nearest);
}

export function unknownMetric(metric: string, nearest: readonly string[]): Mismatch {
  const expected = `a metric such as ${nearest.slice(0, nearestShownMax).join(', ')}; \`dynamosim metrics\` lists all`;
  return { found: quoted(metric), expected, candidates: nearest, word: metric };
}
