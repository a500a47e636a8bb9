import { expect, test } from 'vitest';
import { busiestRows } from '../../sim/measurement/usage-rows.js';
import { busiestMax } from '../../sim/result.js';

const nameOf = (index: number) => `n-${index}`;

test('the busiest come first, by units of both kinds, and idle ones not at all', () => {
  const units = Float64Array.of(1, 1, 0, 0, 0, 5, 4, 0);
  expect(busiestRows(units, 4, nameOf)).toEqual([
    { name: 'n-2', readUnits: 0, writeUnits: 5 },
    { name: 'n-3', readUnits: 4, writeUnits: 0 },
    { name: 'n-0', readUnits: 1, writeUnits: 1 },
  ]);
});

test('their number is bounded', () => {
  const units = new Float64Array(400).fill(1);
  expect(busiestRows(units, 200, nameOf)).toHaveLength(busiestMax);
});
