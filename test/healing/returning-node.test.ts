/**
 * A node that was replaced while it was down has on its drive what it had: it comes back into its group with that, and
 * copies the log alone. 100 MB a partition, of which the log since the crash is 2 MB or so.
 */
import { expect, test } from 'vitest';
import { run } from '../../sim/run.js';
import { smallRegion, type Text, tenantText, violations } from '../small-region.js';

/** Its report comes before the next of the leader, which would have another node build the replica: drawn so by seed 1. */
const returning = (changes: Text = {}) =>
  run(
    smallRegion({
      seed: 1,
      duration: '60s',
      regions: { r: { zones: 3, routersPerZone: 1, storageNodesPerZone: 3 } },
      tables: { t: { partitions: 1, items: { count: 100_000, size: '1KB' } } },
      tenants: { a: tenantText() },
      faults: [{ kind: 'host-crash', target: 'follower 1 of t/0', at: '10s', for: '4s' }],
      parameters: { healing: { enabled: true, reportEvery: '10s' } },
      ...changes,
    }),
  );

test('it comes back with what it had, and needs the log alone', () => {
  const result = returning();
  expect(violations(result)).toEqual([]);
  expect(result.healing).toMatchObject({ logReplicasAdded: 1, storageReplicasAdded: 1, underReplicatedAtEnd: 0 });
  expect(result.healing.copiedBytes).toBeLessThan(5e6);
});

test('where its drive is empty all is copied', () => {
  const faults = [{ kind: 'host-crash-losing-data', target: 'follower 1 of t/0', at: '10s', for: '4s' }];
  const result = returning({ faults });
  expect(violations(result)).toEqual([]);
  expect(result.healing).toMatchObject({ storageReplicasAdded: 1, underReplicatedAtEnd: 0 });
  expect(result.healing.copiedBytes).toBeGreaterThan(100e6);
});
