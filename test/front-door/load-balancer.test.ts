/** Whom the load balancer sends clients to: routers of their own zone in rotation, or else of all the others. */
import { expect, test } from 'vitest';
import { RandomStreams } from '../../sim/engine/random-stream.js';
import { LoadBalancer } from '../../sim/front-door/load-balancer.js';
import { runUntil, smallRegion } from '../small-region.js';

function balancer() {
  const stream = new RandomStreams(1).stream('test', 'balancing');
  const lb = new LoadBalancer([[0, 1], [2, 3], [4]]);
  const share = (zone: number, router: number) => {
    let picked = 0;
    for (let i = 0; i < 3000; i++) if (lb.pick(zone, stream) === router) picked++;
    return picked / 3000;
  };
  return { lb, share };
}

test('healthy routers of the own zone share the load', () => {
  const { share } = balancer();
  expect(share(0, 0)).toBeCloseTo(0.5, 1);
  expect(share(0, 0) + share(0, 1)).toBeCloseTo(1, 1);
});

test('clients of a zone without a router are spread over the routers of the others, and without one go nowhere', () => {
  const { lb, share } = balancer();
  lb.holdOut(2);
  lb.holdOut(3);
  for (const router of [0, 1, 4]) expect(share(1, router)).toBeCloseTo(1 / 3, 1);
  lb.holdOut(4);
  for (const router of [0, 1]) expect(share(1, router)).toBeCloseTo(1 / 2, 1);
  for (const router of [0, 1]) lb.holdOut(router);
  expect(share(1, -1)).toBe(1);
  // Two faults hold it out: it is back when both have let go.
  lb.holdOut(4);
  lb.letIn(4);
  expect(share(1, -1)).toBe(1);
  lb.letIn(4);
  expect(share(1, 4)).toBe(1);
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
    return new Set(Array.from({ length: 3000 }, (_, i) => loadBalancer.pick(i % 3, stream)));
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
