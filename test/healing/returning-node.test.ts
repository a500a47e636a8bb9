/**
 * A node that was replaced while it was down has on its drive what it had: it comes back into its group with that, and
 * copies the log alone. 100 MB a partition, of which the log since the crash is 2 MB or so.
 */
import { expect, test } from 'vitest';
import { Run } from '../../sim/run.js';
import type { Observer } from '../../sim/trace.js';
import { smallRegion, type Text, tenantText, violations } from '../small-region.js';

/** Its report comes before the next of the leader, which would have another node build the replica: drawn so by seed 1. */
const returning = (changes: Text = {}, observer: Observer = {}) => {
  const run = new Run(
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
    { observers: [observer] },
  );
  run.advance();
  return run.finish();
};

test('it comes back with what it had, needs the log alone, and takes the place of the log replica when it has that', () => {
  const heard: string[] = [];
  const kindOf = (isStorage: boolean) => (isStorage ? 'with items' : 'log replica');
  const result = returning(
    {},
    {
      replicaCopied: () => heard.push('copied'),
      replicaJoined: (_clock, _group, _node, isStorage) => heard.push(`joined, ${kindOf(isStorage)}`),
      replicaLeft: () => heard.push('left'),
    },
  );
  expect(violations(result)).toEqual([]);
  expect(result.healing).toMatchObject({ logReplicasAdded: 1, storageReplicasAdded: 1, underReplicatedAtEnd: 0 });
  expect(result.healing.copiedBytes).toBeLessThan(5e6);
  expect(heard).toEqual(['copied', 'joined, log replica', 'left', 'copied', 'joined, with items', 'left']);
});

test('where its drive is empty all is copied', () => {
  const faults = [{ kind: 'host-crash-losing-data', target: 'follower 1 of t/0', at: '10s', for: '4s' }];
  const result = returning({ faults });
  expect(violations(result)).toEqual([]);
  expect(result.healing).toMatchObject({ storageReplicasAdded: 1, underReplicatedAtEnd: 0 });
  expect(result.healing.copiedBytes).toBeGreaterThan(100e6);
});
