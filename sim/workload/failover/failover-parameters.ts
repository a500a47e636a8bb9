/** The tunables of clients that fail over between regions, `parameters.failover` in a scenario. */
import { ms, type Relation, s, type Tunables, us, type ValuesOf } from '../../engine/tunable.js';

export const failoverParameters = {
  failures: {
    unit: 'count',
    default: 5,
    min: 1,
    max: 32,
    about: 'failed requests in a row after which a client leaves its region',
    source: 'assumption: what circuit breakers do by default',
  },
  back: {
    unit: 'duration',
    default: 60 * s,
    min: 0,
    about: 'a region that a client has left must have answered all health checks for so long before the client is back',
    source: 'assumption: longer than elections and caches need, shorter than anybody watches',
  },
  checkInterval: {
    unit: 'duration',
    default: 10 * s,
    min: 1 * ms,
    about: "between a tenant's health checks of a region",
    source: 'recalled: 10 s, the fast interval of Route 53',
  },
  checkTimeout: {
    unit: 'duration',
    default: 4 * s,
    min: 1 * us,
    about: 'in which such a check must be answered',
    source: 'recalled: 4 s to connect in Route 53',
  },
  checksFailedMax: {
    unit: 'count',
    default: 3,
    min: 1,
    max: 100,
    about: 'failed checks in a row after which clients leave the region, whatever their requests do',
    source: 'recalled: the default of Route 53',
  },
  checkCpu: {
    unit: 'timeDistribution',
    default: { kind: 'constant', value: 10 * us },
    about: 'work of a router on such a check',
    source: 'assumption: less than a request',
  },
  checkBytes: { unit: 'bytes', default: 128, min: 0, about: 'such a check, and its answer', source: 'assumption' },
} as const satisfies Tunables;

export type FailoverParameters = ValuesOf<typeof failoverParameters>;

export function failoverRelations({ checkTimeout, checkInterval }: FailoverParameters): Relation[] {
  return [
    [
      checkTimeout <= checkInterval,
      'failover.checkTimeout',
      'at most failover.checkInterval, or checks overtake each other',
    ],
  ];
}
