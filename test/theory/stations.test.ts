/** One station reduced to a textbook queue. How the intervals are derived: run-theory.ts. */
import { expect, test } from 'vitest';
import { md1, mh1, mm1, mmc, pollaczekKhinchine } from './closed-forms.js';
import { compare, disagreements } from './run-theory.js';

test('M/M/1 at a router', () => {
  expect(disagreements(compare('mm1', { reader: mm1(0.5, 1) }))).toEqual([]);
});

test('M/M/4 at a storage node', () => {
  expect(disagreements(compare('mm4', { reader: mmc(1, 0.5, 4) }))).toEqual([]);
});

test('M/D/1 at a storage node', () => {
  expect(disagreements(compare('md1', { reader: md1(0.5, 1) }))).toEqual([]);
});

test('M/G/1 at a drive with hyperexponential service', () => {
  expect(disagreements(compare('mg1-hyperexponential', { reader: mh1(0.3, 0.75, 0.5, 2.5) }))).toEqual([]);
});

test('M/G/1 at a drive with lognormal service has the mean of Pollaczek and Khinchine', () => {
  const [median, variance] = [0.8, 0.7 ** 2];
  const meanMs = pollaczekKhinchine(0.5, median * Math.exp(variance / 2), median ** 2 * Math.exp(2 * variance));
  expect(disagreements(compare('mg1-lognormal', { reader: { meanMs, tail: null } }))).toEqual([]);
});
