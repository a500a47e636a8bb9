/**
 * A table with a capacity keeps it when its replicas go elsewhere: what a lost node had promised its partitions, the nodes of
 * their new replicas promise. 12 partitions share 1,200 read units/s: 100 each, on each of three nodes.
 */
import { expect, test } from 'vitest';
import { Run } from '../../sim/run.js';
import { smallRegion, tenantText } from '../small-region.js';

test.each([{ logReplicas: true }, { logReplicas: false }])('a lost node promises nothing: %j', ({ logReplicas }) => {
  const run = new Run(
    smallRegion({
      duration: '80s',
      regions: { r: { zones: 3, routersPerZone: 1, storageNodesPerZone: 4 } },
      tables: {
        t: {
          partitions: 12,
          items: { count: 12_000, size: '1KB' },
          capacity: { mode: 'bursting', read: 1200, write: 600 },
        },
      },
      tenants: { a: tenantText({ arrivals: { poisson: '50/s' } }) },
      faults: [{ kind: 'host-crash', target: 'az-1/storage-1', at: '10s' }],
      parameters: { healing: { enabled: true, logReplicas, reportEvery: '1s' } },
    }),
  );
  const promisedBy = () => {
    const { storage, admission } = run.service;
    return storage.nodes.hosts.map(({ id }) => admission!.nodes.allocatedOn(id, 0));
  };
  const before = promisedBy();
  const total = before.reduce((sum, units) => sum + units, 0);
  expect(total).toBeCloseTo(3 * 1200, 6);
  expect(before[0]).toBeGreaterThan(0);
  run.advance();
  const after = promisedBy();
  expect(run.finish().healing).toMatchObject({ underReplicatedAtEnd: 0, storageReplicasAdded: before[0] / 100 });
  expect(after[0]).toBeCloseTo(0, 6);
  expect(after.reduce((sum, units) => sum + units, 0)).toBeCloseTo(total, 6);
});
