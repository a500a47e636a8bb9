/** Overlapping faults combine by fixed rules: delays add, factors multiply, cuts unite and the last heal ends them. */
import { expect, test } from 'vitest';
import { runSmallRegion, sum, tenantText } from '../small-region.js';

/** Only the network takes time, and a message crosses the router's links four times a request. */
const justNetwork = {
  network: {
    clientDelay: '0s',
    sameZoneDelay: '1ms',
    crossZoneDelay: '0s',
    hostBandwidth: '1000TB/s',
    retransmitsMax: 0,
  },
  router: { cpu: '0s' },
  storageNode: { readCpu: '0s' },
  disk: { read: '0s', bandwidth: '1000TB/s' },
};
const oneRouter = 'r/az-1/router-1';
const reads = (faults: object[], parameters: object = justNetwork) =>
  runSmallRegion({
    seriesWindow: '1s',
    tenants: {
      a: tenantText({
        mix: { getItem: '100%' },
        reads: 'eventual',
        client: { instances: 1, retries: 'none', timeout: '900ms' },
      }),
    },
    faults,
    parameters,
  });
/** Greatest latency in the window that begins then. */
const latencyMs = (result: ReturnType<typeof reads>, atS: number) => result.series.tenants[0].maxMs[atS];

test('delays add', () => {
  const result = reads([
    { kind: 'network-delay', target: oneRouter, delay: '5ms', at: '4s', for: '8s' },
    { kind: 'network-delay', target: oneRouter, delay: '7ms', at: '8s', for: '8s' },
  ]);
  expect([2, 6, 10, 14, 18].map((atS) => latencyMs(result, atS))).toEqual([2, 22, 50, 30, 2]);
});

test('factors multiply', () => {
  const result = reads([
    { kind: 'slow-network', target: oneRouter, factor: 5, at: '4s', for: '8s' },
    { kind: 'slow-network', target: oneRouter, factor: 3, at: '8s', for: '8s' },
  ]);
  expect([2, 6, 10, 14, 18].map((atS) => latencyMs(result, atS))).toEqual([2, 10, 30, 6, 2]);
});

test('slow processors multiply too', () => {
  const result = reads(
    [
      { kind: 'slow-cpu', target: oneRouter, factor: 10, at: '4s', for: '8s' },
      { kind: 'slow-cpu', target: oneRouter, factor: 2, at: '8s', for: '8s' },
    ],
    { ...justNetwork, router: { cpu: '1ms', cores: 100 } },
  );
  expect([2, 6, 10, 14, 18].map((atS) => latencyMs(result, atS))).toEqual([3, 12, 22, 4, 3]);
});

test('cuts unite, and the last heal ends them', () => {
  // Ten checks that fail take 20 s: nobody is sent elsewhere before.
  const parameters = { ...justNetwork, loadBalancer: { checksFailedMax: 10 } };
  const result = reads(
    [
      { kind: 'network-partition', target: oneRouter, at: '4s', for: '5s' },
      { kind: 'network-partition', target: oneRouter, direction: 'inbound', at: '7s', for: '5s' },
      { kind: 'network-partition', target: oneRouter, direction: 'outbound', at: '10s', for: '1s' },
    ],
    parameters,
  );
  expect(sum(result, 'succeeded', 1, 4)).toBeGreaterThan(500);
  expect(sum(result, 'succeeded', 4, 12)).toBe(0);
  expect(sum(result, 'succeeded', 12, 20)).toBeGreaterThan(1400);
});

test('outages unite', () => {
  const result = reads([
    { kind: 'router-crash', target: oneRouter, at: '4s', for: '6s' },
    { kind: 'zone-outage', target: 'r/az-1', at: '6s', for: '2s' },
    { kind: 'host-pause', target: oneRouter, at: '9s', for: '4s' },
  ]);
  // Its zone has no other router, so clients go to the others after two failed checks 2 s apart, and come back after one.
  expect(sum(result, 'succeeded', 4, 6)).toBe(0);
  expect(sum(result, 'succeeded', 9, 12)).toBeGreaterThan(550);
  expect(sum(result, 'succeeded', 16, 20)).toBeGreaterThan(700);
});

test('a cut in one direction lets the other through', () => {
  const cut = (direction: string) =>
    runSmallRegion({
      seriesWindow: '1s',
      tenants: { a: tenantText({ mix: { putItem: '100%' } }) },
      faults: [
        {
          kind: 'network-partition',
          target: 'leader of t/0',
          peer: 'followers of t/0',
          direction,
          at: '4s',
          for: '2s',
        },
      ],
    });
  // Followers hear every heartbeat of a leader that hears none of them: no suspicion, but no acknowledgement either.
  expect(cut('inbound').elections.suspicions).toBe(0);
  expect(sum(cut('inbound'), 'writes', 5, 6)).toBe(0);
  expect(cut('outbound').elections.suspicions).toBeGreaterThan(0);
});
