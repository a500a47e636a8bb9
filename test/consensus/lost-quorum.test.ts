/** A leader without followers stops at the end of its lease, and everything goes on when they are back. */
import { expect, test } from 'vitest';
import { runSmallRegion, sum, tenantText, violations } from '../small-region.js';

const followersAway = { kind: 'host-crash', target: 'followers of t/0', at: '5s', for: '5s' };

test('without a quorum a leader keeps its lease no longer than promised', () => {
  const result = runSmallRegion({ faults: [followersAway] });
  expect(sum(result, 'strongReads', 5, 7)).toBeGreaterThan(0);
  expect(sum(result, 'strongReads', 7.1, 10)).toBe(0);
  expect(sum(result, 'writes', 5.1, 10)).toBe(0);
  expect(sum(result, 'eventualReads', 7.1, 10)).toBeGreaterThan(0);
  expect(violations(result)).toEqual([]);
});

test.each([1, 2, 3, 4])('a write that neither follower received does not hold up the log for ever, seed %i', (seed) => {
  // So few writes that both followers are level with the leader when they go.
  const tenants = { a: tenantText({ arrivals: { poisson: '5/s' } }) };
  const result = runSmallRegion({ seed, duration: '60s', seriesWindow: '1s', tenants, faults: [followersAway] });
  expect(sum(result, 'serverErrors', 12, 60) + sum(result, 'timedOut', 12, 60)).toBe(0);
  expect(sum(result, 'writes', 12, 60)).toBeGreaterThan(50);
});

test('a group that nobody leads to the end has had no leader since the crash', () => {
  const { elections } = runSmallRegion({
    faults: [{ kind: 'host-crash', target: 'all storage nodes in r', at: '5s' }],
  });
  // All crash at 5 s, and the run ends at 20 s.
  expect(elections.longestLeaderlessMs).toBe(15_000);
});
