/**
 * Whatever is wrong with a router, it leaves the rotation as its checks fail, and is back after one that succeeds. Checks are
 * 2 s apart and must be answered within 1 s: the second that fails was sent 2 to 4 s after the fault began, and is given up
 * 1 s later; the first that succeeds comes at most 2 s after the fault has healed, but for what is still queued.
 */
import { expect, test } from 'vitest';
import { RandomStreams } from '../../sim/engine/random-stream.js';
import { runSmallRegion, runUntil, smallRegion, sum, tenantText } from '../small-region.js';

const regions = { r: { routersPerZone: 2, storageNodesPerZone: 1 } };
const router = 'r/az-1/router-1';
const oneZone = { a: tenantText({ client: { instances: 1, retries: 'none', timeout: '1s' } }) };

/** When the balancer of az-1 no longer sends anyone to the router, and when it does again, in 0.1 s. */
function outOfRotation(fault: object): number[] {
  const seconds: number[] = [];
  const stream = new RandomStreams(1).stream('test', 'balancing');
  const run = runUntil(smallRegion({ regions, duration: '40s', faults: [fault] }), 0);
  const [host] = run.service.topology.regions[0].zones[0].router;
  let wasIn = true;
  for (let tenth = 1; tenth < 400; tenth++) {
    run.service.advance(tenth * 1e8, Number.POSITIVE_INFINITY);
    const { loadBalancer } = run.service.frontDoors[0];
    const isIn = Array.from({ length: 40 }, () => loadBalancer.pick(0, stream)).includes(host.id);
    if (isIn !== wasIn) seconds.push(tenth / 10);
    wasIn = isIn;
  }
  return seconds;
}

test.each([
  ['host-crash', {}],
  ['host-pause', {}],
  ['slow-cpu', { factor: '1000000x' }],
  ['network-partition', {}],
  ['network-partition', { direction: 'inbound' }],
  ['network-partition', { direction: 'outbound' }],
  ['packet-loss', { share: '99%' }],
  ['network-delay', { delay: '600ms' }],
  ['bandwidth-cut', { factor: '1000000x' }],
])('%s %o', (kind, more) => {
  const [left, back, ...others] = outOfRotation({ kind, target: router, at: '5s', for: '10s', ...more });
  expect(others).toEqual([]);
  expect(left).toBeGreaterThanOrEqual(8);
  expect(left).toBeLessThan(10.1);
  expect(back).toBeGreaterThan(15);
  expect(back).toBeLessThan(17.6);
});

test('a router that is only a little slow stays in rotation', () => {
  expect(outOfRotation({ kind: 'slow-cpu', factor: '10x', target: router, at: '5s', for: '10s' })).toEqual([]);
});

test('checks are events only while they may fail', () => {
  const quiet = { regions, tenants: { a: tenantText({ arrivals: { poisson: '1/s' }, stop: '1s' }) }, duration: '60s' };
  const events = (faults: object[]) => runUntil(smallRegion({ ...quiet, faults }), 60).service.simulation.digest.events;
  const pause = (length: string) => ({ kind: 'host-pause', target: router, at: '5s', for: length });
  // One that succeeds ends them: after a pause of a moment there are but the fault, one check with its three events, and the last look.
  expect(events([pause('1ms')]) - events([])).toBeLessThan(10);
  expect(events([pause('20s')]) - events([])).toBeGreaterThan(20);
});

test('requests fail to connect until two checks have failed, and not afterwards', () => {
  const result = runSmallRegion({
    regions,
    tenants: oneZone,
    faults: [{ kind: 'router-crash', target: router, at: '5s', for: '10s' }],
  });
  // Half of 200 requests a second for three to five seconds.
  const unconnected = sum(result, 'timedOut', 5, 11);
  expect(unconnected).toBeGreaterThan(250);
  expect(unconnected).toBeLessThan(560);
  expect(sum(result, 'timedOut', 11.1, 20)).toBe(0);
});

test('the clients of a lost zone are spread over the routers left, which three zones at two thirds can bear', () => {
  const perRouter = 1000;
  const result = runSmallRegion({
    duration: '40s',
    regions,
    tenants: {
      a: tenantText({
        arrivals: { poisson: `${3.6 * perRouter}/s` },
        mix: { getItem: '100%' },
        client: { retries: 'none', timeout: '1s' },
      }),
    },
    // A router does 1,000 a second: 60 % busy with all six, 90 % with four. Sent to one neighbour, it would have 120 %.
    parameters: { router: { cores: 1, cpu: '1ms', queueMax: 200 } },
    faults: [{ kind: 'host-crash', target: 'all routers in r/az-1', at: '10s' }],
  });
  expect(sum(result, 'timedOut', 17, 40) + sum(result, 'serverErrors', 17, 40)).toBe(0);
  expect(sum(result, 'succeeded', 17, 40)).toBeGreaterThan(0.98 * 3.6 * perRouter * 23);
});
