/** Wilson's interval holds the probabilities that a test of the score would not refuse, and so covers what it claims. */
import { expect, test } from 'vitest';
import { wilsonInterval } from '../../../sim/experiments/sweep/wilson.js';

const z = 1.959964;

/** Of the score test: refused where the share is further from p than z standard errors at p. */
const isRefused = (successes: number, trials: number, p: number) =>
  Math.abs(successes / trials - p) > z * Math.sqrt((p * (1 - p)) / trials);

test('its ends are where the score test begins to refuse', () => {
  for (const [successes, trials] of [
    [0, 20],
    [1, 20],
    [10, 20],
    [19, 20],
    [20, 20],
    [999, 1000],
  ]) {
    const { low, high } = wilsonInterval(successes, trials)!;
    const hair = 1e-9;
    if (low > 0)
      expect([isRefused(successes, trials, low - hair), isRefused(successes, trials, low + hair)]).toEqual([
        true,
        false,
      ]);
    else expect(successes).toBe(0);
    if (high < 1)
      expect([isRefused(successes, trials, high + hair), isRefused(successes, trials, high - hair)]).toEqual([
        true,
        false,
      ]);
    else expect(successes).toBe(trials);
  }
});

test('it covers the probability in about 95 of 100 repetitions, by the binomial distribution itself', () => {
  const trials = 50;
  for (const p of [0.5, 0.8, 0.95]) {
    let covered = 0;
    let mass = (1 - p) ** trials;
    for (let successes = 0; successes <= trials; successes++) {
      const { low, high } = wilsonInterval(successes, trials)!;
      if (low <= p && p <= high) covered += mass;
      mass *= ((trials - successes) / (successes + 1)) * (p / (1 - p));
    }
    expect(covered).toBeGreaterThan(0.9);
    expect(covered).toBeLessThan(0.99);
  }
});

test('of nothing tried nothing is said', () => {
  expect(wilsonInterval(0, 0)).toBeNull();
});
