/** Small scenarios that the tests of this folder run. */
import { readScenario } from '../../sim/experiments/read-scenario.js';
import type { Scenario } from '../../sim/scenario/scenario.js';

const region = `regions: { us-east-1: { zones: 3, routersPerZone: 1, storageNodesPerZone: 2 } }
warmup: 100ms
`;

/** A fault of every stage of leadership, so that most kinds of event occur. */
export function crash(parameters = '{}'): Scenario {
  return read(`title: Crash
duration: 6s
${region}tables: { orders: { partitions: 3 } }
tenants: { storefront: { arrivals: { poisson: 100/s }, reads: { strong: 50% } } }
faults: [{ kind: host-crash, target: leader of orders/0, at: 1s, for: 2s }]
parameters: ${parameters}
`);
}

/** A victim and its neighbour on the same nodes. */
export const neighbours = read(`title: Neighbours
duration: 1s
${region}tables: { orders: { partitions: 2 }, logs: { partitions: 2 } }
tenants:
  storefront: { table: orders, arrivals: { poisson: 300/s } }
  reports: { table: logs, arrivals: { poisson: 6k/s }, mix: { getItem: 50%, putItem: 50% } }
isolation: { victim: storefront, neighbour: reports }
objectives: { reports: { getItem.p99: 1s } }
expect: [{ metric: isolation.storefront.getItem.ratio, atLeast: 1 }]
parameters: { disk: { parallelism: 1 } }
`);

export function read(text: string): Scenario {
  return readScenario(text, 'test.yaml');
}
