/**
 * A quorum write is acknowledged when the second of three replicas, or the third of five, has it durable. Writes never meet, or meet in pairs, so
 * the latencies of a run are independent. Intervals: run-theory.ts.
 */
import { expect, test } from 'vitest';
import { erlang2, exponential, secondOfThree, thirdOfFive } from './closed-forms.js';
import { compare, disagreements } from './run-theory.js';

test('the second of three exponential flushes persists a write, after five sixths of a flush on average', () => {
  const write = secondOfThree(exponential(1));
  expect(write.meanMs).toBeCloseTo(5 / 6, 6);
  expect(disagreements(compare('second-of-three', { writer: write }))).toEqual([]);
});

test('of two writes at once the later is the second of three Erlang-2', () => {
  const theory = { first: secondOfThree(exponential(1)), second: secondOfThree(erlang2(1)) };
  expect(disagreements(compare('second-of-three-pairs', theory))).toEqual([]);
});

test('the third of five exponential flushes persists a write, after 47 sixtieths of a flush on average', () => {
  const write = thirdOfFive(exponential(1));
  expect(write.meanMs).toBeCloseTo(1 / 5 + 1 / 4 + 1 / 3, 6);
  expect(disagreements(compare('third-of-five', { writer: write }))).toEqual([]);
});
