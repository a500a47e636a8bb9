/** Rows of items are as a map from item to row would have them, however items collide and however many there come to be. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ItemRows } from '../../sim/checkers/item-rows.js';

const width = 3;

test('each item has a row of its own, which begins as zeros and stays', () => {
  // Multiples of a power of two fall together where the hash is poor.
  const item = fc.oneof(
    fc.nat(200),
    fc.nat(4000).map((n) => n * 4096),
    fc.nat(2 ** 24 - 1),
  );
  fc.assert(
    fc.property(fc.array(item, { maxLength: 2000, size: 'max' }), fc.array(item), (given, others) => {
      const rows = new ItemRows(width);
      const told = new Map<number, number>();
      for (const [nth, each] of given.entries()) {
        const row = rows.give(each);
        expect([...rows.cells.subarray(row, row + width)]).toEqual([0, told.get(each) ?? 0, 0]);
        rows.cells[row + 1] = nth + 1;
        told.set(each, nth + 1);
      }
      for (const each of [...given, ...others]) {
        const row = rows.find(each);
        expect(row < 0 ? undefined : rows.cells[row + 1]).toBe(told.get(each));
      }
      expect([...rows.items()]).toEqual([...told.keys()].sort((a, b) => a - b));
    }),
    { numRuns: 30 },
  );
});
