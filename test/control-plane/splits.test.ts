/** When autoadmin splits a partition, and what becomes of hot items, in the counters of a fleet. */
import { describe, expect, test, vi } from 'vitest';
import { FreeCapacity } from '../../sim/partitions/free-capacity.js';
import { Fleet } from './fleet.js';

const tickWrites = 9000;
/** 900 write units a second, over 0.8 of a partition's cap, to items drawn by `itemOf`. */
const writes = (itemOf: (i: number) => number) => Array.from({ length: tickWrites }, (_, i) => itemOf(i));
/** Visits 0 … count - 1 in an order without trend. */
const scattered = (i: number, count: number) => (i * 377) % count;

const byConsumption = { splitting: { byConsumption: true } };

describe('for consumption', () => {
  const evenly = writes((i) => scattered(i, 1000));

  test('a partition hot for splitAfter is split where its load has its middle', () => {
    const fleet = new Fleet({ ...byConsumption, order: 'sorted' });
    const skewed = writes((i) => (i % 10 < 9 ? scattered(i, 100) : scattered(i, 1000)));
    fleet.run(50, () => fleet.write(skewed));
    expect(fleet.splits).toEqual([]);
    fleet.run(10, () => fleet.write(skewed));
    expect(fleet.splits).toHaveLength(1);
    expect(fleet.splits[0].keyPosition).toBeGreaterThan(fleet.keySpace.keyPositionOf(30));
    expect(fleet.splits[0].keyPosition).toBeLessThan(fleet.keySpace.keyPositionOf(80));
    fleet.finishSplit();
    expect(fleet.autoadmin.facts()).toMatchObject({ splitsForConsumption: 1, splitsForSize: 0 });
    expect(fleet.autoadmin.facts().list).toEqual([
      { atS: 60, what: 'split for consumption', partition: 't/0', because: 'asked for 90 % of its cap' },
    ]);
  });

  test('a partition that is hot for less than splitAfter in a row is not', () => {
    const fleet = new Fleet(byConsumption);
    fleet.run(300, (tick) => tick % 6 < 5 && fleet.write(evenly));
    expect(fleet.splits).toEqual([]);
  });

  test('refused units are demand', () => {
    const fleet = new Fleet(byConsumption);
    fleet.run(60, () => {
      fleet.write(evenly.slice(0, 5000));
      fleet.refuseWrites(0, 4000);
    });
    expect(fleet.splits).toHaveLength(1);
  });

  test('the new partition goes to three zones', () => {
    const fleet = new Fleet(byConsumption);
    fleet.run(60, () => fleet.write(evenly));
    expect(fleet.splits[0].hosts.map((host) => fleet.machines[host].zone)).toEqual([0, 1, 2]);
    // The first nodes hold the parent already.
    expect(fleet.splits[0].hosts).toEqual([1, 5, 9]);
  });

  test('no more than splitsMax are under way, the hottest first', () => {
    const fleet = new Fleet({ ...byConsumption, partitions: 3, autoadmin: { splitsMax: 1 } });
    fleet.run(60, () => {
      for (let repeat = 0; repeat < 4; repeat++) fleet.write(evenly);
      fleet.refuseWrites(1, 5000);
    });
    expect(fleet.splits.map(({ group }) => group)).toEqual([1]);
  });

  test('a split that was given up is not tried again at once', () => {
    const fleet = new Fleet(byConsumption);
    fleet.run(60, () => fleet.write(evenly));
    fleet.giveUp(0);
    fleet.run(90, () => fleet.write(evenly));
    expect(fleet.splits).toHaveLength(1);
    fleet.run(30, () => fleet.write(evenly));
    expect(fleet.splits).toHaveLength(2);
    expect(fleet.autoadmin.facts().givenUp).toBe(1);
  });

  test('a split for which no nodes have room is counted, and tried again later', () => {
    const fleet = new Fleet(byConsumption);
    vi.spyOn(FreeCapacity.prototype, 'choose').mockReturnValue(null);
    fleet.run(60, () => fleet.write(evenly));
    expect(fleet.autoadmin.facts()).toMatchObject({ splitsForConsumption: 0, splitsWithoutRoom: 1 });
    vi.restoreAllMocks();
    fleet.run(130, () => fleet.write(evenly));
    expect(fleet.splits).toHaveLength(1);
    expect(fleet.autoadmin.facts().splitsWithoutRoom).toBe(1);
  });

  test('one hot item is isolated by two splits, and then left alone', () => {
    const fleet = new Fleet({ ...byConsumption, order: 'sorted' });
    const hotItem = writes((i) => (i % 10 < 6 ? 500 : scattered(i, 1000)));
    const keyPosition = fleet.keySpace.keyPositionOf(500);
    fleet.run(60, () => fleet.write(hotItem));
    fleet.finishSplit();
    expect(fleet.autoadmin.facts().itemsIsolated).toBe(0);
    fleet.run(10, () => fleet.write(hotItem));
    fleet.finishSplit();
    expect(fleet.splits).toHaveLength(2);
    expect(fleet.keySpace.rangeOf(fleet.keySpace.groupAt(keyPosition))).toEqual({
      from: keyPosition,
      to: keyPosition + 1,
    });
    expect(fleet.autoadmin.facts()).toMatchObject({ splitsForConsumption: 2, itemsIsolated: 1, splitsSkipped: 0 });
    fleet.run(60, () => fleet.write(writes(() => 500)));
    expect(fleet.splits).toHaveLength(2);
    expect(fleet.autoadmin.facts().splitsSkipped).toBe(1);
  });

  test('a skipped partition is considered again after ten intervals', () => {
    const fleet = new Fleet(byConsumption);
    const oneItem = writes(() => 7);
    fleet.run(150, () => fleet.write(oneItem));
    expect(fleet.autoadmin.facts().splitsSkipped).toBe(1);
    fleet.run(30, () => fleet.write(oneItem));
    expect(fleet.autoadmin.facts().splitsSkipped).toBe(2);
    expect(fleet.splits).toEqual([]);
  });

  test('sequential access is skipped', () => {
    const fleet = new Fleet({ ...byConsumption, order: 'sorted', items: 1e6 });
    fleet.run(60, (tick) => fleet.write(writes((i) => tick * tickWrites + i)));
    expect(fleet.splits).toEqual([]);
    expect(fleet.autoadmin.facts().splitsSkipped).toBe(1);
  });
});

describe('for size', () => {
  const spec = { splitting: { bySize: true }, items: 9_000_000 };

  test('a partition is split in the middle of its items when they have outgrown it', () => {
    const fleet = new Fleet({ ...spec, order: 'sorted' });
    fleet.run(20);
    expect(fleet.splits).toEqual([]);
    fleet.items = 10_100_000;
    fleet.run(10);
    expect(fleet.splits).toHaveLength(1);
    expect(fleet.splits[0].keyPosition).toBe(fleet.keySpace.keyPositionOf(5_050_000));
    fleet.finishSplit();
    fleet.run(20);
    expect(fleet.splits).toHaveLength(1);
    expect(fleet.autoadmin.facts()).toMatchObject({ splitsForSize: 1, splitsForConsumption: 0 });
  });

  test('hashed items lie evenly', () => {
    const fleet = new Fleet({ ...spec, items: 21_000_000, partitions: 2 });
    fleet.run(10);
    expect(fleet.splits.map(({ group, keyPosition }) => [group, keyPosition])).toEqual([
      [0, 2 ** 30],
      [1, 3 * 2 ** 30],
    ]);
  });

  test('new partitions are limited', () => {
    const fleet = new Fleet({ ...spec, items: 21_000_000, partitions: 2, autoadmin: { newPartitionsMax: 1 } });
    fleet.run(10);
    fleet.finishSplit();
    fleet.run(30);
    expect(fleet.splits).toHaveLength(1);
  });
});
