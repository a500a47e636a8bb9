/** Even load on a sorted table is even over its partitions, so that shares of a provision are of use. */
import { expect, test } from 'vitest';
import { runSmallRegion, tenantText } from '../small-region.js';

test('even load at 90 % of a provision that ten sorted partitions share is not refused', () => {
  const { usage, tables } = runSmallRegion({
    duration: '10s',
    tables: {
      t: {
        partitions: 10,
        order: 'sorted',
        items: { count: 100_000, size: '900B' },
        capacity: { mode: 'static', read: 2000, write: 10 },
        splitting: false,
      },
    },
    tenants: { a: tenantText({ arrivals: { poisson: '1800/s' }, mix: { getItem: '100%' }, reads: 'strong' }) },
  });
  // 180/s on each of 200/s, which saves up to 200: a queue that is served at 200/s and in use for 90 % passes 200 in a
  // share of e^(-2 x 10 % / 90 % x 200) of the time, which is never.
  expect(usage[0].throttledUnits).toBe(0);
  // Ten counts of 1,800: the greatest lies 1.5 standard deviations, 3.7 %, above the mean, and rarely three.
  expect(tables[0].skew).toBeLessThan(1.08);
});
