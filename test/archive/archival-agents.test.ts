/** What is committed is archived: uploaded once, compared by the agents of the other replicas, and let go afterwards. */
import { expect, test, vi } from 'vitest';
import { ObjectStore } from '../../sim/archive/object-store.js';
import { SegmentReader } from '../../sim/archive/segment.js';
import { field } from '../../sim/replication/replica-table.js';
import { groupSize, tenantText, violations } from '../small-region.js';
import { archivedRegion, type Deed, runArchived, storeDown } from './archive-region.js';

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
  const kept: number[] = [];
  const look: Deed = [6, ({ service }) => kept.push(service.storage.partitionLogs.records.inUse)];
  const [down, up] = storeDown(2, 6.01);
  const { run, result } = runArchived({}, [down, look, up]);
  expect(kept[0]).toBeGreaterThan(700);
  expect(result.archive.furthestBehindMs).toBeGreaterThan(4000);
  expect(result.archive.requestsRetried).toBeGreaterThan(10);
  expect(result.archive).toMatchObject({ behindAtEndMs: 0, writesRefusedForLog: 0, segmentsDiffering: 0 });
  expect(run.service.storage.partitionLogs.records.inUse).toBeLessThan(20);
  expect(violations(result)).toEqual([]);
});

test('a store that is slow is tried again once it has not answered in time', () => {
  const slow: Deed = [2, ({ service }) => service.archive!.stores[0].slow(1000)];
  const fast: Deed = [5, ({ service }) => service.archive!.stores[0].slow(1 / 1000)];
  const { archive } = runArchived({}, [slow, fast]).result;
  expect(archive.requestsRetried).toBeGreaterThan(5);
  expect(archive.behindAtEndBytes).toBe(0);
});

test.each([
  ['bytes', { archive: { keptLogBytesMax: '100KB' } }],
  ['records', { parameters: { log: { retainedMax: 100 } } }],
])('a partition whose log that is kept is full of %s refuses writes, and takes them again', (_, bound) => {
  const { archive, outcomes, ...result } = runArchived(bound, storeDown(2, 6)).result;
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
  const { result } = runArchived({ faults: [crash] }, storeDown(3, 9));
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

test('a store cannot come back twice', () => {
  const { stores } = runArchived({ tenants: { a: tenantText({ start: '9s' }) } }).run.service.archive!;
  expect(stores).toHaveLength(archivedRegion().regions.length);
  expect(stores[0]).toBeInstanceOf(ObjectStore);
  expect(() => stores[0].comeBack()).toThrow('not down');
});
