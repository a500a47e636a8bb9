/**
 * What came of one cell of a sweep: of each metric the mean over its runs with a 95 % interval by Student's t, since runs
 * on other seeds share nothing; of each objective and expectation how many runs met it, with Wilson's interval of the
 * probability that a run does; and the latencies of all runs together, exactly. A run stands for a month where an objective
 * is of availability (the run is placed in a month otherwise healthy), so that probability is a month's.
 *
 * Each metric is also held against the first cell of the same scenario, seed by seed: both met the same arrivals and faults,
 * so what these do to both cancels.
 */
import { Histogram, histogramCountMax } from '../../engine/histogram.js';
import type { Scenario } from '../../scenario/scenario.js';
import type { CellSummary, MetricSummary, PooledLatency, VerdictSummary } from '../../sweep-result.js';
import type { Promised } from '../../verdicts/expectations.js';
import { meanInterval, seedInterval } from '../seed-intervals.js';
import type { Cell } from './plan.js';
import { type DoneRecord, isRefused, type SweepRecord } from './record.js';
import type { KeptMetric } from './standard-metrics.js';
import { wilsonInterval } from './wilson.js';

/** Of the runs that missed something, and the like. */
export const namedRunsMax = 10;
const nsPerMs = 1e6;

/** What a cell is judged by. */
export interface CellTerms {
  readonly cell: Cell;
  readonly scenario: Scenario;
  readonly metrics: readonly KeptMetric[];
  readonly objectives: readonly Promised[];
  readonly expectations: readonly Promised[];
  readonly jobs: CellSummary['jobs'];
}

/** By metric, and of each by seed: null where a run is missing, refused, or has no such figure. */
export type SeedTable = readonly (readonly (number | null)[])[];

export function seedTable(metrics: number, records: readonly (SweepRecord | null)[]): SeedTable {
  return Array.from({ length: metrics }, (_, metric) =>
    records.map((record) => (record === null || isRefused(record) ? null : (record.metrics[metric] ?? null))),
  );
}

/**
 * @param records of the cell, seed by seed; null of one that is missing
 * @param first of the first cell of the scenario; null in that one, and where its metrics are others
 */
export function summaryOf(
  terms: CellTerms,
  records: readonly (SweepRecord | null)[],
  table: SeedTable,
  first: SeedTable | null,
): CellSummary {
  const present = records.filter((record) => record !== null);
  const done = present.filter((record): record is DoneRecord => !isRefused(record));
  return {
    index: terms.cell.index,
    scenario: terms.cell.scenario.name,
    title: terms.scenario.title,
    values: terms.cell.values,
    jobs: terms.jobs,
    runs: done.length,
    refused: present.flatMap((record) => (isRefused(record) ? [{ number: record.number, why: record.refused }] : [])),
    metrics: terms.metrics.map((metric, at) => metricSummary(metric, table[at], first?.[at] ?? null)),
    objectives: terms.objectives.map((promise, at) =>
      verdictSummary(
        promise,
        done.map(({ number, objectives }) => ({ number, met: objectives[at].met })),
      ),
    ),
    expectations: terms.expectations.map((promise, at) =>
      verdictSummary(
        promise,
        done.map(({ number, expectations }) => ({ number, met: expectations[at].met })),
      ),
    ),
    violated: violatedBy(done),
    latency: pooled(done),
  };
}

function metricSummary(
  metric: KeptMetric,
  bySeed: readonly (number | null)[],
  first: readonly (number | null)[] | null,
): MetricSummary {
  const values = bySeed.filter((value) => value !== null);
  return {
    ...metric,
    runs: values.length,
    mean: values.length === 0 ? null : meanOf(values),
    interval: meanInterval(values),
    least: values.length === 0 ? null : values.reduce((a, b) => Math.min(a, b)),
    most: values.length === 0 ? null : values.reduce((a, b) => Math.max(a, b)),
    change: first === null ? null : changeBetween(first, bySeed),
  };
}

function changeBetween(first: readonly (number | null)[], own: readonly (number | null)[]): MetricSummary['change'] {
  const both = own.flatMap((value, seed) => (value === null || first[seed] === null ? [] : [seed]));
  if (both.length === 0) return null;
  const [a, b] = [first, own].map((values) => both.map((seed) => values[seed]!));
  return { mean: meanOf(b.map((value, at) => value - a[at])), interval: seedInterval({ a, b }) };
}

function verdictSummary(
  promise: Promised,
  runs: readonly { readonly number: number; readonly met: boolean }[],
): VerdictSummary {
  const met = runs.filter((run) => run.met).length;
  return {
    ...promise,
    met,
    share: runs.length === 0 ? null : met / runs.length,
    interval: wilsonInterval(met, runs.length),
    missedBy: runs
      .filter((run) => !run.met)
      .slice(0, namedRunsMax)
      .map(({ number }) => number),
  };
}

function violatedBy(done: readonly DoneRecord[]): CellSummary['violated'] {
  const properties = [...new Set(done.flatMap(({ violated }) => violated))].sort();
  return properties.map((property) => ({
    property,
    by: done
      .filter(({ violated }) => violated.includes(property))
      .slice(0, namedRunsMax)
      .map(({ number }) => number),
  }));
}

/** In the order in which the classes come first; without those of more requests than a histogram counts. */
function pooled(done: readonly DoneRecord[]): PooledLatency[] {
  const classes = new Map<string, { readonly row: DoneRecord['latency'][number]; all: Histogram | null }>();
  for (const { latency } of done) {
    for (const row of latency) {
      const key = JSON.stringify([row.tenant, row.operation, row.consistency]);
      const known = classes.get(key) ?? { row, all: new Histogram() };
      classes.set(key, known);
      const own = Histogram.fromBytes(new Uint8Array(Buffer.from(row.client, 'base64')));
      if (known.all !== null && known.all.count + own.count > histogramCountMax) known.all = null;
      known.all?.merge(own);
    }
  }
  const whole = [...classes.values()].flatMap(({ row, all }) => (all === null ? [] : [{ row, all }]));
  return whole.map(({ row: { tenant, operation, consistency }, all }) => ({
    ...{ tenant, operation, consistency },
    requests: all.count,
    meanMs: all.mean() / nsPerMs,
    p50Ms: all.quantile(0.5) / nsPerMs,
    p90Ms: all.quantile(0.9) / nsPerMs,
    p99Ms: all.quantile(0.99) / nsPerMs,
    p99_9Ms: all.quantile(0.999) / nsPerMs,
    maxMs: all.quantile(1) / nsPerMs,
  }));
}

const meanOf = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0) / values.length;
