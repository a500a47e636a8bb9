/**
 * Stated 95 % intervals of the difference between two runs, from batches of their time, hold the difference that queueing
 * theory gives, in 90 to 99 of 100 seeds: of a mean and a p99 where a router gets faster, and of an availability where its
 * queue gets longer. Intervals from seeds: seed-intervals.test.ts.
 */
import { describe, expect, test } from 'vitest';
import { DifferenceIntervals } from '../../sim/experiments/difference-intervals.js';
import type { Interval } from '../../sim/measurement/batches/jackknife.js';
import type { Result } from '../../sim/result.js';
import { run } from '../../sim/run.js';
import { readScenario } from '../../sim/scenario/read.js';
import { mm1, quantile } from './closed-forms.js';
import { scenarioText } from './run-theory.js';

const seeds = Array.from({ length: 100 }, (_, index) => index + 1);
const kind = { tenant: 'reader', operation: 'getItem', consistency: 'eventual' } as const;
/** Some 10,000 requests. */
const short = { duration: '22s' };

function resultOf(seed: number, settings: Readonly<Record<string, string>>): Result {
  const overrides = Object.entries({ ...short, ...settings, seed: String(seed) });
  return run(
    readScenario(
      scenarioText('mm1'),
      'mm1.yaml',
      overrides.map(([path, value]) => ({ path, value })),
    ),
  );
}

const pairsOf = (settings: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>) =>
  seeds.map((seed) => new DifferenceIntervals(resultOf(seed, settings), resultOf(seed, other)));

function expectCover(intervals: readonly (Interval | null)[], truth: number): void {
  const known = intervals.filter((each) => each !== null);
  expect(known.length).toBe(seeds.length);
  const covering = known.filter(({ low, high }) => low <= truth && truth <= high).length;
  expect(covering).toBeGreaterThanOrEqual(90);
  expect(covering).toBeLessThanOrEqual(99);
  // An interval that holds everything says nothing: it is narrow beside the truth.
  const widths = known.map(({ low, high }) => high - low).sort((a, b) => a - b);
  expect(widths[widths.length >> 1]).toBeLessThan(Math.abs(truth));
}

describe('where the service of M/M/1 takes 0.8 in place of 1 ms', () => {
  const pairs = pairsOf({}, { 'parameters.router.cpu': '{ exponential: 800us }' });
  const [slow, fast] = [mm1(0.5, 1), mm1(0.5, 1.25)];

  test('the difference of the means', () => {
    expectCover(
      pairs.map((each) => each.ofLatency(kind, 'mean')),
      fast.meanMs - slow.meanMs,
    );
  });

  test('the difference of the p99s', () => {
    expectCover(
      pairs.map((each) => each.ofLatency(kind, 'p99')),
      quantile(fast.tail!, 0.99) - quantile(slow.tail!, 0.99),
    );
  });
});

/** Erlang's loss of a queue with room for so many in all: M/M/1/K. */
function lost(load: number, room: number): number {
  return ((1 - load) * load ** room) / (1 - load ** (room + 1));
}

test('the difference of the availabilities where M/M/1/3 gets room for a fourth', () => {
  const pairs = pairsOf({ 'parameters.router.queueMax': '2' }, { 'parameters.router.queueMax': '3' });
  const truth = lost(0.5, 3) - lost(0.5, 4);
  for (const figure of ['requestWeighted', 'achieved', 'clientView']) {
    expectCover(
      pairs.map((each) => each.ofAvailability('tenant', 'reader', figure)),
      truth,
    );
  }
});
