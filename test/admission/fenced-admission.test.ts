/** Writes that wait behind the fence of a split pass admission like all others when it is over. */
import { expect, test } from 'vitest';
import { runSmallRegion, tenantText } from '../small-region.js';

test('what succeeds has been counted, also through splits', () => {
  const { usage, outcomes, controlPlane } = runSmallRegion({
    duration: '20s',
    tables: {
      t: {
        partitions: 1,
        items: { count: 100_000, size: '900B' },
        capacity: { mode: 'static', read: 1, write: 200 },
        splitting: { size: true },
      },
    },
    tenants: { a: tenantText({ arrivals: { constant: '2k/s' }, mix: { putItem: '100%' } }) },
    parameters: {
      // Fences last as long as messages between zones.
      network: { crossZoneDelay: { constant: '100ms' } },
      router: { callTimeout: '3s' },
      autoadmin: { splitBytes: '1MB', interval: '1s', copyBandwidth: '50MB/s' },
    },
  });
  expect(controlPlane.splitsForSize).toBeGreaterThan(10);
  // Of a unit each. Some are counted and not answered yet.
  expect(usage[0].consumedWriteUnits).toBeGreaterThanOrEqual(outcomes[0].succeeded);
});
