/** Routers that work and yet get no requests, because the load balancer of their zone holds them out of rotation. */
import type { Host } from '../infrastructure/host.js';
import { type Effect, each, type FaultKindSpec, type Hit, lasting, machines } from './fault-kind.js';

export const loadBalancerFlap = {
  kind: 'load-balancer-flap',
  target: 'router',
  needs: ['period'],
  may: ['share', 'for'],
  condition: null,
  effect: (hit: Hit) => {
    const { fault, stream } = hit;
    return outOfRotation(
      hit,
      machines(hit).filter(() => fault.share === 1 || stream.next() < fault.share),
    );
  },
} as const satisfies FaultKindSpec;

/** As before a deployment: no new requests come, those that a router holds it answers. */
export const routerDrain = {
  kind: 'router-drain',
  target: 'router',
  needs: [],
  may: lasting,
  condition: 'got no new requests',
  effect: (hit: Hit) => outOfRotation(hit, machines(hit)),
} as const satisfies FaultKindSpec;

function outOfRotation({ context }: Hit, routers: readonly Host[]): Effect {
  return each(
    routers,
    (host) => context.frontDoors[host.region].loadBalancer.holdOut(host.id),
    (host) => context.frontDoors[host.region].loadBalancer.letIn(host.id),
  );
}
