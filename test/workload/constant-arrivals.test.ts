/** Constant arrivals follow the integral of the rate: the k-th after the first comes when it has added up to k. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RateChange } from '../../sim/workload/rate-profile.js';
import { anyProfile } from './any-profile.js';
import { areasOf, arrive, s } from './arrival-process.js';

const constant = (perSecond: number) => ({ kind: 'constant', perSecond }) as const;
const between = (times: readonly number[], fromS: number, toS: number) =>
  times.filter((time) => time >= fromS && time < toS).length;

test('evenly spaced from the start on', () => {
  const { times } = arrive(constant(1000), [], 13, { fromS: 3 });
  expect(times.length).toBe(10_000);
  expect(Math.max(...times.map((time, i) => Math.abs(time - 3 - i / 1000)))).toBeLessThan(1e-9);
});

test('as many as the rate says, where intervals are few nanoseconds too', () => {
  expect(arrive(constant(700_000), [], 1).times.length).toBe(700_000);
  expect(arrive(constant(3e8), [], 0.001).times.length).toBe(300_000);
  expect(arrive(constant(1e9), [], 0.001).times.length).toBe(1_000_000);
});

test('a rate that falls to a thousandth for ten seconds is back when it is said to be', () => {
  const { times } = arrive(
    constant(10),
    [
      { kind: 'step', factor: 0.001, atNs: 10 * s, everyNs: null },
      { kind: 'step', factor: 1000, atNs: 20 * s, everyNs: null },
    ],
    60,
  );
  // The first at once; then 10 s x 10/s + 10 s x 0.01/s + 40 s x 10/s = 500.1.
  expect(times.length).toBe(501);
  // The hundredth falls due as the rate falls. A tenth of the next has added up when it comes back.
  expect(times[100]).toBeCloseTo(10, 8);
  expect(times[101]).toBeCloseTo(20.09, 8);
});

test('a wave that touches zero goes on', () => {
  const { times } = arrive(constant(10), [{ kind: 'wave', amplitude: 1, periodNs: 20 * s, atNs: 0 }], 60);
  expect(times.length).toBe(600);
  // A half turn above the mean, and one below: 10 x 10/s x (1 +- 2 / pi).
  for (const fromS of [0, 20, 40]) {
    expect(between(times, fromS, fromS + 10)).toBe(164);
    expect(between(times, fromS + 10, fromS + 20)).toBe(36);
  }
});

test('silence is silent, and what was due within comes at its end', () => {
  const silence: RateChange = { kind: 'spike', factor: 0, atNs: 2.95 * s, forNs: 2 * s, everyNs: null };
  const { times } = arrive(constant(10), [silence], 10);
  expect(times.length).toBe(80);
  expect(between(times, 2.95, 4.95)).toBe(0);
  expect(times[30]).toBeCloseTo(5, 9);
});

test('by any profile, each comes when brute force has added up to it', () => {
  const [toS, perSecond, strips] = [20, 50, 5000];
  fc.assert(
    fc.property(anyProfile, (changes) => {
      const areas = areasOf(changes, toS, strips);
      const { times } = arrive(constant(perSecond), changes, toS);
      expect(Math.abs(times.length - perSecond * areas[areas.length - 1])).toBeLessThan(1.01);
      // Of the k-th, outside of the strip in which it comes, in arrivals.
      const errors = times.map((time, k) => {
        const strip = Math.min(Math.floor(time * strips), areas.length - 2);
        return Math.max(perSecond * areas[strip] - k, k - perSecond * areas[strip + 1]);
      });
      expect(Math.max(-1, ...errors)).toBeLessThan(1e-3);
    }),
    { seed: 1, numRuns: 50 },
  );
});
