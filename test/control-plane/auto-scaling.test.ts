/** Auto scaling follows consumption up within minutes, and down slowly and only so often. */
import { expect, test } from 'vitest';
import { UnitRates } from '../../sim/admission/unit-rates.js';
import { Activity } from '../../sim/control-plane/activity.js';
import { AutoScaling } from '../../sim/control-plane/auto-scaling.js';
import { ManagedTables } from '../../sim/control-plane/managed-tables.js';
import { KeySpace } from '../../sim/partitions/key-space.js';
import { defaultParameters } from '../default-parameters.js';
import { runSmallRegion, tenantText } from '../small-region.js';

/** A table with a target of 70 %, bounds of a tenth and twice the 1000 units per second that it begins with. */
class Scaled {
  readonly provisions: [number, number];
  readonly activity = new Activity(
    () => '',
    () => '',
  );
  minute = 0;
  private readonly units = new Float64Array(2);
  private readonly scaling: AutoScaling;

  constructor(
    targetUtilisation = 0.7,
    begin = 1000,
    readonly bounds = { min: begin / 10, max: 2 * begin },
  ) {
    this.provisions = [begin, begin];
    const { min, max } = bounds;
    const autoScaling = {
      targetUtilisation,
      readUnitsMin: min,
      readUnitsMax: max,
      writeUnitsMin: min,
      writeUnitsMax: max,
    };
    const table = {
      name: 't',
      region: 0,
      capacity: { mode: 'global' as const, readUnitsPerSecond: begin, writeUnitsPerSecond: begin, autoScaling },
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
      this.activity,
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
  expect(table.provisions[0]).toBe(700);
});

test('provisions are whole units, rounded up', () => {
  const asked = 6;
  const table = new Scaled(0.7, 1, { min: 1, max: 10 });
  const series = [table.provisions[0]];
  for (let change = 0; change < 5; change++) {
    table.run(2, () => Math.min(asked, table.provisions[0]), 0);
    series.push(table.provisions[0]);
  }
  // 1 / 70 % = 1.43, 2 / 70 % = 2.86, 4.29, 7.14; and then all that is asked for passes, 6 / 70 % = 8.57.
  expect(series).toEqual([1, 2, 3, 5, 8, 9]);
  table.run(60, asked, 0);
  expect(table.provisions[0]).toBe(9);
  const reasons = table.activity.list().map(({ what, because }) => `${what} because ${because}`);
  expect(reasons[0]).toBe('read provision raised to 2 because 100 % of 1 units per second were used');
  expect(reasons[4]).toBe('read provision raised to 9 because 75 % of 8 units per second were used');
});

test('a table of one unit that is asked for six has them after ten minutes', () => {
  const { series } = runSmallRegion({
    duration: '12m',
    seriesWindow: '1m',
    regions: { r: { routersPerZone: 2, storageNodesPerZone: 1 } },
    tables: {
      t: {
        partitions: 1,
        items: { count: 1000, size: '900B' },
        capacity: { read: 1, write: 1, autoScaling: { target: '70%', read: { min: 1, max: 10 } } },
      },
    },
    tenants: { a: tenantText({ arrivals: { constant: '6/s' }, mix: { getItem: '100%' }, reads: 'strong' }) },
  });
  const provisions = series.tables[0].provisionedReadUnits.map((units) => units / 60);
  expect(provisions).toEqual([1, 1, 2, 2, 3, 3, 5, 5, 8, 8, 9, 9]);
});

test('a quotient that is whole stays so', () => {
  const table = new Scaled(0.7, 2, { min: 1, max: 10 });
  // 2.1 / 70 % is 3, and in floating point a little more.
  expect(2.1 / 0.7).toBeGreaterThan(3);
  table.run(2, 2.1, 0);
  expect(table.provisions[0]).toBe(3);
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
