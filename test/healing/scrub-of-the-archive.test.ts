/**
 * Scrub reads what is archived of a partition to compare its replicas with it: that takes requests to the object store, their
 * bytes and their time, and where the store does not answer they are compared without it, which is told.
 */
import { expect, test } from 'vitest';
import { run } from '../../sim/run.js';
import { smallRegion, type Text, tenantText, violations } from '../small-region.js';

const megabytes = 10;
/** 10 MB, which replicas read in a second, and nobody writes; half of the period is between turns. */
const idle = { arrivals: { poisson: '1/h' }, start: '59s' };
const regionWith = (tenant: Text, archive: Text, ...faults: Text[]) =>
  smallRegion({
    duration: '60s',
    tables: { t: { partitions: 1, items: { count: 100, size: '100KB' } } },
    tenants: { a: tenantText(tenant) },
    parameters: { scrub: { enabled: true, period: '20s' }, archive: { enabled: true, ...archive } },
    faults,
  });
const region = (archive: Text, ...faults: Text[]) => regionWith(idle, archive, ...faults);
/** Two of three are wrong: only the archive can tell. */
const wrong = { kind: 'silent-wrong-replica', target: 'followers of t/0', items: 100, at: '1s' };

test('each turn reads the snapshot, and finds what is wrong when it has been read', () => {
  const { integrity, ...result } = run(region({}, wrong));
  expect(integrity).toMatchObject({ partitionsCompared: 2, comparisonsWithoutArchive: 0, foundByScrub: 200 });
  expect(integrity.comparedArchiveBytes).toBe(2 * megabytes * 1e6);
  // The turn at 20 s, and 10 MB at the pace of 10 MB/s, which the store is faster than.
  expect(integrity.longestToFindMs).toBeGreaterThan(20_000 - 1000 + 1000);
  expect(integrity.longestToFindMs).toBeLessThan(20_000 - 1000 + 1200);
  expect(violations({ integrity, ...result })).toEqual([]);
});

test('a store that is slower than the replicas are read makes the turn longer', () => {
  const { integrity } = run(region({ bandwidth: '2500000B/s' }, wrong));
  expect(integrity).toMatchObject({ comparisonsWithoutArchive: 0, foundByScrub: 200 });
  // 10 MB at 2.5 MB/s.
  expect(integrity.longestToFindMs).toBeGreaterThan(20_000 - 1000 + 4000);
  expect(integrity.longestToFindMs).toBeLessThan(20_000 - 1000 + 4300);
});

test('the log since the snapshot is read as well', () => {
  // 10 MB, far below what a snapshot is built of.
  const writer = { mix: { putItem: '100%' }, arrivals: { poisson: '10/s' }, stop: '10s' };
  const { integrity, archive } = run(regionWith(writer, { segmentAge: '2s' }));
  expect(archive.uploadedBytes).toBeGreaterThan(5e6);
  expect(integrity.comparedArchiveBytes).toBe(2 * (megabytes * 1e6 + archive.uploadedBytes));
});

test('while the store is away checksums tell as ever, and only which of differing copies is right waits for it', () => {
  const away = { kind: 'object-store-outage', target: 'r', at: '10s', for: '15s' };
  const rotten = { kind: 'bit-rot', target: 'leader of t/0', items: 40, at: '1s' };
  const rot = run(region({ timeout: '2s' }, rotten, away)).integrity;
  expect(rot).toMatchObject({ comparisonsWithoutArchive: 1, itemsDisputed: 0, foundByScrub: 40, repairedCopies: 40 });
  // Asked at 20 s, in vain for 2 s; then the replicas are read in 1 s.
  expect(rot.longestToFindMs).toBeGreaterThan(23_000 - 1000);
  expect(rot.longestToFindMs).toBeLessThan(23_000 - 1000 + 200);
  const { integrity, ...result } = run(region({ timeout: '2s' }, wrong, away));
  expect(integrity).toMatchObject({ comparisonsWithoutArchive: 1, partitionsCompared: 2, itemsDisputed: 100 });
  expect(integrity).toMatchObject({ damagedCopies: 200, foundByScrub: 200, damagedAtEnd: 0, disputedAtEnd: 0 });
  // The store is back at 25 s: of the pages that were asked for at 24 s none comes, and 2 s later they are asked for anew.
  expect(integrity.longestToFindMs).toBeGreaterThan(25_000 - 1000);
  expect(integrity.longestToFindMs).toBeLessThan(30_000 - 1000);
  expect(integrity.comparedArchiveBytes).toBe(megabytes * 1e6);
  expect(violations({ integrity, ...result })).toEqual([]);
});

test('an outage breaks off what is being read, and the replicas are compared without it', () => {
  const brief = { kind: 'object-store-outage', target: 'r', at: '20.5s', for: '100ms' };
  expect(run(region({}, wrong, brief)).integrity).toMatchObject({
    ...{ comparisonsWithoutArchive: 1, partitionsCompared: 2, foundByScrub: 200, damagedAtEnd: 0 },
  });
});

test('a store that answers, and too slowly for any turn, is not waited for longer', () => {
  // 10 MB at 100 KB/s take 100 s: four times what reading takes at the pace, and 30 s, are the patience.
  const slow = { kind: 'slow-object-store', target: 'r', at: '10s', factor: 1000 };
  const { integrity } = run(region({ timeout: '100s', backoffMax: '100s', segmentAge: '100s' }, wrong, slow));
  expect(integrity).toMatchObject({ comparisonsWithoutArchive: 1, partitionsCompared: 1, comparedArchiveBytes: 0 });
  expect(integrity).toMatchObject({ itemsDisputed: 100, disputedAtEnd: 100 });
});

test('after an outage no good copy is outvoted by what the archive has not taken yet', () => {
  const writer = { mix: { putItem: '100%' }, arrivals: { poisson: '50/s' }, start: '12s', stop: '16s' };
  const both = { ...wrong, at: '17s' };
  const away = { kind: 'object-store-outage', target: 'r', at: '10s', for: '9s' };
  const { integrity, ...result } = run(regionWith(writer, { segmentAge: '15s', timeout: '1s' }, away, both));
  expect(integrity).toMatchObject({ comparisonsWithoutArchive: 0, damagedCopies: 200, damagedAtEnd: 0 });
  expect(integrity.itemsDisputed).toBeGreaterThan(50);
  expect(violations({ integrity, ...result })).toEqual([]);
});

test('without an archive replicas are compared alone, and most of them have their way', () => {
  const { integrity } = run(region({ enabled: false }, wrong));
  expect(integrity).toMatchObject({ partitionsCompared: 2, comparedArchiveBytes: 0, comparisonsWithoutArchive: 0 });
  expect(integrity).toMatchObject({ damagedCopies: 300, foundByScrub: 0 });
});
