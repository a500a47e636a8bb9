/**
 * How many items lie in a stretch of a table's line of keys, and where their middle is. Items of a hashed table lie evenly
 * over the line; those of a sorted table, numbered in key order, fill it from the left, and more come at the right end.
 */
import type { KeyRange, KeySpace } from './key-space.js';

interface Line {
  readonly order: 'hashed' | 'sorted';
  readonly keySpace: Pick<KeySpace, 'placeOf'>;
}

const places = 2 ** 32;

/** Items in the range, of a table that has `itemCount`. */
export function itemsIn({ order, keySpace }: Line, { from, to }: KeyRange, itemCount: number): number {
  if (order === 'hashed') return (itemCount * (to - from)) / places;
  return firstItemFrom(keySpace, to, itemCount) - firstItemFrom(keySpace, from, itemCount);
}

/** The place that leaves half of the range's items on each side; `from` when no place does. */
export function middleOfItems({ order, keySpace }: Line, { from, to }: KeyRange, itemCount: number): number {
  if (order === 'hashed') return Math.floor((from + to) / 2);
  const first = firstItemFrom(keySpace, from, itemCount);
  const end = firstItemFrom(keySpace, to, itemCount);
  return end - first < 2 ? from : keySpace.placeOf(Math.floor((first + end) / 2));
}

/** The first item at or after `place`, in a table whose items lie in their order; `itemCount` if there is none. */
function firstItemFrom(keySpace: Line['keySpace'], place: number, itemCount: number): number {
  let low = 0;
  let high = itemCount;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (keySpace.placeOf(middle) >= place) high = middle;
    else low = middle + 1;
  }
  return low;
}
