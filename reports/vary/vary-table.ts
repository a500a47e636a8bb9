/**
 * The table of `vary`: a row for each setting that ran, with how its requests ended, what it throttled, how fast and how
 * wasteful it was, when it had recovered from faults, and the metrics that were asked for. As text: vary-text.ts; as files:
 * vary-files.ts.
 *
 * p50 and p99 are those of one class of requests in all rows (compared-class.ts), so that rows compare. A row is one run, or
 * one a seed: then its figures are means over the seeds, with intervals. Each row says how it differs from the first.
 */

import type { Consistency } from '../../sim/request-time.js';
import type { RecoveryRow, Result } from '../../sim/result.js';
import type { Intervals, Span } from '../compare/differences.js';
import { meanOf, type Runs } from '../compare/paired-rows.js';
import { type RowChange, rowChange } from '../compare/vary-changes.js';
import { comparedClass, isOfClass } from '../compared-class.js';
import type { Sample } from '../doubts.js';
import { latencyMetricOf, sampleOf } from '../latency-metric.js';
import { answerOf } from './vary-answer.js';

/** How the JSON form begins, of any version. */
export const varyFormat = 'dynamosim vary ';
const version = 1;

export interface Variation {
  readonly title: string;
  /** Null where it is what varies, and where there are several. */
  readonly seed: number | null;
  /** On which each setting ran; empty where each is one run. */
  readonly seeds: readonly number[];
  readonly paths: readonly string[];
  /** For each path what its values amount to, in one unit; null where they are no amounts, and so have no order. */
  readonly amounts: readonly (readonly number[] | null)[];
  readonly metrics: readonly string[];
  /** One for each metric, as `dynamosim metrics` prints it. */
  readonly units: readonly string[];
  /** Setting by setting, and of each seed by seed. */
  readonly runs: readonly VariedRun[];
  readonly statistics: Statistics;
}

export interface VariedRun {
  /** As they were written, one for each path. */
  readonly values: readonly string[];
  readonly result: Result;
  /** One for each metric. */
  readonly metrics: readonly (number | null)[];
}

/** 95 % intervals, by whoever knows the statistics of the runs. */
export interface Statistics {
  /** Of the mean of what independent runs gave. */
  ofMean(values: readonly number[]): Span | null;
  /** Of what the runs of one setting have beyond those of another. */
  between(a: Runs, b: Runs): Intervals;
}

export interface VaryTable extends Omit<Variation, 'runs' | 'statistics'> {
  readonly format: string;
  /** What intervals of changes were worked out from. */
  readonly intervalsFrom: 'batches' | 'seeds';
  /** Whose p50 and p99 these are; null where no request succeeded. */
  readonly requests: RequestClass | null;
  /** In a sentence. */
  readonly answer: string;
  readonly rows: readonly VaryRow[];
}

export interface VaryRow {
  readonly values: readonly string[];
  /** Requests of all tenants that ended. */
  readonly outcomes: Readonly<Record<Ending, number>>;
  /** Succeeded / ended, of all tenants; null where none ended. */
  readonly successShare: number | null;
  readonly tenants: readonly { readonly tenant: string; readonly successShare: number | null }[];
  /** Attempts refused / attempts, over all tenants of tables with a capacity; null without such a table. */
  readonly throttledShare: number | null;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  /** Of the class whose p50 and p99 these are. */
  readonly sample: Sample;
  /** Provisioned and not consumed / provisioned, over all tables with a provision. */
  readonly wastedShare: number | null;
  /** Whether objectives and expectations are met; null where the scenario has none. */
  readonly promisesMet: boolean | null;
  /** Null where no fault is injected. */
  readonly recovery: Recovery | null;
  readonly metrics: readonly (number | null)[];
  /** What each metric that is a latency was taken from; null of any other metric. */
  readonly metricSamples: readonly (Sample | null)[];
  /** Properties that a run broke. */
  readonly violated: readonly string[];
  /** Of the first seed's run. */
  readonly digest: string;
  /** Of the row's own figures; null of one run. */
  readonly intervals: RowIntervals | null;
  /** To the first row; null in that row, and where each row is another seed. */
  readonly change: RowChange | null;
}

export interface RowIntervals {
  readonly successShare: Span | null;
  readonly throttledShare: Span | null;
  readonly p50Ms: Span | null;
  readonly p99Ms: Span | null;
  readonly wastedShare: Span | null;
  readonly metrics: readonly (Span | null)[];
}

/** From the worst of its faults; `longestSeconds` as the metric `recovery.longestSeconds`. */
export interface Recovery {
  readonly state: RecoveryRow['state'];
  readonly longestSeconds: number | null;
}

export interface RequestClass {
  readonly tenant: string;
  readonly operation: string;
  readonly consistency: Consistency;
}

export const endings = ['succeeded', 'throttled', 'serverErrors', 'timedOut'] as const;
export type Ending = (typeof endings)[number];

export function tableOf({ runs, statistics, ...asked }: Variation): VaryTable {
  const requests = comparedClass(runs.map(({ result }) => result));
  const perSetting = Math.max(1, asked.seeds.length);
  const settings = Array.from({ length: Math.floor(runs.length / perSetting) }, (_, at) => {
    const own = runs.slice(at * perSetting, (at + 1) * perSetting);
    return {
      results: own.map(({ result }) => result),
      rows: own.map((run) => rowOf(run, requests, asked.metrics)),
    };
  });
  const isSeedVaried = asked.seed === null && asked.seeds.length === 0;
  const rows = settings.map(({ results, rows: bySeed }, at): VaryRow => {
    const [first] = settings;
    const change =
      at === 0 || isSeedVaried
        ? null
        : rowChange(first.rows, bySeed, requests, asked.metrics, statistics.between(first.results, results));
    return { ...overSeeds(bySeed, statistics), change };
  });
  const intervalsFrom = asked.seeds.length > 0 ? 'seeds' : 'batches';
  const table = { format: `${varyFormat}${version}`, ...asked, intervalsFrom, requests, rows } as const;
  return { ...table, answer: answerOf(table) };
}

/** Of one run. */
function rowOf(
  { values, result, metrics }: VariedRun,
  requests: RequestClass | null,
  paths: readonly string[],
): VaryRow {
  const latency = result.latency.find((row) => requests !== null && isOfClass(row, requests));
  return {
    values,
    outcomes: outcomesOf(result, null),
    successShare: successShareOf(result, null),
    tenants: result.series.tenants.map(({ tenant }) => ({ tenant, successShare: successShareOf(result, tenant) })),
    throttledShare: throttledShareOf(result),
    p50Ms: latency?.p50Ms ?? null,
    p99Ms: latency?.p99Ms ?? null,
    sample: { succeeded: latency?.requests ?? 0, failed: latency?.failed ?? 0 },
    wastedShare: wastedShareOf(result),
    promisesMet: promisesMet(result),
    recovery: recoveryOf(result),
    metrics,
    metricSamples: paths.map((path) => {
      const metric = latencyMetricOf(path);
      return metric === null ? null : sampleOf(result, metric);
    }),
    violated: result.checks.filter(({ verdict }) => verdict === 'violated').map(({ property }) => property),
    digest: result.run.digest,
    intervals: null,
    change: null,
  };
}

/** One row of those of all seeds: counts are sums, figures are means, verdicts are the worst. */
function overSeeds(rows: readonly VaryRow[], statistics: Statistics): VaryRow {
  const [first] = rows;
  if (rows.length === 1) return first;
  const mean = (of: (row: VaryRow) => number | null) => meanOf(rows.map(of));
  const interval = (of: (row: VaryRow) => number | null) => {
    const known = rows.map(of).filter((each) => each !== null);
    return known.length < rows.length ? null : statistics.ofMean(known);
  };
  const eachMetric = <T>(read: (of: (row: VaryRow) => number | null) => T) =>
    first.metrics.map((_, at) => read(({ metrics }) => metrics[at]));
  const summed = endings.map((ending) => [ending, rows.reduce((sum, { outcomes }) => sum + outcomes[ending], 0)]);
  return {
    ...first,
    outcomes: Object.fromEntries(summed) as Record<Ending, number>,
    successShare: mean((row) => row.successShare),
    tenants: first.tenants.map(({ tenant }, at) => ({
      tenant,
      successShare: mean((row) => row.tenants[at].successShare),
    })),
    throttledShare: mean((row) => row.throttledShare),
    p50Ms: mean((row) => row.p50Ms),
    p99Ms: mean((row) => row.p99Ms),
    sample: fewest(rows.map(({ sample }) => sample))!,
    wastedShare: mean((row) => row.wastedShare),
    promisesMet: first.promisesMet === null ? null : rows.every((row) => row.promisesMet),
    recovery: worstRecovery(rows.map(({ recovery }) => recovery)),
    metrics: eachMetric(mean),
    metricSamples: first.metricSamples.map((_, at) => fewest(rows.map(({ metricSamples }) => metricSamples[at]))),
    violated: [...new Set(rows.flatMap(({ violated }) => violated))],
    intervals: {
      successShare: interval((row) => row.successShare),
      throttledShare: interval((row) => row.throttledShare),
      p50Ms: interval((row) => row.p50Ms),
      p99Ms: interval((row) => row.p99Ms),
      wastedShare: interval((row) => row.wastedShare),
      metrics: eachMetric(interval),
    },
  };
}

/** A percentile of several seeds is the mean of theirs: that of the fewest requests says how sure it is. */
function fewest(samples: readonly (Sample | null)[]): Sample | null {
  return samples.reduce((least, each) =>
    least === null || each === null ? least : each.succeeded < least.succeeded ? each : least,
  );
}

function worstRecovery(recoveries: readonly (Recovery | null)[]): Recovery | null {
  const state = states.find((each) => recoveries.some((recovery) => recovery?.state === each));
  if (state === undefined) return null;
  const longest = Math.max(0, ...recoveries.map((recovery) => recovery?.longestSeconds ?? 0));
  return { state, longestSeconds: state === 'recovered' || state === 'undisturbed' ? longest : null };
}

/** Of one tenant, or of all. */
function outcomesOf({ outcomes }: Result, tenant: string | null): Record<Ending, number> {
  const rows = outcomes.filter((row) => tenant === null || row.tenant === tenant);
  const sum = (ending: Ending) => rows.reduce((total, row) => total + row[ending], 0);
  return {
    succeeded: sum('succeeded'),
    throttled: sum('throttled'),
    serverErrors: sum('serverErrors'),
    timedOut: sum('timedOut'),
  };
}

function successShareOf(result: Result, tenant: string | null): number | null {
  const ended = outcomesOf(result, tenant);
  const total = endings.reduce((sum, ending) => sum + ended[ending], 0);
  return total === 0 ? null : ended.succeeded / total;
}

function promisesMet({ objectives, expectations }: Result): boolean | null {
  const promises = [...objectives, ...expectations];
  return promises.length === 0 ? null : promises.every(({ met }) => met);
}

/** Worst first. */
const states: readonly RecoveryRow['state'][] = ['notRecovered', 'recovered', 'undisturbed', 'unknown'];

function recoveryOf({ recovery }: Result): Recovery | null {
  const state = states.find((each) => recovery.some((row) => row.state === each));
  if (state === undefined) return null;
  const longestSeconds = Math.max(0, ...recovery.map(({ afterS }) => afterS ?? 0));
  return { state, longestSeconds: state === 'recovered' || state === 'undisturbed' ? longestSeconds : null };
}

/** Of each tenant that used a capacity, weighing as much as it made attempts. */
function throttledShareOf({ usage, outcomes }: Result): number | null {
  const attemptsOf = (tenant: string) =>
    outcomes.filter((row) => row.tenant === tenant).reduce((sum, { attempts }) => sum + attempts, 0);
  return weightedMean(
    usage.map(({ tenant, throttledShare }) => ({ value: throttledShare, weight: attemptsOf(tenant) })),
  );
}

function wastedShareOf({ tables }: Result): number | null {
  return weightedMean(
    tables.flatMap(({ wastedShare, provisionedReadUnits, provisionedWriteUnits }) =>
      wastedShare === null
        ? []
        : [{ value: wastedShare, weight: (provisionedReadUnits ?? 0) + (provisionedWriteUnits ?? 0) }],
    ),
  );
}

function weightedMean(items: readonly { readonly value: number; readonly weight: number }[]): number | null {
  const total = items.reduce((sum, { weight }) => sum + weight, 0);
  return total === 0 ? null : items.reduce((sum, { value, weight }) => sum + value * weight, 0) / total;
}
