/** Whatever zones and nodes a region has, the replicas of a partition are on nodes of their own, the zones in turn. */
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { FreeCapacity } from '../../sim/partitions/free-capacity.js';
import { alwaysFit, placeManagedTables } from '../../sim/partitions/placement.js';
import { ReplicaTable } from '../../sim/replication/replica-table.js';
import { Run } from '../../sim/run.js';
import { defaultParameters } from '../default-parameters.js';
import { runSmallRegion, smallRegion, sum, violations } from '../small-region.js';

const region = (zones: number, storageNodesPerZone: number) => ({
  regions: { r: { zones, routersPerZone: 1, storageNodesPerZone } },
});

test.each([
  ['in turn', {}],
  ['by what nodes have room for', { capacity: { mode: 'on-demand' } }],
])('placed %s, no two replicas share a node, and zones differ by one replica at most', (_, capacity) => {
  const sizes = fc
    .record({ zones: fc.integer({ min: 1, max: 9 }), replicas: fc.integer({ min: 1, max: 8 }) })
    .chain(({ zones, replicas }) => {
      const least = Math.ceil(replicas / zones);
      return fc.record({
        zones: fc.constant(zones),
        replicas: fc.constant(replicas),
        nodes: fc.integer({ min: least, max: least + 3 }),
        partitions: fc.integer({ min: 1, max: 40 }),
      });
    });
  fc.assert(
    fc.property(sizes, ({ zones, replicas, nodes, partitions }) => {
      const scenario = smallRegion({
        ...region(zones, nodes),
        tables: { t: { partitions, items: { count: 1000 }, ...capacity } },
        parameters: { replication: { replicas, quorum: replicas } },
      });
      const { groups, topology } = new Run(scenario).service;
      for (let group = 0; group < partitions; group++) {
        const hosts = Array.from({ length: replicas }, (_, slot) => groups.hostOf(group, slot));
        expect(new Set(hosts).size).toBe(replicas);
        const inZone = new Array<number>(zones).fill(0);
        for (const host of hosts) inZone[topology.hosts[host].zone]++;
        expect(Math.max(...inZone) - Math.min(...inZone)).toBeLessThanOrEqual(1);
      }
    }),
    { seed: 1, numRuns: 60 },
  );
});

test('where there are as many partitions for each node, each leads as many, whatever zones and nodes have in common', () => {
  const sizes = fc.record({
    zones: fc.integer({ min: 1, max: 9 }),
    nodes: fc.integer({ min: 3, max: 12 }),
    each: fc.integer({ min: 1, max: 3 }),
  });
  fc.assert(
    fc.property(sizes, ({ zones, nodes, each }) => {
      const partitions = zones * nodes * each;
      const scenario = smallRegion({
        ...region(zones, nodes),
        tables: { t: { partitions, items: { count: 1000 } } },
        parameters: { replication: { replicas: 3, quorum: 2 } },
      });
      const { groups } = new Run(scenario).service;
      const led = new Map<number, number>();
      for (let group = 0; group < partitions; group++) {
        const leader = groups.leaderHost(group);
        led.set(leader, (led.get(leader) ?? 0) + 1);
      }
      expect([...led.values()]).toEqual(new Array(zones * nodes).fill(each));
    }),
    { seed: 1, numRuns: 60 },
  );
});

test.each([1, 2])('a region of zones: %d loses its leader, elects another, and loses no write', (zones) => {
  const result = runSmallRegion({
    ...region(zones, 3),
    parameters: { replication: { replicas: 3, quorum: 2 } },
    faults: [{ kind: 'host-crash', target: 'leader of t/0', at: '5s', for: '5s' }],
  });
  expect(result.elections.elections).toBe(1);
  expect(violations(result)).toEqual([]);
  expect(sum(result, 'writes', 10, 20)).toBeGreaterThan(0);
});

test('one zone is one blast radius: with it dark, nothing is served until it returns', () => {
  const result = runSmallRegion({
    ...region(1, 3),
    faults: [{ kind: 'zone-outage', target: 'r/az-1', at: '5s', for: '5s' }],
  });
  expect(violations(result)).toEqual([]);
  expect(sum(result, 'succeeded', 6, 10)).toBe(0);
  expect(sum(result, 'succeeded', 15, 20)).toBeGreaterThan(0);
});

test('what always fits is placed', () => {
  let fitting = 0;
  let tight = 0;
  const limits = { ...defaultParameters.admission, nodeReadUnits: 100, nodeWriteUnits: 100 };
  const table = fc.record({
    partitions: fc.integer({ min: 1, max: 12 }),
    readUnitsPerSecond: fc.integer({ min: 0, max: 900 }),
    writeUnitsPerSecond: fc.integer({ min: 0, max: 900 }),
    mode: fc.constantFrom('adaptive', 'static', 'global'),
  });
  const regions = fc.record({
    tables: fc.array(table, { minLength: 1, maxLength: 3 }),
    zones: fc.integer({ min: 1, max: 4 }),
    nodesPerZone: fc.integer({ min: 3, max: 12 }),
    replicas: fc.integer({ min: 1, max: 3 }),
  });
  fc.assert(
    fc.property(regions, ({ tables, zones, nodesPerZone, replicas }) => {
      const size = { ...defaultParameters.replication, replicas, quorum: replicas };
      let firstGroup = 0;
      const managed = tables.map(({ partitions, ...capacity }) => {
        const items = { count: 1000, sizeBytes: { kind: 'constant', value: 1000 } as const };
        const spec = { partitions, items, capacity: { ...capacity, autoScaling: null } as never };
        firstGroup += partitions;
        return { spec, firstGroup: firstGroup - partitions, region: 0 };
      });
      const nodes = zones * nodesPerZone;
      const groups = new ReplicaTable(firstGroup, undefined, size);
      const machines = Array.from({ length: nodes }, (_, id) => ({
        ...{ id, region: 0, zone: Math.floor(id / nodesPerZone), isUp: true },
      }));
      const shortage = placeManagedTables(groups, managed, new FreeCapacity(machines, groups, limits), limits);
      if (alwaysFit(managed, nodes, replicas, limits)) {
        expect(shortage).toBeNull();
        fitting++;
      } else if (shortage === null) tight++;
    }),
    { seed: 1, numRuns: 500 },
  );
  // Both are tried; it may be too careful, and is of use all the same.
  expect(fitting).toBeGreaterThan(50);
  expect(tight).toBeGreaterThan(10);
});

test('a scenario with room to spare is placed once, when it is built', () => {
  const choose = vi.spyOn(FreeCapacity.prototype, 'choose');
  const partitions = 6;
  const scenario = smallRegion({
    ...region(3, 2),
    tables: { t: { partitions, items: { count: 1000 }, capacity: { mode: 'adaptive', read: 600, write: 600 } } },
  });
  expect(choose).not.toHaveBeenCalled();
  new Run(scenario);
  expect(choose).toHaveBeenCalledTimes(partitions);
  choose.mockRestore();
});
