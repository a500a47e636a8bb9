/** The tunables of a zone's load balancer, `parameters.loadBalancer` in a scenario. */
import { ms, type Relation, s, type Tunables, us, type ValuesOf } from '../engine/tunable.js';

export const loadBalancerParameters = {
  checkInterval: {
    unit: 'duration',
    default: 2 * s,
    min: 1 * ms,
    about: 'between health checks of a router',
    source: 'assumption: common target health checks',
  },
  checkTimeout: {
    unit: 'duration',
    default: 1 * s,
    min: 1 * us,
    about: 'in which a health check must be answered',
    source: 'assumption: half the interval',
  },
  checksFailedMax: {
    unit: 'count',
    default: 2,
    min: 1,
    max: 10,
    about: 'failed checks in a row before a router leaves the rotation; one that succeeds brings it back',
    source: 'assumption: as above',
  },
  checkCpu: {
    unit: 'timeDistribution',
    default: { kind: 'constant', value: 10 * us },
    about: 'work of a router on a health check',
    source: 'assumption: less than a request',
  },
  checkBytes: { unit: 'bytes', default: 128, min: 0, about: 'a health check, and its answer', source: 'assumption' },
} as const satisfies Tunables;

export function loadBalancerRelations(p: ValuesOf<typeof loadBalancerParameters>): Relation[] {
  return [
    [
      p.checkTimeout <= p.checkInterval,
      'loadBalancer.checkTimeout',
      'at most loadBalancer.checkInterval, or checks overtake each other',
    ],
  ];
}
