/**
 * Where the replicas of a table's partitions are put when the fleet is built: the zones in turn, no two replicas on one
 * node, the nodes of a zone in turn, with a shift from lap to lap so that two nodes do not share all their partitions;
 * leaders in turn over the zones, with such a shift too, so that zones and nodes lead equal parts, whatever their numbers
 * have in common. Each table begins at a drawn node, wherever the others
 * lie. Tables with a capacity are placed by what their nodes have room for instead (free-capacity.ts), after those before
 * them.
 */
import type { CapacitySpec } from '../admission/capacity.js';
import type { PartitionCapParameters } from '../admission/partition-caps.js';
import type { DistributionSpec } from '../engine/distribution-spec.js';
import type { RandomStream } from '../engine/random-stream.js';
import type { Region } from '../infrastructure/topology.js';
import type { ReplicaTable } from '../replication/replica-table.js';
import type { FreeCapacity, NodeLimits } from './free-capacity.js';
import { meanItemBytes } from './item-sizes.js';
import { type Demand, demandOfPartition } from './partition-demand.js';

export function placeTable(
  groups: ReplicaTable,
  firstGroup: number,
  partitions: number,
  region: Region<'storage'>,
  stream: RandomStream,
): void {
  const zones = region.zones.length;
  const nodes = region.zones[0].storage.length;
  const { replicas } = groups.size;
  const hosts = new Array<number>(replicas).fill(-1);
  const firstNode = stream.below(nodes);
  for (let partition = 0; partition < partitions; partition++) {
    const turn = firstNode + partition;
    const lap = Math.floor(partition / nodes);
    const leaderZone = ((partition % nodes) + lap) % zones;
    for (let slot = 0; slot < replicas; slot++) {
      const { storage } = region.zones[(leaderZone + slot) % zones];
      let node = (turn + slot * lap) % nodes;
      // Only where a zone has more than one of them can they meet.
      while (slot >= zones && hosts.slice(0, slot).includes(storage[node].id)) node = (node + 1) % nodes;
      hosts[slot] = storage[node].id;
    }
    groups.found(firstGroup + partition, hosts, 0, 1);
  }
}

/** Each partition on the roomiest nodes, asking `demand` of each. Returns how many there was room for. */
export function placeByFreeCapacity(
  groups: ReplicaTable,
  firstGroup: number,
  partitions: number,
  region: number,
  freeCapacity: FreeCapacity,
  demand: Demand,
): number {
  for (let partition = 0; partition < partitions; partition++) {
    const hosts = freeCapacity.choose(region, demand);
    if (hosts === null) return partition;
    const group = firstGroup + partition;
    // Slots are in the order of zones, the same for all partitions.
    groups.found(group, hosts, partition % hosts.length, 1);
    freeCapacity.open(group, demand);
  }
  return partitions;
}

/** A table whose partitions are placed by what their nodes have room for. */
export interface ManagedTable {
  readonly spec: {
    readonly capacity: CapacitySpec | null;
    readonly partitions: number;
    readonly items: { readonly count: number; readonly sizeBytes: DistributionSpec };
  };
  readonly firstGroup: number;
  readonly region: number;
}

/** The first table of which not all partitions found nodes that can keep what each of them asks. */
export interface Shortage {
  readonly table: number;
  readonly placed: number;
  readonly demand: Demand;
}

const demandOf = ({ spec }: Pick<ManagedTable, 'spec'>, parameters: PartitionCapParameters) =>
  demandOfPartition(spec, spec.items.count * meanItemBytes(spec.items.sizeBytes), parameters);

/**
 * Whether the tables of one region find room on its nodes however they are placed. A node that cannot take a partition has
 * more reserved, of one kind of unit, than its limit less what the largest partition asks; so few nodes can have that
 * much that a partition always finds enough others. False says nothing: then only placing them tells.
 */
export function alwaysFit(
  tables: readonly Pick<ManagedTable, 'spec'>[],
  nodes: number,
  replicas: number,
  parameters: PartitionCapParameters & NodeLimits,
): boolean {
  const asked = tables.map((table) => ({ partitions: table.spec.partitions, demand: demandOf(table, parameters) }));
  const reserved = asked.filter(({ demand }) => !demand.isPacked);
  const fullNodesMax = (unitsOf: (demand: Demand) => number, limit: number) => {
    const total = reserved.reduce((sum, { partitions, demand }) => sum + replicas * partitions * unitsOf(demand), 0);
    const largest = reserved.reduce((most, { demand }) => Math.max(most, unitsOf(demand)), 0);
    return largest >= limit ? nodes : Math.floor(total / (limit - largest));
  };
  const fullMax =
    fullNodesMax(({ readUnitsPerSecond }) => readUnitsPerSecond, parameters.nodeReadUnits) +
    fullNodesMax(({ writeUnitsPerSecond }) => writeUnitsPerSecond, parameters.nodeWriteUnits);
  return nodes - fullMax >= replicas;
}

/**
 * One table after the other. Whoever builds a region has its tables placed by this; whoever reads a scenario in which it is
 * close asks this whether they find room, so that the two agree.
 */
export function placeManagedTables(
  groups: ReplicaTable,
  tables: readonly ManagedTable[],
  freeCapacity: FreeCapacity,
  parameters: PartitionCapParameters,
): Shortage | null {
  for (const [table, { spec, firstGroup, region }] of tables.entries()) {
    const demand = demandOf({ spec }, parameters);
    const placed = placeByFreeCapacity(groups, firstGroup, spec.partitions, region, freeCapacity, demand);
    if (placed < spec.partitions) return { table, placed, demand };
  }
  return null;
}

/** Groups with a replica on each storage host, by host id. */
export function groupsByHost(groups: ReplicaTable, hosts: number): Int32Array[] {
  const counts = new Int32Array(hosts);
  const forEach = (visit: (group: number, host: number) => void) => {
    for (let group = 0; group < groups.count; group++) {
      for (let slot = 0; slot < groups.slots; slot++) {
        if (groups.isSeated(group, slot)) visit(group, groups.hostOf(group, slot));
      }
    }
  };
  forEach((_, host) => counts[host]++);
  const lists = Array.from(counts, (count) => new Int32Array(count));
  counts.fill(0);
  forEach((group, host) => {
    lists[host][counts[host]++] = group;
  });
  return lists;
}
