/**
 * When requests come. Counts are held to four standard deviations of what theory says: Poisson counts have the variance of
 * their mean; a Markov-modulated process has that of its rate on top.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RateChange } from '../../sim/workload/rate-profile.js';
import { anyProfile } from './any-profile.js';
import { areasOf, arrive, s } from './arrival-process.js';

const between = (times: readonly number[], fromS: number, toS: number) =>
  times.filter((time) => time >= fromS && time < toS).length;

function expectCount(count: number, mean: number, variance = mean): void {
  expect(Math.abs(count - mean)).toBeLessThan(4 * Math.sqrt(variance));
}

const poisson = { kind: 'poisson', perSecond: 1000 } as const;

test('poisson: mean rate, and intervals as variable as an exponential', () => {
  const { times } = arrive(poisson, [], 100);
  expectCount(times.length, 100_000);
  const intervals = times.slice(1).map((time, i) => time - times[i]);
  const mean = intervals.reduce((a, b) => a + b) / intervals.length;
  const variance = intervals.reduce((sum, each) => sum + (each - mean) ** 2, 0) / intervals.length;
  expect(variance / mean ** 2).toBeCloseTo(1, 1);
});

test('poisson: the mean rate where intervals are a nanosecond, too', () => {
  expectCount(arrive({ kind: 'poisson', perSecond: 1e9 }, [], 0.002).times.length, 2e6);
});

test('step, spike and ramp change the rate when they say', () => {
  const step = arrive(poisson, [{ kind: 'step', factor: 3, atNs: 5 * s, everyNs: null }], 10).times;
  expectCount(between(step, 0, 5), 5000);
  expectCount(between(step, 5, 10), 15_000);
  const spike = arrive(poisson, [{ kind: 'spike', factor: 10, atNs: 4 * s, forNs: s, everyNs: null }], 10).times;
  expectCount(between(spike, 0, 4), 4000);
  expectCount(between(spike, 4, 5), 10_000);
  expectCount(between(spike, 5, 10), 5000);
  const ramp = arrive(poisson, [{ kind: 'ramp', factor: 5, atNs: 2 * s, overNs: 4 * s }], 10).times;
  expectCount(between(ramp, 0, 2), 2000);
  expectCount(between(ramp, 2, 4), 4000);
  expectCount(between(ramp, 4, 6), 8000);
  expectCount(between(ramp, 6, 10), 20_000);
});

test('a wave is a sine around the mean rate', () => {
  const wave = arrive(poisson, [{ kind: 'wave', amplitude: 0.8, periodNs: 20 * s, atNs: 0 }], 20).times;
  expectCount(wave.length, 20_000);
  const half = 10_000 * (1 + (0.8 * 2) / Math.PI);
  expectCount(between(wave, 0, 10), half);
  expectCount(between(wave, 10, 20), 20_000 - half);
});

test('overlapping changes multiply, and a factor of zero is silence', () => {
  const changes: RateChange[] = [
    { kind: 'step', factor: 2, atNs: 0, everyNs: null },
    { kind: 'spike', factor: 0, atNs: 3 * s, forNs: 2 * s, everyNs: null },
    { kind: 'spike', factor: 1.5, atNs: 6 * s, forNs: 2 * s, everyNs: null },
  ];
  const { times } = arrive(poisson, changes, 10);
  expectCount(between(times, 0, 3), 6000);
  expect(between(times, 3, 5)).toBe(0);
  expectCount(between(times, 6, 8), 6000);
});

test('by any profile, as many in every second as brute force expects', () => {
  const [toS, perSecond, strips] = [20, 100, 100];
  fc.assert(
    fc.property(anyProfile, (changes) => {
      const areas = areasOf(changes, toS, strips);
      const { times } = arrive({ kind: 'poisson', perSecond }, changes, toS);
      const counts = new Array<number>(toS).fill(0);
      for (const time of times) counts[Math.floor(time)]++;
      const deviations = counts.map((count, second) => {
        const mean = perSecond * (areas[(second + 1) * strips] - areas[second * strips]);
        // What the rectangles of the brute force leave comes on top.
        return Math.abs(count - mean) / Math.sqrt(mean + 4);
      });
      // Of a thousand seconds.
      expect(Math.max(...deviations)).toBeLessThan(5);
    }),
    { seed: 1, numRuns: 50 },
  );
});

test('a spike to five times the load every four hours of a day costs no more than the requests it sends', () => {
  const spike: RateChange = { kind: 'spike', factor: 5, atNs: 7200 * s, forNs: 600 * s, everyNs: 4 * 3600 * s };
  const { times, draws } = arrive({ kind: 'poisson', perSecond: 6 }, [spike], 86_400);
  // 6/s x 82,800 s + 24/s more for six times 600 s.
  expectCount(times.length, 6 * 86_400 + 24 * 3600);
  expect(draws).toBeLessThan(1.1 * times.length);
});

test('bursty: the mean rate weighs each state by its stay', () => {
  const states = [
    { perSecond: 500, meanStayNs: 0.03 * s },
    { perSecond: 5000, meanStayNs: 0.01 * s },
    { perSecond: 0, meanStayNs: 0.01 * s },
  ];
  const toS = 200;
  const { times, pendingMax } = arrive({ kind: 'bursty', states }, [], toS);
  expect(pendingMax).toBe(1);
  // (500 x 0.03 + 5000 x 0.01) / 0.05 s. By renewal reward each of the 4,000 cycles adds the variance of its arrivals less
  // the mean rate times its length: 65 of Poisson and the sum of ((rate - mean) stay)^2 = 24^2 + 37^2 + 13^2.
  expectCount(times.length, 1300 * toS, (toS / 0.05) * (65 + 24 ** 2 + 37 ** 2 + 13 ** 2));
  const perWindow = Array.from({ length: 1000 }, (_, i) => between(times.slice(0, 30_000), i * 0.01, i * 0.01 + 0.01));
  expect(Math.max(...perWindow)).toBeGreaterThan(40);
  expect(perWindow.filter((count) => count === 0).length).toBeGreaterThan(50);
});

const think = { kind: 'constant', value: 0.09 * s } as const;
const loop = (workers: number, startsTogether: boolean) =>
  ({ kind: 'closed', workers, thinkNs: think, startsTogether }) as const;

test('closed: no more requests under way than workers, and one a cycle from each', () => {
  const { times } = arrive(loop(7, true), [], 10, { answerAfterNs: 0.01 * s });
  expect(times.length).toBe(7 * 100);
  for (let i = 7; i < times.length; i++) expect(times[i] - times[i - 7]).toBeCloseTo(0.1, 6);
});

test('closed: workers begin at any moment of their first think time, or together where that is asked', () => {
  const first = (startsTogether: boolean, workersStartNs: number) =>
    arrive(loop(1000, startsTogether), [], 2, { fromS: 1, workersStartNs, answerAfterNs: s }).times.slice(0, 1000);
  expect(new Set(first(true, 0)).size).toBe(1);
  for (const [workersStartNs, overS] of [
    [0, 0.09],
    [0.3 * s, 0.3],
  ]) {
    const times = first(false, workersStartNs);
    for (const share of [0.25, 0.5, 0.75, 1]) expectCount(between(times, 1, 1 + share * overS), share * 1000, 250);
  }
});
