/** A hedged request sends a second attempt when the first is slow; the first good answer wins, and both cost. */
import { expect, test } from 'vitest';
import { runSmallRegion, tenantText, violations } from '../small-region.js';

/** One request in ten takes 200 ms at the router. */
const slowTail = {
  router: {
    cores: 1000,
    cpu: {
      mixture: [
        { share: '90%', of: '1ms' },
        { share: '10%', of: '200ms' },
      ],
    },
  },
};
const reads = (hedgeAfter: string) =>
  runSmallRegion({
    duration: '60s',
    seriesWindow: '1s',
    tenants: {
      a: tenantText({
        mix: { getItem: '100%' },
        reads: 'eventual',
        client: { instances: 1, retries: 'none', timeout: '1s', hedgeAfter },
      }),
    },
    parameters: slowTail,
  });

test('hedging cuts the tail, for a tenth more attempts', () => {
  const [plain, hedged] = [reads('none'), reads('20ms')];
  expect(plain.latency[0].p90Ms! + plain.latency[0].p99Ms!).toBeGreaterThan(200);
  // One in a hundred is slow twice.
  expect(hedged.latency[0].p90Ms).toBeLessThan(30);
  expect(hedged.latency[0].p50Ms).toBeCloseTo(plain.latency[0].p50Ms!, 1);
  const [{ issued, succeeded, hedges, retries, attempts, unfinished }] = hedged.outcomes;
  expect(hedges / issued).toBeGreaterThan(0.09);
  expect(hedges / issued).toBeLessThan(0.11);
  expect(succeeded).toBe(issued - unfinished);
  expect(attempts).toBe(issued + hedges);
  expect(retries).toBe(0);
  expect(violations(hedged)).toEqual([]);
});

test('the attempt that lost still costs the service its work', () => {
  const hedged = reads('20ms');
  const [{ issued, hedges }] = hedged.outcomes;
  const routers = hedged.stations.find(({ station }) => station === 'r.az-1.router-processors')!;
  expect(Math.abs(routers.jobs - (issued + hedges))).toBeLessThan(5);
  const nodes = hedged.stations.find(({ station }) => station === 'r.az-1.storage-processors')!;
  expect(Math.abs(nodes.jobs - (issued + hedges))).toBeLessThan(20);
});
