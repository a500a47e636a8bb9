/** Numbers keep three significant digits, and availabilities their nines, whatever their size. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  count,
  milliseconds,
  millisecondsRange,
  momentInWords,
  percent,
  short,
  significant,
  timeSpan,
  timeSpanRange,
} from '../../reports/format.js';

describe('format', () => {
  test.each([
    [40, '40 s'],
    [12.34, '12.3 s'],
    [750, '12.5 min'],
    [753, '12m33s'],
    [7210, '2h10s'],
    [6030, '100.5 min'],
    [6033, '1h40m33s'],
    [10_800, '3 h'],
  ])('the moment %d s that was asked for is %s', (seconds, text) => {
    expect(momentInWords(seconds)).toBe(text);
  });

  test.each([
    [null, '-'],
    [0, '0'],
    [0.012345, '0.0123'],
    [2, '2.00'],
    [9.999, '10.0'],
    [99.96, '100'],
    [1234.5, '1230'],
    [-34.5678, '-34.6'],
    [1e-9, '1.00e-9'],
  ])('significant %s is %s', (value, text) => {
    expect(significant(value)).toBe(text);
  });

  test.each([
    [1, '100 %'],
    [0.999982, '99.9982 %'],
    [0.9999, '99.99 %'],
    [0.99, '99 %'],
    [0.5, '50 %'],
    [0.00016, '0.016 %'],
    [0, '0 %'],
    [1 - 1e-13, '99.9999999 %'],
  ])('percent %s is %s', (fraction, text) => {
    expect(percent(fraction)).toBe(text);
  });

  test('units follow the size', () => {
    expect([0.31, 212, 999.4, 3120].map(milliseconds)).toEqual(['0.31 ms', '212 ms', '999 ms', '3.12 s']);
    expect([0, 9999, 12_345, 999_499, 999_500, 43.2e6].map(count)).toEqual([
      '0',
      '9999',
      '12.3k',
      '999k',
      '1.00M',
      '43.2M',
    ]);
    expect([40, 42.5, 599, 750, 108_000].map(timeSpan)).toEqual(['40 s', '42.5 s', '599 s', '12.5 min', '30 h']);
    expect([2, 2.5, 100].map(short)).toEqual(['2', '2.5', '100']);
  });

  test('what is printed is within half a unit of the third digit', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e12, noNaN: true }), (value) => {
        expect(Math.abs(Number(significant(value)) - value)).toBeLessThanOrEqual(value * 0.00501);
      }),
    );
  });

  test('only certainty is 100 %', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.5, max: 1, maxExcluded: true, noNaN: true }), (fraction) => {
        expect(percent(fraction)).not.toBe('100 %');
      }),
    );
  });
});

test('a range names its unit once where one does for both ends', () => {
  expect(millisecondsRange(1.92, 2.03)).toBe('1.92 to 2.03 ms');
  expect(millisecondsRange(2.49, 2080)).toBe('2.49 ms to 2.08 s');
  expect(timeSpanRange(40, 70)).toBe('40 to 70 s');
  expect(timeSpanRange(300, 2100)).toBe('5 to 35 min');
  expect(timeSpanRange(20, 2100)).toBe('20 s to 35 min');
  expect(timeSpanRange(0, 2100)).toBe('0 to 35 min');
});
