/** The jobs of a plan are all combinations, each once, in an order that anybody can work out from the plan alone. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  cellCount,
  digestOfPlan,
  jobAt,
  jobCount,
  type SweepPlan,
  settingsOfCell,
} from '../../../sim/experiments/sweep/plan.js';

const names = (prefix: string, count: number) => Array.from({ length: count }, (_, at) => `${prefix}${at}`);

const planOf = (
  scenarios: number,
  lengths: readonly number[],
  seeds: SweepPlan['seeds'],
  isZipped = false,
): SweepPlan => ({
  dynamosim: '0.1.0',
  scenarios: names('s', scenarios).map((name) => ({ name, text: `title: ${name}` })),
  fixed: [{ path: 'duration', value: '5s' }],
  varied: lengths.map((length, at) => ({ path: `p${at}`, values: names(`v${at}-`, length) })),
  isZipped,
  seeds,
  metrics: [],
});

const written = (plan: SweepPlan) =>
  Array.from({ length: jobCount(plan) }, (_, at) => {
    const { cell, seed } = jobAt(plan, at + 1);
    return [cell.scenario.name, ...cell.values, seed].join(' ');
  });

/** By nested loops, the last one changing fastest. */
function byLoops({ scenarios, varied, seeds }: SweepPlan): string[] {
  const allSeeds = seeds.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, at) => first + at));
  let lines = scenarios.map(({ name }) => [name]);
  for (const { values } of varied) lines = lines.flatMap((line) => values.map((value) => [...line, value]));
  const onSeeds = lines.flatMap((line) => (allSeeds.length === 0 ? [null] : allSeeds).map((seed) => [...line, seed]));
  return onSeeds.map((line) => line.join(' '));
}

test('every combination comes once, as nested loops would give them', () => {
  const anyPlan = fc.record({
    scenarios: fc.integer({ min: 1, max: 3 }),
    lengths: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 }),
    spans: fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 }),
  });
  fc.assert(
    fc.property(anyPlan, ({ scenarios, lengths, spans }) => {
      const seeds = spans.map((length, at) => ({ first: 100 * at, last: 100 * at + length }));
      const plan = planOf(scenarios, lengths, seeds);
      expect(written(plan)).toEqual(byLoops(plan));
    }),
    { seed: 1, numRuns: 200 },
  );
});

test('zipped settings vary in step', () => {
  const plan = planOf(1, [3, 3], [{ first: 1, last: 2 }], true);
  expect(cellCount(plan)).toBe(3);
  expect(written(plan)).toEqual([0, 1, 2].flatMap((at) => [1, 2].map((seed) => `s0 v0-${at} v1-${at} ${seed}`)));
});

test('the settings of a cell are those of all jobs, and then its own', () => {
  const plan = planOf(1, [2, 2], []);
  expect(settingsOfCell(plan, jobAt(plan, 4).cell)).toEqual([
    { path: 'duration', value: '5s' },
    { path: 'p0', value: 'v0-1' },
    { path: 'p1', value: 'v1-1' },
  ]);
});

test('two plans have one digest only where all is the same', () => {
  const plan = planOf(2, [2, 2], [{ first: 1, last: 3 }]);
  const others: SweepPlan[] = [
    { ...plan, dynamosim: '0.1.1' },
    { ...plan, scenarios: [plan.scenarios[1], plan.scenarios[0]] },
    { ...plan, fixed: [] },
    { ...plan, varied: [plan.varied[1], plan.varied[0]] },
    { ...plan, isZipped: true },
    { ...plan, seeds: [{ first: 1, last: 4 }] },
    { ...plan, metrics: ['run.events'] },
    { ...plan, until: { metric: 'p99', share: 0.02 } },
    { ...plan, until: { metric: 'p99', share: 0.03 } },
  ];
  expect(digestOfPlan(JSON.parse(JSON.stringify(plan)))).toBe(digestOfPlan(plan));
  expect(new Set([plan, ...others].map(digestOfPlan)).size).toBe(others.length + 1);
});

test('there is no job before the first and none after the last', () => {
  const plan = planOf(1, [2], []);
  for (const number of [0, 3, 1.5 + 1]) expect(() => jobAt(plan, number)).toThrow();
});
