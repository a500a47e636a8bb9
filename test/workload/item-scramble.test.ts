import { describe, expect, it } from 'vitest';
import { ItemScramble } from '../../sim/workload/item-scramble.js';
import { chiSquareDeviations } from '../engine/goodness-of-fit.js';

describe('the scramble of items', () => {
  it('is a permutation for every small number of items', () => {
    for (let count = 1; count <= 300; count++) {
      const scramble = new ItemScramble(count);
      const items = Array.from({ length: count }, (_, rank) => scramble.itemOf(rank));
      expect(items.sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
    }
  });

  it.each([1e5, 1e7, 1e12])('spreads the first 10,000 ranks of %i items evenly over 100 ranges of keys', (count) => {
    const scramble = new ItemScramble(count);
    const ranges = new Float64Array(100);
    for (let rank = 0; rank < 10_000; rank++) ranges[Math.floor((scramble.itemOf(rank) / count) * 100)]++;
    expect(Math.abs(chiSquareDeviations(ranges, new Float64Array(100).fill(100)))).toBeLessThan(4);
  });
});
