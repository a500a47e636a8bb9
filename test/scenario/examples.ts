/** Valid scenario files that the tests of this folder start from. */

import { readScenario } from '../../sim/scenario/read.js';
import { formatProblems, type Problem, ScenarioError } from '../../sim/scenario/reading/problem.js';

export const zoneOutage = `title: One zone goes dark for 30 s under steady load
shows: Leaders move within the lease; writes keep two of three copies; p99 recovers
seed: 42
duration: 2m
warmup: 10s
regions:
  us-east-1: { zones: 3, routersPerZone: 4, storageNodesPerZone: 12 }
tables:
  orders: { region: us-east-1, partitions: 24, items: { count: 10M, size: 900B }, capacity: { read: 20000, write: 5000 } }
tenants:
  storefront:
    table: orders
    arrivals: { poisson: 8k/s }
    mix: { getItem: 80%, putItem: 20% }
    keys: { zipfian: 0.99 }
    client: { retries: standard, timeout: 1s }
faults:
  - { kind: zone-outage, target: us-east-1/az-2, at: 40s, for: 30s }
objectives:
  storefront: { availability: 99.99%, getItem.p99: 10ms }
expect:
  - { metric: durability.lostWrites, is: 0 }
`;

export const smallest = `title: Smallest
regions: { r: {} }
tables: { t: {} }
tenants: { a: { arrivals: { poisson: 1k/s } } }
`;

/** One of nearly everything. */
export const everything = `title: "Everything"
duration: 10m
seriesWindow: 2s
regions:
  us-east-1: { zones: 3 }
  us-west-2: { zones: 4, routersPerZone: 3, storageNodesPerZone: 8 }
tables:
  orders: { region: us-west-2, partitions: 1k, items: { count: 5M, size: { lognormal: { median: 1KB, sigma: 0.8 } } } }
  carts:
    region: us-east-1
    items: { size: &large { mixture: [ { share: 99%, of: 4KiB }, { share: 1%, of: { uniform: [100KB, 400KB] } } ] } }
tenants:
  shop: { table: orders, ycsb: A, arrivals: { poisson: 20k/s }, profile: [ { step: 2x, at: 30s }, { wave: 30%, period: 5m } ] }
  reports:
    table: orders
    start: 1m
    stop: 9m
    arrivals: { bursty: [ { rate: 1k/s, stay: 10s }, { rate: 10k/s, stay: 1s } ] }
    mix: { query: 100% }
    reads: { strong: 30% }
    keys: { hotspot: { share: 80%, of: 20% } }
    itemsPerQuery: { uniform: [1, 100] }
    profile: [ { ramp: 3x, at: 30s, over: 20s }, { spike: 10, at: 60s, for: 5s } ]
    client: { retries: legacy, hedgeAfter: 50ms, quota: none }
  bots:
    table: carts
    arrivals: { closed: { workers: 100, think: { offset: 1ms, exponential: 10ms } } }
    keys: { single: 17 }
faults:
  - { kind: packet-loss, target: us-east-1/az-1, peer: us-east-1/az-2, direction: outbound, share: 2%, at: 1m, for: 1m }
  - { kind: slow-disk, target: followers of orders/7, factor: 10x, at: 2m }
  - { kind: network-delay, target: 20% of storage nodes in us-west-2, delay: { exponential: 5ms }, at: 2m, for: 10s }
  - { kind: clock-skew, target: us-west-2/az-4/storage-8, offset: -200ms, at: 3m }
  - { kind: load-balancer-flap, target: all routers in us-east-1/az-1, period: 4s, at: 4m }
  - { kind: leader-handover, target: leader of carts/0, at: 5m, name: deployment }
objectives:
  shop: { availability: 99.999%, getItem.p99.9: 25ms }
  reports: { query.max: 2s }
expect:
  - { metric: latency.shop.getItem.p99, during: [2m, 3m], atMost: 20ms }
  - { metric: availability.shop, atLeast: 99.9%, atMost: 1 }
isolation: { victim: shop, neighbours: [reports, bots] }
parameters:
  disk: { read: { empirical: { p0: 10us, p50: 20us, p99: 200us, p99.9: 1ms, p100: 5ms } }, bandwidth: 25Gb/s }
  replication: { lease: 1.5s, askPeers: false }
`;

/** A table of each kind of capacity, and one without. */
export const capacities = `title: Capacities
regions: { r: { storageNodesPerZone: 3 } }
tables:
  first: { partitions: 4, capacity: { mode: static, read: 4k, write: 3200 } }
  saved: { partitions: 2, capacity: { mode: bursting, read: 600, write: 200 }, splitting: false }
  moved: { partitions: 2, capacity: { mode: adaptive, read: 600, write: 200 }, splitting: { consumption: true } }
  whole: { capacity: { read: 10k, write: 5k, autoScaling: { read: { min: 1k, max: 40k } } } }
  asked: { order: sorted, capacity: { mode: on-demand } }
  plain: {}
tenants: { a: { table: whole, arrivals: { poisson: 1k/s } } }
faults: [{ kind: host-crash, target: r/az-1/admission-1, at: 10s }]
`;

/** The problems of a file, one formatted line each; none when it is valid. */
export function linesOf(text: string, overrides: { path: string; value: string }[] = []): string[] {
  const error = errorOf(() => readScenario(text, 'a.yaml', overrides));
  return error ? formatProblems(error).split('\n') : [];
}

export function problemsOf(text: string): readonly Problem[] {
  return errorOf(() => readScenario(text, 'a.yaml'))?.problems ?? [];
}

function errorOf(read: () => unknown): ScenarioError | null {
  try {
    read();
    return null;
  } catch (error) {
    if (error instanceof ScenarioError) return error;
    throw error;
  }
}
