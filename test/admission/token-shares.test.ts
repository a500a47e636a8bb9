/** An admission server divides a table's tokens by recent demand, saves what is not used, and counts what routers hold. */

import { expect, test } from 'vitest';
import { AdmissionAsk } from '../../sim/admission/admission-ask.js';
import { unitKind } from '../../sim/admission/capacity-units.js';
import { TokenShares } from '../../sim/admission/token-shares.js';

const rate = 1000;
const intervalNs = 2e9;
const worth = 2 * rate;
const holdingsMax = 2;
const parameters = { tokenInterval: intervalNs, tokenLife: 5e9, reportIntervals: 2, holdingsMax, requestsAheadMin: 4 };
const { read } = unitKind;

interface Report {
  /** Over an interval. */
  readonly demand: number;
  readonly held?: number;
  readonly returned?: number;
  readonly largest?: number;
}

function tokenShares(routers: number, savesForS = 300) {
  const shares = new TokenShares(routers, parameters, savesForS * 1e9, 0);
  shares.setRate(read, rate, 0);
  const ask = new AdmissionAsk(0);
  ask.periodNs = intervalNs;
  /** Reads: a router reports; returns its grant. */
  const report = (router: number, nowS: number, { demand, held = 0, returned = 0, largest = 1 }: Report): number => {
    ask.demand[read] = demand;
    ask.held[read] = held;
    ask.returned[read] = returned;
    ask.largest[read] = largest;
    shares.answer(router, ask, nowS * 1e9);
    return ask.grant[read];
  };
  return { report, ask };
}

test('a router gets what it will use, and what it owes, as far as the table has saved it', () => {
  const { report, ask } = tokenShares(1);
  expect(report(0, 10, { demand: 500 })).toBe(500);
  expect(report(0, 12, { demand: 500, held: 100 })).toBe(400);
  expect(report(0, 14, { demand: 500, held: -300 })).toBe(800);
  expect(ask.missing[read]).toBe(0);
  // 16 s filled 16,000; what has been granted is gone, and half an interval's worth stays for shares.
  const left = 16_000 - 1700;
  expect(report(0, 16, { demand: 1e6 })).toBe(left);
  expect(ask.missing[read]).toBe(1e6 - left);
});

test('begins with nothing, and saves no longer than it should', () => {
  expect(tokenShares(1).report(0, 0, { demand: 1e6 })).toBe(0);
  expect(tokenShares(1).report(0, 100, { demand: 1e6 })).toBe(100 * rate);
  expect(tokenShares(1).report(0, 1000, { demand: 1e6 })).toBe(300 * rate);
  expect(tokenShares(1, 2).report(0, 1000, { demand: 1e6 })).toBe(worth);
});

test('for few requests nothing is dealt ahead', () => {
  const { report } = tokenShares(1);
  expect(report(0, 10, { demand: 39, largest: 10 })).toBe(0);
  expect(report(0, 12, { demand: 39, largest: 10, held: -10 })).toBe(10);
  expect(report(0, 14, { demand: 40, largest: 10 })).toBe(40);
  // None were made since, which says nothing of their size.
  expect(report(0, 16, { demand: 30, largest: 0 })).toBe(0);
});

test('what grows is dealt at once as much again as was asked for since the last report', () => {
  const { report, ask } = tokenShares(1);
  report(0, 10, { demand: 10 });
  ask.periodNs = 1e7;
  // And what of the former demand has not faded: 10 of 10, a 200th less.
  expect(report(0, 10.01, { demand: 100 })).toBeCloseTo(100 + 10 * (1 - 0.01 / 2), 9);
});

test('at the beginning, who asks a moment before the others gets no more than they', () => {
  const [routers, firstS, againS] = [4, 0.001, 0.101];
  const { report, ask } = tokenShares(routers, 2);
  ask.periodNs = Number.POSITIVE_INFINITY;
  for (let router = 0; router < routers; router++) report(router, 0, { demand: 0 });
  const demandUntil = (periodS: number) => {
    ask.periodNs = periodS * 1e9;
    return (4 * rate * periodS) / routers;
  };
  for (let router = 0; router < routers; router++) report(router, firstS, { demand: demandUntil(firstS) });
  // All are alike, and want four times what there is: each gets a quarter of what the rate filled since.
  for (let router = 0; router < routers; router++) {
    const demand = demandUntil(againS - firstS);
    expect(report(router, againS, { demand, held: -demand })).toBeCloseTo(((againS - firstS) * rate) / routers, 6);
  }
});

/** A table that is asked for more than it has, by two routers at the same time, once a second. */
function shortOf(demands: readonly [number, number]): number[] {
  const { report } = tokenShares(2, 2);
  const granted = [0, 0];
  for (let second = 0; second < 60; second++) {
    for (const router of [0, 1]) {
      const units = report(router, 1 + second, { demand: demands[router] });
      if (second >= 10) granted[router] += units;
    }
  }
  return granted;
}

test('grants in proportion to demand what is not enough for all', () => {
  const [one, other] = shortOf([3 * worth, worth]);
  expect((one + other) / 50 / rate).toBeCloseTo(1, 1);
  expect(one / other).toBeGreaterThan(2.5);
  expect(one / other).toBeLessThan(3.5);
});

test('who asks more often gets no more', () => {
  const { report } = tokenShares(2, 2);
  const granted = [0, 0];
  for (let tenths = 0; tenths < 200; tenths++) {
    granted[0] += report(0, 1 + tenths / 10, { demand: 5000 });
    if (tenths % 10 === 9) granted[1] += report(1, 1.05 + tenths / 10, { demand: 5000 });
  }
  expect(granted[0] / granted[1]).toBeCloseTo(1, 0);
});

test('in its first interval routers not heard of count like the mean of those that were, later not at all', () => {
  const shareOf = (beginsAtS: number) => {
    const { report, ask } = tokenShares(4);
    report(0, beginsAtS, { demand: 300 });
    return ask.rate[read] / rate;
  };
  expect(shareOf(1)).toBe(1 / 4);
  expect(shareOf(3)).toBe(1);
});

test('a router that has not asked for two intervals counts no more', () => {
  const { report, ask } = tokenShares(2);
  report(0, 10, { demand: 500 });
  report(1, 10, { demand: 500 });
  report(1, 13.9, { demand: 500 });
  expect(ask.rate[read]).toBe(rate / 2);
  report(1, 15.9, { demand: 500 });
  expect(ask.rate[read]).toBe(rate);
});

test('a demand that changes counts in full after an interval, and at once in part', () => {
  const shareAfter = (afterS: number) => {
    const { report, ask } = tokenShares(2);
    for (const router of [0, 1]) report(router, 10, { demand: 500 });
    report(0, 10 + afterS, { demand: 4500 });
    return ask.rate[read] / rate;
  };
  expect(shareAfter(2)).toBeCloseTo(0.9, 9);
  // A half second of a quarter more each: 500 -> 1500 of 2000.
  expect(shareAfter(0.5)).toBeCloseTo(0.75, 9);
});

test('what one gives back another can have', () => {
  const { report } = tokenShares(2, 2);
  expect(report(0, 10, { demand: 1900 })).toBe(1900);
  expect(report(1, 10, { demand: 1900 })).toBeLessThanOrEqual(100);
  report(0, 12, { demand: 0, returned: 1900 });
  expect(report(1, 12, { demand: 1900 })).toBe(1900);
});

test('savings and what routers hold are bounded together', () => {
  const savesForS = 20;
  const { report } = tokenShares(8, savesForS);
  // All of the savings dealt, then filled again while the routers hold on to them.
  let held = 0;
  for (let router = 0; router < 8; router++) held += report(router, 100, { demand: 2500 });
  expect(held).toBeGreaterThan(0.9 * savesForS * rate);
  for (let second = 101; second < 140; second++) {
    for (let router = 0; router < 8; router++) report(router, second, { demand: 2500, held: 2500 });
  }
  const more = report(0, 140, { demand: 1e9, held: 2500 });
  expect(held + more).toBeLessThanOrEqual(savesForS * rate + holdingsMax * worth);
});
