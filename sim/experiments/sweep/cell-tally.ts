/**
 * What came of one cell of a sweep, taken record by record: of each metric the mean over its runs with a 95 % interval by
 * Student's t, since runs on other seeds share nothing; of each objective and expectation how many runs met it, with
 * Wilson's interval of the probability that a run does; and the latencies of all runs together, exactly. A run stands for a
 * month where an objective is of availability (the run is placed in a month otherwise healthy), so that probability is a
 * month's.
 *
 * Each metric is also held against the first cell of the same scenario, seed by seed: both met the same arrivals and faults,
 * so what these do to both cancels. Of a record its metrics are kept, eight bytes each, and the rest is added up.
 */
import type { Scenario } from '../../scenario/scenario.js';
import type { CellSummary, MetricSummary, VerdictSummary } from '../../sweep-result.js';
import type { Promised } from '../../verdicts/expectations.js';
import { meanInterval, seedInterval } from '../seed-intervals.js';
import { LatencyPool } from './latency-pool.js';
import type { Cell } from './plan.js';
import { isRefused, type SweepRecord } from './record.js';
import { lateSettling } from './settling.js';
import type { KeptMetric } from './standard-metrics.js';
import { wilsonInterval } from './wilson.js';

/** Of the runs that missed something, and the like. */
export const namedRunsMax = 10;

/** What a cell is judged by. */
export interface CellTerms {
  readonly cell: Cell;
  readonly scenario: Scenario;
  readonly metrics: readonly KeptMetric[];
  readonly objectives: readonly Promised[];
  readonly expectations: readonly Promised[];
  readonly jobs: CellSummary['jobs'];
}

/** How many met a promise, and the first runs that did not. */
interface Kept {
  met: number;
  readonly missedBy: number[];
}

/** By seed; NaN where a run is missing, refused, or has no such figure. */
type BySeed = Float64Array;

export class CellTally {
  private readonly metrics: readonly BySeed[];
  private readonly objectives: readonly Kept[];
  private readonly expectations: readonly Kept[];
  private readonly violated = new Map<string, number[]>();
  private readonly refused: { readonly number: number; readonly why: string }[] = [];
  /** By tenant, of the runs that could be judged. */
  private readonly settled: readonly number[][];
  private readonly latency = new LatencyPool();
  private runs = 0;

  constructor(private readonly terms: CellTerms) {
    const { first, last } = terms.jobs;
    this.metrics = terms.metrics.map(() => new Float64Array(last - first + 1).fill(Number.NaN));
    const none = () => ({ met: 0, missedBy: [] });
    this.objectives = terms.objectives.map(none);
    this.expectations = terms.expectations.map(none);
    this.settled = terms.scenario.tenants.map(() => []);
  }

  /** One that fits the terms; each number once. */
  take(record: SweepRecord): void {
    const { number } = record;
    if (isRefused(record)) {
      this.refused.push({ number, why: record.refused });
      return;
    }
    this.runs++;
    const seed = number - this.terms.jobs.first;
    this.metrics.forEach((bySeed, at) => {
      bySeed[seed] = record.metrics[at] ?? Number.NaN;
    });
    count(this.objectives, record.objectives, number);
    count(this.expectations, record.expectations, number);
    for (const property of record.violated) {
      const by = this.violated.get(property) ?? [];
      this.violated.set(property, by);
      if (by.length < namedRunsMax) by.push(number);
    }
    record.settled.forEach((seconds, tenant) => {
      if (seconds !== null) this.settled[tenant].push(seconds);
    });
    this.latency.add(record.latency);
  }

  /** @param first of the same scenario; null of that one itself */
  summary(first: CellTally | null): CellSummary {
    const { terms, runs, refused } = this;
    const isLike = JSON.stringify(first?.terms.metrics) === JSON.stringify(terms.metrics);
    return {
      index: terms.cell.index,
      scenario: terms.cell.scenario.name,
      title: terms.scenario.title,
      values: terms.cell.values,
      ...{ jobs: terms.jobs, runs, refused },
      metrics: terms.metrics.map((metric, at) =>
        metricSummary(metric, this.metrics[at], isLike ? first!.metrics[at] : null),
      ),
      objectives: terms.objectives.map((promise, at) => verdictSummary(promise, this.objectives[at], runs)),
      expectations: terms.expectations.map((promise, at) => verdictSummary(promise, this.expectations[at], runs)),
      violated: [...this.violated]
        .map(([property, by]) => ({ property, by }))
        .sort((a, b) => (a.property < b.property ? -1 : 1)),
      warmup: this.warmup(),
      latency: this.latency.rows(),
    };
  }

  private warmup(): CellSummary['warmup'] {
    const { tenants, warmupNs } = this.terms.scenario;
    const seconds = warmupNs / 1e9;
    const tooShortFor = tenants.flatMap(({ name }, at) => {
      const late = lateSettling(this.settled[at], seconds);
      return late === null ? [] : [{ tenant: name, ...late }];
    });
    return { seconds, tooShortFor };
  }
}

function count(kept: readonly Kept[], verdicts: readonly { readonly met: boolean }[], number: number): void {
  kept.forEach((each, at) => {
    if (verdicts[at].met) each.met++;
    else if (each.missedBy.length < namedRunsMax) each.missedBy.push(number);
  });
}

function metricSummary(metric: KeptMetric, bySeed: BySeed, first: BySeed | null): MetricSummary {
  const values = [...bySeed].filter((value) => !Number.isNaN(value));
  const isEmpty = values.length === 0;
  return {
    ...metric,
    runs: values.length,
    mean: isEmpty ? null : meanOf(values),
    interval: meanInterval(values),
    least: isEmpty ? null : values.reduce((a, b) => Math.min(a, b)),
    most: isEmpty ? null : values.reduce((a, b) => Math.max(a, b)),
    change: first === null ? null : changeBetween(first, bySeed),
  };
}

function changeBetween(first: BySeed, own: BySeed): MetricSummary['change'] {
  const both = [...own.keys()].filter((seed) => !Number.isNaN(own[seed]) && !Number.isNaN(first[seed]));
  if (both.length === 0) return null;
  const [a, b] = [first, own].map((values) => both.map((seed) => values[seed]));
  return { mean: meanOf(b.map((value, at) => value - a[at])), interval: seedInterval({ a, b }) };
}

function verdictSummary(promise: Promised, { met, missedBy }: Kept, runs: number): VerdictSummary {
  return {
    ...promise,
    met,
    share: runs === 0 ? null : met / runs,
    interval: wilsonInterval(met, runs),
    missedBy,
  };
}

const meanOf = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0) / values.length;
