/** No bucket vends, less what is given back, more than rate x time + depth over any window. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TokenBuckets } from '../../sim/engine/token-buckets.js';

const rateMax = 100;
const depthMax = 50;
const rounding = 1e-6;
const units = fc.double({ min: 0, max: 60, noNaN: true });
const rate = fc.double({ min: 0, max: rateMax, noNaN: true });
const depth = fc.double({ min: 0, max: depthMax, noNaN: true });
const share = fc.double({ min: 0, max: 1, noNaN: true });
const step = fc.record({
  afterNs: fc.integer({ min: 0, max: 2e9 }),
  action: fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('take' as const), units }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('drain' as const), units }) },
    // Of the units vended and not yet given back.
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('give' as const), share }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('setRate' as const), rate, depth }) },
  ),
});

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

interface Moment {
  /** Units vended less given back, and the integral of the rate, both from the beginning. */
  readonly vended: number;
  readonly filled: number;
}

/** The moments before and after each vending; between two buckets that nobody may touch. */
function momentsOf(steps: readonly Step[], firstRate: number): Moment[] {
  const buckets = new TokenBuckets(3);
  buckets.set(1, firstRate, depthMax, depthMax, 0);
  const moments: Moment[] = [];
  let nowNs = 0;
  let vended = 0;
  let filled = 0;
  for (const { afterNs, action } of steps) {
    nowNs += afterNs;
    filled += (buckets.rate(1) * afterNs) / 1e9;
    moments.push({ vended, filled });
    switch (action.kind) {
      case 'take':
        if (buckets.take(1, nowNs, action.units)) vended += action.units;
        break;
      case 'drain':
        vended += buckets.drain(1, nowNs, action.units);
        break;
      case 'give':
        buckets.give(1, nowNs, vended * action.share);
        vended -= vended * action.share;
        break;
      case 'setRate':
        buckets.setRate(1, action.rate, action.depth, nowNs);
    }
    moments.push({ vended, filled });
    expect(buckets.available(1, nowNs)).toBeGreaterThanOrEqual(0);
    expect(buckets.available(1, nowNs)).toBeLessThanOrEqual(buckets.depth(1));
  }
  expect(buckets.available(0, nowNs) + buckets.available(2, nowNs)).toBe(0);
  return moments;
}

describe('a token bucket', () => {
  it('vends no more than rate x time + depth over any window, whatever is taken, given back and changed', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), rate, (steps, firstRate) => {
        let leastAhead = Number.POSITIVE_INFINITY;
        for (const { vended, filled } of momentsOf(steps, firstRate)) {
          leastAhead = Math.min(leastAhead, vended - filled);
          expect(vended - filled - leastAhead).toBeLessThanOrEqual(depthMax + rounding);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('vends all that its rate allows to someone who always wants more', () => {
    const buckets = new TokenBuckets(1);
    buckets.set(0, 10, 5, 5, 0);
    let vended = 0;
    for (let nowNs = 0; nowNs <= 10e9; nowNs += 5e7) if (buckets.take(0, nowNs, 1)) vended++;
    expect(vended).toBe(105);
  });

  it('takes all of the units or none, and drains what there is', () => {
    const buckets = new TokenBuckets(1);
    buckets.set(0, 0, 5, 5, 0);
    expect(buckets.take(0, 0, 6)).toBe(false);
    expect(buckets.available(0, 0)).toBe(5);
    expect(buckets.drain(0, 0, 6)).toBe(5);
    expect(buckets.take(0, 0, 1)).toBe(false);
  });

  it('says how many units did not fit', () => {
    const buckets = new TokenBuckets(1);
    buckets.set(0, 10, 5, 0, 0);
    expect(buckets.fill(0, 2e8)).toBe(0);
    expect(buckets.fill(0, 1e9)).toBe(5);
    expect(buckets.fill(0, 1e9)).toBe(0);
  });

  it('keeps its tokens through a change of rate, but for those that do not fit', () => {
    const buckets = new TokenBuckets(1);
    buckets.set(0, 10, 10, 0, 0);
    buckets.setRate(0, 1, 20, 8e8);
    expect(buckets.available(0, 8e8)).toBe(8);
    buckets.setRate(0, 1, 3, 1.8e9);
    expect(buckets.available(0, 1.8e9)).toBe(3);
  });

  it('refuses to be looked at in its past, and a depth below zero', () => {
    const buckets = new TokenBuckets(1);
    buckets.set(0, 1, 1, 1, 5);
    expect(() => buckets.available(0, 4)).toThrow('1 ns in its past');
    expect(() => buckets.set(0, 1, -1, 0, 5)).toThrow('depth -1');
  });
});
