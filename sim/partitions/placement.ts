/**
 * Where the replicas of a table's partitions are put when the fleet is built: three zones a partition, the nodes of a
 * zone in turn, with a shift from lap to lap so that two nodes do not share all their partitions; leaders in turn over
 * the three slots, so that each zone leads a third. Tables with a capacity are placed by what their nodes have room for
 * instead (node-room.ts).
 */
import type { Region } from '../infrastructure/topology.js';
import { field, groupStride, type ReplicaTable, replicasPerGroup } from '../replication/replica-table.js';
import type { FreeCapacity } from './free-capacity.js';
import type { Demand } from './partition-demand.js';

export function placeTable(
  groups: ReplicaTable,
  firstGroup: number,
  partitions: number,
  region: Region<'storage'>,
): void {
  const zones = region.zones.length;
  const nodes = region.zones[0].storage.length;
  for (let partition = 0; partition < partitions; partition++) {
    const group = firstGroup + partition;
    const base = group * groupStride;
    const lap = Math.floor(group / nodes);
    for (let slot = 0; slot < replicasPerGroup; slot++) {
      const zone = (partition + slot) % zones;
      const node = (group + slot * lap) % nodes;
      groups.cells[base + field.host + slot] = region.zones[zone].storage[node].id;
    }
    groups.cells[base + field.term] = 1;
    // With three zones the first slot's zone already turns with the partition.
    groups.cells[base + field.leader] = 0;
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
    const hosts = freeCapacity.chooseThree(region, demand);
    if (hosts === null) return partition;
    const group = firstGroup + partition;
    for (let slot = 0; slot < replicasPerGroup; slot++) groups.set(group, field.host + slot, hosts[slot]);
    groups.set(group, field.term, 1);
    // Slots are in the order of zones, the same for all partitions.
    groups.set(group, field.leader, partition % replicasPerGroup);
    freeCapacity.open(group, demand);
  }
  return partitions;
}

/** Groups with a replica on each storage host, by host id. */
export function groupsByHost(groups: ReplicaTable, hosts: number): Int32Array[] {
  const counts = new Int32Array(hosts);
  const forEach = (visit: (group: number, host: number) => void) => {
    for (let group = 0; group < groups.count; group++) {
      for (let slot = 0; slot < replicasPerGroup; slot++) visit(group, groups.hostOf(group, slot));
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
