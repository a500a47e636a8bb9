/** Auto scaling follows consumption up within minutes, and down slowly and only so often (facts 2.1). */
import { expect, test } from 'vitest';
import { UnitRates } from '../../sim/admission/unit-rates.js';
import { Activity } from '../../sim/control-plane/activity.js';
import { AutoScaling } from '../../sim/control-plane/auto-scaling.js';
import { ManagedTables } from '../../sim/control-plane/managed-tables.js';
import { KeySpace } from '../../sim/partitions/key-space.js';
import { defaultParameters } from '../default-parameters.js';

/** A table with a target of 70 %, bounds of 100 and 2000, and 1000 units per second to begin with. */
class Scaled {
  readonly provisions = [1000, 1000];
  minute = 0;
  private readonly units = new Float64Array(2);
  private readonly scaling: AutoScaling;

  constructor(targetUtilisation = 0.7) {
    const autoScaling = {
      targetUtilisation,
      readUnitsMin: 100,
      readUnitsMax: 2000,
      writeUnitsMin: 100,
      writeUnitsMax: 2000,
    };
    const table = {
      name: 't',
      region: 0,
      capacity: { mode: 'global' as const, readUnitsPerSecond: 1000, writeUnitsPerSecond: 1000, autoScaling },
      splitting: { bySize: false, byConsumption: false },
      keySpace: new KeySpace(0, 1, 1000, 'hashed'),
      meanItemBytes: 1000,
    };
    const provisions = {
      of: (_table: number, kind: number) => this.provisions[kind],
      set: (_table: number, kind: number, units: number) => {
        this.provisions[kind] = units;
      },
    };
    this.scaling = new AutoScaling(
      new ManagedTables([table], 1),
      () => provisions,
      new UnitRates(this.units),
      new Activity(() => ''),
      defaultParameters.admission,
    );
  }

  /** Each minute consumes so many units per second; returns the provisions after it. */
  run(minutes: number, reads: number | (() => number), writes = 600): void {
    for (let i = 0; i < minutes; i++) {
      this.units[0] += 60 * (typeof reads === 'number' ? reads : reads());
      this.units[1] += 60 * writes;
      this.scaling.tick(++this.minute * 60e9);
    }
  }
}

test('two minutes above the target raise the provision to consumption / target', () => {
  const table = new Scaled();
  table.run(1, 840);
  expect(table.provisions).toEqual([1000, 1000]);
  table.run(1, 840);
  expect(table.provisions).toEqual([1200, 1000]);
  table.run(30, 840);
  expect(table.provisions).toEqual([1200, 1000]);
});

test('minutes above the target that do not follow each other do nothing', () => {
  const table = new Scaled();
  for (let i = 0; i < 10; i++) {
    table.run(1, 900);
    table.run(1, 600);
  }
  expect(table.provisions).toEqual([1000, 1000]);
});

test('the provision stays within its bounds', () => {
  const table = new Scaled();
  table.run(60, () => table.provisions[0]);
  expect(table.provisions[0]).toBe(2000);
  table.run(15, 0);
  expect(table.provisions[0]).toBe(100);
});

test('a table that nobody uses is lowered at the lowest target too', () => {
  const table = new Scaled(0.2);
  table.run(15, 0, 0);
  expect(table.provisions).toEqual([100, 100]);
});

test('a quarter of an hour twenty points below the target lowers it', () => {
  const table = new Scaled();
  table.run(60, 510);
  expect(table.provisions[0]).toBe(1000);
  table.run(14, 490);
  expect(table.provisions[0]).toBe(1000);
  table.run(1, 490);
  expect(table.provisions[0]).toBeCloseTo(700);
});

/** Minutes at which the read provision fell, in a table that always wants less. */
function decreases(minutes: number): number[] {
  const table = new Scaled();
  const fallen: number[] = [];
  for (let minute = 1; minute <= minutes; minute++) {
    const before = table.provisions[0];
    // Raised by the test itself so that there is always something to lower.
    if (before < 200) table.provisions[0] = 1000;
    const held = table.provisions[0];
    table.run(1, () => 0.3 * table.provisions[0]);
    if (table.provisions[0] < held) fallen.push(minute);
  }
  return fallen;
}

test('decreases are four in the first hour of a day, one in each later hour, 27 a day', () => {
  const fallen = decreases(24 * 60 + 60);
  const inHour = (hour: number) => fallen.filter((minute) => Math.floor(minute / 60) === hour).length;
  expect(fallen.slice(0, 3)).toEqual([15, 30, 45]);
  for (let hour = 1; hour < 24; hour++) expect(inHour(hour)).toBe(1);
  expect(inHour(0) + 23).toBeLessThanOrEqual(27);
  expect(inHour(24)).toBeGreaterThan(1);
});

test('reads and writes lowered together are one decrease', () => {
  const table = new Scaled();
  // Into an hour that allows one.
  table.run(60, 600, 600);
  table.run(15, 300, 300);
  expect(table.provisions[0]).toBeLessThan(1000);
  expect(table.provisions[1]).toBeLessThan(1000);
});
