/** An admission server divides a table's tokens by recent demand, and counts what routers hold. */

import { expect, test } from 'vitest';
import { AdmissionAsk } from '../../sim/admission/admission-ask.js';
import { unitKind } from '../../sim/admission/capacity-units.js';
import { TokenShares } from '../../sim/admission/token-shares.js';

const rate = 1000;
const intervalNs = 2e9;
const worth = 2 * rate;
const holdingsMax = 2;
const parameters = { tokenInterval: intervalNs, tokenLife: 5e9, reportIntervals: 2, holdingsMax };

function tokenShares(routers: number) {
  const tokenShares = new TokenShares(routers, parameters, 0);
  tokenShares.setRate(unitKind.read, rate, 0);
  /** Reads: a router reports its demand over an interval; returns its grant. */
  return (router: number, nowS: number, demand: number, held = 0, returned = 0): number => {
    const ask = new AdmissionAsk(0);
    ask.periodNs = intervalNs;
    ask.demand[unitKind.read] = demand;
    ask.held[unitKind.read] = held;
    ask.returned[unitKind.read] = returned;
    tokenShares.answer(router, ask, nowS * 1e9);
    return ask.grant[unitKind.read];
  };
}

test('begins with nothing, and then has what the rate fills, up to an interval', () => {
  const ask = tokenShares(1);
  expect(ask(0, 0, 100)).toBe(0);
  expect(ask(0, 1, 100)).toBe(rate);
  expect(ask(0, 100, 100)).toBe(worth);
});

test('in its first interval routers not heard of count like the mean of those that were, later not at all', () => {
  const ask = tokenShares(4);
  expect(ask(0, 1, 300)).toBe(worth / 4);
  expect(ask(1, 1, 100)).toBe(worth / 8);
  const later = tokenShares(4);
  expect(later(0, 3, 300)).toBe(worth);
});

test('grants what is missing to a share of the demand', () => {
  const ask = tokenShares(2);
  ask(0, 10, 100);
  expect(ask(1, 12, 300)).toBe(0.75 * worth);
  expect(ask(0, 14, 100, 200)).toBe(0.25 * worth - 200);
});

test('who asks more often gets no more', () => {
  const ask = tokenShares(2);
  const granted = [0, 0];
  for (let tenths = 0; tenths < 200; tenths++) {
    granted[0] += ask(0, 1 + tenths / 10, 5000);
    if (tenths % 10 === 9) granted[1] += ask(1, 1.05 + tenths / 10, 5000);
  }
  expect(granted[0] / granted[1]).toBeCloseTo(1, 0);
});

test('a router that has not asked for two intervals counts no more', () => {
  const ask = tokenShares(2);
  ask(0, 0, 500);
  ask(1, 0, 500);
  expect(ask(1, 3.9, 500)).toBe(worth / 2);
  expect(ask(1, 5.9, 500)).toBe(worth);
});

test('a demand that changes counts in full after an interval, and at once in part', () => {
  const shareOf = (afterS: number) => {
    const ask = tokenShares(2);
    for (const router of [0, 1]) ask(router, 2, 500);
    return ask(0, 2 + afterS, 4500) / worth;
  };
  expect(shareOf(2)).toBeCloseTo(0.9, 9);
  // A half second of a quarter more each: 500 -> 1500 of 2000, of what half a second fills.
  expect(shareOf(0.5)).toBeCloseTo(0.75 / 4, 9);
});

test('what one gives back another can have', () => {
  const ask = tokenShares(2);
  expect(ask(0, 10, 1000)).toBe(worth);
  // Of 1500 given back, 500 lie above half the bucket: those are to be had at once, and the next has the rest.
  expect(ask(0, 10, 1000, 500, 1500)).toBe(500);
  expect(ask(1, 10, 1e6)).toBe(1000);
});

test('routers hold two intervals worth at most, however their demands follow each other', () => {
  const ask = tokenShares(8);
  let held = 0;
  for (let router = 0; router < 8; router++) held += ask(router, 10 + router / 2, 100 ** router);
  expect(held).toBeGreaterThan(1.5 * worth);
  expect(held).toBeLessThanOrEqual(holdingsMax * worth);
  // The first two have expired.
  expect(ask(7, 15.6, 100 ** 7, worth)).toBe(0);
  expect(ask(6, 15.6, 100 ** 8)).toBeGreaterThan(0);
});
