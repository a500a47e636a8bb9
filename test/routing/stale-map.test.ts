/** Routers know the partition map from a cache: a stale entry is corrected by who answers, a missing one by a look-up. */
import { expect, test } from 'vitest';
import { failures, runSmallRegion, runUntil, smallRegion, sum, tenantText } from '../small-region.js';

const strong = { a: tenantText({ mix: { getItem: '100%' }, reads: 'strong' }) };

test('the old leader names the new one, and no look-up is needed', () => {
  const run = runUntil(
    smallRegion({ tenants: strong, faults: [{ kind: 'leader-handover', target: 'leader of t/0', at: '5s' }] }),
    20,
  );
  const result = run.finish();
  expect(failures(result)).toBe(0);
  expect(run.service.metadata.servers.lookUps.asked).toBe(0);
  // Each of three routers asks the old leader once more, and calls that are on their way meanwhile find it gone as well.
  expect(result.routing).toMatchObject({ mapMisses: 0, mapHitShare: 1, mapLookUps: 0 });
  expect(result.routing.staleMapEntries).toBeGreaterThanOrEqual(3);
  expect(result.routing.staleMapEntries).toBeLessThan(10);
});

test('cold caches look each entry up once', () => {
  const run = runUntil(smallRegion({ tenants: strong, parameters: { router: { warmCache: false } } }), 20);
  expect(failures(run.finish())).toBe(0);
  // Three routers, one partition; requests that come while the first look-up is under way look up too.
  expect(run.service.metadata.servers.lookUps.asked).toBeGreaterThanOrEqual(3);
  expect(run.service.metadata.servers.lookUps.asked).toBeLessThan(10);
});

test('routers that cannot reach a leader its followers can get through to nobody else, and recover with the link', () => {
  const result = runSmallRegion({
    tenants: strong,
    faults: [{ kind: 'network-partition', target: 'all routers in r', peer: 'r/az-1/storage-1', at: '5s', for: '5s' }],
  });
  expect(result.elections.elections).toBe(0);
  expect(sum(result, 'strongReads', 5.1, 10)).toBe(0);
  expect(sum(result, 'serverErrors', 11, 20)).toBe(0);
});

test('with cold caches each router misses each partition once, and hits it ever after', () => {
  const [partitions, requests] = [8, 400];
  // Far apart, so that a look-up is over before the next request, and enough to draw each partition at each router.
  const { outcomes, routing } = runSmallRegion({
    duration: `${requests / 10}s`,
    tables: { t: { partitions, items: { count: 1000, size: '1KB' } } },
    tenants: { a: tenantText({ arrivals: { constant: '10/s' }, mix: { getItem: '100%' } }) },
    parameters: { router: { warmCache: false } },
  });
  const [{ attempts }] = outcomes;
  const misses = 3 * partitions;
  expect(routing).toEqual({
    ...{ mapHits: attempts - misses, mapMisses: misses, mapHitShare: (attempts - misses) / attempts },
    ...{ staleMapEntries: 0, mapLookUps: misses, mapLookUpsUnanswered: 0 },
  });
});

test('a look-up that no metadata host answers is counted once, whoever was asked', () => {
  // Nobody answers within a microsecond.
  const { routing, outcomes } = runSmallRegion({
    tenants: strong,
    parameters: { router: { warmCache: false }, metadata: { lookupTimeout: '1us' } },
  });
  const [{ attempts }] = outcomes;
  expect(routing).toMatchObject({ mapHits: 0, mapHitShare: 0 });
  // Some attempts may be on their way to the router when the run ends.
  expect(attempts - routing.mapMisses).toBeLessThan(5);
  expect(routing).toMatchObject({ mapLookUps: routing.mapMisses, mapLookUpsUnanswered: routing.mapMisses });
});
