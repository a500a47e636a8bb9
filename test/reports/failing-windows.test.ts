/** Latencies are of requests that succeeded: where many did not, charts are hatched and say so. */
import { expect, test } from 'vitest';
import { latencyOverTime } from '../../reports/charts/latency-over-time.js';
import { stretchesOf } from '../../reports/charts/silences.js';
import { failingIn } from '../../reports/failing-windows.js';
import type { Result } from '../../sim/result.js';
import { resultFixture } from './fixture.js';

const issued = 1000;

function withFailures(failedIn: (second: number) => number): Result {
  const result = resultFixture({ faults: [] });
  const failed = result.series.timeS.map(failedIn);
  const zeros = failed.map(() => 0);
  const tenants = result.series.tenants.map((tenant) => ({
    ...tenant,
    ...{ issued: failed.map(() => issued), succeeded: failed.map((each) => issued - each) },
    ...{ throttled: zeros, serverErrors: zeros.map((_, at) => Math.floor(failed[at] / 2)) },
    timedOut: failed.map((each) => Math.ceil(each / 2)),
  }));
  return { ...result, series: { ...result.series, tenants } };
}

const titlesOf = (result: Result) => JSON.stringify(latencyOverTime(result).configuration.options?.plugins);

test('more than a tenth is many, whatever way they failed; all of them are a silence', () => {
  const result = withFailures((second) => ({ 40: 100, 41: 101, 42: 630, 43: 1000, 60: 101 })[second] ?? 0);
  const [tenant] = result.series.tenants;
  expect([39, 40, 41, 42, 43].map((at) => failingIn(at, tenant))).toEqual(['few', 'few', 'many', 'many', 'all']);
  expect(stretchesOf(result, tenant, 'many')).toEqual([
    { fromS: 41, toS: 43 },
    { fromS: 60, toS: 61 },
  ]);
  expect(stretchesOf(result, tenant, 'all')).toEqual([{ fromS: 43, toS: 44 }]);
});

test('the picture says what the hatching means, where there is any', () => {
  expect(titlesOf(withFailures((second) => (second === 50 ? 101 : 0)))).toContain('more than 10 % failed');
  expect(titlesOf(withFailures(() => 0))).not.toContain('failed');
});
