/** Student's t and the intervals of paired differences, beside tables and brute force. */
import { expect, test } from 'vitest';
import { meanInterval, seedInterval } from '../../sim/experiments/seed-intervals.js';
import { studentT } from '../../sim/measurement/batches/student-t.js';

// Two-sided 5 % points, as tables print them.
test.each([
  [1, 12.706],
  [2, 4.303],
  [3, 3.182],
  [4, 2.776],
  [5, 2.571],
  [9, 2.262],
  [19, 2.093],
  [29, 2.045],
  [99, 1.984],
])('with %d degrees of freedom Student’s t is %d', (degrees, table) => {
  expect(Math.abs(studentT(degrees) - table)).toBeLessThan(1e-3);
});

test('what both sides share cancels', () => {
  const noise = [3, -8, 20, 1];
  const interval = seedInterval({ a: noise, b: noise.map((each) => each + 5) })!;
  expect(interval.low).toBeCloseTo(5, 12);
  expect(interval.high).toBeCloseTo(5, 12);
});

test('of 1, 2 and 3 it is 2 and 4.303 times the root of a third to either side', () => {
  expect(meanInterval([1, 2, 3])!.high).toBeCloseTo(2 + 4.3027 * Math.sqrt(1 / 3), 4);
  expect(seedInterval({ a: [0, 0, 0], b: [1, 2, 3] })).toEqual(meanInterval([1, 2, 3]));
});

test('one seed says nothing, nor do seeds of which one lacks the figure', () => {
  expect(seedInterval({ a: [1], b: [2] })).toBeNull();
  expect(seedInterval({ a: [1, 2, null], b: [2, 3, 4] })).toBeNull();
});
