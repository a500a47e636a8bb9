/**
 * Stated 95 % intervals over seeds hold what queueing theory gives, in 90 to 99 of 100 sets of seeds: of a mean, a p99 and
 * an availability, and from the differences seed by seed of how these change where a router gets faster or its queue longer.
 */
import { describe, expect, test } from 'vitest';
import { meanInterval, seedInterval } from '../../sim/experiments/seed-intervals.js';
import type { Interval } from '../../sim/measurement/batches/jackknife.js';
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

type Figure = (result: Result) => number;

const setsOf = (results: readonly Result[], figure: Figure) =>
  Array.from({ length: sets }, (_, set) => results.slice(set * seedsOfSet, (set + 1) * seedsOfSet).map(figure));

/** Of the change of a figure that every run has. */
function expectCoverOfChange(a: readonly Result[], b: readonly Result[], figure: Figure, truth: number) {
  const ofB = setsOf(b, figure);
  const intervals = setsOf(a, figure).map((values, set) => seedInterval({ a: values, b: ofB[set] })!);
  expectCover(intervals, truth);
}

/** Of the figure itself. */
function expectCoverOfMean(results: readonly Result[], figure: Figure, truth: number) {
  expectCover(
    setsOf(results, figure).map((values) => meanInterval(values)!),
    truth,
  );
}

function expectCover(intervals: readonly Interval[], truth: number) {
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

  const mean: Figure = ({ latency }) => latency[0].meanMs!;
  const p99: Figure = ({ latency }) => latency[0].p99Ms!;
  const [slowP99, fastP99] = [slow, fast].map(({ tail }) => quantile(tail!, 0.99));

  test('the mean', () => expectCoverOfMean(a, mean, slow.meanMs));
  test('the p99', () => expectCoverOfMean(a, p99, slowP99));
  test('the difference of the means', () => expectCoverOfChange(a, b, mean, fast.meanMs - slow.meanMs));
  test('the difference of the p99s', () => expectCoverOfChange(a, b, p99, fastP99 - slowP99));
});

/** Erlang's loss of a queue with room for so many in all: M/M/1/K. */
function lost(load: number, room: number): number {
  return ((1 - load) * load ** room) / (1 - load ** (room + 1));
}

describe('where M/M/1/3 gets room for a fourth', () => {
  const [a, b] = ['2', '3'].map((queueMax) => resultsOf({ 'parameters.router.queueMax': queueMax }));
  const ofReader: Figure = ({ availability }) => availability.find(({ scope }) => scope === 'tenant')!.requestWeighted!;

  test('the availability', () => expectCoverOfMean(a, ofReader, 1 - lost(0.5, 3)));
  test('the difference of the availabilities', () => {
    expectCoverOfChange(a, b, ofReader, lost(0.5, 3) - lost(0.5, 4));
  });
});
