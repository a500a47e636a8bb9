/** Runs are compared by the class of requests that has the finding, and not by the busiest one. */
import { expect, test } from 'vitest';
import { comparedClass } from '../../reports/compared-class.js';
import type { Result } from '../../sim/result.js';
import { plainRun, runOf } from './variation.js';

const missed = { ...plainRun.objectives[1], tenant: 'small', metric: 'getItem.p99', met: false };
const isolated = { ...{ operation: 'getItem', consistency: 'strong' as const, p50AloneMs: 1, p50SharedMs: 1 } };

function run(p99sMs: Readonly<Record<string, number>>, more: Partial<Result> = {}): Result {
  const latency = Object.entries(p99sMs).flatMap(
    ([tenant, p99Ms], at) => runOf(1e6 / (at + 1), p99Ms, {}, tenant).latency,
  );
  return { ...plainRun, objectives: [], isolation: [], latency, ...more };
}

const victim = (tenant: string, ratio: number) => ({
  ...{ ...isolated, tenant, ratio, ratioLow: ratio, ratioHigh: ratio, p99AloneMs: 1, p99SharedMs: ratio },
  ...{ p99_9AloneMs: 1, p99_9SharedMs: ratio },
});

test.each([
  ['the busiest, where runs are alike', [run({ busy: 3, small: 3 }), run({ busy: 3.1, small: 3 })], 'busy'],
  ['a victim before the busiest', [run({ busy: 3, small: 3 }, { isolation: [victim('small', 33)] })], 'small'],
  [
    'the one that changes most, before a victim',
    [run({ busy: 3, small: 3, third: 3 }, { isolation: [victim('small', 33)] }), run({ busy: 3, small: 4, third: 30 })],
    'third',
  ],
  [
    'one that misses its objective, before all others',
    [run({ busy: 3, small: 3 }, { objectives: [missed] }), run({ busy: 300, small: 3 })],
    'small',
  ],
])('%s', (_, results, tenant) => {
  expect(comparedClass(results)?.tenant).toBe(tenant);
});

test('a change between runs with too few requests is none', () => {
  const few = (p99Ms: number) => runOf(900, p99Ms, {}, 'small').latency;
  const results = [3, 90].map((p99Ms) => run({}, { latency: [...runOf(1e6, 3, {}, 'busy').latency, ...few(p99Ms)] }));
  expect(comparedClass(results)?.tenant).toBe('busy');
});
