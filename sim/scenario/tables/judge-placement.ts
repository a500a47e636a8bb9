/**
 * Whether the partitions of a region's tables find room on its storage nodes, as they would be placed: sums may fit where
 * shares do not, because a partition's share is kept on one node of a zone whole. Where there is room to spare nothing is
 * placed to find that out.
 */

import { isManaged } from '../../admission/capacity.js';
import { FreeCapacity } from '../../partitions/free-capacity.js';
import { alwaysFit, placeManagedTables, type Shortage } from '../../partitions/placement.js';
import { type GroupSize, ReplicaTable } from '../../replication/replica-table.js';
import type { ParametersOf } from '../parameters/parameters.js';
import { count, formatQuantity } from '../quantities/units.js';
import type { Judgement } from '../reading/judgement.js';
import type { RegionSpec, TableSpec } from '../scenario.js';

/** `tables` are those of the region, all of them. */
export function judgeRoom(
  { name: region, zones, storageNodesPerZone }: RegionSpec,
  tables: readonly TableSpec[],
  admission: ParametersOf<'admission'>,
  size: GroupSize,
  judgement: Judgement,
): void {
  const managed = tables.filter(isManaged);
  const nodes = zones * storageNodesPerZone;
  const asking = managed.map((spec) => ({ spec }));
  if (alwaysFit(asking, nodes, size.replicas, admission)) return;
  const groups = new ReplicaTable(
    managed.reduce((sum, { partitions }) => sum + partitions, 0),
    undefined,
    size,
  );
  const machines = Array.from({ length: nodes }, (_, id) => {
    return { id, region: 0, zone: Math.floor(id / storageNodesPerZone), isUp: true };
  });
  const freeCapacity = new FreeCapacity(machines, groups, admission);
  let firstGroup = 0;
  const placed = managed.map((spec) => {
    const table = { spec, firstGroup, region: 0 };
    firstGroup += spec.partitions;
    return table;
  });
  const shortage = placeManagedTables(groups, placed, freeCapacity, admission);
  if (shortage !== null) report(shortage, managed[shortage.table], region, size, judgement);
}

function report(
  { placed, demand }: Shortage,
  { name, partitions }: TableSpec,
  region: string,
  size: GroupSize,
  judgement: Judgement,
): void {
  const [read, write] = [demand.readUnitsPerSecond, demand.writeUnitsPerSecond].map(units);
  const found = `${partitions} partition${partitions === 1 ? '' : 's'}, of which ${placed} find room on the nodes of ${region}`;
  const expected =
    `more and smaller ones, more storage nodes, or less provisioned: each keeps ${read} read and ${write} write ` +
    `units on ${size.replicas} nodes, whole`;
  judgement.report(['tables', name, 'partitions'], { found, expected });
}

/** Each replica of a partition has a node of its own, and the zones take them in turn. */
export function judgeReplicas(
  tables: readonly TableSpec[],
  regions: readonly RegionSpec[],
  { replicas }: ParametersOf<'replication'>,
  judgement: Judgement,
): void {
  if (judgement.isBroken(['parameters', 'replication'])) return;
  for (const { name, zones, storageNodesPerZone } of regions) {
    const needed = Math.ceil(replicas / zones);
    if (storageNodesPerZone >= needed || judgement.isBroken(['regions', name])) continue;
    if (!tables.some((table) => table.regions.includes(name))) continue;
    const found = `${storageNodesPerZone} storage node${storageNodesPerZone === 1 ? '' : 's'} a zone`;
    const expected = `at least ${needed}, so that the ${replicas} replicas of a partition are on ${replicas} nodes`;
    judgement.report(['regions', name, 'storageNodesPerZone'], { found, expected });
  }
}

const units = (perSecond: number) => formatQuantity(count, Math.ceil(perSecond));
