/** Percentiles by tenant and by phase: every point is the result's, few requests are hollow, titles compare extremes. */
import { expect, test } from 'vitest';
import type { ChartPlan } from '../../../reports/charts/chart-frame.js';
import { renderPlan } from '../../../reports/charts/charts.js';
import { beforeDuringAfter } from '../../../reports/charts/ranges/before-during-after.js';
import { percentilesByTenant } from '../../../reports/charts/ranges/percentiles-by-tenant.js';
import { linesMax } from '../../../reports/charts/ranges/range-chart.js';
import type { ClientLatencyRow, Result } from '../../../sim/result.js';
import { resultFixture } from '../fixture.js';

const titleOf = ({ configuration }: ChartPlan) =>
  (configuration.options!.plugins!.title!.text as readonly string[]).join(' ');
const xs = ({ configuration }: ChartPlan) =>
  configuration.data.datasets.map(({ data }) => (data as { x: number }[]).map(({ x }) => x));
const fills = ({ configuration }: ChartPlan) =>
  configuration.data.datasets.map((dataset) =>
    'pointBackgroundColor' in dataset ? (dataset.pointBackgroundColor as string[]) : [],
  );

const base = resultFixture({ tenants: ['a', 'b'], faults: [] });
const row = (tenant: string, ms: number, requests: number, failed = 0): ClientLatencyRow => ({
  ...base.latency[0],
  ...{
    tenant,
    operation: 'putItem',
    consistency: 'write',
    requests,
    failed,
    p50Ms: ms,
    p99Ms: 3 * ms,
    p99_9Ms: 9 * ms,
  },
});

test('each kind of request is a row with its percentiles, and the title holds the slowest against the fastest', () => {
  const plan = percentilesByTenant({ ...base, latency: [row('a', 1, 1e6), row('b', 5, 1e6, 1e6)] });
  expect(xs(plan)).toEqual([
    [1, 5],
    [3, 15],
    [9, 45],
  ]);
  expect(titleOf(plan)).toBe('p99 was 15 ms for b putItem (50 % failed), 5 times that of a putItem (3 ms)');
});

test('a percentile of few is hollow, and one that is the maximum is not drawn', () => {
  // Of 500 requests 5 are slower than the p99, and none than the p99.9.
  const plan = percentilesByTenant({ ...base, latency: [row('a', 1, 500)] });
  expect(xs(plan)).toEqual([[1], [3], []]);
  expect(fills(plan).map(([fill]) => fill === 'white')).toEqual([false, true, false]);
});

const fared = (tenant: string, p99Ms: number | null, failed: number) => ({
  ...{ tenant, ended: 100_000, succeeded: 100_000 - failed, throttled: 0, serverErrors: failed, timedOut: 0 },
  ...{ failedShare: failed / 100_000, p50Ms: p99Ms === null ? null : p99Ms / 2, p99Ms, p99_9Ms: p99Ms, maxMs: p99Ms },
});
const phases = (during: number | null, after: number | null): Result['phases'] => [
  { fromS: 10, toS: 40, faults: [], tenants: [fared('storefront', 3, 0)] },
  { fromS: 40, toS: 70, faults: [0], tenants: [fared('storefront', during, during === null ? 100_000 : 5000)] },
  { fromS: 70, toS: 120, faults: [], tenants: [fared('storefront', after, after === null ? 100_000 : 0)] },
];

test.each([
  [240, 3.2, 'p99 was 3 ms before, 240 ms (5 % failed) while us-east-1/az-2 was dark, 3.2 ms after'],
  [null, 3.2, 'p99 was 3 ms before, 3.2 ms after; nothing succeeded while us-east-1/az-2 was dark'],
])('a fault with a p99 of %s ms, and %s ms after it', (during, after, expected) => {
  const plan = beforeDuringAfter({ ...resultFixture(), phases: phases(during, after) });
  expect(titleOf(plan)).toBe(expected);
  expect(xs(plan)[1]).toEqual([3, ...(during === null ? [] : [during]), after]);
  expect(renderPlan(plan).png.readUInt32BE(16)).toBe(900);
});

test('there are never more rows than a slide shows', () => {
  const tenants = Array.from({ length: 40 }, (_, at) => `tenant-${at}`);
  const many = resultFixture({ tenants });
  const moments = Array.from({ length: 30 }, (_, at) => at);
  const withPhases: Result = {
    ...many,
    phases: moments.map((at) => ({
      ...{ fromS: at, toS: at + 1, faults: at % 2 === 1 ? [0] : [] },
      tenants: tenants.map((tenant) => fared(tenant, 3, 0)),
    })),
  };
  for (const plan of [percentilesByTenant(withPhases), beforeDuringAfter(withPhases)]) {
    expect(plan.configuration.options?.scales?.y?.max).toBeLessThanOrEqual(linesMax);
    expect(renderPlan(plan).png.readUInt32BE(20)).toBeLessThan(900);
  }
});
