/** The storage nodes of a scenario: where the partitions' replicas are at first, and the service over them. */
import { isManaged } from '../admission/capacity.js';
import { Distribution } from '../engine/distribution.js';
import { momentsOf } from '../engine/distribution-spec.js';
import type { RandomStreams } from '../engine/random-stream.js';
import type { Simulation } from '../engine/simulation.js';
import type { HostRoleName } from '../faults/host-roles.js';
import type { Disks } from '../infrastructure/disks.js';
import type { Fleet } from '../infrastructure/fleet.js';
import type { Network } from '../infrastructure/network.js';
import type { Topology } from '../infrastructure/topology.js';
import type { FreeCapacity } from '../partitions/free-capacity.js';
import { groupsByHost, placeManagedTables, placeTable } from '../partitions/placement.js';
import { ReplacementNodes } from '../partitions/replacement-nodes.js';
import type { Names } from '../protocol/names.js';
import type { UnderWay } from '../protocol/under-way.js';
import { GroupTimes } from '../replication/group-times.js';
import { ReplicaTable, slotsMax } from '../replication/replica-table.js';
import { mapEntry } from '../routing/partition-map.js';
import type { Scenario } from '../scenario/scenario.js';
import { storageRole } from '../storage/storage-role.js';
import { StorageService } from '../storage/storage-service.js';
import type { Trace } from '../trace.js';
import type { Admission } from './admission.js';
import { stampsOf } from './global-tables.js';
import type { Metadata } from './routing.js';
import { maySplit, type Tables } from './tables.js';

/** A row for each partition, those that splits may make included. */
export function replicaTableOf(scenario: Scenario, { keySpaces }: Tables, names: Names): ReplicaTable {
  const { groupsAtStart } = keySpaces;
  const newPartitionsMax = scenario.tables.some(maySplit) ? scenario.parameters.autoadmin.newPartitionsMax : 0;
  const { replication, healing } = scenario.parameters;
  // A log replica and the storage replica after it each take a slot, which rests for a while when it is empty again.
  const size = healing.enabled ? { ...replication, spareReplicas: slotsMax - replication.replicas } : replication;
  return new ReplicaTable(groupsAtStart, groupsAtStart + newPartitionsMax, size, names);
}

export function placeTables(
  { parameters, restores }: Scenario,
  tables: Tables,
  topology: Topology<HostRoleName>,
  groups: ReplicaTable,
  freeCapacity: FreeCapacity | null,
  streams: RandomStreams,
): void {
  const placed = tables.list.map(({ spec, name, region, keys }) => ({
    spec,
    name,
    region,
    firstGroup: keys.firstGroup,
  }));
  if (freeCapacity !== null) {
    const managed = placed.filter(({ spec }) => isManaged(spec));
    const shortage = placeManagedTables(groups, managed, freeCapacity, parameters.admission);
    if (shortage !== null) throw new Error(`no room for ${managed[shortage.table].name}: read otherwise`);
  }
  for (const { spec, name, region, firstGroup } of placed.filter((table) => !isManaged(table.spec))) {
    // Those that are restored come into being when they are.
    if (restores.some(({ as }) => as === spec.name)) continue;
    const stream = streams.stream(`table ${name}`, 'placement');
    placeTable(groups, firstGroup, spec.partitions, topology.regions[region], stream);
  }
}

/** What storage is built with. */
export interface StorageContext {
  readonly simulation: Simulation;
  readonly streams: RandomStreams;
  readonly topology: Topology<HostRoleName>;
  readonly fleet: Fleet;
  readonly network: Network;
  readonly disks: Disks;
  readonly groups: ReplicaTable;
  readonly tables: Tables;
  readonly underWay: UnderWay;
  readonly metadata: Metadata;
  readonly admission: Admission | null;
}

export function storageOf(scenario: Scenario, context: StorageContext, trace: Trace): StorageService {
  const { parameters } = scenario;
  const { replication, log, storageNode } = parameters;
  const { topology, disks, groups, tables, underWay } = context;
  const hosts = topology.hosts.filter(({ role }) => role === storageRole);
  const { stations, streams } = topology.processors[storageRole.name];
  const nodes = {
    hosts,
    processors: stations,
    processorStreams: streams,
    disks,
    groups: groupsByHost(groups, hosts.length).map((list) => Array.from(list)),
  };
  const replacementNodes = parameters.healing.enabled
    ? new ReplacementNodes(
        { hosts, groupsOf: nodes.groups, groups },
        parameters.defects.includes('heal-into-same-zone'),
      )
    : null;
  const tableNames = tables.list.map(({ name }) => name);
  const { simulation, network, metadata, admission } = context;
  const countsUnits = scenario.tables.some(({ capacity }) => capacity !== null);
  const storage = new StorageService(
    {
      ...{ simulation, network, nodes, groups, underWay },
      versions: tables.list.map(({ versions }) => versions),
      stamps: stampsOf(scenario, context, trace),
      keySpaces: tables.keySpaces,
      bytesOfGroup: (group) => tables.bytesOfPartition(group),
      times: new GroupTimes(tables.keySpaces, tableNames, replication.heartbeat, context.streams),
      announce: (group, slot, term) =>
        metadata.servers.announce(topology.hosts[groups.hostOf(group, slot)], group, mapEntry(term, slot)),
      admission: countsUnits && admission !== null ? admission.nodes : null,
      repartitioning:
        admission === null ? null : { ...parameters.autoadmin, copyChunk: parameters.replication.catchUpChunk },
      replacementNodes,
    },
    {
      ...replication,
      replacesLost: parameters.healing.enabled,
      replaceSilentAfter: parameters.healing.replaceSilentAfter,
      logReplicas: parameters.healing.logReplicas,
      defects: parameters.defects,
      pageBytes: storageNode.pageBytes,
      checksumsNamePages: storageNode.checksumsNamePages,
      driveTimeout: storageNode.driveTimeout,
      answerBytes: storageNode.answerBytes,
      retainedMax: log.retainedMax,
      inFlightMax: log.inFlightMax,
      groupCommitMax: log.groupCommitMax,
      retryFlushAfter: log.retryFlushAfter,
      readCpu: new Distribution(storageNode.readCpu),
      writeCpu: new Distribution(storageNode.writeCpu),
      heartbeatDelayNs: Math.round(momentsOf(parameters.network.crossZoneDelay).mean),
    },
    trace,
  );
  context.fleet.settle(storageRole, {
    hostDied: ({ id }, losesData) => storage.nodeDied(id, losesData),
    dataLost: ({ id }) => storage.nodeDied(id, true),
    hostReturned: ({ id }) => storage.nodeReturned(id),
    hostDisturbed: ({ id }) => storage.watchGroupsOf(id),
    // Heartbeats do not feel a slow processor; who looks for slow nodes does.
    ...(parameters.healing.enabled ? { hostSlowed: ({ id }) => storage.watchGroupsOf(id) } : {}),
    hasWork: ({ id }) => storage.nodes.groups[id].length > 0,
  });
  return storage;
}
