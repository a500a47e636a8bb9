/**
 * Records that rot in the logs of replicas are found by whoever reads them from the drive: the agent that archives the log,
 * a replica that copies it, a node that starts again. They are handed to nobody, and repaired from a log that has them whole.
 */
import { expect, test, vi } from 'vitest';
import { field } from '../../sim/replication/replica-table.js';
import { type Run, run } from '../../sim/run.js';
import { archivedRegion, storeDown } from '../archive/archive-region.js';
import { groupSize, runUntil, smallRegion, type Text, tenantText, verdict, violations } from '../small-region.js';

const rot = (target: string, records: number, at: string): Text => ({ kind: 'log-rot', target, records, at });
/** From 2 s to 6 s nothing is archived: by 5.5 s two partitions keep some 350 records each, which are one segment. */
const kept = (...faults: Text[]) =>
  archivedRegion({ archive: { segmentBytes: '1MB' }, faults: [storeDown(2, 6), ...faults] });
const bytesCommitted = ({ service: { groups } }: Run) =>
  Array.from({ length: groups.count }, (_, group) => 1000 * groups.get(group, field.commit)).reduce((a, b) => a + b);

test('the agent that reads a rotten record uploads nothing of it, and another copy takes its place', () => {
  const ended = runUntil(kept(rot('leader of t/0', 30, '5.5s')), 10);
  const result = ended.finish();
  expect(result.integrity).toMatchObject({ damagedCopies: 30, damagedLogRecords: 30, foundAtArchive: 30 });
  expect(result.integrity).toMatchObject({ repairedCopies: 30, discardedCopies: 0, damagedAtEnd: 0, wrongReads: 0 });
  // Until the store is back, and the longest back-off, stagger, request and reading.
  expect(result.integrity.longestToFindMs).toBeGreaterThan(500);
  expect(result.integrity.longestToFindMs).toBeLessThan(500 + 400 + 1000);
  // A page's worth of copying, not the log.
  expect(result.integrity.longestToRepairMs! - result.integrity.longestToFindMs!).toBeLessThan(100);
  expect(result.archive).toMatchObject({
    segmentsDiffering: 0,
    partitionsStalled: 0,
    behindAtEndBytes: 0,
    uploadedBytes: bytesCommitted(ended),
  });
  expect(result.archive.segmentsCompared).toBe((groupSize.replicas - 1) * result.archive.segmentsUploaded);
  expect(violations(result)).toEqual([]);
  expect(verdict(result, 'archived-log')).toBe('holds');
});

test('records that rot in all three logs are repaired from each other as long as one has each of them', () => {
  const faults = ['r/az-1/storage-1', 'r/az-2/storage-1', 'r/az-3/storage-1'].map((node) => rot(node, 20, '5.5s'));
  const result = run(kept(...faults));
  const { integrity } = result;
  expect(integrity).toMatchObject({ damagedLogRecords: 60, repairedCopies: 60, damagedAtEnd: 0 });
  expect(integrity.foundAtArchive + integrity.foundOnTransfer).toBe(60);
  expect(integrity.foundAtArchive).toBeGreaterThan(50);
  expect(result.archive).toMatchObject({ segmentsDiffering: 0, behindAtEndBytes: 0 });
  expect(violations(result)).toEqual([]);
});

test('what no log has whole is not archived: the partition is behind from there on, and loses nothing', () => {
  const ended = runUntil(kept(rot('all storage nodes in r', 1000, '5.5s')), 10);
  const { groups, archive } = ended.service;
  // Whatever two partitions keep, in three logs.
  const records = ended.service.storage.partitionLogs.rot!.count;
  const result = ended.finish();
  expect(records).toBeGreaterThan(3 * 2 * 300);
  expect(result.integrity).toMatchObject({ damagedCopies: records, repairedCopies: 0, damagedAtEnd: records });
  for (let group = 0; group < groups.count; group++) {
    const end = archive!.stores[0].manifests.endOf(group);
    // What was archived before the store was down, at 100 writes a second.
    expect(end).toBeGreaterThan(100);
    expect(end).toBeLessThan(250);
  }
  expect(result.archive.behindAtEndBytes).toBe(bytesCommitted(ended) - result.archive.uploadedBytes);
  expect(result.archive.partitionsStalled).toBe(groups.count);
  expect(violations(result)).toEqual([]);
});

test('a replica that copies the log gets no rotten record, and is whole when its leader has a good one again', () => {
  const away = { kind: 'host-crash', target: 'follower 1 of t/0', at: '2s', for: '3s' };
  const idle = { mix: { putItem: '100%' }, stop: '8s' };
  const scenario = (faults: Text[]) =>
    smallRegion({ duration: '12s', tables: { t: { partitions: 1 } }, tenants: { a: tenantText(idle) }, faults });
  const ended = runUntil(scenario([away, rot('leader of t/0', 40, '4.5s')]), 12);
  const { groups } = ended.service;
  for (let slot = 0; slot < groups.slots; slot++) {
    if (groups.isMember(0, slot)) expect(groups.durable(0, slot)).toBe(groups.get(0, field.commit));
  }
  const result = ended.finish();
  expect(result.integrity).toMatchObject({ damagedLogRecords: 40, foundOnTransfer: 40, damagedAtEnd: 0 });
  expect(result.integrity.repairedCopies).toBe(40);
  expect(violations(result)).toEqual([]);
  // While the only other log that has them is away as well, nobody gets them.
  const alone = { kind: 'host-crash', target: 'follower 2 of t/0', at: '4.6s', for: '4s' };
  const waiting = runUntil(scenario([away, rot('leader of t/0', 40, '4.5s'), alone]), 8);
  expect(waiting.service.storage.partitionLogs.rot!.count).toBe(40);
  const behind = Array.from({ length: groups.slots }, (_, slot) => waiting.service.groups.durable(0, slot));
  // It has what came at 200 a second until it was away.
  expect(Math.min(...behind)).toBeLessThan(2 * 200 * 1.2);
  expect(waiting.service.groups.get(0, field.commit)).toBeGreaterThan(4.5 * 200 * 0.8);
});

test('a node that starts again reads its logs, and finds what is rotten in them', () => {
  const target = 'follower 1 of t/0';
  const crash = { kind: 'host-crash', target, at: '4s', for: '500ms' };
  const { integrity, ...result } = run(kept(rot(target, 30, '3.5s'), crash));
  expect(integrity).toMatchObject({ damagedLogRecords: 30, foundOnRead: 30, repairedCopies: 30, damagedAtEnd: 0 });
  expect(integrity.longestToFindMs).toBe(1000);
  expect(violations({ integrity, ...result })).toEqual([]);
});

test('a rotten record is gone with the log, and with the drive', () => {
  const drive = { kind: 'disk-failure', target: 'follower 1 of t/0', at: '5s', for: '1s' };
  expect(run(kept(rot('follower 1 of t/0', 30, '4s'), drive)).integrity).toMatchObject({
    ...{ damagedLogRecords: 30, foundAtArchive: 0, discardedCopies: 30, damagedAtEnd: 0 },
  });
});

test('a new leader waits for a record that its voters have but rotten', () => {
  const { service } = runUntil(kept(rot('leader of t/1', 1, '5.5s')), 5.9);
  const { groups, storage } = service;
  const { partitionLogs } = storage;
  const [leader, without, other] = [0, 1, 2].map((nth) => (groups.get(0, field.leader) + nth) % groups.slots);
  const rotten = partitionLogs.rot!;
  const [record] = rotten.wholeIn(0, leader);
  const awaits = (...voters: number[]) => {
    const mask = voters.reduce((all, slot) => all | (1 << slot), 0);
    return storage.leadership.neighbours.awaitsRecords(0, without, mask);
  };
  rotten.rot(record, leader);
  // It has the record itself.
  expect(awaits(without, leader)).toBe(false);
  partitionLogs.forget(0, without);
  expect(rotten.of(record, leader)!.foundBy).toBe(null);
  expect([awaits(without, other), awaits(without, leader, other)]).toEqual([false, false]);
  expect(awaits(without, leader)).toBe(true);
  expect(rotten.of(record, leader)!.foundBy).toBe('transfer');
});

test('each write costs the same, however many records of its log are rotten', () => {
  const looks = (records: number) => {
    const { service } = runUntil(kept(rot('all storage nodes in r', records, '5.5s')), 5.6);
    const durable = vi.spyOn(service.storage.partitionLogs.records, 'isDurable');
    // Nobody reads a log before the store is back: it is written alone.
    service.advance(5.9e9, Number.POSITIVE_INFINITY);
    return durable.mock.calls.length;
  };
  expect(looks(1000)).toBe(looks(1));
});

test('without such a fault nothing is kept of it, and with it nothing rots that is not kept', () => {
  expect(runUntil(archivedRegion(), 1).service.storage.partitionLogs.rot).toBe(null);
  const idle = { a: tenantText({ arrivals: { poisson: '1/h' }, start: '9s' }) };
  const { integrity } = run(archivedRegion({ tenants: idle, faults: [rot('all storage nodes in r', 100, '5s')] }));
  expect(integrity.damagedCopies).toBe(0);
});
