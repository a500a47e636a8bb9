/** A request costs what the service's arithmetic says (DG23). */

import { expect, test } from 'vitest';
import { unitKind, unitKindOf, unitsOf } from '../../sim/admission/capacity-units.js';
import { operation } from '../../sim/protocol/operations.js';

const { getItem, query, putItem, updateItem, deleteItem } = operation;

test.each([
  ['a strong read of 4 KB', getItem, 4096, true, false, 1],
  ['a strong read of a byte more', getItem, 4097, true, false, 2],
  ['an eventual read of 4 KB', getItem, 4096, false, false, 0.5],
  ['an eventual read of 9 KB', getItem, 9 * 1024, false, false, 1.5],
  ['a missing item, read strongly', getItem, 0, true, false, 1],
  ['a missing item', getItem, 0, false, false, 0.5],
  ['a transactional read', getItem, 4096, true, true, 2],
  ['a query of ten items of 900 B, rounded on its total', query, 9000, true, false, 3],
  ['a write of 1 KB', putItem, 1024, false, false, 1],
  ['a write of a byte more', updateItem, 1025, false, false, 2],
  ['a write, asked to be strong', putItem, 900, true, false, 1],
  ['a delete of nothing', deleteItem, 0, false, false, 1],
  ['a transactional write of 3 KB', putItem, 3072, false, true, 6],
])('%s', (_, kind, bytes, isStrong, isTransactional, units) => {
  expect(unitsOf(kind, bytes, isStrong, isTransactional)).toBe(units);
});

test('reads cost read units and writes write units', () => {
  expect([getItem, query].map(unitKindOf)).toEqual([unitKind.read, unitKind.read]);
  expect([putItem, updateItem, deleteItem].map(unitKindOf)).toEqual([unitKind.write, unitKind.write, unitKind.write]);
});
