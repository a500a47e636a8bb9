import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exp, gamma, log, pow, powerOfTwo, sinTurn } from '../../sim/engine/exact-math.js';

/** Math's own functions are within an ulp or two of the truth on every engine; that is taken as the reference. */
const relativeError = (value: number, reference: number) => Math.abs(value - reference) / Math.abs(reference);
const anyDouble = (min: number, max: number) => fc.double({ min, max, noNaN: true });

describe('log', () => {
  it('is within 5e-16 of the natural logarithm over all magnitudes', () => {
    fc.assert(
      fc.property(anyDouble(Number.MIN_VALUE, Number.MAX_VALUE), (x) => {
        fc.pre(x !== 1);
        expect(relativeError(log(x), Math.log(x))).toBeLessThan(5e-16);
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps its relative accuracy next to 1, where the logarithm vanishes', () => {
    for (let i = 1; i < 2000; i++) {
      const x = 1 + (i % 2 === 0 ? 1 : -1) * i * 1e-5;
      expect(relativeError(log(x), Math.log(x))).toBeLessThan(5e-16);
    }
    expect(log(1)).toBe(0);
  });

  it('has the usual limits', () => {
    expect([log(0), log(Infinity), log(-1), log(NaN)]).toEqual([-Infinity, Infinity, NaN, NaN]);
  });
});

describe('exp', () => {
  it('is within 5e-16 of the exponential wherever that is a normal number', () => {
    fc.assert(
      fc.property(anyDouble(-708, 709), (x) => {
        expect(relativeError(exp(x), Math.exp(x))).toBeLessThan(5e-16);
      }),
      { numRuns: 2000 },
    );
  });

  it('has the usual limits', () => {
    expect([exp(0), exp(-800), exp(800), exp(-Infinity), exp(Infinity), exp(NaN)]).toEqual([
      1,
      0,
      Infinity,
      0,
      Infinity,
      NaN,
    ]);
  });
});

describe('pow', () => {
  it('is within (2 + |y ln x|) 2^-52 of the power', () => {
    fc.assert(
      fc.property(anyDouble(1e-9, 1e12), anyDouble(-5, 5), (x, y) => {
        const bound = (2 + Math.abs(y * Math.log(x))) * 2 ** -52;
        expect(relativeError(pow(x, y), x ** y)).toBeLessThanOrEqual(bound);
      }),
      { numRuns: 2000 },
    );
  });

  it('has the usual limits', () => {
    expect([pow(0, 0), pow(0, 2), pow(0, -1), pow(5, 0)]).toEqual([1, 0, Infinity, 1]);
  });
});

describe('sinTurn', () => {
  it('is within 7e-16 of the sine, nearly half of which is the rounded angle of the reference', () => {
    for (let i = -3000; i <= 3000; i++) {
      const turns = i / 1024;
      expect(Math.abs(sinTurn(turns) - Math.sin(2 * Math.PI * (turns - Math.round(turns))))).toBeLessThan(7e-16);
    }
  });

  it('is exact at quarter turns and repeats exactly in whole turns', () => {
    expect([0, 0.25, 0.5, 0.75, 1].map((turns) => sinTurn(turns) + 0)).toEqual([0, 1, 0, -1, 0]);
    expect(sinTurn(1000.125)).toBe(sinTurn(0.125));
  });
});

describe('gamma', () => {
  it('is the factorial at whole numbers and sqrt(pi) at one half', () => {
    let factorial = 1;
    for (let n = 1; n <= 60; n++) {
      expect(relativeError(gamma(n), factorial)).toBeLessThan(1e-13);
      factorial *= n;
    }
    expect(relativeError(gamma(0.5), Math.sqrt(Math.PI))).toBeLessThan(1e-13);
  });
});

describe('powerOfTwo', () => {
  it('is exact from the smallest to the largest double', () => {
    expect([powerOfTwo(-1074), powerOfTwo(-1), powerOfTwo(0), powerOfTwo(53)]).toEqual([
      Number.MIN_VALUE,
      0.5,
      1,
      Number.MAX_SAFE_INTEGER + 1,
    ]);
    expect(powerOfTwo(1023) * (2 - Number.EPSILON)).toBe(Number.MAX_VALUE);
  });
});
