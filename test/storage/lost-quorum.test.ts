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

test('nor does one whose records, or acknowledgements, were lost on the way', () => {
  const result = runSmallRegion({
    tenants: { a: tenantText({ arrivals: { poisson: '50/s' } }) },
    faults: [{ kind: 'packet-loss', target: 'r', peer: 'r', share: '40%', at: '5s', for: '4s' }],
    parameters: { network: { retransmitsMax: 0 } },
  });
  expect(sum(result, 'serverErrors', 11.5, 20) + sum(result, 'timedOut', 11.5, 20)).toBe(0);
  expect(violations(result)).toEqual([]);
});

test.each([1, 2, 3, 4])('two followers without a leader do not reassure each other, seed %i', (seed) => {
  // The leader is deaf for less than its followers' patience, asks for votes, and steps down.
  const result = runSmallRegion({
    seed,
    faults: [{ kind: 'network-partition', target: 'r/az-1', direction: 'inbound', at: '5.2s', for: '710ms' }],
  });
  expect(result.elections.suspicions).toBeLessThan(20);
  expect(sum(result, 'serverErrors', 11, 20)).toBe(0);
});
