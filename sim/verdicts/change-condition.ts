/**
 * A condition on the change of a metric from one result, A, to another, B, such as `latency.storefront.getItem.p99 > +10%`:
 * whoever guards a build says by it what must not happen. The change carries its sign, so that nobody takes it for the
 * metric itself. In per cent it is relative to A; otherwise it is in a unit of the metric, and of a share in points, which
 * are hundredths. A metric that one of the results cannot answer fails every condition, since nothing was shown.
 *
 * Leaves out `and` and `or` (conditions may be given again, and each must not hold) and metrics of a part of the time.
 */
import type { Result } from '../result.js';
import { type Mismatch, quoted } from '../scenario/reading/problem.js';
import type { Scenario } from '../scenario/scenario.js';
import { unknownMetric } from '../scenario/verdicts/judge-metrics.js';
import { metricOf, metricProblem, unitOfMetric, unitsOf } from './metrics.js';

/** Of what a change is beyond its bound. */
const operators = {
  '>': (beyond: number) => beyond > 0,
  '>=': (beyond: number) => beyond >= 0,
  '<': (beyond: number) => beyond < 0,
  '<=': (beyond: number) => beyond <= 0,
} as const;
type Operator = keyof typeof operators;

const relativeUnit = '%';
/** By the unit of a metric: the units in which its change may be written, and what one of them is in it. */
const scales: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  ms: { ms: 1, us: 1e-3, s: 1e3 },
  s: { s: 1, ms: 1e-3, min: 60 },
  min: { min: 1, s: 1 / 60 },
  share: { points: 0.01 },
};

export interface ChangeCondition {
  /** As it was written. */
  readonly text: string;
  readonly metric: string;
  /** Of the metric, as `dynamosim metrics` prints it. */
  readonly unit: string;
  readonly operator: Operator;
  /** A fraction of A's value, or in the metric's unit. */
  readonly bound: number;
  readonly isRelative: boolean;
}

/** What is wrong with a condition, and in which column, from 1. */
export interface ConditionProblem {
  readonly column: number;
  readonly mismatch: Mismatch;
}

export interface JudgedChange {
  readonly condition: string;
  readonly metric: string;
  readonly unit: string;
  readonly a: number | null;
  readonly b: number | null;
  /** B's less A's. */
  readonly change: number | null;
  /** The condition holds, which it must not, or cannot be judged. */
  readonly isFailed: boolean;
}

const parts = /^(\s*)(.*?)(\s*)(>=|<=|>|<)(\s*)([^<>=]*?)\s*$/s;
const signedAmount = /^([+-])(\d+(?:\.\d+)?)\s*([^\d\s]*)$/;

/** Of a side: its result, or before it has one the scenario that it is to come from. */
type Metered = Result | Scenario;

/** The metric must be one of all sides. */
export function readChangeCondition(text: string, sides: readonly Metered[]): ChangeCondition | ConditionProblem {
  const found = parts.exec(text);
  if (found === null) {
    const expected =
      'a metric, one of > >= < <=, and a change with its sign, such as "latency.shop.getItem.p99 > +10%"';
    return { column: 1, mismatch: { found: quoted(text), expected } };
  }
  const [, indent, metric, gap, operator, space, amount] = found;
  for (const side of sides) {
    const nearest = nearestIfUnknown(side, metric);
    if (nearest !== null) return { column: 1 + indent.length, mismatch: unknownMetric(metric, nearest) };
  }
  const [first] = sides;
  const unit = 'run' in first ? unitOfMetric(first, metric) : unitsOf(first, [metric])[0];
  const [, sign, digits, written] = signedAmount.exec(amount) ?? [];
  const isRelative = written === relativeUnit;
  const scale = isRelative ? 0.01 : scalesOf(unit)[written];
  if (scale === undefined) {
    const column = 1 + [indent, metric, gap, operator, space].join('').length;
    return { column, mismatch: { found: amount === '' ? 'nothing' : quoted(amount), expected: changeIn(unit) } };
  }
  const bound = Number(`${sign}${digits}`) * scale;
  return { text, metric, unit, operator: operator as Operator, bound, isRelative };
}

function nearestIfUnknown(side: Metered, metric: string): readonly string[] | null {
  const reading = 'run' in side ? metricOf(side, metric, null) : metricProblem(side, metric, null);
  return reading?.kind === 'unknown' ? reading.nearest : null;
}

/** Each side is the result of one run, or of several, which then count by their mean. */
export function judgeChange(
  condition: ChangeCondition,
  sides: readonly [a: readonly Result[], b: readonly Result[]],
): JudgedChange {
  const { text, metric, unit, operator, bound, isRelative } = condition;
  const [a, b] = sides.map((results) => meanOf(results, metric));
  const told = { condition: text, metric, unit, a, b };
  if (a === null || b === null) return { ...told, change: null, isFailed: true };
  const change = b - a;
  const compared = isRelative && change !== 0 ? change / Math.abs(a) : change;
  // 1.21 is 10 % more than 1.1, and a hair less in doubles: their difference is known to some units of their last place.
  const hair =
    4 *
    Number.EPSILON *
    (isRelative && a !== 0 ? (Math.abs(a) + Math.abs(b)) / Math.abs(a) : Math.abs(a) + Math.abs(b));
  const beyond = compared - bound;
  return { ...told, change, isFailed: operators[operator](Math.abs(beyond) <= hair ? 0 : beyond) };
}

/** Null where one of them cannot answer. */
function meanOf(results: readonly Result[], metric: string): number | null {
  const values = results.flatMap((result) => {
    const reading = metricOf(result, metric, null);
    return reading.kind === 'value' ? [reading.value] : [];
  });
  return values.length < results.length ? null : values.reduce((sum, each) => sum + each, 0) / values.length;
}

const scalesOf = (unit: string) => scales[unit] ?? { '': 1, [unit]: 1 };

function changeIn(unit: string): string {
  const units = Object.keys(scalesOf(unit)).filter((each) => each !== '' && !['count', 'ratio'].includes(each));
  const written = units.at(0) ?? '';
  const sample = written === 'points' ? '-0.5points' : `+5${written}`;
  return `a change with its sign, such as "+10%" of the first result, or "${sample}"`;
}
