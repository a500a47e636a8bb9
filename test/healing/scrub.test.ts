/**
 * Scrub finds what nobody reads, and what no checksum tells: of three replicas the one that differs, with an archive also
 * where two are wrong, and without one not. It reads every replica of every partition once a period, and not at all where it
 * is off.
 */
import { expect, test } from 'vitest';
import { Run, run } from '../../sim/run.js';
import { runUntil, smallRegion, type Text, tenantText, verdict, violations } from '../small-region.js';

const table = { t: { partitions: 4, items: { count: 400, size: '100KB' } } };
const region = ({ parameters, ...changes }: Text) =>
  smallRegion({
    duration: '12s',
    tables: table,
    tenants: { a: tenantText({ mix: { getItem: '100%' }, reads: 'eventual', arrivals: { poisson: '20/s' } }) },
    parameters: { scrub: { enabled: true, period: '4s' }, ...(parameters as object) },
    ...changes,
  });
const wrong = (target: string, items = 10, at = '1s') => ({ kind: 'silent-wrong-replica', target, items, at });

test('the one of three that differs is found within a period, repaired, and not told any more', () => {
  const result = run(region({ faults: [wrong('follower 1 of t/2'), wrong('leader of t/1')] }));
  expect(result.integrity).toMatchObject({ damagedCopies: 20, foundByScrub: 20, repairedCopies: 20, damagedAtEnd: 0 });
  // A period, and what reading 10 MB at 10 MB/s takes.
  expect(result.integrity.longestToFindMs).toBeLessThan(5500);
  expect(violations(result)).toEqual([]);
  expect(verdict(result, 'scrubbed')).toBe('holds');
});

test('rot that nobody reads is found too', () => {
  const tenants = { a: tenantText({ arrivals: { poisson: '1/h' }, start: '11s' }) };
  const result = run(region({ tenants, faults: [{ ...wrong('follower 2 of t/0', 7), kind: 'bit-rot' }] }));
  expect(result.integrity).toMatchObject({ foundByScrub: 7, foundOnRead: 0, repairedCopies: 7, damagedAtEnd: 0 });
});

test('a page in the place of another is told by its checksum if that covers the place, and else by the others', () => {
  const tenants = { a: tenantText({ reads: 'eventual', keys: { hotspot: { share: '100%', of: '5%' } }, stop: '1s' }) };
  const faults = [{ kind: 'misdirected-write', target: 'follower 1 of t/0', writes: 2, at: '1.5s' }];
  const { integrity } = run(region({ tenants, faults }));
  expect(integrity).toMatchObject({ damagedCopies: 4, foundByScrub: 4, repairedCopies: 4 });
  const failing = (checksumsNamePages: boolean) => {
    const parameters = { storageNode: { checksumsNamePages }, scrub: { enabled: false } };
    const { service } = runUntil(region({ tenants, faults, parameters }), 1.6);
    return service.storage.reads.damage!.all().filter(({ failsChecksum }) => failsChecksum).length;
  };
  expect([failing(true), failing(false)]).toEqual([2, 0]);
});

test('two that are wrong outvote the third, or leave nobody a majority: the archive knows better', () => {
  const few = { t: { partitions: 1, items: { count: 4, size: '1KB' } } };
  // All four items: as loaded where they were written, and else what nobody wrote.
  const faults = [wrong('follower 1 of t/0', 4), { kind: 'bit-rot', target: 'follower 2 of t/0', items: 4, at: '1s' }];
  const alone = region({ tables: few, faults, duration: '8s' });
  const { integrity } = run(alone);
  // What fails its checksum is repaired first, from the leader; then there are two good ones.
  expect(integrity.foundOnRead + integrity.foundByScrub).toBe(8);
  expect(integrity).toMatchObject({ repairedCopies: 8, damagedAtEnd: 0 });
  const both = [wrong('followers of t/0', 4)];
  const undecided = run(region({ tables: few, faults: both, duration: '8s' }));
  expect(undecided.integrity.foundByScrub).toBe(0);
  expect(undecided.integrity.damagedAtEnd).toBe(12);
  const parameters = { archive: { enabled: true, segmentAge: '1s' } };
  const archived = run(region({ tables: few, faults: both, duration: '8s', parameters }));
  expect(archived.integrity).toMatchObject({ foundByScrub: 8, repairedCopies: 8, damagedAtEnd: 0 });
  expect(violations(archived)).toEqual([]);
});

test('a partition without one of its replicas waits for it', () => {
  const faults = [wrong('leader of t/1'), { kind: 'host-crash', target: 'r/az-3/storage-1', at: '0.5s', for: '7s' }];
  const { integrity } = run(region({ faults, duration: '15s' }));
  expect(integrity.foundByScrub).toBe(10);
  expect(integrity.longestToFindMs).toBeGreaterThan(6500);
});

test('every partition has its turn once a period, and without scrub there is no event', () => {
  const idle = { a: tenantText({ arrivals: { poisson: '1/h' }, start: '11s' }) };
  const many = { t: { partitions: 60, items: { count: 600, size: '1KB' } } };
  const { integrity } = run(region({ tables: many, tenants: idle }));
  expect(integrity.partitionsCompared).toBeGreaterThan(2.9 * 60);
  expect(integrity.partitionsCompared).toBeLessThanOrEqual(3 * 60);
  const off = new Run(region({ tables: many, tenants: idle, parameters: { scrub: { enabled: false } } }));
  off.service.advance(10e9, Number.POSITIVE_INFINITY);
  expect(off.events).toBe(0);
});
