/** A cursor of the change feed sees every committed write once and in order, whatever happens to its partitions. */
import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import type { Service } from '../../sim/assembly/service.js';
import { FeedCursor } from '../../sim/replication/change-feed.js';
import { field } from '../../sim/replication/replica-table.js';
import { Run } from '../../sim/run.js';
import { groupSize, smallRegion, type Text, tenantText, violations } from '../small-region.js';
import { FeedCheck } from './feed-check.js';

const nodesPerZone = 2 * Math.ceil(groupSize.replicas / 3);
const region = (changes: Text = {}) =>
  smallRegion({
    duration: '8s',
    regions: { r: { routersPerZone: 1, storageNodesPerZone: nodesPerZone } },
    tables: { t: { partitions: 2, items: { count: 1000, size: '1KB' }, splitting: { size: true } } },
    tenants: { a: tenantText({ arrivals: { poisson: '500/s' }, mix: { putItem: '100%' }, stop: '5s' }) },
    ...changes,
  });

/** A run with a cursor that is drained every `everyMs`, `stepsMax` steps of each partition at a time. */
function runWithCursor(
  scenario: ReturnType<typeof region>,
  { everyMs = 100, stepsMax = Number.POSITIVE_INFINITY, deeds = [] as readonly Deed[] } = {},
) {
  const check = new FeedCheck();
  const run = new Run(scenario, { observers: [check.observer] });
  const { service } = run;
  service.storage.repartitioning!.listeners.splice(0);
  const cursor = service.storage.partitionLogs.openFeed().open('archive');
  const endNs = scenario.durationNs;
  const left = [...deeds].sort((a, b) => a.atMs - b.atMs);
  for (let atMs = everyMs; atMs * 1e6 < endNs; atMs += everyMs) {
    while (left.length > 0 && left[0].atMs <= atMs) {
      const deed = left.shift()!;
      service.advance(deed.atMs * 1e6, Number.POSITIVE_INFINITY);
      deed.do(service);
    }
    service.advance(atMs * 1e6, Number.POSITIVE_INFINITY);
    check.drain(cursor, service.groups.count, stepsMax);
  }
  run.advance();
  const keptAtEnd = service.storage.partitionLogs.records.inUse;
  check.drain(cursor, service.groups.count);
  // A child is not read before its parent.
  check.drain(cursor, service.groups.count);
  return { check, service, keptAtEnd, result: run.finish() };
}

interface Deed {
  readonly atMs: number;
  readonly do: (service: Service) => void;
}

/** Splits the partition that owns the position, with the new one on nodes that it does not use. */
const split = (atMs: number, keyPosition: number): Deed => ({
  atMs,
  do: ({ groups, keySpaces, storage, topology }) => {
    const group = keySpaces.spaces[0].groupAt(keyPosition);
    const free = topology.regions[0].zones.map((zone) => zone.storage.filter(({ id }) => groups.slotOn(group, id) < 0));
    const hosts = Array.from({ length: groupSize.replicas }, (_, nth) => free[nth % 3][Math.floor(nth / 3)]?.id);
    if (hosts.every((host) => host !== undefined)) storage.repartitioning!.beginSplit(group, keyPosition, hosts);
  },
});

afterEach(() => vi.restoreAllMocks());

test('every committed write is seen once and in order', () => {
  const { check, result } = runWithCursor(region());
  expect(check.problems).toEqual([]);
  expect(check.isComplete()).toBe(true);
  expect(check.lost).toBe(0);
  expect(violations(result)).toEqual([]);
});

test('a child comes after its parent, up to the split', () => {
  const deeds = [split(1000, 2 ** 30), split(2500, 2 ** 29)];
  // So slow that the children have long begun when their parents are read.
  const { check, service } = runWithCursor(region(), { everyMs: 400, stepsMax: 20, deeds });
  expect(service.groups.count).toBe(4);
  expect(check.problems).toEqual([]);
  expect(check.isComplete()).toBe(true);
});

test('a cursor pins what it has not taken, up to the records that a partition keeps, and is told what it lost', () => {
  const retainedMax = 200;
  const slow = (parameters: Text) => runWithCursor(region({ parameters }), { everyMs: 1000, stepsMax: 20 });
  const kept = slow({});
  expect(kept.keptAtEnd).toBeGreaterThan(1000);
  expect(kept.check.lost).toBe(0);
  const { check, keptAtEnd } = slow({ log: { retainedMax } });
  expect(keptAtEnd).toBeLessThan(2 * retainedMax + 50);
  expect(check.lost).toBeGreaterThan(500);
  expect(check.problems).toEqual([]);
  expect(check.isComplete()).toBe(true);
});

test('for a cursor that is closed nothing is kept', () => {
  const run = new Run(region());
  const { partitionLogs } = run.service.storage;
  const cursor = partitionLogs.openFeed().open('idle');
  run.advance();
  expect(partitionLogs.records.inUse).toBeGreaterThan(2000);
  partitionLogs.openFeed().close(cursor);
  // The last records of each partition: followers have not heard that they are committed.
  expect(partitionLogs.records.inUse).toBeLessThan(10);
});

test('a cursor that opens late begins with what is committed next', () => {
  const run = new Run(region());
  run.service.advance(2e9, Number.POSITIVE_INFINITY);
  const cursor = run.service.storage.partitionLogs.openFeed().open('late');
  const before = run.service.groups.get(0, field.commit);
  expect(cursor.next(0)).toBeNull();
  run.service.advance(3e9, Number.POSITIVE_INFINITY);
  expect(cursor.next(0)).toMatchObject({ kind: 'write', write: { sequenceNumber: before + 1 } });
});

const fault = fc.record({
  kind: fc.constantFrom('host-crash', 'host-crash-losing-data', 'host-pause', 'leader-handover'),
  target: fc.constantFrom('leader of t/0', 'leader of t/1'),
  at: fc.integer({ min: 300, max: 4000 }).map((ms) => `${ms}ms`),
  for: fc.integer({ min: 100, max: 2500 }).map((ms) => `${ms}ms`),
});
const splits = fc.array(
  fc.record({ atMs: fc.integer({ min: 100, max: 4500 }), keyPosition: fc.integer({ min: 1, max: 2 ** 32 - 2 }) }),
  { maxLength: 4 },
);
const pace = fc.record({ everyMs: fc.integer({ min: 20, max: 900 }), stepsMax: fc.integer({ min: 1, max: 400 }) });

test('whatever crashes, is elected and splits, each cursor sees all of it once and in order', () => {
  fc.assert(
    fc.property(fc.array(fault, { maxLength: 2 }), splits, pace, (faults, places, { everyMs, stepsMax }) => {
      const once = faults.map(({ kind, ...rest }) =>
        kind === 'leader-handover' ? { kind, target: rest.target, at: rest.at } : { kind, ...rest },
      );
      const deeds = places.map(({ atMs, keyPosition }) => split(atMs, keyPosition));
      const { check } = runWithCursor(region({ faults: once }), { everyMs, stepsMax, deeds });
      expect(check.problems).toEqual([]);
      expect(check.isComplete()).toBe(true);
    }),
    { numRuns: 15 },
  );
}, 300_000);

test('a feed that skips a record is found out', () => {
  const { take } = FeedCursor.prototype;
  let steps = 0;
  vi.spyOn(FeedCursor.prototype, 'take').mockImplementation(function (this: FeedCursor, group, step) {
    take.call(this, group, step);
    const following = ++steps === 50 ? this.next(group) : null;
    if (following !== null) take.call(this, group, following);
  });
  const { check } = runWithCursor(region(), { everyMs: 500 });
  expect(check.isComplete()).toBe(false);
  expect(check.problems[0]).toMatch(/goes on at \d+ instead of \d+/);
});
