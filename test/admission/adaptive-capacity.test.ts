/** Allocations go to the partitions that are throttled while the table has capacity to spare, and come back. */

import { expect, test } from 'vitest';
import { AdaptiveCapacity } from '../../sim/admission/adaptive-capacity.js';
import type { CapacityMode } from '../../sim/admission/capacity.js';
import { unitKind } from '../../sim/admission/capacity-units.js';
import { throttle } from '../../sim/protocol/throttles.js';
import { SmallAdmission } from './small-admission.js';

const intervalS = 10;
const noBurst = { burstWindow: 0 };

function controlled(mode: CapacityMode, partitions: number, units: number, adaptiveGain = 0.5) {
  const small = new SmallAdmission({ mode, partitions, readUnitsPerSecond: units, parameters: noBurst });
  const capacity = { mode, readUnitsPerSecond: units, writeUnitsPerSecond: 100, autoScaling: null };
  const groups = Array.from({ length: partitions }, (_, group) => group);
  const table = { capacity, keySpace: { groups: () => groups } };
  const controller = new AdaptiveCapacity(small.admission, small.usage, [table], { adaptiveGain });
  return { small, controller, groups };
}

/**
 * Reads of one unit at these rates, by partition, in even steps of a tenth of a second; a tick at the end of each
 * interval.
 */
function run({ small, controller }: ReturnType<typeof controlled>, rates: readonly number[], intervals: number): void {
  const beginS = small.simulation.nowNs / 1e9;
  for (let tenthS = 1; tenthS <= intervals * intervalS * 10; tenthS++) {
    small.at(beginS + tenthS / 10);
    for (let group = 0; group < rates.length; group++) small.admittedReads(rates[group]! / 10, group);
    if (tenthS % (intervalS * 10) === 0) controller.tick(small.simulation.nowNs);
  }
}

test('the hot partition of the documentation rises from its 100 of 400 units to the 150 it is asked for', () => {
  const table = controlled('adaptive', 4, 400);
  run(table, [50, 50, 50, 150], 10);
  const [first, second, third, hot] = table.small.allocations();
  expect([first, second, third]).toEqual([100, 100, 100]);
  expect(hot).toBeGreaterThan(148);
  expect(hot).toBeLessThanOrEqual(152);
  expect(table.groups.map((group) => table.controller.boosted(group))).toEqual([false, false, false, true]);
  expect(table.controller.boostedGroups).toEqual([3]);
});

test('raises are told while they are made: of each partition in each interval that gave it more', () => {
  const table = controlled('adaptive', 3, 400);
  run(table, [300, 0, 200], 1);
  expect(table.controller.raised.map(({ group }) => group)).toEqual([0, 2]);
  for (const { group, fromUnits, toUnits } of table.controller.raised) {
    expect(toUnits, String(group)).toBeGreaterThan(fromUnits);
  }
  expect(table.controller.counts.allocationsRaised).toBe(2);
  run(table, [0, 0, 0], 1);
  expect(table.controller.raised).toEqual([]);
  expect(table.controller.counts.allocationsRaised).toBe(2);
});

test('one interval raises an allocation by the gain times what was refused', () => {
  const table = controlled('adaptive', 2, 400, 0.25);
  run(table, [300, 0], 1);
  // Of 3,000 units asked for, 200 were there at the first look and 1,980 came in the 9.9 s after it.
  expect(table.small.usage.groupRefusedUnits[unitKind.read]).toBe(820);
  expect(table.small.allocations()).toEqual([200 + 0.25 * 82, 200]);
});

test('boosts shrink together while the table uses more than its provision, back to equal shares and no further', () => {
  const table = controlled('adaptive', 3, 300);
  run(table, [140, 120, 0], 20);
  const [first, second] = table.small.allocations();
  expect(first).toBeGreaterThan(135);
  expect(second).toBeGreaterThan(115);
  run(table, [140, 120, 90], 1);
  const lowered = table.small.allocations();
  expect(lowered[0]).toBeLessThan(first!);
  expect((lowered[0]! - 100) / (first! - 100)).toBeCloseTo((lowered[1]! - 100) / (second! - 100), 9);
  expect(lowered[2]).toBe(100);
  run(table, [400, 400, 400], 30);
  const last = table.small.allocations();
  expect(Math.min(...last)).toBe(100);
  expect(last.reduce((sum, each) => sum + each)).toBeLessThan(302);
});

test('a table near its provision is raised by no more than it leaves unused, however much was refused', () => {
  const table = controlled('adaptive', 2, 400);
  run(table, [1000, 190], 2);
  const [hot, other] = table.small.allocations();
  expect(hot).toBeGreaterThan(200);
  expect(hot).toBeLessThanOrEqual(211);
  expect(other).toBe(200);
});

test('a partition that is back at its share is not boosted any more', () => {
  const table = controlled('adaptive', 2, 200, 2);
  run(table, [150, 0], 1);
  expect(table.controller.boostedGroups).toEqual([0]);
  run(table, [1000, 1000], 1);
  expect(table.small.allocations()).toEqual([100, 100]);
  expect(table.controller.boostedGroups).toEqual([]);
});

test('no boost passes the cap of a partition', () => {
  const table = controlled('adaptive', 2, 5800);
  run(table, [5000, 100], 5);
  expect(table.small.allocations()).toEqual([3000, 2900]);
});

test('a table that is throttled at its provision gets no boost', () => {
  const table = controlled('adaptive', 2, 200);
  run(table, [200, 200], 3);
  expect(table.small.allocations()).toEqual([100, 100]);
  expect(table.controller.boostedGroups).toEqual([]);
});

test.each(['static', 'bursting', 'global'] as const)('a table under %s is left alone', (mode) => {
  const table = controlled(mode, 2, 200);
  const before = table.small.allocations();
  run(table, [5000, 0], 2);
  expect(table.small.usage.refusedUnits[throttle.readKeyRange]).toBeGreaterThan(0);
  expect(table.small.allocations()).toEqual(before);
});

test('two ticks at one time are a mistake of ours', () => {
  const { controller } = controlled('adaptive', 1, 100);
  controller.tick(1e9);
  expect(() => controller.tick(1e9)).toThrow('ticked twice');
});
