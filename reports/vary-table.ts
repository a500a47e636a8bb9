/**
 * The table of `vary`: a row for each setting that ran, with how its requests ended, what it throttled, how fast and how
 * wasteful it was, when it had recovered from faults, and the metrics that were asked for. As text: vary-text.ts; as files:
 * vary-files.ts.
 *
 * p50 and p99 are those of one class of requests in all rows (compared-class.ts), so that rows compare. Leaves out
 * differences and their intervals: each row is one run.
 */

import type { Consistency } from '../sim/request-time.js';
import type { RecoveryRow, Result } from '../sim/result.js';
import { comparedClass, isOfClass } from './compared-class.js';
import type { Sample } from './doubts.js';
import { latencyMetricOf, sampleOf } from './latency-metric.js';

/** How the JSON form begins, of any version. */
export const varyFormat = 'dynamosim vary ';
const version = 1;

export interface Variation {
  readonly title: string;
  /** Null where it is what varies. */
  readonly seed: number | null;
  readonly paths: readonly string[];
  /** For each path what its values amount to, in one unit; null where they are no amounts, and so have no order. */
  readonly amounts: readonly (readonly number[] | null)[];
  readonly metrics: readonly string[];
  /** One for each metric, as `dynamosim metrics` prints it. */
  readonly units: readonly string[];
  readonly runs: readonly {
    /** As they were written, one for each path. */
    readonly values: readonly string[];
    readonly result: Result;
    /** One for each metric. */
    readonly metrics: readonly (number | null)[];
  }[];
}

export interface VaryTable extends Omit<Variation, 'runs'> {
  readonly format: string;
  /** Whose p50 and p99 these are; null where no request succeeded. */
  readonly requests: RequestClass | null;
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
  /** Properties that the run broke. */
  readonly violated: readonly string[];
  readonly digest: string;
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

export function tableOf({ runs, ...asked }: Variation): VaryTable {
  const results = runs.map(({ result }) => result);
  const requests = comparedClass(results);
  const rows = runs.map(({ values, result, metrics }): VaryRow => {
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
      metricSamples: asked.metrics.map((path) => {
        const metric = latencyMetricOf(path);
        return metric === null ? null : sampleOf(result, metric);
      }),
      violated: result.checks.filter(({ verdict }) => verdict === 'violated').map(({ property }) => property),
      digest: result.run.digest,
    };
  });
  return { format: `${varyFormat}${version}`, ...asked, requests, rows };
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
