/** Throttles by reason over time add up to the counts of the whole run, and no partition serves more than it may for long. */
import { expect, test } from 'vitest';
import { run } from '../../sim/run.js';
import { smallRegion, tenantText } from '../small-region.js';

const partitionReadUnits = 50;

/** One hot partition: 200 reads a second ask for 100 units or 200, of which it serves 50. */
const result = run(
  smallRegion({
    tables: {
      t: {
        ...{ partitions: 1, items: { count: 1000, size: '1KB' } },
        capacity: { mode: 'on-demand', read: 1000, write: 1000 },
      },
    },
    tenants: { a: tenantText({ mix: { getItem: '100%' } }) },
    parameters: { admission: { partitionReadUnits } },
  }),
);

test('each reason adds up to its attempts, window by window', () => {
  const { throttles, timeS } = result.series;
  const [usage] = result.usage;
  expect(Object.keys(usage.throttledAttempts).length).toBeGreaterThan(0);
  for (const { attempts } of throttles) expect(attempts).toHaveLength(timeS.length);
  const sums = throttles.map(({ reason, attempts }) => [reason, attempts.reduce((sum, each) => sum + each, 0)]);
  // Without a warm-up the rows count from the beginning, too.
  expect(Object.fromEntries(sums)).toEqual(usage.throttledAttempts);
});

test('a hot partition is as busy as it can be, and no busier over the run', () => {
  const [{ maxPartitionUtilisation }] = result.series.tables;
  const mean = maxPartitionUtilisation.reduce((sum, each) => sum + each, 0) / maxPartitionUtilisation.length;
  // It may save up while it is idle, which it never is but in the first moments.
  expect(mean).toBeGreaterThan(0.95);
  expect(mean).toBeLessThan(1.1);
});
