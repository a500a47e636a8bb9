/** The partitions of a table own all of its items between them; of a sorted one, new items are in the last. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KeySpace } from '../../sim/partitions/key-space.js';
import { itemsIn } from '../../sim/partitions/partition-size.js';

const sizes = (space: KeySpace, partitions: number, items: number) =>
  Array.from({ length: partitions }, (_, group) => itemsIn(space, space.rangeOf(group), items));

test('sizes add up, whatever the order and however far a sorted table has grown', () => {
  const orders = fc.constantFrom('hashed' as const, 'sorted' as const);
  fc.assert(
    fc.property(
      orders,
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 1, max: 1e6 }),
      (order, partitions, count) => {
        const items = Math.floor(count * 1.25);
        const total = sizes(new KeySpace(0, partitions, count, order), partitions, items).reduce((a, b) => a + b, 0);
        expect(total).toBeCloseTo(items, 3);
      },
    ),
  );
});

test('the partitions of a sorted table divide the items that it begins with', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 1e6 }), (partitions, items) => {
      const each = sizes(new KeySpace(0, partitions, items, 'sorted'), partitions, items);
      expect(Math.min(...each)).toBeGreaterThanOrEqual(Math.floor(items / partitions));
      expect(Math.max(...each)).toBeLessThanOrEqual(Math.ceil(items / partitions));
    }),
    { seed: 1, numRuns: 200 },
  );
});

test('a sorted table grows at its end', () => {
  const space = new KeySpace(0, 4, 1000, 'sorted');
  const before = sizes(space, 4, 1000);
  const after = sizes(space, 4, 1100);
  expect(after.slice(0, 3)).toEqual(before.slice(0, 3));
  expect(after[3] - before[3]).toBe(100);
});
