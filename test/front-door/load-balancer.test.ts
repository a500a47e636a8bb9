/** The load balancer takes a dead router out of rotation after its health checks, and back in after one that succeeds. */
import { expect, test } from 'vitest';
import { RandomStreams } from '../../sim/engine/random-stream.js';
import { LoadBalancer } from '../../sim/front-door/load-balancer.js';
import { runSmallRegion, runUntil, smallRegion, sum, tenantText } from '../small-region.js';

const twoRouters = { r: { routersPerZone: 2, storageNodesPerZone: 1 } };
const oneZone = { a: tenantText({ client: { instances: 1, retries: 'none', timeout: '1s' } }) };

test('requests fail to connect until two checks have failed, and not afterwards', () => {
  const result = runSmallRegion({
    regions: twoRouters,
    tenants: oneZone,
    faults: [{ kind: 'router-crash', target: 'r/az-1/router-1', at: '5s', for: '10s' }],
  });
  const unconnected = sum(result, 'timedOut', 5, 9.3);
  // Half of 200 requests a second for four seconds.
  expect(unconnected).toBeGreaterThan(330);
  expect(unconnected).toBeLessThan(470);
  expect(sum(result, 'timedOut', 9.5, 20)).toBe(0);
});

function balancer() {
  const stream = new RandomStreams(1).stream('test', 'balancing');
  const zones = [[0, 1], [2, 3], [4]];
  const lb = new LoadBalancer({ checkInterval: 2e9, checksFailedMax: 2 }, zones);
  const share = (zone: number, router: number, nowS: number) => {
    let picked = 0;
    for (let i = 0; i < 400; i++) if (lb.pick(zone, nowS * 1e9, stream) === router) picked++;
    return picked / 400;
  };
  return { lb, share };
}

test('healthy routers of the own zone share the load', () => {
  const { share } = balancer();
  expect(share(0, 0, 1)).toBeCloseTo(0.5, 0);
  expect(share(0, 0, 1) + share(0, 1, 1)).toBeGreaterThan(0.8);
});

test('a router that came back is in rotation after one check', () => {
  const { lb, share } = balancer();
  lb.routerDown(0, 10e9);
  expect(share(0, 0, 13.9)).toBeGreaterThan(0.3);
  expect(share(0, 0, 14.1)).toBe(0);
  lb.routerUp(0, 20e9);
  expect(share(0, 0, 21.9)).toBe(0);
  expect(share(0, 0, 22.1)).toBeGreaterThan(0.3);
});

test('a zone without a router sends its clients to the next, and a region without one to nobody', () => {
  const { lb, share } = balancer();
  lb.holdOut(2);
  lb.holdOut(3);
  expect(share(1, 4, 1)).toBe(1);
  for (const router of [0, 1, 4]) lb.holdOut(router);
  expect(share(1, -1, 1)).toBe(1);
  // Two faults hold it out: it is back when both have let go.
  lb.holdOut(4);
  lb.letIn(4);
  expect(share(1, -1, 1)).toBe(1);
  lb.letIn(4);
  expect(share(1, 4, 1)).toBe(1);
});

test('a flapping share of the routers leaves the rotation and returns, others the next time', () => {
  const routersInRotation = (atS: number) => {
    const { service } = runUntil(
      smallRegion({
        regions: { r: { routersPerZone: 10, storageNodesPerZone: 1 } },
        faults: [
          { kind: 'load-balancer-flap', target: 'all routers in r', share: '50%', period: '1s', at: '5s', for: '10s' },
        ],
      }),
      atS,
    );
    const { loadBalancer } = service.frontDoors[0];
    const stream = new RandomStreams(1).stream('test', 'balancing');
    return new Set(Array.from({ length: 3000 }, (_, i) => loadBalancer.pick(i % 3, atS * 1e9, stream)));
  };
  expect(routersInRotation(4.5).size).toBe(30);
  const [first, later] = [routersInRotation(5.5), routersInRotation(7.5)];
  for (const { size } of [first, later]) {
    expect(size).toBeGreaterThan(7);
    expect(size).toBeLessThan(23);
  }
  expect([...first].sort()).not.toEqual([...later].sort());
  expect(routersInRotation(6.5).size).toBe(30);
  expect(routersInRotation(15.5).size).toBe(30);
});
