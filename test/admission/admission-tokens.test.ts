/** What a router tells an admission server, and when. */

import { expect, test } from 'vitest';
import { AdmissionAsk } from '../../sim/admission/admission-ask.js';
import { AdmissionTokens } from '../../sim/admission/admission-tokens.js';
import { unitKind } from '../../sim/admission/capacity-units.js';

const row = 1;
const { read } = unitKind;
const s = 1e9;

/** A row of a router that used 3 units, was refused one, and has been granted 100, at 50 units per second. */
function granted(missing = 0) {
  const tokens = new AdmissionTokens(3, { tokenInterval: 2 * s, tokenLife: 5 * s, askBelow: 0.25, askAgainAfter: 0.1 });
  tokens.begin(row, () => 10);
  for (const units of [2, 1, 1]) tokens.take(row, read, units, 2.5, 0);
  const ask = new AdmissionAsk(0);
  tokens.report(row, ask, 0);
  const first = [ask.demand[read], ask.consumed[read], ask.held[read]];
  ask.grant[read] = 100;
  ask.missing[read] = missing;
  ask.rate[read] = 50;
  tokens.granted(row, ask);
  return { tokens, ask, first };
}

test('a report tells of what came since the last that was answered', () => {
  const { tokens, ask, first } = granted();
  expect(first).toEqual([4, 3, -3]);
  for (let i = 0; i < 10; i++) tokens.take(row, read, 2, 0, 1 * s);
  for (const again of [1, 2]) {
    tokens.report(row, ask, again * 2 * s);
    expect([ask.demand[read], ask.consumed[read], ask.periodNs]).toEqual([20, 20, again * 2 * s]);
  }
});

test('what the present demand would use in an interval is kept, the rest given back', () => {
  const { tokens, ask } = granted();
  tokens.take(row, read, 20, 0, 3 * s);
  tokens.report(row, ask, 4 * s);
  expect([ask.held[read], ask.returned[read]]).toEqual([10, 67]);
});

test('it asks after an interval, or when less than a quarter is left of what it was dealt, one ask at a time', () => {
  const { tokens } = granted();
  const asksAt = (...seconds: number[]) => seconds.map((at) => tokens.shouldAsk(row, read, at * s));
  expect(asksAt(0.1, 1.9, 2)).toEqual([false, false, true]);
  tokens.take(row, read, 72, 0, 0.1 * s);
  expect(asksAt(0.1, 1)).toEqual([false, false]);
  tokens.take(row, read, 1, 0, 0.1 * s);
  expect(asksAt(0.1, 1)).toEqual([true, true]);
  tokens.report(row, new AdmissionAsk(0), 0.2 * s);
  expect(asksAt(1, 3)).toEqual([false, false]);
});

test('after less than it needed it does not ask again at once', () => {
  const { tokens } = granted(1);
  tokens.take(row, read, 76, 0, 0.1 * s);
  expect([0.1, 0.19, 0.2].map((at) => tokens.shouldAsk(row, read, at * s))).toEqual([false, false, true]);
});

test('a router without tokens owes the overdraft or a request, and may make another', () => {
  const admitted = (units: number, overdraft: number) => {
    const tokens = new AdmissionTokens(1, {
      tokenInterval: 2 * s,
      tokenLife: 5 * s,
      askBelow: 0.25,
      askAgainAfter: 0.1,
    });
    tokens.begin(0, () => 1);
    let requests = 0;
    while (tokens.take(0, read, units, overdraft, 0)) requests++;
    return requests;
  };
  expect(admitted(1, 0.1)).toBe(2);
  expect(admitted(400, 0.1)).toBe(2);
  expect(admitted(1, 10)).toBe(11);
});
