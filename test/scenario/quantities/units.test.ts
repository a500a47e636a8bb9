import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bandwidth,
  bytes,
  count,
  duration,
  factor,
  formatQuantity,
  type QuantityKind,
  quantityPattern,
  rate,
  readQuantity,
  share,
  signedDuration,
} from '../../../sim/scenario/quantities/units.js';

const read = (kind: QuantityKind, input: string | number) => readQuantity(kind, input);

describe('quantities are read exactly', () => {
  test.each<[QuantityKind, string | number, number]>([
    [duration, '500ns', 500],
    [duration, '20us', 20e3],
    [duration, '2ms', 2e6],
    [duration, '1.5s', 1.5e9],
    [duration, '0.1s', 1e8],
    [duration, '2m', 120e9],
    [duration, '1h', 3600e9],
    [duration, '30d', 30 * 86_400e9],
    [duration, '9007199254740991ns', Number.MAX_SAFE_INTEGER],
    [signedDuration, '-200ms', -200e6],
    [rate, '8k/s', 8000],
    [rate, '1.2M/s', 1_200_000],
    [rate, '300/s', 300],
    [rate, '60/m', 1],
    [bytes, '900B', 900],
    [bytes, '4KB', 4000],
    [bytes, '4KiB', 4096],
    [bytes, '1.5GB', 1.5e9],
    [bandwidth, '50MB/s', 50e6],
    [bandwidth, '25Gb/s', 3.125e9],
    [count, '10M', 10e6],
    [count, 17, 17],
    [share, '99.99%', 0.9999],
    [share, '99.999%', 0.99999],
    [share, '33.3%', 0.333],
    [share, '7%', 0.07],
    [share, 0.8, 0.8],
    [factor, '2x', 2],
    [factor, 2.5, 2.5],
  ])('%#: %o %s is %d', (kind, input, value) => {
    expect(read(kind, input)).toEqual({ value });
  });

  test.each<[QuantityKind, string | number, RegExp]>([
    [duration, 5, /with a unit .*"2ms"/],
    [duration, '5', /with a unit/],
    [duration, '2 parsecs', /with a unit/],
    [duration, '2 ms', /with a unit/],
    [duration, '2MS', /with a unit/],
    [duration, '', /with a unit/],
    [duration, '1.5ns', /whole ns/],
    [duration, '-2ms', /not negative/],
    [duration, '105d', /at most 104d$/],
    [duration, '00000000000000000001s', /at most 16 digits/],
    [rate, '8k', /"8k\/s"/],
    [rate, '1e3/s', /"8k\/s"/],
    [bytes, '900', /"900B"/],
    [bytes, '900b', /"900B"/],
    [bandwidth, '5MB', /"50MB\/s"/],
    [count, 1.5, /a whole number/],
    [count, '-1', /not negative/],
    [share, '101%', /at most 100%/],
    [share, 80, /at most 100%/],
    [count, '1,000,000', /without separators between thousands, such as 1000000 or 1M/],
    [share, 99.99, /at most 100%, such as 99.99% with its sign/],
    [share, 250, /at most 100%$/],
    [rate, '2000rps', /\/s; \/m and \/h, too\)/],
    [factor, '2%', /"2x"/],
  ])('%#: %o does not take %s', (kind, input, problem) => {
    expect(read(kind, input)).toEqual({ problem: expect.stringMatching(problem) });
  });
});

describe('for any value', () => {
  const whole = fc.oneof(fc.maxSafeNat(), fc.nat({ max: 1000 }));

  test('what is formatted reads back the same, and matches the pattern for editors', () => {
    const kinds = fc.constantFrom(duration, bytes, count, bandwidth);
    fc.assert(
      fc.property(kinds, whole, fc.constantFrom(1, 1000, 60e9, 1024), (kind, digits, scale) => {
        const value = Math.min(digits * scale, Number.MAX_SAFE_INTEGER);
        const text = formatQuantity(kind, value);
        expect(read(kind, text)).toEqual({ value });
        expect(text).toMatch(new RegExp(quantityPattern(kind)));
      }),
    );
  });

  test('signed durations keep their sign', () => {
    fc.assert(
      fc.property(whole, (value) => {
        expect(read(signedDuration, formatQuantity(signedDuration, -value))).toEqual({
          value: value === 0 ? 0 : -value,
        });
      }),
    );
  });

  test('a percentage is the double nearest to its hundredth', () => {
    fc.assert(
      fc.property(fc.nat({ max: 99 }), fc.nat({ max: 999_999_999 }), (integer, decimals) => {
        const text = `${integer}.${decimals}`;
        expect(read(share, `${text}%`)).toEqual({ value: Number(`${text}e-2`) });
      }),
    );
  });

  test('any text is read or refused', () => {
    const kinds = fc.constantFrom(duration, signedDuration, rate, bytes, bandwidth, count, share, factor);
    fc.assert(
      fc.property(kinds, fc.oneof(fc.string(), fc.double()), (kind, input) => {
        const reading = read(kind, input);
        if ('value' in reading) expect(Math.abs(reading.value)).toBeLessThanOrEqual(kind.max);
        else expect(reading.problem).toMatch(/^a/);
      }),
    );
  });
});
