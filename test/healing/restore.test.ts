/**
 * A restored table equals the original at that second, item by item, under load and faults; it takes as long as its size
 * says; before it is ready nobody finds it; and a time that the archive cannot tell is refused.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Service } from '../../sim/assembly/service.js';
import type { Result } from '../../sim/result.js';
import { Run } from '../../sim/run.js';
import { archivedRegion, storeDown } from '../archive/archive-region.js';
import { type Text, tenantText, verdict } from '../small-region.js';

interface Committed {
  readonly table: number;
  readonly item: number;
  readonly writeId: number;
  readonly atNs: number;
}

const items = 200;
const writes = { arrivals: { poisson: '60/s' }, mix: { putItem: '80%', getItem: '20%' } };

function runRestoring(changes: Text, splitAt: readonly { readonly atMs: number; readonly keyPosition: number }[] = []) {
  const { parameters = {}, archive = {}, ...others } = changes;
  const scenario = archivedRegion({
    ...{ duration: '24s', warmup: '0s' },
    regions: { r: { routersPerZone: 1, storageNodesPerZone: 4 } },
    tables: { t: { partitions: 3, items: { count: items, size: '1KB' }, splitting: { size: true } } },
    tenants: { a: tenantText({ ...writes, table: 't' }) },
    restore: { of: 't', to: '10s', as: 'restored', at: '15s' },
    archive: { restorableLag: '1s', ...(archive as object) },
    parameters,
    ...others,
  });
  const committed: Committed[] = [];
  const found = new Map<number, number>();
  const run = new Run(scenario, {
    observers: [
      {
        writeCommitted: ({ nowNs }, _group, table, item, writeId) => {
          committed.push({ table, item, writeId, atNs: nowNs });
        },
        tableRestored: (_clock, restored) => {
          for (let item = 0; item < items; item++) found.set(item, restored.writeId(item));
        },
      },
    ],
  });
  // Splits are the test's own: autoadmin keeps no account of them.
  run.service.storage.repartitioning?.listeners.splice(0);
  for (const { atMs, keyPosition } of splitAt) {
    run.service.advance(atMs * 1e6, Number.POSITIVE_INFINITY);
    split(run.service, keyPosition);
  }
  run.advance();
  return { run, result: run.finish(), committed, found };
}

function split({ groups, keySpaces, storage, topology }: Service, keyPosition: number): void {
  const group = keySpaces.spaces[0].groupAt(keyPosition);
  const free = topology.regions[0].zones.map((zone) => zone.storage.find(({ id }) => groups.slotOn(group, id) < 0)!.id);
  storage.repartitioning!.beginSplit(group, keyPosition, free);
}

const onlyOf = ({ restores }: Result) => restores.list[0];

/** By brute force: the newest version of each item that was committed by then. */
function tableAt(committed: readonly Committed[], toNs: number): Map<number, number> {
  const cut = new Map(Array.from({ length: items }, (_, item) => [item, 0]));
  for (const { table, item, writeId, atNs } of committed) if (table === 0 && atNs <= toNs) cut.set(item, writeId);
  return cut;
}

const fault = fc.record({
  kind: fc.constantFrom('host-crash', 'host-crash-losing-data', 'disk-stall', 'host-pause', 'object-store-outage'),
  target: fc.constantFrom('r/az-1/storage-1', 'leader of t/0', 'r/az-2/storage-3', 'leader of t/2'),
  at: fc.integer({ min: 1000, max: 17_000 }).map((ms) => `${ms}ms`),
  for: fc.integer({ min: 200, max: 3000 }).map((ms) => `${ms}ms`),
});
const splits = fc.array(
  fc.record({ atMs: fc.integer({ min: 300, max: 14_000 }), keyPosition: fc.integer({ min: 1, max: 2 ** 32 - 2 }) }),
  { maxLength: 2 },
);

test('each item of a restored table is what it was at that second, whatever else happens', () => {
  let ready = 0;
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1e6 }),
      fc.integer({ min: 0, max: 13_500 }),
      fc.array(fault, { maxLength: 3 }),
      splits,
      (seed, toMs, drawn, places) => {
        const faults = drawn.map((each) => (each.kind === 'object-store-outage' ? { ...each, target: 'r' } : each));
        const restore = { of: 't', to: `${toMs}ms`, as: 'restored', at: '15s' };
        const { result, committed, found } = runRestoring(
          { seed, faults, restore, duration: '36s' },
          places.toSorted((a, b) => a.atMs - b.atMs),
        );
        const { state, latestRestorableS } = onlyOf(result);
        if (state === 'refused') {
          expect(latestRestorableS).toBeLessThan(toMs / 1e3);
          return;
        }
        expect(state).toBe('ready');
        expect(found).toEqual(tableAt(committed, toMs * 1e6));
        expect(verdict(result, 'restored-cut')).toBe('holds');
        expect(verdict(result, 'archived-log')).toBe('holds');
        ready++;
      },
    ),
    { numRuns: 12 },
  );
  expect(ready).toBeGreaterThan(5);
}, 120_000);

test('items that tenants append are in it when they were there', () => {
  const appends = tenantText({ table: 't', mix: { putItem: '100%' }, keys: 'latest' });
  const { run, result } = runRestoring({ tenants: { a: appends } });
  const { tables } = run.service;
  const there = onlyOf(result).items!;
  expect(there).toBeGreaterThan(items);
  expect(there).toBeLessThan(tables.itemCounts.of(0));
  expect(verdict(result, 'restored-cut')).toBe('holds');
});

test('what was deleted by then is not in it, and what was deleted later is', () => {
  const mix = { putItem: '50%', deleteItem: '50%' };
  const tenants = {
    a: tenantText({ ...writes, mix, table: 't' }),
    b: tenantText({ arrivals: { poisson: '60/s' }, mix: { getItem: '100%' }, table: 'restored', start: '20s' }),
  };
  const restore = [
    { of: 't', to: '10s', as: 'restored', at: '15s' },
    { from: 'kept', as: 'again', at: '15s' },
  ];
  const scenario = archivedRegion({
    ...{ duration: '24s', warmup: '0s', tenants, restore, backup: { of: 't', as: 'kept', at: '6s' } },
    regions: { r: { routersPerZone: 1, storageNodesPerZone: 4 } },
    tables: { t: { partitions: 3, items: { count: items, size: '1KB' } } },
    archive: { restorableLag: '1s' },
  });
  // Whether each item is there after each write, by the request that made the write.
  const isDeletion = new Map<number, boolean>();
  const newest = [new Map<number, number>(), new Map<number, number>()];
  const run = new Run(scenario, {
    observers: [
      {
        writeCommitted: ({ nowNs }, _group, table, item, writeId) => {
          isDeletion.set(writeId, run.service.tables.list[table].itemSizes.of(item) === 0);
          if (table !== 0) return;
          for (const [nth, atS] of [10, 6].entries()) if (nowNs <= atS * 1e9) newest[nth].set(item, writeId);
        },
      },
    ],
  });
  run.advance();
  const { list } = run.finish().restores;
  for (const [nth, as] of ['restored', 'again'].entries()) {
    const deleted = [...newest[nth]].filter(([, writeId]) => isDeletion.get(writeId)).map(([item]) => item);
    expect(deleted.length).toBeGreaterThan(10);
    expect(list[nth]).toMatchObject({ as, state: 'ready', items: items - deleted.length });
    const { itemSizes } = run.service.tables.list.find(({ spec }) => spec.name === as)!;
    const absent = Array.from({ length: items }, (_, item) => item).filter((item) => itemSizes.of(item) === 0);
    expect(absent).toEqual(deleted.sort((a, b) => a - b));
  }
});

test('how long it takes follows from what a replica downloads, as fast as one connection is', () => {
  const tookS = (size: string, changes: Text = {}) => {
    const tables = { t: { partitions: 3, items: { count: items, size }, splitting: { size: true } } };
    const { result } = runRestoring({ tables, ...changes });
    return onlyOf(result).readyS! - onlyOf(result).atS;
  };
  const archive = { bandwidth: '1MB/s', firstByte: '0s' };
  const slow = { archive, parameters: { disk: { bandwidth: '10GB/s', backgroundShare: '100%' } } };
  // 200 items of 10 KB on three partitions, and the log of ten seconds: 48 writes a second of 10 KB.
  const expectedS = (2 + 48 * 10 * 0.01) / 3;
  expect(tookS('10KB', slow)).toBeGreaterThan(0.7 * expectedS);
  expect(tookS('10KB', slow)).toBeLessThan(1.8 * expectedS);
  expect(tookS('1KB', slow)).toBeLessThan(0.3 * expectedS);
  // While the store is down nothing comes.
  expect(tookS('1KB', { faults: [storeDown(14, 18)] })).toBeGreaterThan(3);
});

test('it is not found before it is ready, and then has what it was restored to; its replicas are in zones of their own', () => {
  const tenants = {
    a: tenantText({ ...writes, table: 't' }),
    b: tenantText({ table: 'restored', mix: { getItem: '100%' }, arrivals: { constant: '50/s' }, reads: 'strong' }),
  };
  const { run, result, found } = runRestoring({ tenants, archive: { bandwidth: '100KB/s' } });
  const { readyS } = onlyOf(result);
  const b = result.series.tenants.find(({ tenant }) => tenant === 'b')!;
  const succeededIn = (fromS: number, toS: number) =>
    result.series.timeS.reduce((sum, s, at) => sum + (s >= fromS && s < toS ? b.succeeded[at] : 0), 0);
  expect(succeededIn(0, Math.floor(readyS!))).toBe(0);
  expect(succeededIn(Math.ceil(readyS! + 1), 24)).toBeGreaterThan(50);
  // A table that is not there is no failure of the service, and nobody tries again.
  const outcome = result.outcomes.find(({ tenant }) => tenant === 'b')!;
  expect(outcome.retries).toBe(0);
  expect(outcome.attempts500 + outcome.attempts503).toBe(0);
  expect(result.availability.find(({ name }) => name === 'b')!.achieved).toBe(1);
  const { groups, topology, tables, storage } = run.service;
  const [{ keys }] = tables.list.slice(1);
  for (let nth = 0; nth < keys.partitionsAtStart; nth++) {
    const zones = groups.hostsWithItems(keys.firstGroup + nth).map((id) => topology.hosts[id].zone);
    expect(zones.toSorted()).toEqual([0, 1, 2]);
  }
  for (const [item, writeId] of found) expect(tables.list[1].versions.writeId(item)).toBe(writeId);
  expect(storage.leadership.leaderlessGroups()).toBe(0);
});

test('it takes writes as any other table does, and they are archived', () => {
  const tenants = {
    a: tenantText({ table: 't', mix: { putItem: '100%' }, stop: '14s' }),
    b: tenantText({
      table: 'restored',
      mix: { putItem: '50%', getItem: '50%' },
      reads: 'strong',
      start: '16s',
      stop: '22s',
    }),
  };
  const { result, committed } = runRestoring({ tenants });
  expect(onlyOf(result).readyS).toBeLessThan(16);
  const own = committed.filter(({ table }) => table === 1);
  expect(own.length).toBeGreaterThan(100);
  const { succeeded } = result.outcomes.find(({ tenant, operation }) => tenant === 'b' && operation === 'putItem')!;
  expect(own.length).toBe(succeeded);
  expect(result.archive.behindAtEndBytes).toBe(0);
  for (const { verdict: each } of result.checks) expect(each).not.toBe('violated');
});

test('a time later than the latest restorable one is refused, and the result says what that was', () => {
  const late = runRestoring({ restore: { of: 't', to: '14500ms', as: 'restored', at: '15s' } });
  expect(onlyOf(late.result)).toMatchObject({ state: 'refused', latestRestorableS: 14, readyS: null, items: null });
  expect(late.result.restores).toMatchObject({ restoresRefused: 1, tablesRestored: 0 });
  // The store has been down since 6 s: what came since is not archived, however long ago.
  const down = runRestoring({ faults: [storeDown(6, 20)] });
  const { state, latestRestorableS } = onlyOf(down.result);
  expect(state).toBe('refused');
  expect(latestRestorableS).toBeGreaterThan(4.5);
  expect(latestRestorableS).toBeLessThan(6.1);
});

test('several are restored beside each other, each to its own time', () => {
  const restore = [
    { of: 't', to: '4s', as: 'early', at: '15s' },
    { of: 't', to: '12s', as: 'late', at: '15s' },
  ];
  const { result, run, committed } = runRestoring({ restore });
  expect(result.restores).toMatchObject({ tablesRestored: 2 });
  for (const [nth, toNs] of [4e9, 12e9].entries()) {
    const { versions } = run.service.tables.list[nth + 1];
    for (const [item, writeId] of tableAt(committed, toNs)) expect(versions.writeId(item)).toBe(writeId);
  }
});
