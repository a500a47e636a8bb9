/**
 * Leases rest on clocks that agree within `clockUncertainty` (1 ms). A leader whose clock is further behind believes in its
 * lease when its successor already serves, which the checks must show.
 */
import { expect, test } from 'vitest';
import { runSmallRegion, sum, tenantText, verdict, violations } from '../small-region.js';

const keys = { single: 7 };
const client = (instances: number) => ({ instances, retries: 'none', timeout: '1s' });

const isolatedLeaderWithClock = (offset: string, seed: number) =>
  runSmallRegion({
    seed,
    // Routers reach the cut-off leader. Writes, through the router of az-1, find the successor once they time out; reads
    // through the router of az-2 go on at the old leader for as long as it believes in its lease.
    tenants: {
      writer: tenantText({ mix: { putItem: '100%' }, keys, client: client(1) }),
      // From here on the router of az-2 has writes too, and sends them where its reads still succeed.
      late: tenantText({ mix: { putItem: '100%' }, start: '6.5s', client: client(2) }),
      reader: tenantText({ mix: { getItem: '100%' }, reads: 'strong', keys, client: client(2) }),
    },
    faults: [
      { kind: 'clock-skew', target: 'leader of t/0', offset, at: '2s' },
      { kind: 'network-partition', target: 'leader of t/0', peer: 'followers of t/0', at: '5s', for: '8s' },
    ],
  });

test.each([1, 2, 3])('within the uncertainty every promise holds, seed %i', (seed) => {
  expect(violations(isolatedLeaderWithClock('-900us', seed))).toEqual([]);
  expect(violations(isolatedLeaderWithClock('900us', seed))).toEqual([]);
});

test.each([1, 2, 3])('half a second behind, two leaders serve at once, seed %i', (seed) => {
  const result = isolatedLeaderWithClock('-500ms', seed);
  expect(verdict(result, 'one-leader')).toBe('violated');
  expect(verdict(result, 'fresh-strong-reads')).toBe('violated');
  // The successor's log is its own: what the old leader still takes finds no quorum, and holds up nobody.
  const writer = result.series.tenants.findIndex(({ tenant }) => tenant === 'writer');
  expect(sum(result, 'writes', 8, 13, writer)).toBeGreaterThan(900);
});

test('half a second ahead, the leader only stops too early', () => {
  expect(violations(isolatedLeaderWithClock('500ms', 1))).toEqual([]);
});
