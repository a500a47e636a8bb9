/** An on-demand table takes twice its previous peak at once, refuses more, and grows within the scale time. */

import { expect, test } from 'vitest';
import { unitKind } from '../../sim/admission/capacity-units.js';
import { OnDemandLimit } from '../../sim/admission/on-demand-limit.js';
import { AdmissionRegion, onDemandScaleTimeS, refusedShare, sum } from './admission-region.js';

const minute = 60;
const scaleTimeS = 30 * minute;
const parameters = { onDemandScaleTime: scaleTimeS * 1e9, onDemandPeakWindow: minute * 1e9 };

/** Consumes for a while, reported every second; returns the limit at the end. */
function consume(limit: OnDemandLimit, unitsPerSecond: number, fromS: number, toS: number): number {
  for (let s = fromS + 1; s <= toS; s++) limit.consumed(Math.min(unitsPerSecond, limit.unitsPerSecond), 1e9, s * 1e9);
  return limit.unitsPerSecond;
}

test('a peak of no more than half the limit changes nothing', () => {
  expect(consume(new OnDemandLimit(100, parameters), 50, 0, 2 * scaleTimeS)).toBe(100);
});

test('a table that uses all it may get doubles in each scale time', () => {
  const limit = new OnDemandLimit(100, parameters);
  expect(consume(limit, 1e6, 0, minute / 2)).toBe(100);
  expect(consume(limit, 1e6, minute / 2, minute + scaleTimeS / 2) / 150).toBeCloseTo(1, 1);
  expect(consume(limit, 1e6, minute + scaleTimeS / 2, minute + scaleTimeS) / 200).toBeCloseTo(1, 1);
  expect(consume(limit, 1e6, minute + scaleTimeS, minute + 2 * scaleTimeS) / 400).toBeCloseTo(1, 1);
});

test('the limit stops at twice the peak, and stays when the load has gone', () => {
  const limit = new OnDemandLimit(100, parameters);
  expect(consume(limit, 70, 0, scaleTimeS)).toBe(140);
  expect(consume(limit, 0, scaleTimeS, 4 * scaleTimeS)).toBe(140);
});

test('a burst counts by its mean over a minute', () => {
  const limit = new OnDemandLimit(100, parameters);
  consume(limit, 100, 0, 20);
  expect(consume(limit, 0, 20, scaleTimeS)).toBe(100);
});

test('a report of many seconds is not taken for a burst', () => {
  const limit = new OnDemandLimit(100, parameters);
  consume(limit, 45, 0, 5 * minute);
  limit.consumed(45 * 5 * minute, 5 * minute * 1e9, 10 * minute * 1e9);
  expect(consume(limit, 45, 10 * minute, scaleTimeS)).toBe(100);
});

test('a report that comes late finds what the table would have had', () => {
  const [often, once] = [new OnDemandLimit(100, parameters), new OnDemandLimit(100, parameters)];
  for (const limit of [often, once]) consume(limit, 80, 0, minute);
  consume(often, 0, minute, scaleTimeS / 2);
  expect(once.consumed(0, 1e9, (scaleTimeS / 2) * 1e9)).toBeCloseTo(often.unitsPerSecond, 9);
});

test('routers hold an on-demand table to its limit, which follows what they consume', () => {
  const region = new AdmissionRegion(1000, 1, { mode: 'on-demand' });
  region.run(minute, [150, 150, 150]);
  expect(refusedShare(region.run(20, [310, 310, 310]))).toBe(0);
  const beyond = [600, 600, 600];
  region.run(5, beyond);
  expect(sum(region.run(10, beyond), 'admitted') / 10 / 1000).toBeCloseTo(1.1, 1);
  region.run(onDemandScaleTimeS, beyond);
  expect(refusedShare(region.run(10, beyond))).toBe(0);
  expect(region.admission.rate(0, unitKind.write)).toBe(1000);
  expect(() => region.admission.setRate(0, unitKind.read, 1)).toThrow('not provisioned');
});
