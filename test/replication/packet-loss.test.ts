/** Five messages in a hundred are lost: they are sent again, so requests are slower and none fails. */
import { expect, test } from 'vitest';
import { failures, runSmallRegion, tenantText, violations } from '../small-region.js';

test('packet loss slows and breaks nothing', () => {
  const withFaults = (faults: object[]) =>
    runSmallRegion({
      tenants: { a: tenantText({ client: { instances: 30, retries: 'standard', timeout: '5s' } }) },
      faults,
    });
  const lossy = withFaults([{ kind: 'packet-loss', target: 'r', share: '5%', at: '0s' }]);
  const healthy = withFaults([]);
  expect(failures(lossy)).toBe(0);
  expect(violations(lossy)).toEqual([]);
  expect(lossy.elections.elections).toBe(0);
  for (const [i, { p50Ms, p99Ms }] of lossy.latency.entries()) {
    expect(p50Ms).toBeLessThan(2 * healthy.latency[i].p50Ms!);
    // The retransmission time-out is 200 ms.
    expect(p99Ms).toBeGreaterThan(200);
  }
});
