/** A packed node gives up one replica at a time, the right one to the right node. */
import { expect, test } from 'vitest';
import { Fleet } from './fleet.js';

/** 12 nodes in three zones, 12 partitions, so that each node has three replicas: group g on nodes g mod 4 of each zone. */
const fleetOf = (spec: ConstructorParameters<typeof Fleet>[0] = {}) => new Fleet({ partitions: 12, ...spec });
const nodesOf = (fleet: Fleet, group: number) => [0, 1, 2].map((slot) => fleet.groups.hostOf(group, slot));
/** For ten seconds; a node sustains 20,000 a second. */
const writesPerSecond = (fleet: Fleet, loads: readonly (readonly [group: number, perSecond: number])[]) => {
  for (const [group, perSecond] of loads) fleet.consume(group, perSecond * 10);
};

test('nothing moves while every node is below the threshold', () => {
  const fleet = fleetOf();
  fleet.run(60, () =>
    writesPerSecond(fleet, [
      [0, 8000],
      [4, 7900],
    ]),
  );
  expect(fleet.moves).toEqual([]);
});

test('the largest consumer that fits goes to the roomiest node of its zone', () => {
  const fleet = fleetOf();
  // Nodes 0, 4 and 8 are asked for 18,000; node 2 of each zone is idle, 1 and 3 are not.
  fleet.run(10, () =>
    writesPerSecond(fleet, [
      [0, 9000],
      [4, 6000],
      [8, 3000],
      [1, 5000],
      [3, 6000],
    ]),
  );
  expect(fleet.moves.map(({ group, slot, to }) => [group, slot, to])).toEqual([
    [0, 0, 2],
    [4, 1, 6],
    [8, 2, 10],
  ]);
  // 18,000 of the 20,000 that a node sustains.
  expect(fleet.autoadmin.facts().list[0]).toEqual({
    atS: 10,
    what: 'move begun',
    partition: 't/0',
    because: 'node 0 is asked for 90 % of its units',
  });
});

test('a replica that would pack its new node stays', () => {
  const fleet = fleetOf();
  fleet.run(10, () =>
    writesPerSecond(fleet, [
      [0, 17_000],
      [4, 1000],
      [1, 15_500],
      [2, 15_500],
      [3, 15_500],
    ]),
  );
  expect(fleet.moves).toEqual([]);
});

test('boosted replicas go first', () => {
  const fleet = fleetOf({ isBoosted: (group) => group === 8 });
  fleet.run(10, () =>
    writesPerSecond(fleet, [
      [0, 9000],
      [4, 6000],
      [8, 3000],
    ]),
  );
  expect(fleet.moves[0].group).toBe(8);
});

test('a node whose relief is under way reports no more', () => {
  const fleet = fleetOf({ partitions: 24 });
  const load = () =>
    writesPerSecond(
      fleet,
      [0, 4, 8, 12, 16, 20].map((group) => [group, 3000]),
    );
  fleet.run(10, load);
  // One replica off each of nodes 0, 4 and 8, which leaves 15,000 there.
  expect(fleet.moves).toHaveLength(3);
  fleet.run(50, load);
  expect(fleet.moves).toHaveLength(3);
});

test('a node relieved late in an interval does not pass for packed', () => {
  const fleet = fleetOf({ partitions: 24, autoadmin: { movesMax: 1 } });
  const load = () =>
    writesPerSecond(
      fleet,
      [0, 4, 8, 12, 16, 20].map((group) => [group, 3000]),
    );
  fleet.run(10, load);
  load();
  fleet.simulation.runUntil(19.5e9);
  fleet.finishMove();
  fleet.simulation.runUntil(20e9);
  // Off node 0 first, and then off node 4, which is still asked for 18,000.
  expect(fleet.moves.map(({ slot }) => slot)).toEqual([0, 1]);
});

test('two packed nodes do not pack a third', () => {
  const fleet = fleetOf();
  for (const node of [3, 7, 11]) fleet.machines[node].isUp = false;
  fleet.run(10, () =>
    writesPerSecond(fleet, [
      [0, 9000],
      [4, 8500],
      [1, 9000],
      [5, 8500],
    ]),
  );
  // Node 2 of each zone takes one replica; a second would be 17,500 or more of its 20,000.
  const taken = fleet.moves.map(({ to }) => to);
  expect(new Set(taken).size).toBe(taken.length);
  expect(taken.length).toBeGreaterThan(0);
});

test('moves under way are limited', () => {
  const fleet = fleetOf({ autoadmin: { movesMax: 2 } });
  fleet.run(60, () =>
    writesPerSecond(fleet, [
      [0, 9000],
      [4, 6000],
      [8, 3000],
    ]),
  );
  expect(fleet.moves).toHaveLength(2);
});

test('the result counts moves that are done', () => {
  const fleet = fleetOf({ autoadmin: { movesMax: 1 } });
  fleet.run(10, () =>
    writesPerSecond(fleet, [
      [0, 9000],
      [4, 6000],
      [8, 3000],
    ]),
  );
  expect(fleet.autoadmin.facts().replicasMoved).toBe(0);
  fleet.finishMove();
  expect(fleet.autoadmin.facts().replicasMoved).toBe(1);
});

test('another zone takes the replica when its own has no freeCapacity, but none that has the partition already', () => {
  const fleet = fleetOf({ zones: 4, nodesPerZone: 2, partitions: 4 });
  expect([0, 2].map((group) => nodesOf(fleet, group))).toEqual([
    [0, 2, 4],
    [0, 2, 6],
  ]);
  fleet.machines[1].isUp = false;
  fleet.run(10, () =>
    writesPerSecond(fleet, [
      [0, 9000],
      [2, 8000],
    ]),
  );
  // Nodes 3 and 5 are as idle as node 7, but stand in zones of group 0.
  expect(fleet.moves[0]).toEqual({ group: 0, slot: 0, to: 7 });
});

test('no partition ever has two replicas in one zone', () => {
  const fleet = fleetOf({ zones: 4, nodesPerZone: 3, autoadmin: { movesMax: 1, balanceAbove: 0.2 } });
  for (let round = 0; round < 40; round++) {
    const before = fleet.moves.length;
    fleet.run(10, () => {
      for (let group = 0; group < 12; group++) writesPerSecond(fleet, [[group, 200 * ((group * 7 + round) % 12)]]);
    });
    if (fleet.moves.length > before) fleet.finishMove();
    for (let group = 0; group < 12; group++) {
      expect(new Set(nodesOf(fleet, group).map((node) => fleet.machines[node].zone)).size).toBe(3);
    }
  }
  expect(fleet.moves.length).toBeGreaterThan(5);
});

test('with balancing off nothing moves', () => {
  const fleet = fleetOf({ autoadmin: { balancing: false } });
  fleet.run(60, () =>
    writesPerSecond(fleet, [
      [0, 9000],
      [4, 9000],
    ]),
  );
  expect(fleet.moves).toEqual([]);
});
