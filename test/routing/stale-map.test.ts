/** Routers know the partition map from a cache: a stale entry is corrected by who answers, a missing one by a look-up. */
import { expect, test } from 'vitest';
import { failures, runSmallRegion, runUntil, smallRegion, sum, tenantText } from '../small-region.js';

const strong = { a: tenantText({ mix: { getItem: '100%' }, reads: 'strong' }) };

test('the old leader names the new one, and no look-up is needed', () => {
  const run = runUntil(
    smallRegion({ tenants: strong, faults: [{ kind: 'leader-handover', target: 'leader of t/0', at: '5s' }] }),
    20,
  );
  expect(failures(run.finish())).toBe(0);
  expect(run.service.metadata.servers.lookUps.asked).toBe(0);
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
