/** Conditions on the change of a metric: what they say of two results, and how a bad one is told. */
import { describe, expect, test } from 'vitest';
import type { Result } from '../../sim/result.js';
import { judgeChange, readChangeCondition } from '../../sim/verdicts/change-condition.js';
import { resultFixture } from '../reports/fixture.js';

const base = resultFixture();
const p99 = 'latency.storefront.putItem.p99';
const withP99 = (p99Ms: number | null): Result => ({
  ...base,
  latency: base.latency.map((row) => (row.consistency === 'write' ? { ...row, p99Ms } : row)),
});

function judged(condition: string, results: readonly [Result, Result]) {
  const read = readChangeCondition(condition, results);
  if ('mismatch' in read) throw new Error(`${read.column}: ${read.mismatch.found}; expected ${read.mismatch.expected}`);
  return judgeChange(read, [[results[0]], [results[1]]]);
}

test.each([
  // From 10 to 11 ms is a change of 1 ms, which is 10 % of the first.
  ['> +10%', false],
  ['>= +10%', true],
  ['> +9.9%', true],
  ['> +1ms', false],
  ['> +999us', true],
  ['> +0.9 ms', true],
  ['>= +0.001s', true],
  ['< -5%', false],
  ['<= +1ms', true],
])('a rise from 10 to 11 ms fails %s: %s', (condition, isFailed) => {
  expect(judged(`${p99} ${condition}`, [withP99(10), withP99(11)])).toMatchObject({
    a: 10,
    b: 11,
    change: 1,
    isFailed,
  });
});

test('a fall is a change with its sign', () => {
  expect(judged(`${p99}<-5%`, [withP99(10), withP99(9)]).isFailed).toBe(true);
  expect(judged(`${p99}>+5%`, [withP99(10), withP99(9)]).isFailed).toBe(false);
});

test('a rise from nothing is beyond every per cent, and nothing beside nothing is no change', () => {
  expect(judged(`${p99} > +1000%`, [withP99(0), withP99(1)]).isFailed).toBe(true);
  expect(judged(`${p99} > +0%`, [withP99(0), withP99(0)]).isFailed).toBe(false);
});

test('a metric without data fails every condition', () => {
  expect(judged(`${p99} > +10%`, [withP99(10), withP99(null)])).toMatchObject({ change: null, isFailed: true });
  expect(judged(`${p99} < -10%`, [withP99(null), withP99(10)])).toMatchObject({ change: null, isFailed: true });
});

test('a share changes by points, which are hundredths, or relative to the first', () => {
  const availability = (achieved: number): Result => ({
    ...base,
    availability: base.availability.map((row) => ({ ...row, achieved })),
  });
  const results = [availability(0.5), availability(0.25)] as const;
  const metric = 'availability.tenant.storefront.achieved';
  expect(judged(`${metric} <= -25points`, results).isFailed).toBe(true);
  expect(judged(`${metric} < -25 points`, results).isFailed).toBe(false);
  expect(judged(`${metric} <= -50%`, results).isFailed).toBe(true);
});

test.each([
  [1.1, 1.21, '+10%'],
  [0.1, 0.3, '+0.2ms'],
  [0.3, 0.1, '-0.2ms'],
  [99.9, 99.8, '-0.1ms'],
])('a change from %d to %d is %s, and neither more nor less', (from, to, change) => {
  const sides = [withP99(from), withP99(to)] as const;
  const failed = ['>', '>=', '<', '<='].map((operator) => judged(`${p99} ${operator} ${change}`, sides).isFailed);
  expect(failed).toEqual([false, true, false, true]);
});

describe('a bad condition is told with its place', () => {
  test.each([
    ['no operator', `${p99} +10%`, 1, /a metric, one of > >= < <=/],
    ['an unknown metric', 'latency.storefront.putItm.p99 > +10%', 1, /latency\.storefront\.putItem\.p99/],
    ['an unknown metric, indented', '  latency.p98 > +10%', 3, /a metric such as/],
    ['no change', `${p99} >`, p99.length + 3, /"\+5ms"/],
    ['no sign', `${p99} > 10%`, p99.length + 4, /with its sign/],
    ['another unit', `${p99} > +10points`, p99.length + 4, /"\+5ms"/],
    ['a word', `${p99} > +ten`, p99.length + 4, /with its sign/],
    ['a count in milliseconds', 'run.events > +5ms', 14, /"\+5"/],
    ['a share without its unit', 'availability.tenant.storefront.monthly < -1', 42, /points/],
  ])('%s', (_what, condition, column, expected) => {
    const read = readChangeCondition(condition, [base, base]);
    if (!('mismatch' in read)) throw new Error('it was taken');
    expect({ column: read.column, expected: read.mismatch.expected }).toEqual({
      column,
      expected: expect.stringMatching(expected),
    });
  });
});
