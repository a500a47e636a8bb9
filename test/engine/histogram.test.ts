import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Histogram } from '../../sim/engine/histogram.js';
import { contentsOf, histogramOf, value } from './histogram-values.js';

const relativeErrorMax = 0.001;
const values = fc.array(value, { minLength: 1, maxLength: 200 });

describe('a histogram', () => {
  it('gives every quantile within 0.1 % of the value of nearest rank', () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (recorded, q) => {
        const sorted = [...recorded].sort((a, b) => a - b);
        const exact = sorted[Math.max(0, Math.ceil(q * sorted.length - 1e-6) - 1)]!;
        const found = histogramOf(recorded).quantile(q);
        expect(Math.abs(found - exact)).toBeLessThanOrEqual(relativeErrorMax * exact);
      }),
      { numRuns: 1000 },
    );
  });

  it('keeps count, sum, mean and extremes exactly', () => {
    fc.assert(
      fc.property(values, (recorded) => {
        const histogram = histogramOf(recorded);
        const sum = recorded.reduce((total, each) => total + BigInt(each), 0n);
        expect(histogram.count).toBe(recorded.length);
        expect(histogram.sum()).toBe(Number(sum));
        expect(histogram.min).toBe(Math.min(...recorded));
        expect(histogram.max).toBe(Math.max(...recorded));
        expect(histogram.mean()).toBe(Number(sum) / recorded.length);
      }),
    );
  });

  it('has buckets that ascend, do not overlap, and hold what was recorded', () => {
    fc.assert(
      fc.property(values, (recorded) => {
        let previousTo = -1;
        for (const { from, to, count } of histogramOf(recorded).buckets()) {
          expect(from).toBeGreaterThan(previousTo);
          expect(count).toBe(recorded.filter((each) => each >= from && each <= to).length);
          previousTo = to;
        }
      }),
    );
  });

  it('tells whole numbers below 1,023 apart', () => {
    const small = Array.from({ length: 1023 }, (_, i) => i);
    expect([...histogramOf(small).buckets()]).toEqual(small.map((each) => ({ from: each, to: each, count: 1 })));
  });

  it('takes nearest ranks of decimal quantiles without an error of rounding', () => {
    const hundred = histogramOf(Array.from({ length: 100 }, (_, i) => i + 1));
    expect([0, 0.07, 0.5, 0.99, 1].map((q) => hundred.quantile(q))).toEqual([1, 7, 50, 99, 100]);
  });

  it('holds zero and the largest exact whole number', () => {
    const histogram = histogramOf([0, Number.MAX_SAFE_INTEGER]);
    expect([histogram.quantile(0), histogram.quantile(1)]).toEqual([0, Number.MAX_SAFE_INTEGER]);
  });

  it('refuses what is not a time', () => {
    for (const wrong of [-1, -0.5, NaN, Infinity]) {
      expect(() => histogramOf([5]).record(wrong)).toThrow('cannot hold');
    }
  });

  it('has no quantile while empty', () => {
    expect(new Histogram().quantile(0.5)).toBeNaN();
    expect(new Histogram().mean()).toBeNaN();
  });
});

describe('merging histograms', () => {
  it('equals recording together', () => {
    fc.assert(
      fc.property(fc.array(value), fc.array(value), (some, others) => {
        const merged = histogramOf(some);
        merged.merge(histogramOf(others));
        expect(contentsOf(merged)).toEqual(contentsOf(histogramOf([...some, ...others])));
      }),
    );
  });
});

describe('recording a value many times', () => {
  it('equals recording it that often', () => {
    const many = histogramOf([3, 900_000]);
    many.recordMany(70_000, 25);
    expect(contentsOf(many)).toEqual(contentsOf(histogramOf([3, 900_000, ...new Array<number>(25).fill(70_000)])));
  });

  it('refuses more than it can add up or count', () => {
    expect(() => new Histogram().recordMany(2 ** 40, 2 ** 20)).toThrow('add up');
    const full = new Histogram();
    full.recordMany(1, 2 ** 32 - 1);
    full.record(1);
    expect(() => full.quantile(0.5)).toThrow('more than 4,294,967,295 values');
  });
});

describe('a histogram after reset', () => {
  it('is as good as new', () => {
    fc.assert(
      fc.property(fc.array(value), fc.array(value), (before, after) => {
        const histogram = histogramOf(before);
        histogram.reset();
        for (const each of after) histogram.record(each);
        expect(contentsOf(histogram)).toEqual(contentsOf(histogramOf(after)));
      }),
    );
  });
});
