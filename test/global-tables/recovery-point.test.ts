/**
 * What a lost region had not told another one is its recovery point: as an observer counts it who knows every write that was
 * committed there and when each was applied elsewhere. What was on its way when the region went arrives, and is none of it.
 */
import { expect, test } from 'vitest';
import type { StampedVersion } from '../../sim/protocol/stamped-version.js';
import { Run } from '../../sim/run.js';
import type { Text } from '../small-region.js';
import { regionsWith, writerText } from './two-regions.js';

const [lostAtNs, backAtNs] = [4e9, 6e9];

function watched(faults: Text[]) {
  const written: StampedVersion[] = [];
  const appliedAtNs = new Map<number, number>();
  const whole = new Run(
    regionsWith(['a', 'b'], {
      duration: '9s',
      tenants: { t: writerText('a', { arrivals: { poisson: '200/s' } }) },
      faults: [{ kind: 'region-outage', target: 'a', at: '4s', for: '2s' }, ...faults],
    }),
    {
      observers: [
        {
          versionWritten: (_clock, version) => written.push({ ...version }),
          changeApplied: ({ nowNs }, _table, { writeId }) => appliedAtNs.set(writeId, nowNs),
        },
      ],
    },
  );
  while (!whole.advance());
  const { globalTables } = whole.finish();
  const before = written.filter(({ committedAtNs }) => committedAtNs <= lostAtNs);
  const untold = before.filter(({ writeId }) => !(appliedAtNs.get(writeId)! < backAtNs));
  const onTheirWay = before.filter(({ writeId }) => {
    const atNs = appliedAtNs.get(writeId)!;
    return atNs > lostAtNs && atNs < backAtNs;
  });
  return { globalTables, untold, onTheirWay };
}

test('a region that was in touch takes nothing with it that was on its way', () => {
  const { globalTables, untold, onTheirWay } = watched([]);
  // 40 ms of 80 writes a second or more.
  expect(onTheirWay.length).toBeGreaterThan(2);
  expect(globalTables.changesUntoldAtLoss).toBe(untold.length);
  expect(untold.length).toBeLessThan(3);
});

test('one that was cut off takes what it wrote since then', () => {
  const cut = { kind: 'network-partition', target: 'all storage nodes in a', peer: 'b', at: '3s', for: '3s' };
  const { globalTables, untold } = watched([cut]);
  const oldestNs = Math.min(...untold.map(({ committedAtNs }) => committedAtNs));
  expect(untold.length).toBeGreaterThan(150);
  expect(globalTables.changesUntoldAtLoss).toBe(untold.length);
  expect(globalTables.oldestUntoldMs).toBeCloseTo((lostAtNs - oldestNs) / 1e6, 6);
  expect(globalTables.regionLosses).toEqual([
    { region: 'a', to: 'b', atS: 4, backS: 6, untold: untold.length, oldestMs: globalTables.oldestUntoldMs },
  ]);
});
