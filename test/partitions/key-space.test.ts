/** Every position on a table's line of keys has one owner, whatever was split; a partition's heirs lead to it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KeySpace } from '../../sim/partitions/key-space.js';
import { KeySpaces } from '../../sim/partitions/key-spaces.js';
import { itemsIn } from '../../sim/partitions/partition-size.js';

const keyPositions = 2 ** 32;
const anyPlace = fc.integer({ min: 0, max: keyPositions - 1 });
const orders = fc.constantFrom('hashed' as const, 'sorted' as const);

test('equal ranges are found alike whether they are computed or searched for', () => {
  fc.assert(
    fc.property(orders, fc.integer({ min: 1, max: 5000 }), anyPlace, (order, partitions, keyPosition) => {
      const computed = new KeySpace(7, partitions, 1000, order);
      const searched = new KeySpace(7, partitions, 1000, order);
      searched.groups();
      const { from, to } = searched.rangeOf(searched.groupAt(keyPosition));
      for (const at of [keyPosition, 0, keyPositions - 1, from, to - 1]) {
        expect(searched.groupAt(at)).toBe(computed.groupAt(at));
      }
    }),
    { seed: 1, numRuns: 100 },
  );
});

describe('after any splits', () => {
  const splitAt = (partitions: number, cuts: readonly number[]) => {
    const space = new KeySpace(0, partitions, 1000, 'hashed');
    const spaces = new KeySpaces([space], partitions);
    let next = partitions;
    for (const cut of cuts) {
      const parent = space.groupAt(cut);
      if (space.rangeOf(parent).from < cut) spaces.split(parent, cut, next++);
    }
    return { space, spaces };
  };
  const anySplits = [fc.integer({ min: 1, max: 9 }), fc.array(anyPlace, { maxLength: 40 })] as const;

  test('the ranges tile the line, and each keyPosition lies in the range of its owner', () => {
    fc.assert(
      fc.property(...anySplits, anyPlace, (partitions, cuts, keyPosition) => {
        const { space } = splitAt(partitions, cuts);
        let at = 0;
        for (const group of space.groups()) {
          const { from, to } = space.rangeOf(group);
          expect(from).toBe(at);
          expect(to).toBeGreaterThan(from);
          at = to;
        }
        expect(at).toBe(keyPositions);
        const { from, to } = space.rangeOf(space.groupAt(keyPosition));
        expect(keyPosition >= from && keyPosition < to).toBe(true);
      }),
    );
  });

  test('whoever once owned an item names heirs that lead to its owner', () => {
    fc.assert(
      fc.property(...anySplits, fc.integer({ min: 0, max: 1e9 }), (partitions, cuts, item) => {
        const { space, spaces } = splitAt(partitions, cuts);
        const owner = space.groupOf(item);
        let group = owner;
        while (spaces.isFromSplit(group)) group = spaces.parentOf(group);
        for (let hops = 0; group !== owner; hops++) {
          const child = spaces.childOwning(group, 0, item);
          expect(child).toBeGreaterThan(group);
          expect(hops).toBeLessThan(cuts.length);
          group = child;
        }
        expect(spaces.childOwning(owner, 0, item)).toBe(-1);
      }),
    );
  });
});

test('items of a sorted table lie in their order, with room for a quarter more', () => {
  const space = new KeySpace(0, 1, 1000, 'sorted');
  const line = [0, 1, 500, 999, 1249].map((item) => space.keyPositionOf(item));
  expect([...line].sort((a, b) => a - b)).toEqual(line);
  expect(space.keyPositionOf(1249)).toBeLessThan(keyPositions);
  expect(itemsIn(space, space.rangeOf(0), 1000)).toBe(1000);
});

test('a keyPosition at the edge of a range is no split', () => {
  const space = new KeySpace(0, 2, 1000, 'hashed');
  expect(() => space.split(0, 0, 2)).toThrow('not inside');
  expect(() => space.split(0, keyPositions / 2, 2)).toThrow('not inside');
});
