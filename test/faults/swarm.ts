/**
 * A small fleet under any faults that leave two copies of everything: 200 items in four partitions on six storage nodes.
 * Faults heal by 20 s, requests go on until 55 s, and five seconds more let everything end. What must hold then: requests
 * are conserved, what was promised is kept, and the fleet is whole again, with nothing stuck, leaked or watched.
 */
import fc from 'fast-check';
import type { Service } from '../../sim/assembly/service.js';
import type { Pool, Pooled } from '../../sim/engine/pool.js';
import { Run } from '../../sim/run.js';
import type { Scenario } from '../../sim/scenario/scenario.js';
import { logProblems } from '../replication/log-problems.js';
import { smallRegion, sum, tenantText, violations } from '../small-region.js';
import { anyFaults } from './any-faults.js';

export interface Swarm {
  readonly faults: readonly object[];
  readonly client: object;
  readonly parameters: object;
}

const anyClient = fc.record({
  retries: fc.constantFrom('none', 'standard'),
  hedgeAfter: fc.constantFrom('none', '20ms'),
});
const anyParameters = fc.record({
  network: fc.record({ retransmitsMax: fc.constantFrom(0, 2, 6) }),
  replication: fc.record({ askPeers: fc.boolean() }),
  log: fc.record({ retainedMax: fc.constantFrom(16, 100_000) }),
});

/** With faults of these kinds. */
export const anySwarm = (kinds: readonly string[]): fc.Arbitrary<Swarm> =>
  fc.record({ faults: anyFaults(kinds), client: anyClient, parameters: anyParameters });

export const scenarioOf = ({ faults, client, parameters }: Swarm): Scenario =>
  smallRegion({
    duration: '60s',
    seriesWindow: '1s',
    regions: { r: { routersPerZone: 2, storageNodesPerZone: 2 } },
    tables: { t: { partitions: 4, items: { count: 200, size: '1KB' } } },
    tenants: {
      a: tenantText({
        arrivals: { poisson: '100/s' },
        stop: '55s',
        client: { instances: 30, timeout: '1s', ...client },
      }),
    },
    faults,
    parameters,
  });

/** Of the requests after all has healed; the rest may have met a partition that was still catching up. */
const successMin = 0.97;

/** What does not hold of a swarm, once it was run to its end. */
export function swarmProblems(swarm: Swarm): string[] {
  const run = new Run(scenarioOf(swarm));
  run.advance();
  const stuck = Object.entries(inUse(run.service)).filter(([, count]) => count !== 0);
  const logs = logProblems(run.service);
  const result = run.finish();
  const success = sum(result, 'succeeded', 35, 54) / sum(result, 'issued', 35, 54);
  return [
    ...stuck.map(([name, count]) => `${count} ${name} still in use`),
    ...logs,
    ...violations(result),
    ...(success > successMin ? [] : [`only ${success} of the requests succeeded after all had healed`]),
  ];
}

/** Objects of every pool that are still in use, by name. */
function inUse(service: Service): Record<string, number> {
  interface Hidden {
    readonly network: {
      readonly retransmissions: Pool<Pooled>;
      readonly crossings: { readonly underWay: Pool<Pooled> } | null;
    };
    readonly storage: {
      readonly catchUps: { readonly underWay: Pool<Pooled>; readonly copies: { readonly copies: Pool<Pooled> } };
    };
  }
  const hidden = service as unknown as Hidden;
  return {
    operations: service.underWay.requests.inUse,
    attempts: service.underWay.attempts.inUse,
    calls: service.underWay.calls.inUse,
    watches: service.storage.leadership.watches.inUse,
    lookUps: service.metadata.servers.lookUps.underWay,
    retransmissions: hidden.network.retransmissions.inUse,
    crossings: hidden.network.crossings?.underWay.inUse ?? 0,
    catchUps: hidden.storage.catchUps.underWay.inUse,
    copies: hidden.storage.catchUps.copies.copies.inUse,
  };
}
