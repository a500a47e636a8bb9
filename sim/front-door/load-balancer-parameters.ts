/** The tunables of a zone's load balancer, `parameters.loadBalancer` in a scenario. */
import { ms, s, type Tunables } from '../engine/tunable.js';

export const loadBalancerParameters = {
  checkInterval: {
    unit: 'duration',
    default: 2 * s,
    min: 1 * ms,
    about: 'between health checks of a router',
    source: 'assumption: common target health checks',
  },
  checksFailedMax: {
    unit: 'count',
    default: 2,
    min: 1,
    max: 10,
    about: 'failed checks before a router leaves the rotation',
    source: 'assumption: as above',
  },
} as const satisfies Tunables;
