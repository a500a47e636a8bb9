/** An agent uploads nothing that its partition had no right to take. */
import { afterEach, expect, test, vi } from 'vitest';
import { Ownership } from '../../sim/archive/ownership.js';
import { KeySpace } from '../../sim/partitions/key-space.js';
import { KeySpaces } from '../../sim/partitions/key-spaces.js';
import type { SegmentView } from '../../sim/trace.js';
import { runArchived } from './archive-region.js';

afterEach(() => vi.restoreAllMocks());

test('a write is a partition’s own where it owns the item, or gave it away in a later split', () => {
  const space = new KeySpace(0, 2, 1000, 'sorted');
  const keySpaces = new KeySpaces([space], 2);
  const ownership = new Ownership(keySpaces);
  const owns = (group: number, item: number, sequenceNumber: number) =>
    ownership.ownsAll({
      ...{ group, first: sequenceNumber, last: sequenceNumber, count: 1 },
      ...{ sequenceNumber: () => sequenceNumber, item: () => item, writeId: () => 1 },
    } satisfies SegmentView);
  expect([owns(0, 100, 1), owns(0, 900, 1), owns(1, 900, 1)]).toEqual([true, false, true]);
  // What lies from item 250 on, and of that from 400 on, goes to partitions of their own.
  keySpaces.split(0, space.keyPositionOf(250), 2);
  ownership.split(2, 70);
  keySpaces.split(2, space.keyPositionOf(400), 3);
  ownership.split(3, 90);
  expect([owns(0, 300, 70), owns(0, 300, 71), owns(2, 300, 71)]).toEqual([true, false, true]);
  expect([owns(0, 450, 70), owns(0, 450, 71)]).toEqual([true, false]);
  expect([owns(2, 450, 90), owns(2, 450, 91), owns(3, 450, 91)]).toEqual([true, false, true]);
});

test('where an agent finds what is not its own, the partition is archived no further', () => {
  const { ownsAll } = Ownership.prototype;
  vi.spyOn(Ownership.prototype, 'ownsAll').mockImplementation(function (this: Ownership, segment) {
    return ownsAll.call(this, segment) && (segment.group !== 1 || segment.first < 300);
  });
  const { run, result } = runArchived();
  const [{ manifests }] = run.service.archive!.stores;
  expect(result.archive.partitionsHalted).toBe(1);
  expect(result.archive.behindAtEndBytes).toBeGreaterThan(100_000);
  expect(manifests.endOf(0)).toBeGreaterThan(700);
  expect(manifests.endOf(1)).toBeLessThan(400);
});
