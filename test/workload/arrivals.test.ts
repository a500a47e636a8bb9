/**
 * When requests come. Counts are held to four standard deviations of what theory says: Poisson counts have the variance of
 * their mean; a Markov-modulated process has that of its rate on top.
 */
import { expect, test } from 'vitest';
import { HeapQueue } from '../../sim/engine/heap-queue.js';
import { RandomStreams } from '../../sim/engine/random-stream.js';
import { Simulation } from '../../sim/engine/simulation.js';
import { type ArrivalSpec, Arrivals } from '../../sim/workload/arrivals.js';
import type { RateChange } from '../../sim/workload/rate-profile.js';

const s = 1e9;

/** Times of all arrivals, in seconds. `answerAfterNs`: closed loops get their answer then. */
function arrivals(spec: ArrivalSpec, changes: readonly RateChange[], toS: number, answerAfterNs = 0): number[] {
  const simulation = new Simulation(new HeapQueue());
  const times: number[] = [];
  const types = {
    arrival: simulation.on('arrival', () => process.due()),
    stateChange: simulation.on('state', () => process.changeState()),
  };
  const answered = simulation.on('answered', () => process.finished());
  const process = new Arrivals(
    simulation,
    0,
    { startsAtNs: 0, stopsAtNs: toS * s, arrivals: spec, profile: changes },
    types,
    new RandomStreams(1).stream('test', 'arrivals'),
    () => {
      times.push(simulation.nowNs / s);
      if (spec.kind === 'closed') simulation.schedule(answerAfterNs, answered, 0);
    },
  );
  process.start();
  simulation.runUntil(toS * s);
  return times;
}

const between = (times: readonly number[], fromS: number, toS: number) =>
  times.filter((time) => time >= fromS && time < toS).length;

function expectCount(count: number, mean: number, variance = mean): void {
  expect(Math.abs(count - mean)).toBeLessThan(4 * Math.sqrt(variance));
}

const poisson = { kind: 'poisson', perSecond: 1000 } as const;

test('poisson: mean rate, and intervals as variable as an exponential', () => {
  const times = arrivals(poisson, [], 100);
  expectCount(times.length, 100_000);
  const intervals = times.slice(1).map((time, i) => time - times[i]);
  const mean = intervals.reduce((a, b) => a + b) / intervals.length;
  const variance = intervals.reduce((sum, each) => sum + (each - mean) ** 2, 0) / intervals.length;
  expect(variance / mean ** 2).toBeCloseTo(1, 1);
});

test('constant: evenly spaced', () => {
  const times = arrivals({ kind: 'constant', perSecond: 1000 }, [], 10);
  expect(times.length).toBe(9999);
  expect(times[4999] - times[4998]).toBeCloseTo(0.001, 9);
});

test('step, spike and ramp change the rate when they say', () => {
  const step = arrivals(poisson, [{ kind: 'step', factor: 3, atNs: 5 * s }], 10);
  expectCount(between(step, 0, 5), 5000);
  expectCount(between(step, 5, 10), 15_000);
  const spike = arrivals(poisson, [{ kind: 'spike', factor: 10, atNs: 4 * s, forNs: s }], 10);
  expectCount(between(spike, 0, 4), 4000);
  expectCount(between(spike, 4, 5), 10_000);
  expectCount(between(spike, 5, 10), 5000);
  const ramp = arrivals(poisson, [{ kind: 'ramp', factor: 5, atNs: 2 * s, overNs: 4 * s }], 10);
  expectCount(between(ramp, 0, 2), 2000);
  expectCount(between(ramp, 2, 4), 4000);
  expectCount(between(ramp, 4, 6), 8000);
  expectCount(between(ramp, 6, 10), 20_000);
});

test('a wave is a sine around the mean rate', () => {
  const wave = arrivals(poisson, [{ kind: 'wave', amplitude: 0.8, periodNs: 20 * s, atNs: 0 }], 20);
  expectCount(wave.length, 20_000);
  const half = 10_000 * (1 + (0.8 * 2) / Math.PI);
  expectCount(between(wave, 0, 10), half);
  expectCount(between(wave, 10, 20), 20_000 - half);
});

test('overlapping changes multiply, and a factor of zero is silence', () => {
  const changes: RateChange[] = [
    { kind: 'step', factor: 2, atNs: 0 },
    { kind: 'spike', factor: 0, atNs: 3 * s, forNs: 2 * s },
    { kind: 'spike', factor: 1.5, atNs: 6 * s, forNs: 2 * s },
  ];
  const times = arrivals(poisson, changes, 10);
  expectCount(between(times, 0, 3), 6000);
  expect(between(times, 3, 5)).toBe(0);
  expectCount(between(times, 6, 8), 6000);
  const constant = arrivals({ kind: 'constant', perSecond: 1000 }, changes, 10);
  expect(between(constant, 3, 5)).toBe(0);
  expect(between(constant, 6, 8)).toBeCloseTo(6000, -2);
});

test('bursty: the mean rate weighs each state by its stay', () => {
  const states = [
    { perSecond: 500, meanStayNs: 0.03 * s },
    { perSecond: 5000, meanStayNs: 0.01 * s },
    { perSecond: 0, meanStayNs: 0.01 * s },
  ];
  const toS = 200;
  const times = arrivals({ kind: 'bursty', states }, [], toS);
  // (500 x 0.03 + 5000 x 0.01) / 0.05 s. By renewal reward each of the 4,000 cycles adds the variance of its arrivals less
  // the mean rate times its length: 65 of Poisson and the sum of ((rate - mean) stay)^2 = 24^2 + 37^2 + 13^2.
  expectCount(times.length, 1300 * toS, (toS / 0.05) * (65 + 24 ** 2 + 37 ** 2 + 13 ** 2));
  const perWindow = Array.from({ length: 1000 }, (_, i) => between(times.slice(0, 30_000), i * 0.01, i * 0.01 + 0.01));
  expect(Math.max(...perWindow)).toBeGreaterThan(40);
  expect(perWindow.filter((count) => count === 0).length).toBeGreaterThan(50);
});

test('closed: no more requests under way than workers, and one a cycle from each', () => {
  const think = { kind: 'constant', value: 0.09 * s } as const;
  const times = arrivals({ kind: 'closed', workers: 7, thinkNs: think }, [], 10, 0.01 * s);
  expect(times.length).toBe(7 * 100);
  for (let i = 7; i < times.length; i++) expect(times[i] - times[i - 7]).toBeCloseTo(0.1, 6);
});
