/** A hedged request sends a second attempt when the first is slow; the first good answer wins, and both cost. */
import { expect, test } from 'vitest';
import { runSmallRegion, type Text, tenantText, violations } from '../small-region.js';

/** One request in ten takes 200 ms at the router. */
const tailAfter = (usual: string) => ({
  router: {
    cores: 1000,
    cpu: {
      mixture: [
        { share: '90%', of: usual },
        { share: '10%', of: '200ms' },
      ],
    },
  },
});
const slowTail = tailAfter('1ms');
const reads = (hedgeAfter: string, timeout = '1s', parameters: Text = slowTail) =>
  runSmallRegion({
    duration: '60s',
    seriesWindow: '1s',
    tenants: {
      a: tenantText({
        mix: { getItem: '100%' },
        reads: 'eventual',
        client: { instances: 1, retries: 'none', timeout, hedgeAfter },
      }),
    },
    parameters,
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

test('a hedge wins unless it is slow as well', () => {
  const [{ hedges, hedgesWon }] = reads('20ms').outcomes;
  // Nine in ten are fast, whatever the first was; of two that are slow the first is back first. Within 4 standard deviations.
  expect(Math.abs(hedgesWon / hedges - 0.9)).toBeLessThan(4 * Math.sqrt((0.9 * 0.1) / hedges));
});

test('a hedge wins, too, when the first attempt has failed before', () => {
  // A slow attempt is hedged at 90 ms and given up at 100 ms; a fast hedge is back at 115 ms, a slow one never.
  const [{ issued, succeeded, timedOut, hedges, hedgesWon, unfinished }] = reads(
    '90ms',
    '100ms',
    tailAfter('25ms'),
  ).outcomes;
  expect(hedges).toBeGreaterThan(1000);
  expect(Math.abs(hedgesWon + timedOut - hedges)).toBeLessThanOrEqual(unfinished);
  expect(Math.abs(succeeded - hedgesWon - (issued - unfinished - hedges))).toBeLessThanOrEqual(unfinished);
});
