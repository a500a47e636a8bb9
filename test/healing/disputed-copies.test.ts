/**
 * Of two whole copies that differ nobody can say which is right: none is copied to repair a third, which is told, until the
 * archive says it, the item is written anew, or they agree again.
 */
import { expect, test } from 'vitest';
import { run } from '../../sim/run.js';
import { smallRegion, type Text, tenantText, violations } from '../small-region.js';

const items = 60;
const idle = { arrivals: { poisson: '1/h' }, start: '38s' };
const rot = (target: string, at = '2s') => ({ kind: 'bit-rot', target, items, at });
const wrong = (target: string, at = '2s') => ({ kind: 'silent-wrong-replica', target, items, at });

/** All items of one copy rot, and all of another are silently wrong: the third is good. */
const region = ({ tenant = idle, parameters = {}, ...changes }: Text & { tenant?: Text } = {}) =>
  smallRegion({
    duration: '40s',
    tables: { t: { partitions: 1, items: { count: items, size: '1KB' } } },
    tenants: { a: tenantText(tenant) },
    faults: [rot('follower 1 of t/0'), wrong('follower 2 of t/0')],
    parameters: { scrub: { enabled: true, period: '10s' }, ...(parameters as object) },
    ...changes,
  });

test('without an archive the rotten copy stays as it is, and no good one is overwritten', () => {
  const { integrity, ...result } = run(region());
  expect(integrity).toMatchObject({ damagedCopies: 2 * items, foundByScrub: items, repairedCopies: 0 });
  expect(integrity).toMatchObject({ itemsDisputed: items, disputedAtEnd: items, damagedAtEnd: 2 * items });
  expect(violations({ integrity, ...result })).toEqual([]);
});

test('the archive tells which is right, and all copies are repaired', () => {
  const { integrity, ...result } = run(region({ parameters: { archive: { enabled: true } } }));
  expect(integrity).toMatchObject({ damagedCopies: 2 * items, foundByScrub: 2 * items, repairedCopies: 2 * items });
  expect(integrity).toMatchObject({ itemsDisputed: 0, damagedAtEnd: 0 });
  expect(violations({ integrity, ...result })).toEqual([]);
});

test('a version that is not archived yet is judged as soon as it is', () => {
  const writer = { mix: { putItem: '100%' }, arrivals: { poisson: '200/s' }, stop: '2s' };
  const faults = [rot('follower 1 of t/0', '3s'), wrong('follower 2 of t/0', '3s')];
  const parameters = { archive: { enabled: true, segmentAge: '15s' } };
  const { integrity, ...result } = run(region({ tenant: writer, parameters, faults }));
  expect(integrity).toMatchObject({ damagedCopies: 2 * items, damagedAtEnd: 0, disputedAtEnd: 0 });
  // Of one that was written last, a replica may not have heard yet: it had the version before, which is archived.
  expect(integrity.itemsDisputed).toBeGreaterThanOrEqual(items - 1);
  // Compared at 10 s; archived 15 s after the first writes, before the next turn at 20 s.
  expect(integrity.longestToFindMs).toBeGreaterThan(12_000);
  expect(integrity.longestToFindMs).toBeLessThan(16_900);
  expect(violations({ integrity, ...result })).toEqual([]);
});

test('an item that is written anew is in dispute no more', () => {
  const writer = { mix: { putItem: '100%' }, arrivals: { poisson: '200/s' }, start: '15s', stop: '20s' };
  const { integrity } = run(region({ tenant: writer }));
  expect(integrity).toMatchObject({ itemsDisputed: items, disputedAtEnd: 0, repairedCopies: 0 });
});

test('copies that come to agree are, and what rotted is repaired from them', () => {
  // The node of the wrong copies loses them, and copies those of the leader.
  const faults = [
    ...[rot('follower 1 of t/0'), wrong('follower 2 of t/0')],
    { kind: 'host-crash-losing-data', target: 'follower 2 of t/0', at: '12s', for: '1s' },
  ];
  const { integrity, ...result } = run(region({ faults }));
  expect(integrity).toMatchObject({ itemsDisputed: items, disputedAtEnd: 0, damagedAtEnd: 0, repairedCopies: items });
  expect(violations({ integrity, ...result })).toEqual([]);
});

test('two of five that agree are no majority', () => {
  const five = {
    regions: { r: { zones: 5, routersPerZone: 1, storageNodesPerZone: 1 } },
    faults: [rot('follower 1 of t/0'), rot('follower 2 of t/0'), wrong('follower 3 of t/0')],
    parameters: { replication: { replicas: 5, quorum: 3 } },
  };
  const { integrity } = run(region(five));
  expect(integrity).toMatchObject({ itemsDisputed: items, foundByScrub: 2 * items, repairedCopies: 0 });
  const [, ...oneRots] = five.faults;
  const decided = run(region({ ...five, faults: oneRots })).integrity;
  expect(decided).toMatchObject({ itemsDisputed: 0, foundByScrub: 2 * items, repairedCopies: 2 * items });
});
