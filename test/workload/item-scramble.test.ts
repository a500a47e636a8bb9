import { describe, expect, it } from 'vitest';
import { ItemScramble } from '../../sim/workload/item-scramble.js';
import { chiSquareDeviations } from '../engine/goodness-of-fit.js';

const itemsOf = (scramble: ItemScramble, count: number) =>
  Array.from({ length: count }, (_, rank) => scramble.itemOf(rank));

describe('an appended item', () => {
  it.each([1, 5, 64, 100])(
    'takes over one rank, and who had it becomes the least popular, from %i items on',
    (first) => {
      const scramble = new ItemScramble(first);
      let before = itemsOf(scramble, first);
      for (let count = first + 1; count <= 10 * first + 30; count++) {
        scramble.grow();
        const after = itemsOf(scramble, count);
        const rank = after.indexOf(count - 1);
        const expected = [...before, count - 1];
        if (rank < count - 1) [expected[rank], expected[count - 1]] = [count - 1, before[rank]];
        expect(after).toEqual(expected);
        before = after;
      }
    },
  );

  it('is popular as often as others: those appended have as large a share of the popular ranks as of the items', () => {
    const [first, ranks] = [3000, 2000];
    const scramble = new ItemScramble(first);
    for (let count = first + 1; count <= 12 * first; count++) {
      scramble.grow();
      if (count % 1500 !== 0) continue;
      const share = itemsOf(scramble, ranks).filter((item) => item >= first).length / ranks;
      const expected = 1 - first / count;
      expect(Math.abs(share - expected)).toBeLessThan(4 * Math.sqrt((expected * (1 - expected)) / ranks));
    }
  });
});

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
