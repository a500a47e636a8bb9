/** Where a hot partition is split: at the middle of its load, and not at all where that would not help. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decideSplit } from '../../sim/control-plane/split-policy.js';

const parameters = { oneItemShare: 0.5, sequentialShare: 0.8, separateAbove: 0.1 };
const range = { from: 100, to: 1100 };
/** One request for each position, in this order of time. */
const at = (...keyPositions: readonly number[]) => keyPositions.map((keyPosition) => ({ keyPosition, weight: 1 }));
const decide = (samples: ReturnType<typeof at>, heat = 1) => decideSplit(samples, range, heat, parameters);

test('the split is at the middle of the load, not of the keys', () => {
  const samples = at(103, 900, 101, 104, 102, 104, 101, 103);
  expect(decide(samples)).toEqual({ kind: 'split', keyPosition: 103 });
});

test('requests weigh by their units', () => {
  const heavy = [...at(101, 103, 102, 101), { keyPosition: 500, weight: 3 }, { keyPosition: 400, weight: 3 }];
  expect(decide(heavy)).toEqual({ kind: 'split', keyPosition: 400 });
});

test('any split leaves load on both sides, inside the range', () => {
  const keyPosition = fc.integer({ min: range.from, max: range.to - 1 });
  const sample = fc.record({ keyPosition, weight: fc.constantFrom(0.5, 1, 4) });
  fc.assert(
    fc.property(fc.array(sample, { minLength: 1, maxLength: 40 }), (samples) => {
      const decision = decideSplit(samples, range, 2, parameters);
      if (decision.kind === 'skip') return;
      expect(decision.keyPosition).toBeGreaterThan(range.from);
      expect(decision.keyPosition).toBeLessThan(range.to);
      if (decision.kind === 'isolate') return;
      expect(samples.some((sample) => sample.keyPosition < decision.keyPosition)).toBe(true);
      expect(samples.some((sample) => sample.keyPosition >= decision.keyPosition)).toBe(true);
    }),
  );
});

test('a hot item is cut off first on the side where more else is hot', () => {
  expect(decide(at(300, 500, 500, 500, 300, 900, 500))).toMatchObject({
    kind: 'isolate',
    keyPosition: 500,
    itemKeyPosition: 500,
  });
  expect(decide(at(300, 500, 500, 500, 900, 900, 500))).toMatchObject({
    kind: 'isolate',
    keyPosition: 501,
    itemKeyPosition: 500,
  });
});

test('a hot item at the end of the range is cut off on its only other side', () => {
  expect(decide(at(100, 100, 100, 300, 100, 900))).toMatchObject({ kind: 'isolate', keyPosition: 101 });
  expect(decide(at(1099, 300, 1099, 1099, 1099, 900))).toMatchObject({ kind: 'isolate', keyPosition: 1099 });
});

test('an item is left where it is when little else is hot', () => {
  const samples = at(...new Array<number>(19).fill(500), 300);
  expect(decide(samples).kind).toBe('skip');
  // At three times its cap the same twentieth is worth a partition.
  expect(decide(samples, 3).kind).toBe('isolate');
});

test('an item that is alone already is left there', () => {
  expect(decideSplit(at(100, 100), { from: 100, to: 101 }, 5, parameters).kind).toBe('skip');
});

const steps = Array.from({ length: 64 }, (_, i) => 100 + 10 * i);

test.each([
  ['rising', steps],
  ['falling', steps.toReversed()],
  ['rising, neighbours swapped', steps.map((_, i) => steps[i ^ 1])],
  [
    'rising, every fourth a retry of an older one',
    steps.map((step, i) => (i % 4 === 3 ? steps[Math.max(0, i - 20)] : step)),
  ],
])('access in key order is left alone: %s', (_name, keyPositions) => {
  expect(decide(at(...keyPositions)).kind).toBe('skip');
});

test('the same keys in another order are split', () => {
  const shuffled = steps.map((_, i) => steps[(i * 37) % 64]);
  expect(decide(at(...shuffled)).kind).toBe('split');
});
