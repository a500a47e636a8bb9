/** A run has settled where MSER-5 says so, and a cell is told to have begun too early only where most of its runs agree. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lateSettling, mser, settledSeconds } from '../../../sim/experiments/sweep/settling.js';
import { readScenario } from '../../../sim/scenario/read.js';
import type { Series } from '../../../sim/series.js';

/** As it is defined: the standard error of the mean of what is left, for each beginning that may be left out. */
function byDefinition(values: readonly number[]): { readonly leftOut: number; readonly error: number } {
  const errors = Array.from({ length: Math.floor(values.length / 2) + 1 }, (_, leftOut) => {
    const rest = values.slice(leftOut);
    const mean = rest.reduce((sum, each) => sum + each, 0) / rest.length;
    return rest.reduce((sum, each) => sum + (each - mean) ** 2, 0) / rest.length ** 2;
  });
  const error = Math.min(...errors);
  return { leftOut: errors.indexOf(error), error };
}

describe('the beginning that is left out', () => {
  test('is the one that leaves the least standard error', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 60 }), (values) => {
        expect(mser(values)).toBe(byDefinition(values).leftOut);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  test('is none of a series that does not change, and all before a step in its first half', () => {
    expect(mser(Array(40).fill(0.96))).toBe(0);
    for (const step of [1, 7, 19]) expect(mser(Array.from({ length: 40 }, (_, at) => (at < step ? 9 : 2)))).toBe(step);
  });
});

/** The tenant has a median of 9 ms until `untilS`, then one of 2 ms, in windows of a second. */
function settledAt(untilS: number, more: object = {}, tenant: object = {}): number | null {
  const scenario = readScenario(
    JSON.stringify({
      ...{ title: 't', duration: '200s', regions: { r: {} }, tables: { t: {} }, ...more },
      tenants: { a: { arrivals: { poisson: '1/s' }, ...tenant } },
    }),
    't.yaml',
  );
  const timeS = Array.from({ length: 200 }, (_, second) => second);
  const p50Ms = timeS.map((second) => (second < untilS ? 9 : 2));
  const series = { windowSeconds: 1, timeS, tenants: [{ tenant: 'a', p50Ms }] };
  return settledSeconds(scenario, series as unknown as Series)[0];
}

describe('a run', () => {
  test('settles with the batch of five windows in which its latency does', () => {
    expect(settledAt(0)).toBe(0);
    expect(settledAt(50)).toBe(50);
    expect(settledAt(51)).toBeGreaterThanOrEqual(50);
    expect(settledAt(51)).toBeLessThanOrEqual(55);
  });

  test('is judged as far as it is left alone, and not at all where that is too short', () => {
    const crash = (at: string) => ({ faults: [{ kind: 'host-crash', target: 'leader of t/0', at, for: '9s' }] });
    // The first half of what comes before the fault at 120 s holds 40 s, and that of 60 s does not.
    expect(settledAt(40, crash('120s'))).toBe(40);
    expect(settledAt(40, crash('60s'))).toBeLessThanOrEqual(30);
    expect(settledAt(40, crash('49s'))).toBeNull();
    expect(settledAt(40, {}, { profile: [{ step: '2x', at: '120s' }] })).toBe(40);
    expect(settledAt(40, {}, { profile: [{ step: '2x', at: '30s' }] })).toBeNull();
    expect(settledAt(40, {}, { profile: [{ wave: '50%', period: '20s' }] })).toBeNull();
    expect(settledAt(40, {}, { start: '30s' })).toBeNull();
  });
});

describe('a cell', () => {
  test('began too early where more than half of its runs settled later, with 95 % confidence', () => {
    expect(lateSettling([20, 20, 20, 20, 20], 10)).toEqual({ runs: 5, later: 5, settledAfterSeconds: 20 });
    // Four of four would do by Wilson's interval, and are too few to go by.
    expect(lateSettling([20, 20, 20, 20], 10)).toBeNull();
    // Of 20 runs 15 are more than half: the interval goes from 53 %; 14 may be half: from 48 %.
    const of20 = (later: number) => Array.from({ length: 20 }, (_, at) => (at < later ? 20 : 5));
    expect(lateSettling(of20(15), 10)).toMatchObject({ runs: 20, later: 15 });
    expect(lateSettling(of20(14), 10)).toBeNull();
    expect(lateSettling(of20(20), 20)).toBeNull();
  });
});
