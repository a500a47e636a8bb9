/**
 * Judges a finished run by what its scenario promised: `objectives:` (what a tenant was sold) and `expect:` (what the
 * scenario says will be seen). A metric without data in this run is not met: nothing was shown.
 *
 * Availability objectives are judged on the monthly figure, as the SLA is; all others on the clients' view. A path
 * outside the vocabulary is the user's mistake; unknownMetrics finds it before the run, a MetricError after it.
 */

import type { ExpectationRow, ObjectiveRow } from '../result.js';
import type { ExpectationSpec, ObjectiveSpec, Scenario } from '../scenario/scenario.js';
import type { UnknownMetric } from '../scenario/verdicts/judge-metrics.js';
import type { During, ResultWithoutVerdicts } from './metric-form.js';
import type { MetricProblem } from './metrics.js';
import { metricOf, problemOf, unitOfMetric, unitsOf } from './metrics.js';
import { failedAmong, leftOutOf, objectiveOf, objectiveWritten } from './objectives.js';
import { type NamedParts, namesOfScenario } from './scenario-names.js';

const nsPerMs = 1e6;
const nsPerS = 1e9;
/** A hundred times a share that people wrote may be a hair off. */
const shareDigits = 12;

/** The message names the path and the nearest valid ones. */
export class MetricError extends Error {
  override readonly name = 'MetricError';
}

/** @throws MetricError for a metric outside the vocabulary */
export function judgeExpectations(
  result: ResultWithoutVerdicts,
  specs: readonly ExpectationSpec[],
): readonly ExpectationRow[] {
  return specs.map((spec) => {
    const actual = actualOf(result, spec.metric, spec.during);
    const unit = unitOfMetric(result, spec.metric);
    return {
      metric: spec.metric,
      condition: conditionOf(spec, unit),
      actual,
      unit,
      margin: actual === null ? null : marginOf(actual, spec),
      amongFailures: actual === null ? failedAmong(result, spec.metric) : null,
      met: actual !== null && satisfies(actual, spec),
    };
  });
}

/** @throws MetricError for a metric outside the vocabulary */
export function judgeObjectives(
  result: ResultWithoutVerdicts,
  specs: readonly ObjectiveSpec[],
): readonly ObjectiveRow[] {
  return specs.map((spec) => {
    const { path, unit, bound } = objectiveOf(spec);
    const actual = actualOf(result, path, null);
    const target = unit === 'ms' ? spec.target / nsPerMs : spec.target;
    const met = actual !== null && (bound === 'atLeast' ? actual >= target : actual <= target);
    const { tenant, metric } = spec;
    const margin = actual === null ? null : bound === 'atLeast' ? actual - target : target - actual;
    const amongFailures = actual === null ? failedAmong(result, path) : null;
    return {
      tenant,
      metric,
      target,
      actual,
      unit,
      bound,
      margin,
      leftOut: leftOutOf(result, spec),
      amongFailures,
      met,
    };
  });
}

/** Every metric of a scenario that no run of it could answer, so that a misspelt one is found before the run. */
export function unknownMetrics(
  scenario: NamedParts & Pick<Scenario, 'objectives' | 'expectations'>,
): readonly UnknownMetric[] {
  const names = namesOfScenario(scenario);
  const objectives = scenario.objectives.map((spec, index) => ({
    section: 'objectives' as const,
    index,
    metric: spec.metric,
    problem: problemOf(objectiveOf(spec).path, null, names),
    // Paths of other tenants or families cannot be written as an objective of this tenant.
    written: (path: string) => objectiveWritten(path, spec.tenant),
  }));
  const expectations = scenario.expectations.map((spec, index) => ({
    section: 'expectations' as const,
    index,
    metric: spec.metric,
    problem: problemOf(spec.metric, spec.during, names),
    written: (path: string) => path,
  }));
  return [...objectives, ...expectations].flatMap(({ section, index, metric, problem, written }) => {
    if (problem === null) return [];
    return [
      {
        ...{ section, index, metric, problem: inWords(metric, problem.kind) },
        get nearest() {
          return problem.kind === 'unknown' ? problem.nearest.map(written).filter((path) => path !== null) : [];
        },
      },
    ];
  });
}

export interface Promised {
  /** Null of an expectation. */
  readonly tenant: string | null;
  readonly metric: string;
  /** Such as "at most 10 ms". */
  readonly condition: string;
}

/** What a scenario promises of each run, in the order of a result's verdicts. */
export function promisesOf(scenario: NamedParts & Pick<Scenario, 'objectives' | 'expectations'>): {
  readonly objectives: readonly Promised[];
  readonly expectations: readonly Promised[];
} {
  const units = unitsOf(
    scenario,
    scenario.expectations.map(({ metric }) => metric),
  );
  return {
    objectives: scenario.objectives.map((spec) => {
      const { unit, bound } = objectiveOf(spec);
      const target = unit === 'ms' ? withUnit(spec.target / nsPerMs, unit) : withUnit(spec.target, 'share');
      return { tenant: spec.tenant, metric: spec.metric, condition: `${sides[bound]} ${target}` };
    }),
    expectations: scenario.expectations.map((spec, at) => ({
      tenant: null,
      metric: spec.metric,
      condition: conditionOf(spec, units[at]),
    })),
  };
}

const sides = { atLeast: 'at least', atMost: 'at most' };

function actualOf(result: ResultWithoutVerdicts, path: string, during: During | null): number | null {
  const reading = metricOf(result, path, during);
  switch (reading.kind) {
    case 'value':
      return reading.value;
    case 'noData':
      return null;
    case 'unknown':
      throw new MetricError(`${inWords(path, reading.kind)}; the nearest are ${reading.nearest.join(', ')}`);
    case 'notOverTime':
      throw new MetricError(inWords(path, reading.kind));
  }
}

function inWords(path: string, kind: MetricProblem['kind']): string {
  return kind === 'unknown'
    ? `there is no metric ${JSON.stringify(path)}`
    : `${JSON.stringify(path)} speaks of the whole run, so it takes no "during"; metrics under "series." do`;
}

function satisfies(actual: number, { is, atLeast, atMost }: ExpectationSpec): boolean {
  return (
    (is === null || actual === is) && (atLeast === null || actual >= atLeast) && (atMost === null || actual <= atMost)
  );
}

/** Of the actual to the nearest bound; negative beyond it. */
function marginOf(actual: number, { is, atLeast, atMost }: ExpectationSpec): number {
  if (is !== null) return actual === is ? 0 : -Math.abs(actual - is);
  return Math.min(
    atLeast === null ? Number.POSITIVE_INFINITY : actual - atLeast,
    atMost === null ? Number.POSITIVE_INFINITY : atMost - actual,
  );
}

/** Such as "during 40 s to 42 s at least 90 %". */
function conditionOf({ during, is, atLeast, atMost }: ExpectationSpec, unit: string): string {
  const bounds = [
    ...(is === null ? [] : [`exactly ${withUnit(is, unit)}`]),
    ...(atLeast === null ? [] : [`at least ${withUnit(atLeast, unit)}`]),
    ...(atMost === null ? [] : [`at most ${withUnit(atMost, unit)}`]),
  ].join(' and ');
  if (bounds === '') throw new Error('an expectation must have a bound: the schema lets none pass without');
  return during === null ? bounds : `during ${during.fromNs / nsPerS} s to ${during.toNs / nsPerS} s ${bounds}`;
}

function withUnit(value: number, unit: string): string {
  if (unit === 'share') return `${Number((100 * value).toPrecision(shareDigits))} %`;
  if (unit === 'count' || unit === 'ratio') return String(value);
  return unit === '1/s' ? `${value}/s` : `${value} ${unit}`;
}
