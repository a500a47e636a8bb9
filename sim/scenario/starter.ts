/** The file that `new` writes: a whole scenario with a comment wherever a newcomer would ask. */
import { newestFormat } from './reading/migrations.js';

/**
 * A scenario of this title, as YAML text that readScenario accepts. `schema` is the path from the file to the JSON Schema, for
 * editors.
 */
export function starterScenario(name: string, schema: string): string {
  return `# yaml-language-server: $schema=${schema}
# A dynamosim scenario. Numbers with a dimension carry a unit; everything not said here has a default.
format: ${newestFormat}
title: ${JSON.stringify(name.trim() || 'A first scenario')}
shows: One storage node crashes; its leaders move, and no acknowledged write is lost
seed: 1                 # the same seed gives the same run
duration: 60s
warmup: 5s              # served, but not counted

regions:
  us-east-1: { zones: 3, routersPerZone: 2, storageNodesPerZone: 4 }

tables:
  orders:
    partitions: 12      # each has three replicas in three zones
    items: { count: 1M, size: 900B }
    # capacity: { mode: global, read: 4k, write: 1k }   # units per second, throttled beyond; unlimited without it

tenants:
  storefront:           # one customer's load on one table
    arrivals: { poisson: 2k/s }
    mix: { getItem: 80%, putItem: 20% }
    keys: zipfian
    client: { retries: standard, timeout: 1s }

faults:                 # also: zone-outage, slow-disk, network-partition, packet-loss ...
  - { kind: host-crash, target: us-east-1/az-2/storage-3, at: 20s, for: 20s }

objectives:             # judged over a month; the run's verdict is its exit code
  storefront: { availability: 99.99%, getItem.p99: 20ms }

expect:
  - { metric: durability.lostWrites, is: 0 }
`;
}
