/** A histogram that was written, read and merged elsewhere is the one that recorded everything itself. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crc32 } from '../../sim/engine/crc32.js';
import { Histogram } from '../../sim/engine/histogram.js';
import { encodeHistogram, HistogramBytesError, histogramBytesMax } from '../../sim/engine/histogram-bytes.js';
import { contentsOf, histogramOf, value } from './histogram-values.js';

/** Close together as a service's latencies are, or anywhere. */
const values = fc.oneof(
  fc.array(value, { maxLength: 200 }),
  fc.array(fc.integer({ min: 1_000_000, max: 9_000_000 }), { maxLength: 200 }),
);
const quantiles = [0, 0.5, 0.9, 0.99, 0.999, 1];

/** Of the bytes of several, in their order. */
function mergedOf(parts: readonly Uint8Array[]): Histogram {
  const merged = new Histogram();
  for (const part of parts) merged.merge(Histogram.fromBytes(part));
  return merged;
}

describe('a histogram read from its bytes', () => {
  test('holds what was written, to the last count and bit', () => {
    fc.assert(
      fc.property(values, (recorded) => {
        const written = histogramOf(recorded);
        const read = Histogram.fromBytes(written.toBytes());
        expect(contentsOf(read)).toEqual(contentsOf(written));
        expect(quantiles.map((q) => read.quantile(q))).toEqual(quantiles.map((q) => written.quantile(q)));
        expect(read.mean()).toBe(written.mean());
        expect(read.toBytes()).toEqual(written.toBytes());
      }),
    );
  });

  test('goes on recording', () => {
    fc.assert(
      fc.property(values, values, (before, after) => {
        const read = Histogram.fromBytes(histogramOf(before).toBytes());
        for (const each of after) read.record(each);
        expect(contentsOf(read)).toEqual(contentsOf(histogramOf([...before, ...after])));
      }),
    );
  });

  test('keeps a sum beyond 2^53 and as many values as it can count', () => {
    const large = histogramOf(new Array<number>(1000).fill(Number.MAX_SAFE_INTEGER));
    large.recordMany(7, 2 ** 32 - 1001);
    expect(contentsOf(Histogram.fromBytes(large.toBytes()))).toEqual(contentsOf(large));
  });
});

describe('parts that were written apart', () => {
  test('merge to the bytes of all recorded in one, in any order and grouping', () => {
    const parts = fc.array(values, { minLength: 1, maxLength: 6 });
    const partsAndOrder = parts.chain((each) =>
      fc.tuple(fc.constant(each), fc.shuffledSubarray([...each.keys()], { minLength: each.length }), fc.nat()),
    );
    fc.assert(
      fc.property(partsAndOrder, ([recorded, order, cut]) => {
        const whole = histogramOf(recorded.flat()).toBytes();
        const shuffled = order.map((part) => histogramOf(recorded[part]).toBytes());
        expect(mergedOf(shuffled).toBytes()).toEqual(whole);
        const split = cut % (shuffled.length + 1);
        const grouped = [shuffled.slice(0, split), shuffled.slice(split)].map((group) => mergedOf(group).toBytes());
        expect(mergedOf(grouped).toBytes()).toEqual(whole);
      }),
    );
  });
});

describe('the form', () => {
  /** The bucket of 4 comes 640 after that of 1, that of 300 another 3,034 after it. */
  test('is pinned for version 1', () => {
    const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
    const parts = ['01', '01', 'ac02', '00', 'b202', '02', '00ff04', '01', '00d917', '01'];
    expect(hex(histogramOf([1, 1, 4, 300]).toBytes().subarray(0, -4))).toBe(parts.join(''));
    expect(hex(new Histogram().toBytes())).toBe('011bdf05a5');
  });

  test('takes few bytes for many latencies', () => {
    const spread = histogramOf(Array.from({ length: 100_000 }, (_, i) => 1_000_000 + ((i * 7919) % 3_000_000)));
    expect(spread.toBytes().length).toBeLessThan(3000);
  });

  test('has a bound, which the largest histogram keeps', () => {
    const all = new Histogram();
    for (let octave = 0; octave < 53; octave++) {
      for (let place = 0; place < 512; place++) all.record(Math.floor(2 ** octave * (1 + place / 512)));
    }
    expect(all.toBytes().length).toBeLessThan(histogramBytesMax);
    const figures = { min: 0, max: Number.MAX_SAFE_INTEGER, sumUnits: 2 ** 33, sumRest: 2 ** 52 - 1 };
    const largest = encodeHistogram({ ...figures, counts: new Uint32Array(54 * 512).fill(2 ** 32 - 1) });
    expect(largest.length).toBeLessThanOrEqual(histogramBytesMax);
  });
});

describe('damaged bytes are refused', () => {
  const refused = (bytes: Uint8Array) => {
    expect(() => Histogram.fromBytes(bytes)).toThrow(HistogramBytesError);
  };

  test('when any part was changed', () => {
    fc.assert(
      fc.property(values, fc.nat(), fc.integer({ min: 1, max: 255 }), (recorded, where, difference) => {
        const bytes = histogramOf(recorded).toBytes();
        bytes[where % bytes.length] ^= difference;
        refused(bytes);
      }),
    );
  });

  test('when they were cut, at either end, or something follows', () => {
    fc.assert(
      fc.property(values, fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 9 }), (recorded, where, more) => {
        const bytes = histogramOf(recorded).toBytes();
        const cut = where % bytes.length;
        refused(bytes.subarray(0, cut));
        refused(bytes.subarray(cut + 1));
        refused(Uint8Array.of(...bytes, ...more));
      }),
    );
  });

  test('when they are something else altogether', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), refused));
    refused(new Uint8Array(histogramBytesMax + 1));
  });

  /** As a faulty or hostile writer would make them, with a check sum that is right. */
  const written = (body: readonly number[]) => {
    const bytes = Uint8Array.of(...body, 0, 0, 0, 0);
    new DataView(bytes.buffer).setUint32(body.length, crc32(Uint8Array.from(body)), true);
    return bytes;
  };
  const figures = { min: 3, max: 5, sumUnits: 0, sumRest: 12, counts: [1, 1, 1] };
  const faulty: readonly [string, Uint8Array][] = [
    ['another version', written([2, 3, 3, 0, 3, 1])],
    ['a minimum above the maximum', encodeHistogram({ ...figures, min: 6 })],
    ['fewer buckets than lie between the extremes', encodeHistogram({ ...figures, counts: [1, 1] })],
    ['more buckets than lie between the extremes', encodeHistogram({ ...figures, counts: [1, 1, 0, 1] })],
    ['nothing at the minimum', encodeHistogram({ ...figures, counts: [0, 1, 1] })],
    ['nothing at the maximum', written([1, 3, 5, 0, 12, 1, 1, 0, 1])],
    ['no counts', encodeHistogram({ ...figures, counts: [] })],
    ['more values than can be counted', encodeHistogram({ ...figures, counts: [2 ** 32 - 1, 1, 1] })],
    ['a sum in which the rest is a unit', encodeHistogram({ ...figures, sumRest: 2 ** 52 })],
    ['a sum that so few values cannot have', encodeHistogram({ ...figures, sumUnits: 7 })],
    ['a number above 2^53', written([1, ...new Array(7).fill(255), 127, 5, 0, 12, 1, 1, 1])],
    ['a number without its end', written([1, 3, 5, 0, 140])],
    ['millions of empty buckets', written([1, 3, 5, 0, 12, 1, 0, 255, 255, 255, 127, 1])],
  ];

  test.each(faulty)('when they claim %s', (_, bytes) => refused(bytes));
});
