/** Of a sweep's runs its page keeps the worst of each setting, as many as fit, and how all of them spread. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { KeptRuns } from '../../../sim/cli/sweep/kept-runs.js';
import { newJob } from '../../../sim/experiments/job.js';
import type { CellTerms } from '../../../sim/experiments/sweep/cell-tally.js';
import { cellAt, jobsPerCell, type SweepPlan } from '../../../sim/experiments/sweep/plan.js';
import type { DoneRecord } from '../../../sim/experiments/sweep/record.js';
import { promisesOf } from '../../../sim/verdicts/expectations.js';
import { fixture } from '../dynamosim.js';

const text = readFileSync(fixture('vary'), 'utf8');
const objectives = '{ storefront: { getItem.p99: 10ms, success: 99% } }';
const { scenario } = newJob(text, 'vary.yaml', [{ path: 'objectives', value: objectives }]);
const metrics = [{ path: 'outcomes.storefront.successShare', unit: 'share' }];

function planOf(cells: number, seeds: number): SweepPlan {
  const values = Array.from({ length: cells }, (_, at) => `${at + 1}`);
  return {
    ...{ dynamosim: '0.1.0', scenarios: [{ name: 'vary', text }], fixed: [], isZipped: false, metrics: [] },
    ...{ varied: [{ path: 'tables.orders.partitions', values }], seeds: [{ first: 11, last: 10 + seeds }] },
  };
}

/** Of every seed another latency, up to 20 ms, and of some a success that is too low. */
const p99Of = (number: number) => ((number * 7919) % 2000) / 100;
const successOf = (number: number) => (number % 5 === 0 ? 0.985 : 1);

function kept(plan: SweepPlan, cells: number) {
  const perCell = jobsPerCell(plan);
  const keeping = new KeptRuns(plan);
  for (let index = 0; index < cells; index++) {
    const jobs = { first: index * perCell + 1, last: (index + 1) * perCell };
    const terms: CellTerms = { cell: cellAt(plan, index), scenario, metrics, ...promisesOf(scenario), jobs };
    for (let number = jobs.first; number <= jobs.last; number++) {
      const [p99, success] = [p99Of(number), successOf(number)];
      const record: DoneRecord = {
        ...{
          number,
          job: 'ab'.repeat(8),
          run: 'cd'.repeat(8),
          violated: [],
          settled: [],
          latency: [],
          metrics: [success],
        },
        objectives: scenario.objectives.map(({ metric }) =>
          metric === 'success' ? { actual: success, met: success >= 0.99 } : { actual: p99, met: p99 <= 10 },
        ),
        expectations: [{ actual: 0, met: true }],
      };
      keeping.take(record, terms);
    }
  }
  return keeping.runs();
}

test('of a setting whose runs do not all fit, those that missed most, and of these the farthest beyond a bound', () => {
  const [cells, seeds] = [100, 500];
  const {
    cells: [first, second],
  } = kept(planOf(cells, seeds), 2);
  for (const [cell, from] of [
    [first, 1],
    [second, seeds + 1],
  ] as const) {
    const all = Array.from({ length: seeds }, (_, at) => from + at);
    const missedBy = (number: number) => Number(p99Of(number) > 10) + Number(successOf(number) < 0.99);
    // Of what its bound is, or leaves to lose.
    const beyond = (number: number) => Math.max((p99Of(number) - 10) / 10, (0.99 - successOf(number)) / 0.01);
    const lost = (number: number) => 1 - successOf(number);
    const near = (number: number) => Math.round(1e6 * beyond(number));
    const worst = all.sort((a, b) => missedBy(b) - missedBy(a) || near(b) - near(a) || lost(b) - lost(a) || a - b);
    expect(cell.kept.map(({ number }) => number)).toEqual(worst.slice(0, 40));
    expect(cell.kept.map(({ seed, number }) => seed - number)).toEqual(Array(40).fill(11 - from));
    const values = all.map(p99Of).sort((a, b) => a - b);
    const spread = cell.spreads![cell.figures.findIndex(({ unit }) => unit === 'ms')];
    expect([spread[0], spread.at(-1)]).toEqual([values[0], values.at(-1)]);
    expect(spread).toEqual([...spread].sort((a, b) => a - b));
    expect(spread.length).toBeGreaterThanOrEqual(5);
    expect(Math.abs(spread[Math.floor(spread.length / 2)] - values[250])).toBeLessThan(0.5);
  }
});

test('where all fit all are kept, and of more settings than runs fit one of each', () => {
  const few = kept(planOf(4, 20), 4);
  expect(few.cells.map((cell) => [cell.kept.length, cell.spreads])).toEqual(Array(4).fill([20, null]));
  const many = kept(planOf(9000, 2), 30);
  expect(many.cells.slice(0, 31).map((cell) => cell.kept.length)).toEqual([...Array(30).fill(1), 0]);
  expect(many.cells).toHaveLength(9000);
});
