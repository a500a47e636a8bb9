/** The control plane keeps away from nodes with a fault: it neither makes an outage of one nor stops working for it. */
import { expect, test } from 'vitest';
import { runSmallRegion, sum, tenantText } from '../small-region.js';

test('leaders are not handed to replicas that nobody can reach', () => {
  const result = runSmallRegion({
    duration: '70s',
    regions: { r: { routersPerZone: 2, storageNodesPerZone: 3 } },
    tables: { t: { partitions: 12, capacity: { mode: 'global', read: 3000, write: 3000 }, splitting: false } },
    tenants: { a: tenantText({ arrivals: { poisson: '500/s' } }) },
    faults: [{ kind: 'network-partition', target: 'all storage nodes in r/az-1', at: '11s', for: '45s' }],
  });
  // Four of twelve leaders were cut off; from five seconds after that all requests find another.
  expect(sum(result, 'serverErrors', 16, 55) + sum(result, 'timedOut', 16, 55)).toBe(0);
  expect(sum(result, 'succeeded', 16, 55)).toBeGreaterThan(18_000);
  expect(result.controlPlane.leadersMoved).toBe(result.elections.handovers);
});

test('a node with a failed disk is no target of splits', () => {
  const { controlPlane } = runSmallRegion({
    duration: '150s',
    regions: { r: { routersPerZone: 1, storageNodesPerZone: 3 } },
    tables: {
      t: { partitions: 1, items: { count: 1000, size: '900B' }, capacity: { mode: 'global', read: 400, write: 400 } },
    },
    tenants: { a: tenantText({ arrivals: { poisson: '150/s' }, mix: { putItem: '100%' } }) },
    faults: [{ kind: 'disk-failure', target: 'r/az-1/storage-2', at: '1s' }],
    parameters: { admission: { partitionWriteUnits: 100 } },
  });
  expect(controlPlane.splitsForConsumption).toBeGreaterThan(0);
  expect(controlPlane.givenUp).toBe(0);
});
