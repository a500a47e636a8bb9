/**
 * Holds a scenario of this folder against theory, and says within which interval it must agree.
 *
 * The interval comes from independent replications: the scenario runs with seeds 1 to 30, 5,000 to 15,000 requests each,
 * and the mean, p50, p90 and p99 of each run are one observation. Successive sojourns in a queue are strongly correlated;
 * runs with different seeds are not, so the mean of 30 observations is within t(29; 99.9 %) = 3.659 standard errors of what
 * it estimates, but for one check in a thousand. Percentiles of a result are rounded by at most 0.1 %, which is added.
 *
 * So that a wide interval cannot hide a wrong model, it must itself be narrow: `widthMax` below, as a share of the theory's
 * value. Warm-up is more than a hundred relaxation times of each queue.
 */
import { readFileSync } from 'node:fs';
import { run } from '../../sim/run.js';
import { readScenario } from '../../sim/scenario/read.js';
import { quantile, type Sojourn } from './closed-forms.js';

const replications = 30;
const studentT = 3.659;
const roundingMax = 0.001;
/** Half-width of the interval as a share of the value. */
const widthMax = { mean: 0.02, p50: 0.02, p90: 0.03, p99: 0.04 } as const;
type Statistic = keyof typeof widthMax;

export interface Comparison {
  readonly statistic: Statistic;
  readonly theoryMs: number;
  readonly measuredMs: number;
  readonly halfWidthMs: number;
}

export const scenarioText = (name: string) => readFileSync(new URL(`scenarios/${name}.yaml`, import.meta.url), 'utf8');

/** Runs `scenarios/<name>.yaml` and compares each tenant's latency with what theory says of it. */
export function compare(name: string, theory: Readonly<Record<string, Sojourn>>, runs = replications): Comparison[] {
  const text = scenarioText(name);
  const results = Array.from({ length: runs }, (_, i) =>
    run(readScenario(text, `${name}.yaml`, [{ path: 'seed', value: String(i + 1) }])),
  );
  const violated = results.flatMap(({ checks }) => checks.filter(({ verdict }) => verdict === 'violated'));
  if (violated.length > 0) throw new Error(`${name}: ${violated[0].property}: ${violated[0].witness}`);
  return Object.entries(theory).flatMap(([tenant, { meanMs, tail }]) => {
    const rows = results.map(({ latency }) => latency.find((row) => row.tenant === tenant)!);
    const comparison = (statistic: Statistic, theoryMs: number): Comparison => {
      const observed = rows.map((row) => row[`${statistic}Ms`] ?? Number.NaN);
      const { mean, standardError } = summary(observed);
      const roundingMs = statistic === 'mean' ? 0 : roundingMax * theoryMs;
      return { statistic, theoryMs, measuredMs: mean, halfWidthMs: studentT * standardError + roundingMs };
    };
    const comparisons = [comparison('mean', meanMs)];
    if (tail !== null) {
      comparisons.push(comparison('p50', quantile(tail, 0.5)));
      comparisons.push(comparison('p90', quantile(tail, 0.9)));
      comparisons.push(comparison('p99', quantile(tail, 0.99)));
    }
    return comparisons;
  });
}

/** Where the model is outside its interval, in words; empty when theory and model agree. */
export function contradictions(comparisons: readonly Comparison[]): string[] {
  return comparisons
    .filter(({ theoryMs, measuredMs, halfWidthMs }) => !(Math.abs(measuredMs - theoryMs) <= halfWidthMs))
    .map(inWords);
}

/** Contradictions, and intervals too wide to find one. */
export function disagreements(comparisons: readonly Comparison[]): string[] {
  const wide = comparisons.filter(
    ({ statistic, theoryMs, halfWidthMs }) => halfWidthMs > widthMax[statistic] * theoryMs,
  );
  return [...contradictions(comparisons), ...wide.map((comparison) => `too wide: ${inWords(comparison)}`)];
}

const inWords = ({ statistic, theoryMs, measuredMs, halfWidthMs }: Comparison) =>
  `${statistic} ${measuredMs} ms +- ${halfWidthMs} ms, theory ${theoryMs} ms`;

function summary(observed: readonly number[]): { mean: number; standardError: number } {
  const mean = observed.reduce((sum, value) => sum + value, 0) / observed.length;
  const squares = observed.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, standardError: Math.sqrt(squares / (observed.length - 1) / observed.length) };
}
