/**
 * Scrub reads what is archived of a partition to compare its replicas with it: that takes requests to the object store, their
 * bytes and their time, and where the store does not answer a partition waits for it, which is told.
 */
import { expect, test } from 'vitest';
import { run } from '../../sim/run.js';
import { runUntil, smallRegion, type Text, tenantText, violations } from '../small-region.js';

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
  expect(integrity).toMatchObject({ partitionsCompared: 2, comparisonsPutOff: 0, foundByScrub: 200 });
  expect(integrity.comparedArchiveBytes).toBe(2 * megabytes * 1e6);
  // The turn at 20 s, and 10 MB at the pace of 10 MB/s, which the store is faster than.
  expect(integrity.longestToFindMs).toBeGreaterThan(20_000 - 1000 + 1000);
  expect(integrity.longestToFindMs).toBeLessThan(20_000 - 1000 + 1200);
  expect(violations({ integrity, ...result })).toEqual([]);
});

test('a store that is slower than the replicas are read makes the turn longer', () => {
  const { integrity } = run(region({ bandwidth: '2500000B/s' }, wrong));
  expect(integrity).toMatchObject({ comparisonsPutOff: 0, foundByScrub: 200 });
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

test('while the store is away a partition waits for it, and its replicas are not read', () => {
  const away = { kind: 'object-store-outage', target: 'r', at: '10s', for: '15s' };
  const { integrity, ...result } = run(region({ timeout: '2s' }, wrong, away));
  // Asked at 20 s and 23 s, each time in vain for 2 s; what was asked at 23 s is not answered though the store is back.
  expect(integrity).toMatchObject({ comparisonsPutOff: 2, partitionsCompared: 2, foundByScrub: 200, damagedAtEnd: 0 });
  expect(integrity.comparedArchiveBytes).toBe(2 * megabytes * 1e6);
  expect(integrity.longestToFindMs).toBeGreaterThan(26_000 - 1000 + 1000);
  expect(integrity.longestToFindMs).toBeLessThan(26_000 - 1000 + 1200);
  expect(violations({ integrity, ...result })).toEqual([]);
  const scrubbing = runUntil(region({ timeout: '2s' }, away), 24);
  expect(scrubbing.events).toBeLessThan(20);
});

test('an outage breaks off what is being read, and it is read anew', () => {
  const brief = { kind: 'object-store-outage', target: 'r', at: '20.5s', for: '100ms' };
  expect(run(region({}, wrong, brief)).integrity).toMatchObject({
    ...{ comparisonsPutOff: 1, partitionsCompared: 2, foundByScrub: 200, damagedAtEnd: 0 },
  });
});

test('a store that answers, and too slowly for any turn, is given up', () => {
  // 10 MB at 100 KB/s take 100 s: four times what reading takes at the pace, and 30 s, are the patience.
  const slow = { kind: 'slow-object-store', target: 'r', at: '10s', factor: 1000 };
  const { integrity } = run(region({ timeout: '100s', backoffMax: '100s', segmentAge: '100s' }, slow));
  expect(integrity).toMatchObject({ comparisonsPutOff: 1, partitionsCompared: 0, comparedArchiveBytes: 0 });
});

test('without an archive replicas are compared alone, and most of them have their way', () => {
  const { integrity } = run(region({ enabled: false }, wrong));
  expect(integrity).toMatchObject({ partitionsCompared: 2, comparedArchiveBytes: 0, comparisonsPutOff: 0 });
  expect(integrity).toMatchObject({ damagedCopies: 300, foundByScrub: 0 });
});
