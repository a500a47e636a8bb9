/** Measurements as rows of the result: milliseconds, fractions, names. */

import { type Histogram, quantileOfAll } from '../engine/histogram.js';
import { operationNames } from '../protocol/operations.js';
import { stages, type TailRow } from '../request-time.js';
import type {
  AvailabilityRow,
  ClientLatencyRow,
  LatencyDistribution,
  LatencyRow,
  OutcomeRow,
  StalenessRow,
} from '../result.js';
import type { TenantSeries as SeriesRow } from '../series.js';
import {
  type AvailabilityWindow,
  availability,
  availabilityOf,
  availabilityWindowNs,
  minutesPerMonth,
} from './availability.js';
import { type AnswerBatches, addAnswers } from './batches/answer-batches.js';
import type { ClassMeasurements, Measurements } from './measurements.js';
import { outagesIn } from './outages/outage.js';
import { outageInterval } from './outages/outage-interval.js';
import { endedOf, failedOf, noOutcomes, type OutcomeCounts, outcomeFacts } from './outcome-counts.js';
import { consistencyOfClass, kindOfClass, tenantOfClass } from './request-class.js';
import { requestColumns, type SeriesColumn, successColumns, type TenantSeries } from './tenant-series.js';

/** Neighbouring histogram buckets are put together until they span this much, which a chart cannot tell apart. */
const chartBucketRatio = 1.01;

const toMs = (ns: number) => ns / 1e6;

export interface ClassLabel {
  readonly tenant: string;
  readonly operation: string;
  readonly consistency: LatencyRow['consistency'];
}

/** Classes in which something was measured, in order, with their names. */
export function namedClasses(measurements: Measurements, tenants: readonly string[]) {
  const named: { label: ClassLabel; measured: ClassMeasurements }[] = [];
  for (const [index, measured] of measurements.classes.entries()) {
    if (measured === undefined) continue;
    const label = {
      tenant: tenants[tenantOfClass(index)],
      operation: operationNames[kindOfClass(index)],
      consistency: consistencyOfClass(index),
    };
    named.push({ label, measured });
  }
  return named;
}

export function latencyRow(label: ClassLabel, histogram: Histogram): LatencyRow {
  const at = (q: number) => (histogram.count === 0 ? null : toMs(histogram.quantile(q)));
  return {
    ...label,
    requests: histogram.count,
    meanMs: histogram.count === 0 ? null : toMs(histogram.mean()),
    p50Ms: at(0.5),
    p90Ms: at(0.9),
    p95Ms: at(0.95),
    p99Ms: at(0.99),
    p99_9Ms: at(0.999),
    p99_99Ms: at(0.9999),
    maxMs: histogram.count === 0 ? null : toMs(histogram.max),
  };
}

export function clientLatencyRow(label: ClassLabel, { latency, outcomes }: ClassMeasurements): ClientLatencyRow {
  const failed = failedOf(outcomes);
  const at = (q: number) => {
    const ns = quantileOfAll(latency, failed, q);
    return ns === null ? null : toMs(ns);
  };
  return {
    ...latencyRow(label, latency),
    failed,
    ofAll: {
      p50Ms: at(0.5),
      p90Ms: at(0.9),
      p95Ms: at(0.95),
      p99Ms: at(0.99),
      p99_9Ms: at(0.999),
      p99_99Ms: at(0.9999),
    },
  };
}

/** None of a class that is no eventual read, or of which none succeeded. */
export function stalenessRows(
  { tenant, operation, consistency }: ClassLabel,
  measured: ClassMeasurements,
): StalenessRow[] {
  const reads = measured.latency.count;
  if (consistency !== 'eventual' || reads === 0) return [];
  const { ages } = measured.staleness;
  const stale = ages?.count ?? 0;
  const at = (q: number) => (ages === null ? null : toMs(ages.quantile(q)));
  const maxMs = ages === null ? null : toMs(ages.max);
  return [{ tenant, operation, reads, stale, share: stale / reads, p50Ms: at(0.5), p99Ms: at(0.99), maxMs }];
}

export function latencyDistribution(
  label: ClassLabel,
  view: LatencyDistribution['view'],
  histogram: Histogram,
): LatencyDistribution {
  const buckets: { upToMs: number; count: number }[] = [];
  let count = 0;
  let from = 0;
  let to = 0;
  for (const bucket of histogram.buckets()) {
    if (count > 0 && bucket.to > from * chartBucketRatio) {
      buckets.push({ upToMs: toMs(to), count });
      count = 0;
    }
    if (count === 0) from = bucket.from;
    count += bucket.count;
    to = bucket.to;
  }
  if (count > 0) buckets.push({ upToMs: toMs(histogram.max), count });
  return { ...label, view, buckets };
}

export function outcomeRow({ tenant, operation }: ClassLabel, counts: OutcomeCounts): OutcomeRow {
  return { tenant, operation, ...counts, unfinished: counts.issued - endedOf(counts) };
}

/** Rows of the two consistencies of one operation are one row of outcomes. */
export function addOutcomes(rows: readonly OutcomeRow[]): OutcomeRow[] {
  const sums = new Map<string, OutcomeRow>();
  for (const row of rows) {
    const key = `${row.tenant}\n${row.operation}`;
    const sum = sums.get(key);
    sums.set(key, sum === undefined ? row : addRow(sum, row));
  }
  return [...sums.values()];
}

function addRow(a: OutcomeRow, b: OutcomeRow): OutcomeRow {
  const counts = noOutcomes();
  for (const { name } of outcomeFacts) counts[name] = a[name] + b[name];
  return { tenant: a.tenant, operation: a.operation, ...counts };
}

export function availabilityRow(
  scope: AvailabilityRow['scope'],
  name: string,
  target: number,
  publishedTarget: number | null,
  counted: readonly AvailabilityWindow[],
  seen: readonly AvailabilityWindow[],
  answers: readonly AnswerBatches[],
): AvailabilityRow {
  const { achieved, requestWeighted, monthly } = availability(counted);
  const clients = availability(seen);
  const lostNs = outagesIn(counted).map((outage) => outage.lostNs);
  const observedNs = counted.reduce((sum, window) => sum + window.observedNs, 0);
  const lost = outageInterval(lostNs);
  const budgetMinutes = (1 - target) * minutesPerMonth;
  const budgetUsedMinutes = (1 - monthly) * minutesPerMonth;
  return {
    scope,
    name,
    target,
    windowSeconds: availabilityWindowNs / 1e9,
    windows: counted.map((window) => ({
      fromS: window.fromNs / 1e9,
      observedSeconds: window.observedNs / 1e9,
      requests: window.requests,
      errors: window.errors,
      availability: availabilityOf(window),
    })),
    batches: addAnswers(answers),
    achieved,
    outages: lostNs.length,
    achievedLow: lost === null ? null : Math.max(0, 1 - lost.high / observedNs),
    achievedHigh: lost === null ? null : 1 - lost.low / observedNs,
    requestWeighted,
    clientView: clients.requestWeighted,
    monthly,
    clientMonthly: clients.monthly,
    budgetMinutes,
    budgetUsedMinutes,
    budgetUsedShare: budgetMinutes === 0 ? null : budgetUsedMinutes / budgetMinutes,
    met: monthly >= target,
    ...(publishedTarget === null
      ? {}
      : {
          global: {
            clientsMet: clients.monthly >= target,
            publishedTarget,
            publishedMet: monthly >= publishedTarget,
            clientsMetPublished: clients.monthly >= publishedTarget,
          },
        }),
  };
}

export function tailRows(label: ClassLabel, measured: ClassMeasurements): TailRow[] {
  return measured.tail.bands().map(({ name, requests, meanNs, stageNs }) => {
    const totalNs = Math.max(
      1,
      stageNs.reduce((sum, ns) => sum + ns, 0),
    );
    const share: Record<string, number> = {};
    for (const [stage, stageName] of stages.entries()) share[stageName] = stageNs[stage] / totalNs;
    return { ...label, band: name, requests, meanMs: toMs(meanNs), share };
  });
}

export function seriesRow(tenant: string, series: TenantSeries, untilNs: number): SeriesRow {
  series.close(untilNs);
  const counts = <Column extends SeriesColumn>(columns: readonly Column[]) =>
    Object.fromEntries(columns.map((column) => [column, series.count(column, untilNs)])) as Record<Column, number[]>;
  const percentile = (quantile: Parameters<TenantSeries['percentile']>[0]) =>
    series.percentile(quantile).map((ns) => (ns === null ? null : toMs(ns)));
  return {
    tenant,
    ...counts(requestColumns),
    p50Ms: percentile(0.5),
    p99Ms: percentile(0.99),
    p99_9Ms: percentile(0.999),
    maxMs: percentile(1),
    ...counts(successColumns),
  };
}
