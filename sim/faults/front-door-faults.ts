/** Routers that work and yet get no requests, because the load balancer of their zone holds them out of rotation. */
import { each, type FaultKindSpec, type Hit, machines } from './fault-kind.js';

export const loadBalancerFlap = {
  kind: 'load-balancer-flap',
  target: 'routers',
  needs: ['period'],
  may: ['share', 'for'],
  condition: null,
  effect: (hit: Hit) => {
    const { fault, stream, context } = hit;
    return each(
      machines(hit).filter(() => fault.share === 1 || stream.next() < fault.share),
      (host) => context.loadBalancers[host.region].holdOut(host.id),
      (host) => context.loadBalancers[host.region].letIn(host.id),
    );
  },
} as const satisfies FaultKindSpec;
