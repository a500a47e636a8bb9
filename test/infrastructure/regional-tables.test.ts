/**
 * Where several regions have a copy of a table, each copy is a table of its region: with partitions, items and capacity of
 * its own, named with the region, and serving the tenants there.
 */
import { expect, test } from 'vitest';
import { Run, run } from '../../sim/run.js';
import { smallRegion, tenantText, violations } from '../small-region.js';

const region = { zones: 3, routersPerZone: 1, storageNodesPerZone: 2 };
const spread = smallRegion({
  duration: '5s',
  regions: { r: region, s: region, far: region },
  tables: {
    t: {
      regions: ['r', 's'],
      partitions: 2,
      items: { count: 1000, size: '1KB' },
      capacity: { read: 4000, write: 4000 },
    },
    other: { region: 's', partitions: 3, items: { count: 1000, size: '1KB' } },
  },
  tenants: {
    a: tenantText({ table: 't', arrivals: { poisson: '100/s' } }),
    b: tenantText({ table: 't', region: 's', arrivals: { poisson: '300/s' } }),
    c: tenantText({ table: 't', region: 'far', arrivals: { poisson: '50/s' } }),
    d: tenantText({ table: 'other' }),
  },
  parameters: { network: { crossRegionDelay: '20ms' } },
});

test('a copy has partitions of its own, in its region and named with it', () => {
  const { tables, groups, topology } = new Run(spread).service;
  expect(tables.list.map(({ name }) => name)).toEqual(['other', 't in r', 't in s']);
  const names = Array.from({ length: groups.count }, (_, group) => tables.partitionName(group));
  expect(names).toEqual(['other/0', 'other/1', 'other/2', 't in r/0', 't in r/1', 't in s/0', 't in s/1']);
  const regionOf = (group: number) => topology.regions[topology.hosts[groups.hostOf(group, 0)].region].name;
  expect(names.map((_, group) => regionOf(group))).toEqual(['s', 's', 's', 'r', 'r', 's', 's']);
});

test('a tenant is served by the copy of its region, or by the nearest where its region has none', () => {
  const result = run(spread);
  expect(violations(result)).toEqual([]);
  const { latency, usage, tables, busiest, availability } = result;
  expect(usage.map(({ tenant, table }) => `${tenant}: ${table}`)).toEqual(['a: t in r', 'b: t in s', 'c: t in r']);
  const median = (tenant: string) =>
    latency.find((row) => row.tenant === tenant && row.operation === 'putItem')!.p50Ms!;
  expect([median('a'), median('b')].map((ms) => ms < 5)).toEqual([true, true]);
  expect(median('c')).toBeGreaterThan(40);
  // Units, other than requests, are counted where they are used: reads of b in s, the others' in r; writes of all in both.
  const units = new Map(tables.map((row) => [row.table, row]));
  const [r, s] = [units.get('t in r')!, units.get('t in s')!];
  expect(s.consumedReadUnits / r.consumedReadUnits).toBeGreaterThan(1.5);
  expect(s.consumedWriteUnits / r.consumedWriteUnits).toBeCloseTo(1, 1);
  expect(s.consumedWriteUnits).toBeGreaterThan(0.9 * 450 * 0.4 * 5);
  const inRegion = availability.filter(({ scope }) => scope === 'region').map(({ name }) => name);
  expect(inRegion).toEqual(['r', 's']);
  expect(busiest.partitions.map(({ name }) => name)).toContain('t in s/1');
});

test('which copy is the nearest follows from the mean delays of both ways', () => {
  const servedFrom = (delays: object) => {
    const { tables } = new Run(
      smallRegion({
        regions: { r: region, s: region, far: region },
        tables: { t: { regions: ['r', 's'], items: { count: 10 } } },
        tenants: { a: tenantText({ region: 'far' }) },
        network: { delays },
        parameters: { network: { crossRegionDelay: '20ms' } },
      }),
    ).service;
    return tables.list[tables.serving({ table: 't', region: 'far', client: {} })].name;
  };
  expect(servedFrom({ far: { r: '50ms', s: '30ms' } })).toBe('t in s');
  expect(servedFrom({ far: { r: '30ms', s: '50ms' } })).toBe('t in r');
  expect(servedFrom({ far: { r: '10ms', s: '30ms' }, r: { far: '60ms' } })).toBe('t in s');
  expect(servedFrom({ far: { r: { offset: '10ms', exponential: '25ms' }, s: '30ms' } })).toBe('t in s');
});

test('items are loaded alike in all regions, however their sizes are drawn', () => {
  const drawn = smallRegion({
    duration: '2s',
    regions: { r: region, s: region },
    tables: { t: { regions: ['r', 's'], partitions: 2, items: { count: 100, size: { uniform: ['1KB', '9KB'] } } } },
    tenants: { a: tenantText({ table: 't', region: 's' }) },
  });
  const run = new Run(drawn);
  const [r, s] = run.service.tables.list;
  const sizes = ({ itemSizes }: typeof r) => Array.from({ length: 100 }, (_, item) => itemSizes.of(item));
  expect(sizes(r)).toEqual(sizes(s));
  expect(new Set(sizes(r)).size).toBeGreaterThan(50);
});
