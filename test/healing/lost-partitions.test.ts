/**
 * A partition that loses all its copies loses exactly what was committed and not archived, and is rebuilt as it was archived;
 * the result says how many writes, of when, and what destroyed the copies. What is expected is worked out from what was
 * committed and what was archived, and from who owns an item, not from the service's word.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Service } from '../../sim/assembly/service.js';
import { LostPartitions, lostWritesNamedMax } from '../../sim/measurement/recovery/lost-partitions.js';
import { Run } from '../../sim/run.js';
import type { PartitionLoss } from '../../sim/trace.js';
import { metricOf } from '../../sim/verdicts/metrics.js';
import { archivedRegion, storeDown } from '../archive/archive-region.js';
import { type Text, tenantText, verdict } from '../small-region.js';

interface Committed {
  readonly writeId: number;
  readonly group: number;
  readonly item: number;
  readonly atNs: number;
}

const healing = { enabled: true, reportEvery: '500ms', reportTimeout: '100ms', trustAfter: '1s' };

function scenarioOf({ parameters = {}, ...others }: Text) {
  return archivedRegion({
    duration: '30s',
    warmup: '0s',
    regions: { r: { routersPerZone: 1, storageNodesPerZone: 4 } },
    tables: { t: { partitions: 2, items: { count: 300, size: '1KB' }, splitting: { size: true } } },
    tenants: { a: tenantText({ mix: { putItem: '70%', getItem: '30%' }, reads: 'strong', stop: '25s' }) },
    parameters: { healing, ...(parameters as object) },
    ...others,
  });
}

function lossesOf(changes: Text, splitAt: readonly { readonly atMs: number; readonly keyPosition: number }[] = []) {
  const committed: Committed[] = [];
  const archived = new Set<number>();
  const losses: { loss: PartitionLoss; expected: number[] }[] = [];
  const lost = new Set<number>();
  const run: Run = new Run(scenarioOf(changes), {
    observers: [
      {
        writeCommitted: ({ nowNs }, group, _table, item, writeId) => {
          committed.push({ writeId, group, item, atNs: nowNs });
        },
        segmentArchived: (_clock, segment) => {
          for (let nth = 0; nth < segment.count; nth++) archived.add(segment.writeId(nth));
        },
        partitionLost: (_clock, loss) => {
          const [space] = run.service.keySpaces.spaces;
          const isOwn = ({ group, item }: Committed) => group === loss.group && space.groupOf(item) === group;
          const unarchived = committed.filter((each) => !archived.has(each.writeId) && !lost.has(each.writeId));
          losses.push({ loss, expected: unarchived.filter(isOwn).map(({ writeId }) => writeId) });
          for (const { writeId } of loss.writes) lost.add(writeId);
        },
      },
    ],
  });
  // Splits are the test's own: autoadmin keeps no account of them.
  run.service.storage.repartitioning?.listeners.splice(0);
  run.service.storage.healing?.listeners.splice(0);
  for (const { atMs, keyPosition } of splitAt) {
    run.service.advance(atMs * 1e6, Number.POSITIVE_INFINITY);
    split(run.service, keyPosition);
  }
  run.advance();
  return { run, result: run.finish(), committed, archived, losses, lost };
}

function split({ groups, keySpaces, storage, topology }: Service, keyPosition: number): void {
  const group = keySpaces.spaces[0].groupAt(keyPosition);
  const free = topology.regions[0].zones.map((zone) => zone.storage.find(({ id }) => groups.slotOn(group, id) < 0)!.id);
  storage.repartitioning!.beginSplit(group, keyPosition, free);
}

const allOf = (partition: string, at: string, kind = 'host-crash-losing-data', lasting = '6s') => [
  { kind, target: `leader of ${partition}`, at, for: lasting },
  { kind, target: `followers of ${partition}`, at, for: lasting },
];

/** What every item is once the lost writes are gone. */
function expectRolledBack({ run, committed, lost }: ReturnType<typeof lossesOf>): void {
  const newest = new Map<number, number>();
  for (const { item, writeId } of committed) if (!lost.has(writeId)) newest.set(item, writeId);
  const [{ versions }] = run.service.tables.list;
  for (const { item } of committed) expect([item, versions.writeId(item)]).toEqual([item, newest.get(item) ?? 0]);
}

const sorted = (ids: Iterable<number>) => [...ids].sort((a, b) => a - b);

test('exactly the unarchived writes of the partition are lost, whatever splits come before and after', () => {
  const splits = fc.array(
    fc.record({ atMs: fc.integer({ min: 300, max: 12_000 }), keyPosition: fc.integer({ min: 1, max: 2 ** 32 - 2 }) }),
    { maxLength: 2 },
  );
  const kinds = fc.constantFrom('host-crash-losing-data', 'disk-failure');
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1e6 }),
      fc.integer({ min: 2000, max: 9000 }),
      kinds,
      fc.boolean(),
      splits,
      (seed, atMs, kind, isStoreDown, places) => {
        const outage = isStoreDown ? [storeDown(1.5, 12)] : [];
        const faults = [...allOf('t/0', `${atMs}ms`, kind), ...outage];
        const told = lossesOf(
          { seed, faults },
          places.toSorted((a, b) => a.atMs - b.atMs),
        );
        const { result, losses, lost } = told;
        for (const { loss, expected } of losses) {
          expect(sorted(loss.writes.map(({ writeId }) => writeId))).toEqual(sorted(expected));
        }
        expect(metricOf(result, 'durability.lostWrites', null)).toEqual({ kind: 'value', value: lost.size });
        // Neither two copies nor the archive could have saved them: no promise is broken.
        for (const { verdict: each } of result.checks) expect(each).not.toBe('violated');
        expect(result.losses.writesLost).toBe(lost.size);
        expect(result.archive.unarchivedWritesLost).toBe(lost.size);
        expect(result.losses.partitionsRebuilt).toBe(result.losses.partitionsLost);
        for (const property of ['fresh-strong-reads', 'archived-log', 'one-leader', 'one-owner', 'distinct-zones'])
          expect(verdict(result, property)).not.toBe('violated');
        expectRolledBack(told);
      },
    ),
    // The answer to a write was on its way when the last copy went.
    { numRuns: 15, examples: [[770_347, 5106, 'host-crash-losing-data' as const, false, []]] },
  );
}, 120_000);

test('where all partitions lose all copies at once, each unarchived write is lost with one of them', () => {
  const faults = [{ kind: 'host-crash-losing-data', target: 'r', at: '8s', for: '1s' }];
  const told = lossesOf({ faults, seed: 3 }, [{ atMs: 5000, keyPosition: 2 ** 30 }]);
  const { result, committed, archived, lost } = told;
  const expected = committed.filter(({ writeId, atNs }) => atNs <= 8e9 && !archived.has(writeId));
  expect(sorted(lost)).toEqual(sorted(expected.map(({ writeId }) => writeId)));
  expect(lost.size).toBeGreaterThan(20);
  expect(result.losses).toMatchObject({ partitionsLost: 3, partitionsRebuilt: 3 });
  expectRolledBack(told);
});

test('of very many writes the first are named, and all are counted', () => {
  const lost = new LostPartitions(2, () => 0);
  const writes = Array.from({ length: lostWritesNamedMax + 5 }, (_, at) => ({
    ...{ group: 0, sequenceNumber: at + 1, item: at, writeId: at, committedAtNs: 100 + at },
  }));
  lost.partitionLost({ nowNs: 500 }, { group: 0, copiesLeft: 0, records: writes, writes, destroyed: [] });
  expect(lost.list[0]).toMatchObject({ writes: writes.length, fromNs: 100, toNs: 100 + writes.length - 1 });
  expect(lost.list[0].named).toEqual(writes.slice(0, lostWritesNamedMax));
});

test('the result says how many, of when, what destroyed the copies, and when there were new ones', () => {
  const { result, losses, committed } = lossesOf({ faults: allOf('t/1', '7s', 'disk-failure') });
  const [{ expected }] = losses;
  const times = committed.filter(({ writeId }) => expected.includes(writeId)).map(({ atNs }) => atNs / 1e9);
  const [row] = result.losses.list;
  expect(row).toMatchObject({ partition: 't/1', atS: 7, writes: expected.length });
  expect([row.committedFromS, row.committedToS]).toEqual([Math.min(...times), Math.max(...times)]);
  // As many as are named, in the order in which they were committed.
  const first = committed.filter(({ writeId }) => expected.includes(writeId)).slice(0, lostWritesNamedMax);
  expect(row.named.map(({ item, committedS }) => [item, committedS])).toEqual(
    first.map(({ item, atNs }) => [item, atNs / 1e9]),
  );
  expect(row.destroyed.map(({ atS, fault }) => `${atS} ${fault}`).sort()).toEqual([
    '7 disk-failure followers of t/1',
    '7 disk-failure followers of t/1',
    '7 disk-failure leader of t/1',
  ]);
  // Believed after four reports of 500 ms, downloaded within another.
  expect(row.rebuiltS! - row.atS).toBeGreaterThanOrEqual(2);
  expect(row.rebuiltS! - row.atS).toBeLessThan(4);
  const zones = new Set(row.destroyed.map(({ node }) => node.split('/')[1]));
  expect(zones.size).toBe(3);
  // Nobody is left who would notice: autoadmin believes it lost then, and all three with it.
  expect(result.healing.replicasJudgedLost).toBe(3);
  expect(result.healing.undetectedAtEnd).toBe(0);
  expect(result.healing.longestToDetectMs).toBeGreaterThanOrEqual(2000);
  expect(result.healing.longestToDetectMs).toBeLessThan(3000);
});

test('what a log replica has is not lost', () => {
  // A minute to copy, but seconds for its log.
  const tables = { t: { partitions: 2, items: { count: 50_000, size: '1KB' } } };
  const { groups, topology } = new Run(scenarioOf({ tables })).service;
  const names = groups.hostsWithItems(0).map((id) => topology.hosts[id].name);
  const gone = (name: string, at: string) => ({ kind: 'host-crash-losing-data', target: name, at, for: '10s' });
  // The object store is down, so that nothing is archived; the log replica has copied the log that is kept for the archive.
  const { result, lost, archived, committed } = lossesOf({
    faults: [storeDown(2, 20), gone(names[1], '4s'), gone(names[0], '14s'), gone(names[2], '14s')],
    parameters: {
      healing: { ...healing, rebuildsMax: 1, replaceSilentAfter: '2s' },
      replication: { catchUpBandwidth: '400KB/s' },
    },
    tables,
  });
  expect(result.healing.logReplicasAdded).toBeGreaterThan(0);
  expect(result.losses).toMatchObject({ partitionsLost: 1, partitionsRebuilt: 1 });
  const unarchived = committed.filter(
    ({ group, writeId, atNs }) => group === 0 && atNs <= 14e9 && !archived.has(writeId),
  );
  expect(sorted(unarchived.map(({ writeId }) => writeId))).toEqual(sorted(lost));
  // Two of three had them, and not yet the third.
  for (const { writeId, atNs } of committed) if (lost.has(writeId)) expect(atNs).toBeGreaterThan(13.9e9);
  expect(lost.size).toBeLessThan(20);
});

test('the partition waits for its store, and for a node of every kind that it needs', () => {
  const { result } = lossesOf({ faults: [...allOf('t/0', '5s'), storeDown(5.5, 14)] });
  expect(result.losses.list[0].rebuiltS).toBeGreaterThan(14);
  const none = lossesOf({ faults: [{ kind: 'host-crash-losing-data', target: 'r', at: '5s' }] });
  expect(none.result.losses).toMatchObject({ partitionsLost: 2, partitionsRebuilt: 0 });
  expect(none.result.losses.list[0].rebuiltS).toBeNull();
});

test('without an archive, or without healing, partitions roll on without their data, and all writes until then are lost', () => {
  for (const parameters of [{ healing: { ...healing, enabled: false } }, { archive: { enabled: false } }]) {
    // While they are down they are hit again: there is nothing left to lose.
    const again = allOf('t/0', '5500ms', 'disk-failure', '100ms');
    const faults = [...allOf('t/0', '5s', 'host-crash-losing-data', '1s'), ...again];
    const { run, result, committed } = lossesOf({ faults, parameters });
    const [space] = run.service.keySpaces.spaces;
    const writes = committed.filter(({ item, atNs }) => space.groupOf(item) === 0 && atNs <= 5e9).length;
    expect(writes).toBeGreaterThan(100);
    expect(result.losses).toMatchObject({ partitionsLost: 1, partitionsRebuilt: 0, writesLost: writes });
    expect(result.losses.longestToRebuildMs).toBe(25_000);
    const [row, ...others] = result.losses.list;
    expect(others).toEqual([]);
    expect(row).toMatchObject({ partition: 't/0', atS: 5, writes, forGood: true, rebuiltS: null });
    expect(row.destroyed.map(({ fault }) => fault?.split(' ')[0])).toEqual(Array(3).fill('host-crash-losing-data'));
    expect(verdict(result, 'durability')).toBe('violated');
    // Each is counted once.
    expect(metricOf(result, 'durability.lostWrites', null)).toEqual({ kind: 'value', value: writes });
  }
});
