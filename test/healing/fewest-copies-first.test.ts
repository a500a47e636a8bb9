/**
 * Where much is lost at once, partitions with one copy left are rebuilt before those with two. One rebuild at a time, 8 MB a
 * partition at 2 MB/s: the second loss comes before the first rebuild is ordered, and takes one more copy of some.
 */
import { expect, test } from 'vitest';
import { Run } from '../../sim/run.js';
import { smallRegion, tenantText, violations } from '../small-region.js';

test('one copy left comes before two', () => {
  const copies = new Map<number, number>();
  const begun: number[] = [];
  const run = new Run(
    smallRegion({
      duration: '300s',
      regions: { r: { zones: 3, routersPerZone: 1, storageNodesPerZone: 3 } },
      tables: { t: { partitions: 18, items: { count: 144_000, size: '1KB' } } },
      tenants: { a: tenantText({ arrivals: { poisson: '20/s' } }) },
      faults: [
        { kind: 'host-crash', target: 'az-1/storage-1', at: '10s' },
        { kind: 'host-crash', target: 'az-2/storage-1', at: '17s' },
      ],
      parameters: {
        replication: { catchUpBandwidth: '2MB/s' },
        healing: { enabled: true, rebuildsMax: 1, reportEvery: '1s' },
      },
    }),
    {
      observers: [
        {
          copiesChanged: (_clock, group, whole) => copies.set(group, whole),
          replicaJoined: (_clock, group, _node, isStorage) => {
            if (isStorage) begun.push(copies.get(group) ?? 3);
          },
        },
      ],
    },
  );
  run.advance();
  const result = run.finish();
  expect(violations(result)).toEqual([]);
  expect(result.healing.underReplicatedAtEnd).toBe(0);
  expect(begun).toContain(1);
  expect(begun).toContain(2);
  expect(begun).toEqual([...begun].sort());
});
