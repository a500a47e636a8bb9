import { expect, test } from 'vitest';
import { busiestRows } from '../../sim/measurement/usage-rows.js';
import { busiestMax } from '../../sim/result.js';
import { runSmallRegion, tenantText } from '../small-region.js';

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

test('a partition that refuses is named, with all that was refused', () => {
  // One item is asked for 20 units a second, of which its partition has a quarter of 40.
  const { usage, busiest } = runSmallRegion({
    duration: '60s',
    tables: {
      t: { partitions: 4, items: { count: 1000, size: '1000B' }, capacity: { mode: 'static', read: 40, write: 40 } },
    },
    tenants: { a: tenantText({ arrivals: { constant: '20/s' }, mix: { putItem: '100%' }, keys: { single: 7 } }) },
  });
  const [{ name }] = busiest.partitions;
  expect(busiest.throttledPartitions).toEqual([{ name, readUnits: 0, writeUnits: usage[0].throttledUnits }]);
  // A half, but for the second's worth that the partition begins with.
  expect(Math.abs(usage[0].throttledUnits - 10 * 60)).toBeLessThanOrEqual(20);
});
