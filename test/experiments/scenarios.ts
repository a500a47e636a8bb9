/** Small scenarios that the tests of this folder run. */
import { newJob } from '../../sim/experiments/job.js';
import { readScenario } from '../../sim/experiments/read-scenario.js';
import type { Override } from '../../sim/scenario/reading/overrides.js';
import type { Scenario } from '../../sim/scenario/scenario.js';

const fileName = 'test.yaml';

const region = `regions: { us-east-1: { zones: 3, routersPerZone: 1, storageNodesPerZone: 2 } }
warmup: 100ms
`;

/** A fault of every stage of leadership, so that most kinds of event occur. */
export const crashText = (parameters = '{}') => `title: Crash
duration: 6s
${region}tables: { orders: { partitions: 3 } }
tenants: { storefront: { arrivals: { poisson: 100/s }, reads: { strong: 50% } } }
faults: [{ kind: host-crash, target: leader of orders/0, at: 1s, for: 2s }]
parameters: ${parameters}
`;

export const crash = (parameters = '{}') => read(crashText(parameters));

/** A victim and its neighbour on the same nodes. */
export const neighboursText = `title: Neighbours
duration: 1s
${region}tables: { orders: { partitions: 2 }, logs: { partitions: 2 } }
tenants:
  storefront: { table: orders, arrivals: { poisson: 300/s } }
  reports: { table: logs, arrivals: { poisson: 6k/s }, mix: { getItem: 50%, putItem: 50% } }
isolation: { victim: storefront, neighbour: reports }
objectives: { reports: { getItem.p99: 1s } }
expect: [{ metric: isolation.storefront.getItem.ratio, atLeast: 1 }]
parameters: { disk: { parallelism: 1 } }
`;

export const neighbours = read(neighboursText);

export function read(text: string): Scenario {
  return readScenario(text, fileName);
}

/** With settings as `path=value`. */
export const prepared = (text: string, ...settings: readonly string[]) =>
  newJob(text, fileName, settings.map(overrideOf));

function overrideOf(setting: string): Override {
  const [path, ...value] = setting.split('=');
  return { path, value: value.join('=') };
}
