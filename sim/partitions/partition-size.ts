/**
 * How many items lie in a stretch of a table's line of keys, and where their middle is. Items of a hashed table lie evenly
 * over the line; those of a sorted table, numbered in key order, fill it from the left, and more come at the right end.
 */
import { type KeyRange, type KeySpace, keyPositions } from './key-space.js';

type Line = Pick<KeySpace, 'order' | 'keyPositionOf'>;

/** Items in the range, of a table that has `itemCount`. */
export function itemsIn(line: Line, { from, to }: KeyRange, itemCount: number): number {
  if (line.order === 'hashed') return (itemCount * (to - from)) / keyPositions;
  return firstItemFrom(line, to, itemCount) - firstItemFrom(line, from, itemCount);
}

/** The position that leaves half of the range's items on each side; `from` when no place does. */
export function middleOfItems(line: Line, { from, to }: KeyRange, itemCount: number): number {
  if (line.order === 'hashed') return Math.floor((from + to) / 2);
  const first = firstItemFrom(line, from, itemCount);
  const end = firstItemFrom(line, to, itemCount);
  return end - first < 2 ? from : line.keyPositionOf(Math.floor((first + end) / 2));
}

/** The first item at or after `keyPosition`, in a table whose items lie in their order; `itemCount` if there is none. */
function firstItemFrom(line: Line, keyPosition: number, itemCount: number): number {
  let low = 0;
  let high = itemCount;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (line.keyPositionOf(middle) >= keyPosition) high = middle;
    else low = middle + 1;
  }
  return low;
}
