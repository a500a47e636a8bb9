/** Leaders are kept about even over zones, by as few hand-overs as that takes. */
import { expect, test } from 'vitest';
import { field } from '../../sim/replication/replica-table.js';
import { Fleet } from './fleet.js';

const partitions = 60;

function leadersByZone(fleet: Fleet): number[] {
  const leaders = [0, 0, 0];
  for (let group = 0; group < partitions; group++) leaders[fleet.machines[fleet.groups.leaderHost(group)].zone]++;
  return leaders;
}

function fleetWithLeadersIn(slotOf: (group: number) => number): Fleet {
  const fleet = new Fleet({ partitions });
  for (let group = 0; group < partitions; group++) fleet.groups.set(group, field.leader, slotOf(group));
  return fleet;
}

test('a table is placed with a third of its leaders in each zone', () => {
  const fleet = new Fleet({ partitions });
  expect(leadersByZone(fleet)).toEqual([20, 20, 20]);
  fleet.run(30);
  expect(fleet.handovers).toEqual([]);
});

test('a small difference is left', () => {
  const fleet = fleetWithLeadersIn((group) => (group === 0 ? 1 : group % 3));
  expect(leadersByZone(fleet)).toEqual([19, 21, 20]);
  fleet.run(30);
  expect(fleet.handovers).toEqual([]);
});

test('leaders that are all in one zone spread, a few a tick', () => {
  const fleet = fleetWithLeadersIn(() => 0);
  fleet.run(10);
  expect(fleet.handovers).toHaveLength(10);
  fleet.run(100);
  for (const leaders of leadersByZone(fleet)) expect(Math.abs(leaders - 20)).toBeLessThanOrEqual(1);
  expect(fleet.handovers.length).toBeLessThanOrEqual(40);
  expect(fleet.autoadmin.facts().leadersMoved).toBe(fleet.handovers.length);
});

test('a hand-over that comes to nothing does not count', () => {
  const fleet = fleetWithLeadersIn(() => 0);
  fleet.completesHandovers = false;
  fleet.run(25);
  expect(fleet.handovers).not.toEqual([]);
  expect(fleet.autoadmin.facts().leadersMoved).toBe(0);
});

test('a zone that is down is not asked to lead', () => {
  const fleet = fleetWithLeadersIn((group) => group % 2);
  for (const machine of fleet.machines) machine.isUp = machine.zone !== 2;
  fleet.run(100);
  expect(fleet.handovers).toEqual([]);
});
