/** Replicas are placed by zone, capacity and size. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FreeCapacity } from '../../sim/partitions/free-capacity.js';
import { FullnessHeap } from '../../sim/partitions/fullness-heap.js';
import type { Demand } from '../../sim/partitions/partition-demand.js';
import { placeByFreeCapacity } from '../../sim/partitions/placement.js';
import { ReplicaTable } from '../../sim/replication/replica-table.js';

const limits = { nodeReadUnits: 1000, nodeWriteUnits: 1000, nodeBytes: 4e12 };
const demand = (units: number, bytes = 1e9, isPacked = false): Demand => ({
  readUnitsPerSecond: units,
  writeUnitsPerSecond: units,
  bytes,
  isPacked,
});

function regionOf(zones: number, nodesPerZone: number, groupsMax = 1000) {
  const machines = Array.from({ length: zones * nodesPerZone }, (_, id) => ({
    id,
    region: 0,
    zone: Math.floor(id / nodesPerZone),
    isUp: true,
  }));
  const groups = new ReplicaTable(0, groupsMax);
  return { machines, groups, freeCapacity: new FreeCapacity(machines, groups, limits) };
}

test('the heap finds the least full accepted node, whatever has changed', () => {
  const change = fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 5 }));
  fc.assert(
    fc.property(
      fc.array(change, { minLength: 20, maxLength: 60 }),
      fc.integer({ min: 1, max: 5 }),
      (changes, divisor) => {
        const fullness = new Float64Array(7);
        const nodes = Array.from(fullness, (_, node) => node);
        const heap = new FullnessHeap(nodes, fullness);
        for (const [node, value] of changes) {
          fullness[node] = value;
          heap.changed(node);
        }
        const accepts = (node: number) => node % divisor === 0;
        const expected = nodes.filter(accepts).sort((a, b) => fullness[a] - fullness[b] || a - b)[0];
        expect(heap.roomiest(accepts)).toBe(expected);
        expect(heap.roomiest(() => false)).toBe(-1);
      },
    ),
  );
});

test('partitions fill nodes evenly, a replica in each of three zones', () => {
  const { groups, freeCapacity } = regionOf(3, 4);
  expect(placeByFreeCapacity(groups, 0, 40, 0, freeCapacity, demand(100))).toBe(40);
  const replicas = new Array<number>(12).fill(0);
  for (let group = 0; group < 40; group++) for (let slot = 0; slot < 3; slot++) replicas[groups.hostOf(group, slot)]++;
  expect(replicas).toEqual(new Array(12).fill(10));
});

test('reserved units never exceed what a node has', () => {
  const { groups, freeCapacity } = regionOf(3, 4);
  expect(placeByFreeCapacity(groups, 0, 40, 0, freeCapacity, demand(100))).toBe(40);
  expect(placeByFreeCapacity(groups, 40, 1, 0, freeCapacity, demand(1))).toBe(0);
});

test('packed tables may exceed it', () => {
  const { groups, freeCapacity } = regionOf(3, 1);
  expect(placeByFreeCapacity(groups, 0, 20, 0, freeCapacity, demand(100, 0, true))).toBe(20);
  expect(placeByFreeCapacity(groups, 20, 1, 0, freeCapacity, demand(1000))).toBe(1);
});

test('bytes count', () => {
  const { groups, freeCapacity } = regionOf(3, 2);
  placeByFreeCapacity(groups, 0, 1, 0, freeCapacity, demand(10, 100e9));
  placeByFreeCapacity(groups, 1, 2, 0, freeCapacity, demand(10, 1e9));
  expect([0, 1, 2].map((group) => groups.hostOf(group, 0))).toEqual([0, 1, 1]);
});

test('nodes that are down or busy are passed over', () => {
  const { machines, freeCapacity } = regionOf(3, 3);
  machines[0].isUp = false;
  freeCapacity.setConsumedShare(1, 0.5);
  expect(freeCapacity.choose(0, demand(1))).toEqual([2, 3, 6]);
});

test('of four zones the three roomiest are used', () => {
  const { freeCapacity } = regionOf(4, 1);
  freeCapacity.setConsumedShare(1, 0.5);
  expect(freeCapacity.choose(0, demand(1))).toEqual([0, 2, 3]);
});

test('a split halves the promise, and a change that is given up takes its claim back', () => {
  const { groups, freeCapacity } = regionOf(3, 2);
  placeByFreeCapacity(groups, groups.add(), 1, 0, freeCapacity, demand(1000));
  const hosts = freeCapacity.choose(0, freeCapacity.demandOfChild(0))!;
  expect(hosts).toEqual([1, 3, 5]);
  freeCapacity.claimForSplit(0, hosts);
  expect(freeCapacity.choose(0, demand(501))).toBeNull();
  freeCapacity.givenUp(0);
  expect(freeCapacity.choose(0, demand(1000))).toEqual(hosts);
  freeCapacity.claimForSplit(0, hosts);
  const child = groups.add();
  groups.found(child, hosts, 0, 1);
  freeCapacity.splitDone(0, child);
  expect(freeCapacity.choose(0, demand(501))).toBeNull();
  expect(placeByFreeCapacity(groups, 2, 2, 0, freeCapacity, demand(500))).toBe(2);
});

test('a move takes the whole promise along', () => {
  const { groups, freeCapacity } = regionOf(3, 2);
  placeByFreeCapacity(groups, groups.add(), 1, 0, freeCapacity, demand(1000));
  freeCapacity.claimForMove(0, 1);
  expect(freeCapacity.choose(0, demand(1))).toBeNull();
  groups.relocate(0, 0, 1);
  freeCapacity.moved(0, 0, 1);
  expect(freeCapacity.choose(0, demand(1000))).toEqual([0, 3, 5]);
});
