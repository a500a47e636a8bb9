/**
 * Faults that leave something else than what was written: what a checksum tells is found by the first who reads it, never
 * told, and repaired from another copy; what no checksum tells is told until the item is written anew, and goes along when
 * the copy is copied.
 */
import { expect, test } from 'vitest';
import { nobodysWrite } from '../../sim/replication/item-versions.js';
import { type Run, run } from '../../sim/run.js';
import { runUntil, smallRegion, type Text, tenantText, verdict, violations } from '../small-region.js';

const items = 50;
const region = (changes: Text) =>
  smallRegion({ duration: '10s', tables: { t: { partitions: 1, items: { count: items, size: '1KB' } } }, ...changes });
/** Nobody writes: what is wrong stays so until somebody repairs it. */
const reader = (reads: unknown) => ({
  a: tenantText({ mix: { getItem: '100%' }, reads, client: { retries: 'standard' } }),
});

const slotsOf = ({ service: { groups } }: Run) =>
  Array.from({ length: groups.slots }, (_, slot) => slot).filter((slot) => groups.mayLead(0, slot));
/** Items of the only partition whose copy in the slot is not what its replica applied. */
function wrongIn({ service }: Run, slot: number): number[] {
  const { reads } = service.storage;
  return Array.from({ length: items }, (_, item) => item).filter((item) => {
    const has = reads.copyOf(0, slot, 0, item);
    const applied = reads.appliedVersion(0, slot, 0, item);
    return has.failsChecksum || has.writeId !== applied.writeId || has.sequenceNumber !== applied.sequenceNumber;
  });
}

test('rot is found by the first read of a page, is never told, and is repaired from another copy', () => {
  const faults = [{ kind: 'bit-rot', target: 'leader of t/0', at: '2s', items: 20 }];
  const scenario = region({ faults, tenants: reader('strong') });
  const before = runUntil(scenario, 2.0001);
  const leader = slotsOf(before).find((slot) => before.service.groups.get(0, 1) === slot)!;
  expect(wrongIn(before, leader).length).toBeGreaterThan(15);
  const result = run(scenario);
  // 200 reads a second of 50 items: each has been read within a second or so.
  expect(result.integrity).toMatchObject({ damagedCopies: 20, foundOnRead: 20, repairedCopies: 20, damagedAtEnd: 0 });
  expect(result.integrity.wrongReads).toBe(0);
  expect(result.integrity.longestToFindMs).toBeLessThan(3000);
  expect(violations(result)).toEqual([]);
  expect(verdict(result, 'right-reads')).toBe('holds');
});

test('what no checksum tells is told until the end, by the bad copy alone', () => {
  const faults = [{ kind: 'silent-wrong-replica', target: 'follower 1 of t/0', at: '2s', items: 20 }];
  const result = run(region({ faults, tenants: reader('eventual') }));
  const { wrongReads, ...integrity } = result.integrity;
  expect(integrity).toMatchObject({ damagedCopies: 20, damagedAtEnd: 20, repairedCopies: 0 });
  // A third of 1,600 reads, two fifths of the items.
  expect(wrongReads).toBeGreaterThan(100);
  expect(wrongReads).toBeLessThan(350);
  expect(violations(result)).toEqual([]);
  const strong = run(region({ faults, tenants: reader('strong') }));
  expect(strong.integrity.wrongReads).toBe(0);
});

test('a write makes the copy whole again', () => {
  const faults = [{ kind: 'silent-wrong-replica', target: 'leader of t/0', at: '2s', items: 20 }];
  const result = run(region({ faults, tenants: { a: tenantText({ reads: 'strong' }) } }));
  expect(result.integrity.overwrittenCopies).toBe(20);
  expect(result.integrity.damagedAtEnd).toBe(0);
  expect(result.integrity.wrongReads).toBeGreaterThan(5);
  expect(violations(result)).toEqual([]);
});

test('a replica that copies from a bad one gets what no checksum tells, and finds the rest', () => {
  const faults = [
    { kind: 'silent-wrong-replica', target: 'leader of t/0', at: '2s', items: 8 },
    { kind: 'bit-rot', target: 'leader of t/0', at: '2s', items: 9 },
    { kind: 'bit-rot', target: 'follower 1 of t/0', at: '2s', items: 10 },
    { kind: 'disk-failure', target: 'follower 1 of t/0', at: '3s', for: '1s' },
  ];
  const idle = { a: tenantText({ arrivals: { poisson: '1/h' }, start: '9s' }) };
  const ended = runUntil(region({ faults, tenants: idle }), 9);
  const { groups } = ended.service;
  const leader = groups.get(0, 1);
  const wrong = wrongIn(ended, leader);
  expect(wrong.length).toBe(8);
  const inherited = slotsOf(ended).filter((slot) => slot !== leader && wrongIn(ended, slot).length > 0);
  expect(inherited.length).toBe(1);
  expect(wrongIn(ended, inherited[0])).toEqual(wrong);
  for (const item of wrong) {
    expect(ended.service.storage.reads.copyOf(0, inherited[0], 0, item).writeId).toBe(nobodysWrite);
  }
  const { integrity } = ended.finish();
  expect(integrity).toMatchObject({ damagedCopies: 8 + 9 + 10 + 8, foundOnTransfer: 9, repairedCopies: 9 });
});

test('a run without such faults keeps nothing of them', () => {
  const ended = runUntil(smallRegion({ duration: '1s' }), 1);
  expect(ended.service.storage.reads.damage).toBe(null);
  expect(ended.finish().checks.some(({ property }) => property === 'right-reads')).toBe(false);
});

test.each(['bit-rot', 'silent-wrong-replica'])(
  '%s finds nothing to damage on a drive that has lost everything',
  (kind) => {
    const target = 'follower 1 of t/0';
    const lost = [
      { kind: 'disk-failure', target, at: '2s', for: '6s' },
      { kind, target, at: '4s', items: 20 },
    ];
    const scenario = region({ faults: lost, tenants: reader('eventual') });
    expect(run(scenario).integrity).toMatchObject({ damagedCopies: 0, damagedAtEnd: 0 });
    // What it had before goes with it.
    const before = [{ ...lost[1], at: '1s' }, lost[0]];
    const silent = { a: tenantText({ arrivals: { poisson: '1/h' }, start: '9s' }) };
    expect(run(region({ faults: before, tenants: silent })).integrity).toMatchObject({
      ...{ damagedCopies: 20, discardedCopies: 20, damagedAtEnd: 0 },
    });
  },
);
