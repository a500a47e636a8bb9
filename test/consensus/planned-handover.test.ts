/** A planned hand-over moves leadership without waiting for a lease: nobody notices. */
import { expect, test } from 'vitest';
import { failures, runSmallRegion, tenantText, violations } from '../small-region.js';

const times = Array.from({ length: 15 }, (_, i) => i + 2.5);

test.each([1, 2, 3])('fifteen hand-overs under load, and no request fails, seed %i', (seed) => {
  const result = runSmallRegion({
    seed,
    tenants: { a: tenantText({ arrivals: { poisson: '1k/s' } }) },
    faults: times.map((at) => ({ kind: 'leader-handover', target: 'leader of t/0', at: `${at}s` })),
  });
  expect(result.elections.handovers).toBe(times.length);
  expect(result.elections.elections).toBe(0);
  expect(failures(result)).toBe(0);
  expect(violations(result)).toEqual([]);
  // A held request waits for one message there and one back, not for a lease.
  expect(result.elections.longestLeaderlessMs).toBeLessThan(5);
  expect(Math.max(...result.latency.map(({ maxMs }) => maxMs!))).toBeLessThan(60);
});
