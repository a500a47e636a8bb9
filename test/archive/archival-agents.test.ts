/** What is committed is archived: uploaded once, compared by the agents of the other replicas, and let go afterwards. */
import { expect, test, vi } from 'vitest';
import { ObjectStore } from '../../sim/archive/object-store.js';
import { SegmentReader } from '../../sim/archive/segment.js';
import { Distribution } from '../../sim/engine/distribution.js';
import { RandomStreams } from '../../sim/engine/random-stream.js';
import { field } from '../../sim/replication/replica-table.js';
import { groupSize, runUntil, tenantText, violations } from '../small-region.js';
import { archivedRegion, runArchived, storeDown } from './archive-region.js';

test('all that is committed is archived, by one agent, and compared by each of the others', () => {
  const { run, result } = runArchived();
  const { archive } = result;
  const { groups } = run.service;
  let bytes = 0;
  for (let group = 0; group < groups.count; group++) {
    expect(run.service.archive!.stores[0].manifests.endOf(group)).toBe(groups.get(group, field.commit));
    bytes += 1000 * groups.get(group, field.commit);
  }
  expect(archive).toMatchObject({ uploadedBytes: bytes, segmentsDiffering: 0, requestsRetried: 0 });
  expect(archive.segmentsUploaded).toBeGreaterThan(20);
  expect(archive.segmentsCompared).toBe((groupSize.replicas - 1) * archive.segmentsUploaded);
  expect(archive).toMatchObject({ behindAtEndMs: 0, behindAtEndBytes: 0, unarchivedWritesLost: 0 });
  expect(violations(result)).toEqual([]);
});

test('a write waits for its age or for its bytes, whichever is first', () => {
  const behindMs = (archive: object) => runArchived({ archive }).result.archive.furthestBehindMs;
  // 100 KB a second come to each partition; stagger, reading and uploading take what is more.
  expect(behindMs({ segmentBytes: '100MB', segmentAge: '1s' })).toBeGreaterThan(1000);
  expect(behindMs({ segmentBytes: '100MB', segmentAge: '1s' })).toBeLessThan(1300);
  const bySize = runArchived({ archive: { segmentBytes: '20KB', segmentAge: '5s' } }).result.archive;
  expect(bySize.furthestBehindBytes).toBeLessThan(80_000);
  expect(bySize.segmentsUploaded).toBeGreaterThan(40);
});

test('what is archived is let go', () => {
  const { run } = runArchived();
  // The last records of each partition may stay until its followers hear that they are committed.
  expect(run.service.storage.partitionLogs.records.inUse).toBeLessThan(20);
});

test('while the store is down the log is kept, and archived when it is back', () => {
  const run = runUntil(archivedRegion({ faults: [storeDown(2, 6)] }), 5.99);
  expect(run.service.storage.partitionLogs.records.inUse).toBeGreaterThan(700);
  run.advance();
  const result = run.finish();
  expect(result.archive.furthestBehindMs).toBeGreaterThan(4000);
  expect(result.archive.requestsRetried).toBeGreaterThan(10);
  expect(result.archive).toMatchObject({ behindAtEndMs: 0, writesRefusedForLog: 0, segmentsDiffering: 0 });
  expect(run.service.storage.partitionLogs.records.inUse).toBeLessThan(20);
  expect(violations(result)).toEqual([]);
});

test('a store that is slow is tried again once it has not answered in time', () => {
  const slow = { kind: 'slow-object-store', target: 'r', factor: '1000x', at: '2s', for: '3s' };
  const { archive } = runArchived({ faults: [slow] }).result;
  expect(archive.requestsRetried).toBeGreaterThan(5);
  expect(archive.behindAtEndBytes).toBe(0);
});

test.each([
  ['bytes', { archive: { keptLogBytesMax: '100KB' } }],
  ['records', { parameters: { log: { retainedMax: 100 } } }],
])('a partition whose log that is kept is full of %s refuses writes, and takes them again', (_, bound) => {
  const { archive, outcomes, ...result } = runArchived({ ...bound, faults: [storeDown(2, 6)] }).result;
  expect(archive.writesRefusedForLog).toBeGreaterThan(300);
  expect(outcomes[0].serverErrors).toBe(archive.writesRefusedForLog);
  expect(archive.furthestBehindBytes).toBeLessThan(120_000);
  expect(archive).toMatchObject({ behindAtEndBytes: 0, unarchivedWritesLost: 0 });
  expect(violations({ archive, outcomes, ...result })).toEqual([]);
});

test('whoever differs from the manifest is counted', () => {
  const { checksum } = SegmentReader.prototype;
  let checksums = 0;
  vi.spyOn(SegmentReader.prototype, 'checksum').mockImplementation(function (this: SegmentReader) {
    return checksum.call(this) ^ (++checksums === 4 ? 1 : 0);
  });
  const { archive } = runArchived().result;
  vi.restoreAllMocks();
  expect(archive.segmentsDiffering).toBeGreaterThan(0);
  expect(archive.segmentsDiffering).toBeLessThan(3);
});

test('a replica that was away does not hold up the archive, and compares what is kept when it is back', () => {
  // It leads neither partition.
  const crash = { kind: 'host-crash', target: 'r/az-3/storage-1', at: '2s', for: '4s' };
  const { result } = runArchived({ faults: [crash] });
  expect(result.archive.behindAtEndBytes).toBe(0);
  expect(result.archive.furthestBehindMs).toBeLessThan(1500);
  expect(result.archive.segmentsDiffering).toBe(0);
});

test('when all copies of a partition are lost, what was not archived is lost, and counted', () => {
  const crash = { kind: 'host-crash-losing-data', target: 'all storage nodes in r', at: '5s', for: '1s' };
  const { result } = runArchived({ faults: [crash, storeDown(3, 9)] });
  const lostMs = 5000 - 3000;
  expect(result.archive.unarchivedWritesLost).toBeGreaterThan((200 * lostMs) / 1000);
  expect(result.archive.unarchivedWritesLost).toBeLessThan((200 * (lostMs + 1000)) / 1000);
});

test('a scenario without it schedules nothing of it, nor does a partition without writes with it', () => {
  const quiet = { a: tenantText({ arrivals: { poisson: '1/h' }, start: '9s', mix: { putItem: '100%' } }) };
  const tables = { t: { partitions: 50_000, items: { count: 1000 } } };
  expect(runArchived({ tenants: quiet, tables }).result.run.events).toBe(0);
  const plain = runArchived({ archive: { enabled: false } });
  expect(plain.run.service.archive).toBeNull();
  expect(plain.run.service.storage.partitionLogs.feed).toBeNull();
});

test('a fault of the store hits no host, and needs an archive', () => {
  const faults = [storeDown(2, 6)];
  expect(runArchived({ faults }).result.faults[0]).toMatchObject({ target: 'r', hosts: [], hostsHit: 0 });
  expect(() => archivedRegion({ faults, archive: { enabled: false } })).toThrow(
    /object-store-outage.*expected parameters.archive.enabled: true/,
  );
  expect(() => archivedRegion({ faults: [{ ...faults[0], target: 'r/az-1' }] })).toThrow(/expected a region/);
});

test('outages of a store that overlap unite, and factors multiply; what was asked before one is not answered', () => {
  const store = new ObjectStore(
    { firstByte: new Distribution({ kind: 'constant', value: 1e6 }), bandwidth: 1e6 },
    new RandomStreams(1).stream('r', 'object store'),
  );
  const before = store.epoch;
  store.goDown();
  store.goDown();
  store.comeBack();
  expect(store.isUp).toBe(false);
  store.comeBack();
  expect([store.isUp, store.isAnswered(before), store.isAnswered(store.epoch)]).toEqual([true, false, true]);
  expect(() => store.comeBack()).toThrow('not down');
  expect(store.answerAfterNs(1000)).toBe(2e6);
  store.slowDown(3);
  store.slowDown(2);
  expect(store.answerAfterNs(1000)).toBe(12e6);
  store.speedUp(3);
  expect(store.answerAfterNs(1000)).toBe(4e6);
});
