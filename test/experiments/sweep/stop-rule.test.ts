/**
 * A sweep with `until` stops where an independent computation says: at the first look at which every mean is narrow enough.
 * And the intervals that it stops with still cover the truth.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { meanInterval } from '../../../sim/experiments/seed-intervals.js';
import { checkedLine } from '../../../sim/experiments/sweep/checked-line.js';
import { cellCount, jobCount, jobsPerCell, type SweepPlan } from '../../../sim/experiments/sweep/plan.js';
import { metricsKept } from '../../../sim/experiments/sweep/standard-metrics.js';
import { growthOf, pathsUntil, StopRule } from '../../../sim/experiments/sweep/stop-rule.js';
import { readScenario } from '../../../sim/scenario/read.js';

const text = [
  'title: Two tenants',
  'duration: 10s',
  'regions: { r: {} }',
  'tables: { t: {} }',
  'tenants:',
  '  a: { arrivals: { poisson: 1/s }, mix: { getItem: 30%, putItem: 70% } }',
  '  b: { arrivals: { poisson: 1/s }, mix: { query: 100% } }',
].join('\n');
const scenario = readScenario(text, 'two.yaml');
const paths = ['latency.a.putItem.p99', 'latency.b.query.p99'];

const planOf = (seeds: number, cells: number, share: number): SweepPlan => ({
  dynamosim: '0.1.0',
  scenarios: [{ name: 'two', text }],
  fixed: [],
  varied: [{ path: 'tenants.a.arrivals.poisson', values: Array.from({ length: cells }, (_, at) => `${at + 1}/s`) }],
  isZipped: false,
  seeds: [{ first: 1, last: seeds }],
  metrics: [],
  until: { metric: 'p99', share },
});

/** @param figureOf of a cell, a seed from 0, and one of the paths */
function recordsOf(plan: SweepPlan, figureOf: (cell: number, seed: number, path: number) => number | null) {
  const kept = metricsKept(scenario, []).map(({ path }) => path);
  return {
    line(number: number): string {
      const [cell, seed] = [Math.floor((number - 1) / jobsPerCell(plan)), (number - 1) % jobsPerCell(plan)];
      const metrics = kept.map((path) => (paths.includes(path) ? figureOf(cell, seed, paths.indexOf(path)) : null));
      const verdicts = { objectives: [], expectations: [], violated: [], settled: [null, null], latency: [] };
      return checkedLine({ number, job: '0'.repeat(64), run: '0'.repeat(16), metrics, ...verdicts });
    },
  };
}

function stopped(plan: SweepPlan, figureOf: (cell: number, seed: number, path: number) => number | null) {
  const rule = new StopRule(plan, 0);
  const looks: number[] = [];
  const numbers: number[] = [];
  while (rule.state === 'open') {
    looks.push(rule.seeds);
    numbers.push(...rule.numbers());
    rule.look(recordsOf(plan, figureOf));
  }
  return { seeds: rule.seeds, state: rule.state, widest: rule.widest, looks, numbers };
}

/** An even number in 0..1 for each (Knuth's multiplicative hash). */
const draw = (...key: readonly number[]) =>
  (key.reduce((hash, each) => (Math.imul(hash ^ (each + 1), 2654435761) >>> 0) ^ (hash >>> 13), 99) >>> 0) / 2 ** 32;

test('p99 alone is that of the most frequent operation of each tenant, and a whole name is itself', () => {
  expect(pathsUntil(scenario, { metric: 'p99' })).toEqual(paths);
  expect(pathsUntil(scenario, { metric: 'latency.a.getItem.p50' })).toEqual(['latency.a.getItem.p50']);
});

test('it stops at the first look at which all means are narrow, and asks for the numbers of each cell', () => {
  const any = fc.record({
    seeds: fc.integer({ min: 2, max: 120 }),
    cells: fc.integer({ min: 1, max: 3 }),
    share: fc.constantFrom(0.02, 0.05, 0.1, 0.3),
    spread: fc.double({ min: 0, max: 0.6, noNaN: true }),
    salt: fc.integer({ min: 0, max: 1000 }),
  });
  fc.assert(
    fc.property(any, ({ seeds, cells, share, spread, salt }) => {
      const plan = planOf(seeds, cells, share);
      const figureOf = (cell: number, seed: number, path: number) =>
        5 * (1 + (cell + path) * spread * (draw(salt, cell, seed, path) - 0.5));
      const { seeds: used, state, looks, numbers } = stopped(plan, figureOf);
      const widestAt = (count: number) =>
        Math.max(
          ...Array.from({ length: cells }, (_, cell) =>
            [0, 1].map((path) => {
              const values = Array.from({ length: count }, (__, seed) => figureOf(cell, seed, path));
              const mean = values.reduce((sum, each) => sum + each, 0) / count;
              const { low, high } = meanInterval(values)!;
              return (high - low) / 2 / mean;
            }),
          ).flat(),
        );
      expect(looks[0]).toBe(Math.min(10, seeds));
      expect(looks[looks.length - 1]).toBe(used);
      for (const [at, count] of looks.entries()) {
        const isLast = at === looks.length - 1;
        expect(widestAt(count) <= share).toBe(isLast && state === 'narrow');
        if (isLast) continue;
        const wanted = Math.ceil(count * Math.min(2, Math.max(1.1, (widestAt(count) / share) ** 2)));
        expect(Math.abs(looks[at + 1] - Math.min(seeds, wanted))).toBeLessThanOrEqual(1);
      }
      if (state !== 'narrow') expect([state, used]).toEqual(['wide', seeds]);
      const expected = Array.from({ length: jobCount(plan) }, (_, at) => at + 1).filter(
        (number) => (number - 1) % seeds < used,
      );
      expect(numbers.sort((a, b) => a - b)).toEqual(expected);
      expect(cellCount(plan)).toBe(cells);
    }),
    { seed: 1, numRuns: 60 },
  );
});

test('a metric that no run has is never narrow, and is told as the widest', () => {
  const { seeds, state, widest } = stopped(planOf(25, 2, 0.5), (cell, _, path) =>
    cell === 1 && path === 0 ? null : 5,
  );
  expect([seeds, state]).toEqual([25, 'wide']);
  expect(widest).toEqual({ cell: 1, path: paths[0], share: null });
});

test('where a record lacks nothing goes on', () => {
  const rule = new StopRule(planOf(25, 2, 0.5), 0);
  const whole = recordsOf(planOf(25, 2, 0.5), () => 5);
  rule.look({ line: (number) => (number === 30 ? null : whole.line(number)) });
  expect([rule.state, rule.seeds]).toEqual(['lacking', 10]);
});

describe('intervals at which a sweep stopped', () => {
  const repetitions = 1000;
  /** Mean 4, coefficient of variation 1 / sqrt(8): the sum of eight exponential times. */
  const erlang8 = (...key: readonly number[]) => {
    let sum = 0;
    for (let part = 0; part < 8; part++) sum -= Math.log(1 - draw(...key, part));
    return sum / 2;
  };

  test.each([0.1, 0.05])('cover the mean of an Erlang distribution in 90 to 99 of 100, at ±%d', (target) => {
    let covering = 0;
    for (let repetition = 0; repetition < repetitions; repetition++) {
      const values: number[] = [];
      const narrow = () => {
        const { low, high } = meanInterval(values)!;
        return (high - low) / (high + low);
      };
      const addUpTo = (count: number) => {
        while (values.length < count) values.push(erlang8(repetition, values.length));
      };
      addUpTo(10);
      while (narrow() > target) addUpTo(Math.ceil(values.length * growthOf(narrow(), target)));
      const { low, high } = meanInterval(values)!;
      if (low <= 4 && 4 <= high) covering++;
    }
    expect(covering / repetitions).toBeGreaterThanOrEqual(0.9);
    expect(covering / repetitions).toBeLessThanOrEqual(0.99);
  });
});
