/** Whatever crashes, is lost on its way and splits, the archive holds what was committed, and catches up afterwards. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Service } from '../../sim/assembly/service.js';
import { ArchivedLogCheck } from '../../sim/checkers/archived-log.js';
import { field } from '../../sim/replication/replica-table.js';
import { Run } from '../../sim/run.js';
import type { SegmentView } from '../../sim/trace.js';
import { groupSize, type Text, tenantText, verdict, violations } from '../small-region.js';
import { archivedRegion } from './archive-region.js';

const fault = fc.record({
  kind: fc.constantFrom('host-crash', 'host-pause', 'network-partition', 'disk-stall', 'object-store-outage'),
  target: fc.constantFrom('leader of t/0', 'followers of t/1', 'r/az-1/storage-1'),
  at: fc.integer({ min: 300, max: 4000 }).map((ms) => `${ms}ms`),
  for: fc.integer({ min: 100, max: 2500 }).map((ms) => `${ms}ms`),
});
const loss = { kind: 'packet-loss', target: 'r', peer: 'r', share: '3%', at: '1s', for: '4s' };
const splits = fc.array(
  fc.record({ atMs: fc.integer({ min: 100, max: 4500 }), keyPosition: fc.integer({ min: 1, max: 2 ** 32 - 2 }) }),
  { maxLength: 3 },
);

function split({ groups, keySpaces, storage, topology }: Service, keyPosition: number): void {
  const group = keySpaces.spaces[0].groupAt(keyPosition);
  const free = topology.regions[0].zones.map((zone) => zone.storage.filter(({ id }) => groups.slotOn(group, id) < 0));
  const hosts = Array.from({ length: groupSize.replicas }, (_, nth) => free[nth % 3][Math.floor(nth / 3)]?.id);
  if (hosts.every((host) => host !== undefined)) storage.repartitioning!.beginSplit(group, keyPosition, hosts);
}

function runWith(faults: readonly Text[], places: readonly { atMs: number; keyPosition: number }[]) {
  const storageNodesPerZone = 2 * Math.ceil(groupSize.replicas / 3);
  const scenario = archivedRegion({
    duration: '14s',
    regions: { r: { routersPerZone: 1, storageNodesPerZone } },
    tables: { t: { partitions: 2, items: { count: 1000, size: '1KB' }, splitting: { size: true } } },
    tenants: { a: tenantText({ mix: { putItem: '100%' }, stop: '6s' }) },
    faults,
  });
  const run = new Run(scenario);
  run.service.storage.repartitioning!.listeners.splice(0);
  for (const { atMs, keyPosition } of [...places].sort((a, b) => a.atMs - b.atMs)) {
    run.service.advance(atMs * 1e6, Number.POSITIVE_INFINITY);
    split(run.service, keyPosition);
  }
  run.advance();
  return { run, result: run.finish() };
}

test('whatever happens, all that is committed is archived in the end, once and in order', () => {
  fc.assert(
    fc.property(fc.array(fault, { maxLength: 2 }), fc.boolean(), splits, (drawn, isLossy, places) => {
      const faults = drawn.map((each) => (each.kind === 'object-store-outage' ? { ...each, target: 'r' } : each));
      const { run, result } = runWith(isLossy ? [...faults, loss] : faults, places);
      expect(violations(result)).toEqual([]);
      expect(verdict(result, 'archived-log')).toBe('holds');
      const { partitionsHalted, segmentsDiffering, behindAtEndBytes } = result.archive;
      expect({ partitionsHalted, segmentsDiffering, behindAtEndBytes }).toEqual({
        ...{ partitionsHalted: 0, segmentsDiffering: 0, behindAtEndBytes: 0 },
      });
      const { groups, archive } = run.service;
      const [{ manifests }] = archive!.stores;
      for (let group = 0; group < groups.count; group++) {
        const commit = groups.get(group, field.commit);
        // A child that has taken no write of its own yet has nothing to archive.
        if (manifests.endOf(group) >= 0) expect(manifests.endOf(group)).toBe(commit);
      }
    }),
    { numRuns: 25 },
  );
}, 300_000);

const clock = { nowNs: 0 };
const segment = (first: number, last: number, writeIds: readonly number[]): SegmentView => ({
  ...{ group: 0, first, last, count: writeIds.length },
  ...{ sequenceNumber: (nth) => first + nth, item: () => 0, writeId: (nth) => writeIds[nth] },
});
function witnessOf(committed: readonly number[], ...segments: readonly SegmentView[]): string | null {
  const check = new ArchivedLogCheck((group) => `t/${group}`);
  for (const writeId of committed) check.writeCommitted(clock, 0, 0, 0, writeId);
  check.writeLost(clock, { group: 0, sequenceNumber: 2, item: 0, writeId: 12, committedAtNs: 0 });
  for (const each of segments) check.segmentArchived(clock, each);
  return check.results()[0].witness;
}

test('the check finds gaps, overlaps, writes that are missing, come twice or were never committed', () => {
  const committed = [11, 12, 13, 14];
  expect(witnessOf(committed, segment(1, 2, [11, 12]), segment(3, 4, [13, 14]))).toBeNull();
  // A write that the service lost may be missing.
  expect(witnessOf(committed, segment(1, 4, [11, 13, 14]))).toBeNull();
  expect(witnessOf(committed, segment(1, 2, [11, 12]), segment(4, 4, [14]))).toMatch(/begins at 4 where 3 comes next/);
  expect(witnessOf(committed, segment(1, 2, [11, 12]), segment(2, 3, [13]))).toMatch(/begins at 2 where 3 comes next/);
  expect(witnessOf(committed, segment(1, 4, [11, 12, 14]))).toMatch(/write 14 where write 13 was committed/);
  expect(witnessOf(committed, segment(1, 3, [11, 12, 12]))).toMatch(/write 12, which is archived already/);
  expect(witnessOf(committed, segment(1, 2, [11, 99]))).toMatch(/write 99, which is archived already or was never/);
});
