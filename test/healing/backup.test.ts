/**
 * An on-demand backup is the table at the moment that it was asked for, item by item, under load and faults; it asks the
 * table's nodes for nothing, is available when all of it is archived, and outlasts what the archive keeps.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Result } from '../../sim/result.js';
import { Run } from '../../sim/run.js';
import { archivedRegion, storeDown } from '../archive/archive-region.js';
import { type Text, tenantText, verdict } from '../small-region.js';

const items = 200;
const order = (at: string) => ({ of: 't', as: 'kept', at });
const writes = { arrivals: { poisson: '60/s' }, mix: { putItem: '80%', getItem: '20%' } };

const scenarioOf = (changes: Text) =>
  archivedRegion({
    ...{ duration: '20s', warmup: '0s' },
    regions: { r: { routersPerZone: 1, storageNodesPerZone: 4 } },
    tables: { t: { partitions: 3, items: { count: items, size: '1KB' } } },
    tenants: { a: tenantText({ ...writes, table: 't' }) },
    ...changes,
  });

/** With the newest write of each item that was committed by then, by brute force, and what the restored table had. */
function runRestoring(toNs: number, changes: Text) {
  const committed = new Map(Array.from({ length: items }, (_, item) => [item, 0]));
  const found = new Map<number, number>();
  const run = new Run(scenarioOf(changes), {
    observers: [
      {
        writeCommitted: ({ nowNs }, _group, table, item, writeId) => {
          if (table === 0 && nowNs <= toNs) committed.set(item, writeId);
        },
        tableRestored: (_clock, restored) => {
          for (let item = 0; item < items; item++) found.set(item, restored.writeId(item));
        },
      },
    ],
  });
  run.advance();
  return { result: run.finish(), committed, found };
}

const fault = fc.record({
  kind: fc.constantFrom('host-crash', 'host-crash-losing-data', 'disk-stall', 'object-store-outage'),
  target: fc.constantFrom('r/az-1/storage-1', 'leader of t/0', 'leader of t/2'),
  at: fc.integer({ min: 1000, max: 12_000 }).map((ms) => `${ms}ms`),
  for: fc.integer({ min: 200, max: 3000 }).map((ms) => `${ms}ms`),
});

test('a table restored from a backup is what it was when that was asked for, whatever else happens', () => {
  let ready = 0;
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1e6 }),
      fc.integer({ min: 0, max: 11_000 }),
      fc.array(fault, { maxLength: 2 }),
      (seed, atMs, drawn) => {
        const faults = drawn.map((each) => (each.kind === 'object-store-outage' ? { ...each, target: 'r' } : each));
        const restore = { from: 'kept', as: 'restored', at: '17s' };
        const changes = { seed, faults, backup: order(`${atMs}ms`), restore, duration: '26s' };
        const { result, committed, found } = runRestoring(atMs * 1e6, changes);
        expect(result.restores.list[0].state).toBe('ready');
        expect(found).toEqual(committed);
        expect(verdict(result, 'restored-cut')).toBe('holds');
        ready++;
      },
    ),
    { numRuns: 4 },
  );
  expect(ready).toBe(4);
}, 60_000);

test('it outlasts what the archive keeps write by write, which a restore to that time does not', () => {
  const restore = [
    { of: 't', to: '4s', as: 'refused', at: '17s' },
    { from: 'kept', as: 'restored', at: '17s' },
  ];
  const archive = { retention: '2s', restorableLag: '1s' };
  const { result, committed, found } = runRestoring(4e9, { backup: order('4s'), restore, archive });
  expect(result.archive.restorableFromMs).toBeGreaterThan(10_000);
  const [refused, restored] = result.restores.list;
  expect(refused).toMatchObject({ state: 'refused', from: null });
  expect(refused.earliestRestorableS).toBeGreaterThan(4);
  expect(restored).toMatchObject({ state: 'ready', from: 'kept', toS: 4 });
  expect(found).toEqual(committed);
});

test('one that waits for the store while what it needs is folded is whole all the same', () => {
  // The store is down from before the order until much later than the retention.
  const restore = { from: 'kept', as: 'restored', at: '16s' };
  const archive = { retention: '1s' };
  const changes = { backup: order('6s'), restore, archive, faults: [storeDown(5, 12)] };
  const { result, committed, found } = runRestoring(6e9, changes);
  expect(result.backups.list[0].availableS).toBeGreaterThan(12);
  expect(found).toEqual(committed);
});

test('it asks the nodes for nothing: all else that a run measures is the same without it', () => {
  const measured = (changes: Text) => {
    const run = new Run(scenarioOf(changes));
    run.advance();
    const { run: facts, scenario: _, backups, ...others } = run.finish();
    return { others, backups, events: facts.events };
  };
  const [without, withIt] = [measured({}), measured({ backup: order('6s') })];
  expect(withIt.backups.backupsAvailable).toBe(1);
  expect(withIt.events).toBeGreaterThan(without.events);
  expect(without.others.stations.some(({ jobs }) => jobs > 0)).toBe(true);
  expect(withIt.others).toEqual(without.others);
});

test('it is available when the last of its moment is archived, and a restore before that is refused', () => {
  const restore = [
    { from: 'kept', as: 'early', at: '8s' },
    { from: 'kept', as: 'late', at: '16s' },
  ];
  const { result } = runRestoring(6e9, { backup: order('6s'), restore, faults: [storeDown(5, 12)] });
  const [backup] = result.backups.list;
  expect(backup.state).toBe('available');
  expect(backup.availableS).toBeGreaterThan(12);
  // At the latest an agent's longest back-off after the store is back, and a look.
  expect(backup.availableS).toBeLessThan(13);
  expect(result.backups.longestBackupMs).toBeCloseTo((backup.availableS! - 6) * 1e3, 3);
  expect(result.restores.list.map(({ state }) => state)).toEqual(['refused', 'ready']);
  expect(result.restores).toMatchObject({ restoresRefused: 1, tablesRestored: 1 });
});

test('a restore from it downloads three copies of what the table weighed, and no log', () => {
  const restore = { from: 'kept', as: 'restored', at: '16s' };
  const { result } = runRestoring(6e9, { backup: order('6s'), restore });
  const kept: Result['backups']['list'][number] = result.backups.list[0];
  expect(kept.bytes).toBe(items * 1000);
  expect(result.restores.list[0].bytesDownloaded).toBe(3 * kept.bytes);
});

test('where copies are lost before its moment is archived it says how many writes it lacks, as does a restore from it', () => {
  const gone = ['leader of t/1', 'followers of t/1'].map((target) => ({ kind: 'disk-failure', target, at: '8s' }));
  const archived = new Set<number>();
  const committed: number[] = [];
  const run = new Run(
    scenarioOf({
      ...{ duration: '40s', backup: order('6s'), faults: [storeDown(5, 12), ...gone] },
      restore: [
        { from: 'kept', as: 'restored', at: '38s' },
        { of: 't', to: '4s', as: 'before', at: '38s' },
      ],
      archive: { restorableLag: '1s' },
      parameters: { healing: { enabled: true, reportEvery: '500ms', reportTimeout: '100ms' } },
    }),
    {
      observers: [
        {
          writeCommitted: ({ nowNs }, _group, table, _item, writeId) => {
            if (table === 0 && nowNs <= 6e9) committed.push(writeId);
          },
          segmentArchived: (_clock, segment) => {
            for (let nth = 0; nth < segment.count; nth++) archived.add(segment.writeId(nth));
          },
        },
      ],
    },
  );
  run.advance();
  const { backups, restores } = run.finish();
  // Clients of this region try nothing twice, so each record is a write.
  const lacking = committed.filter((writeId) => !archived.has(writeId)).length;
  expect(lacking).toBeGreaterThan(5);
  expect(backups.list[0]).toMatchObject({ state: 'available', writesMissing: lacking });
  expect(restores.list).toMatchObject([
    { as: 'restored', state: 'ready', writesMissing: lacking },
    { as: 'before', state: 'ready', writesMissing: 0 },
  ]);
});
