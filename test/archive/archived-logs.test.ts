/**
 * The archive has every archived write as it was committed, of any second that it can still tell, and no more of them one by
 * one than its bound; snapshots bound what has to be downloaded.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ArchivedLogs, type ArchivedSegment } from '../../sim/archive/archived-logs.js';
import { Snapshots } from '../../sim/archive/snapshots.js';
import { Run } from '../../sim/run.js';
import { archivedRegion } from './archive-region.js';

interface Write {
  readonly group: number;
  readonly item: number;
  readonly atNs: number;
}

const items = 8;
const segmentOf = (group: number, first: number, writes: readonly Write[]): ArchivedSegment => ({
  ...{ group, first, last: first + writes.length - 1, count: writes.length },
  sequenceNumber: (nth) => first + nth,
  item: (nth) => writes[nth].item,
  writeId: (nth) => 1000 * group + first + nth,
  bytesOf: (nth) => writes[nth].item + 1,
  committedAtNs: (nth) => writes[nth].atNs,
});

/** The newest version of each item of a table of both groups, committed by then. */
function tableAt(logs: ArchivedLogs, toNs: number): Map<number, number> {
  const newest = new Map<number, number>();
  const set = (item: number, _sequenceNumber: number, writeId: number) => newest.set(item, writeId);
  logs.forEachFolded(0, set);
  for (const group of [0, 1]) logs.forEach(group, toNs, set);
  return newest;
}

// Items of group 0 are even, those of group 1 odd, and a segment is some writes of one of them.
const segments = fc.array(
  fc.record({ group: fc.constantFrom(0, 1), items: fc.array(fc.nat(items / 2 - 1), { minLength: 1, maxLength: 9 }) }),
  { minLength: 1, maxLength: 40 },
);

test.each([
  ['bound', 20, Number.POSITIVE_INFINITY],
  ['retention', 1e9, 60],
  ['neither', 1e9, Number.POSITIVE_INFINITY],
])(
  'whatever the %s makes it fold, each item is what it was at any time that it can tell',
  (_, writesMax, retention) => {
    fc.assert(
      fc.property(segments, fc.nat(), (drawn, seed) => {
        const logs = new ArchivedLogs(() => 0, [items], Math.min(retention, 1e15), writesMax);
        const next = [1, 1];
        const all: (Write & { writeId: number })[] = [];
        let nowNs = 0;
        for (const { group, items: written } of drawn) {
          const writes = written.map((nth) => ({ group, item: 2 * nth + group, atNs: ++nowNs }));
          const segment = segmentOf(group, next[group], writes);
          logs.add(segment, nowNs);
          all.push(...writes.map((write, nth) => ({ ...write, writeId: segment.writeId(nth) })));
          next[group] += writes.length;
        }
        const { writesFolded } = logs.facts();
        expect(all.length - writesFolded).toBeLessThanOrEqual(writesMax);
        if (retention < nowNs / 2) expect(logs.restorableFromNs).toBeGreaterThan(0);
        expect(writesFolded > 0).toBe(logs.restorableFromNs > 0);
        const toNs = logs.restorableFromNs + (seed % (nowNs - logs.restorableFromNs + 1));
        const known = all.filter(({ atNs }) => atNs <= toNs);
        expect(tableAt(logs, toNs)).toEqual(new Map(known.map(({ item, writeId }) => [item, writeId])));
      }),
    );
  },
);

test('what has to be downloaded is the nearest snapshot before, and the log since', () => {
  const logs = new ArchivedLogs(() => 0, [items], 1e15);
  const snapshots = new Snapshots(logs, 10, () => 1000);
  const writes = Array.from({ length: 9 }, (_, nth) => ({ group: 0, item: 3, atNs: 10 * (nth + 1) }));
  // Each weighs 4 bytes: the third makes it 12, and a snapshot of what was committed up to 30.
  for (const [nth, write] of writes.entries()) {
    logs.add(segmentOf(0, nth + 1, [write]), write.atNs);
    snapshots.archived(0, 4, write.atNs);
  }
  const downloads = [5, 20, 29, 30, 45, 60, 1000].map((toNs) => snapshots.bytesUpTo(0, toNs));
  expect(downloads).toEqual([1000, 1008, 1008, 1000, 1004, 1000, 1000]);
  expect(snapshots.facts()).toEqual({ snapshotsBuilt: 3 });
});

test('a run has in its archive what was committed, when, and how large', () => {
  const committed = new Map<number, { readonly item: number; readonly atNs: number }>();
  const run = new Run(archivedRegion(), {
    observers: [
      {
        writeCommitted: ({ nowNs }, _group, _table, item, writeId) => committed.set(writeId, { item, atNs: nowNs }),
      },
    ],
  });
  run.advance();
  const { logs } = run.service.archive!;
  const endNs = run.service.simulation.nowNs;
  const archived = new Map<number, number>();
  for (const group of [0, 1]) {
    logs.forEach(group, endNs, (item, _sequenceNumber, writeId, bytes) => {
      expect(bytes).toBe(1000);
      expect(committed.get(writeId)!.item).toBe(item);
      archived.set(writeId, item);
    });
    // The log in the order of its commits, cut at any of them.
    for (const atNs of [2e9, 5e9]) {
      const upTo: number[] = [];
      logs.forEach(group, atNs, (_item, _sequenceNumber, writeId) => upTo.push(committed.get(writeId)!.atNs));
      expect(Math.max(...upTo)).toBeLessThanOrEqual(atNs);
      expect(upTo).toEqual(upTo.toSorted((a, b) => a - b));
    }
  }
  expect(archived.size).toBe(committed.size);
  expect(run.finish().archive).toMatchObject({ writesFolded: 0, restorableFromMs: 0, snapshotsBuilt: 0 });
});
