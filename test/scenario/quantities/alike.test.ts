/** What varies is on a scale only where all of it is amounts of one kind. */
import { expect, test } from 'vitest';
import { amountsAlike } from '../../../sim/scenario/quantities/alike.js';

test.each([
  [
    ['500/s', '2k/s', '1M/s'],
    [500, 2000, 1e6],
  ],
  [
    ['80', '1k'],
    [80, 1000],
  ],
  [
    ['1ms', '2s'],
    [1e6, 2e9],
  ],
  [
    ['-200ms', '5ms'],
    [-2e8, 5e6],
  ],
  [
    ['30m', '1h'],
    [1.8e12, 3.6e12],
  ],
  [
    ['50%', '0.75'],
    [0.5, 0.75],
  ],
  [
    ['1KB', '1MB'],
    [1000, 1e6],
  ],
  [
    ['2x', '0.5x'],
    [2, 0.5],
  ],
])('%s are amounts', (texts, amounts) => {
  expect(amountsAlike(texts)).toEqual(amounts);
});

test.each([[['static', 'global']], [['{ mode: global }', '5']], [['5ms', '5/s']], [['5', '5ms']], [['none']]])(
  '%s are none',
  (texts) => {
    expect(amountsAlike(texts)).toBe(null);
  },
);
