/** A hand-over that takes longer than the lease it ends counts no more: leadership never goes back to an older term. */
import { expect, test } from 'vitest';
import { runSmallRegion, tenantText, violations } from '../small-region.js';

test.each([1, 2, 3])('with messages to one node slower than a lease, seed %i', (seed) => {
  const result = runSmallRegion({
    seed,
    duration: '90s',
    tables: { t: { partitions: 6, capacity: { mode: 'global', read: 1000, write: 1000 }, splitting: false } },
    tenants: { a: tenantText({ arrivals: { constant: '6/s' }, mix: { getItem: '95%', putItem: '5%' } }) },
    faults: [
      { kind: 'network-delay', target: 'r/az-1/storage-1', at: '12s', for: '60s', delay: '2.2s' },
      ...[20, 30, 40, 50].flatMap((at) =>
        [0, 1, 2, 3, 4, 5].map((group) => ({ kind: 'leader-handover', target: `leader of t/${group}`, at: `${at}s` })),
      ),
    ],
  });
  expect(violations(result)).toEqual([]);
});
