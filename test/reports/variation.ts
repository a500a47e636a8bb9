/** Variations for tests of the table and the chart of `vary`: runs that are a plain one but for what a test changes. */
import type { Statistics, Variation } from '../../reports/vary/vary-table.js';
import type { ClientLatencyRow, OutcomeRow, Result, UsageRow } from '../../sim/result.js';
import { resultFixture } from './fixture.js';

export const plainRun: Result = { ...resultFixture({ tenants: ['storefront', 'batch'] }), usage: [], tables: [] };

const unknown = () => null;
export const noStatistics: Statistics = {
  ofMean: unknown,
  between: () => ({ ofLatency: unknown, ofOutcomes: unknown, ofAvailability: unknown, ofRun: unknown }),
};

export function variation(results: readonly Partial<Result>[], more: Partial<Variation> = {}): Variation {
  const runs = results.map((result, index) => ({
    values: [`mode-${index}`],
    result: { ...plainRun, ...result },
    metrics: [],
  }));
  const asked = { title: 'Modes', seed: 5, seeds: [], paths: ['tables.orders.capacity.mode'], metrics: [], units: [] };
  return { ...asked, amounts: [null], runs, statistics: noStatistics, ...more };
}

export function usage(tenant: string, throttledShare: number): UsageRow {
  return {
    ...{ tenant, table: 'orders', consumedReadUnits: 0, consumedWriteUnits: 0, burstReadUnits: 0, burstWriteUnits: 0 },
    ...{ throttledAttempts: {}, throttledUnits: 0, throttledShare },
  };
}

export const outcomesOf = (attempts: Readonly<Record<string, number>>) =>
  Object.entries(attempts).map(([tenant, each]) => ({ ...plainRun.outcomes[0], tenant, attempts: each }));

/** A run of one tenant with one class of requests, of which so many succeed, with this p99, and the others end thus. */
export function runOf(
  succeeded: number,
  p99Ms: number,
  failed: Partial<Pick<OutcomeRow, 'throttled' | 'serverErrors' | 'timedOut'>> = {},
  tenant = 'storefront',
): Pick<Result, 'latency' | 'outcomes' | 'objectives' | 'series'> {
  const endings = { throttled: 0, serverErrors: 0, timedOut: 0, ...failed };
  const lost = endings.throttled + endings.serverErrors + endings.timedOut;
  const latency: ClientLatencyRow = {
    ...plainRun.latency[0],
    ...{ tenant, requests: succeeded, failed: lost, p50Ms: 1, p99Ms },
  };
  const outcome = { ...plainRun.outcomes[0], tenant, issued: succeeded + lost, succeeded, ...endings, unfinished: 0 };
  const [series] = plainRun.series.tenants;
  return {
    latency: [latency],
    outcomes: [outcome],
    objectives: [],
    series: { ...plainRun.series, tenants: [{ ...series, tenant }] },
  };
}
