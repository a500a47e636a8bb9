/** Routers that work and yet get no requests, because the load balancer of their zone holds them out of rotation. */
import type { Host } from '../infrastructure/host.js';
import { type Effect, each } from './effect-and-inverse.js';
import { faultKind, type Hit, lasting, machines } from './fault-kind.js';

export const loadBalancerFlap = faultKind({
  kind: 'load-balancer-flap',
  about: 'routers leave their load balancer and come back, again and again, though they work',
  target: 'router',
  needs: { period: { unit: 'duration', min: 1, about: 'between leaving and returning' } },
  may: { share: { unit: 'ratio', default: 1, about: 'of the routers that flap' } },
  extent: lasting,
  condition: null,
  flapsEveryNs: ({ period }) => period,
  effect: (hit) => {
    const { values, stream } = hit;
    return outOfRotation(
      hit,
      machines(hit).filter(() => values.share === 1 || stream.next() < values.share),
    );
  },
});

/** As before a deployment: no new requests come, those that a router holds it answers. */
export const routerDrain = faultKind({
  kind: 'router-drain',
  about: 'routers get no new requests, as before a deployment, and answer those that they hold',
  target: 'router',
  takesServiceDown: true,
  extent: lasting,
  condition: 'got no new requests',
  effect: (hit) => outOfRotation(hit, machines(hit)),
});

function outOfRotation({ context }: Hit, routers: readonly Host[]): Effect {
  return each(
    routers,
    (host) => context.frontDoors[host.region].loadBalancer.holdOut(host.id),
    (host) => context.frontDoors[host.region].loadBalancer.letIn(host.id),
  );
}
