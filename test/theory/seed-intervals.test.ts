/**
 * Stated 95 % intervals from the differences seed by seed hold the difference that queueing theory gives, in 90 to 99 of 100
 * sets of seeds: of a mean and a p99 where a router gets faster, and of an availability where its queue gets longer.
 */
import { describe, expect, test } from 'vitest';
import { seedInterval } from '../../sim/experiments/seed-intervals.js';
import type { Result } from '../../sim/result.js';
import { run } from '../../sim/run.js';
import { readScenario } from '../../sim/scenario/read.js';
import { mm1, quantile } from './closed-forms.js';
import { scenarioText } from './run-theory.js';

const sets = 100;
/** Of a set: few, for which Student's t is far from the normal distribution. */
const seedsOfSet = 4;
const seeds = Array.from({ length: sets * seedsOfSet }, (_, index) => index + 1);
/** Some 2,500 requests, 25 of them beyond the p99. */
const short = { duration: '5.5s', warmup: '500ms' };

function resultsOf(settings: Readonly<Record<string, string>>): Result[] {
  const overrides = Object.entries({ ...short, ...settings }).map(([path, value]) => ({ path, value }));
  const scenario = readScenario(scenarioText('mm1'), 'mm1.yaml', overrides);
  return seeds.map((seed) => run({ ...scenario, seed }));
}

/** The interval of each set, of a figure that every run has. */
function expectCover(a: readonly Result[], b: readonly Result[], figure: (result: Result) => number, truth: number) {
  const intervals = Array.from({ length: sets }, (_, set) => {
    const of = (results: readonly Result[]) => results.slice(set * seedsOfSet, (set + 1) * seedsOfSet).map(figure);
    return seedInterval({ a: of(a), b: of(b) })!;
  });
  const covering = intervals.filter(({ low, high }) => low <= truth && truth <= high).length;
  expect(covering).toBeGreaterThanOrEqual(90);
  expect(covering).toBeLessThanOrEqual(99);
  // An interval that holds everything says nothing: it is narrow beside the truth.
  const widths = intervals.map(({ low, high }) => high - low).sort((one, other) => one - other);
  expect(widths[widths.length >> 1]).toBeLessThan(Math.abs(truth));
}

describe('where the service of M/M/1 takes 0.8 in place of 1 ms', () => {
  const [a, b] = [resultsOf({}), resultsOf({ 'parameters.router.cpu': '{ exponential: 800us }' })];
  const [slow, fast] = [mm1(0.5, 1), mm1(0.5, 1.25)];

  test('the difference of the means', () => {
    expectCover(a, b, ({ latency }) => latency[0].meanMs!, fast.meanMs - slow.meanMs);
  });

  test('the difference of the p99s', () => {
    const truth = quantile(fast.tail!, 0.99) - quantile(slow.tail!, 0.99);
    expectCover(a, b, ({ latency }) => latency[0].p99Ms!, truth);
  });
});

/** Erlang's loss of a queue with room for so many in all: M/M/1/K. */
function lost(load: number, room: number): number {
  return ((1 - load) * load ** room) / (1 - load ** (room + 1));
}

test('the difference of the availabilities where M/M/1/3 gets room for a fourth', () => {
  const [a, b] = ['2', '3'].map((queueMax) => resultsOf({ 'parameters.router.queueMax': queueMax }));
  const ofReader = ({ availability }: Result) => availability.find(({ scope }) => scope === 'tenant')!.requestWeighted!;
  expectCover(a, b, ofReader, lost(0.5, 3) - lost(0.5, 4));
});
