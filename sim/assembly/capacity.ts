/**
 * What the service does about capacity, wired where a table asks for it: admission at the routers and at the storage
 * nodes, changes of partitions, and the control plane that decides on them. A scenario without any of it builds nothing of
 * this file, and runs as if it did not exist.
 */
import { AdaptiveCapacity } from '../admission/adaptive-capacity.js';
import { AdmissionRing, placeOnRing } from '../admission/admission-ring.js';
import { admissionRole } from '../admission/admission-role.js';
import { AdmissionServers } from '../admission/admission-servers.js';
import { isAdmittedGlobally, isManaged } from '../admission/capacity.js';
import { GlobalAdmission } from '../admission/global-admission.js';
import { NodeAdmission } from '../admission/node-admission.js';
import { TableRates } from '../admission/table-rates.js';
import { Usage } from '../admission/usage.js';
import { Autoadmin } from '../control-plane/autoadmin.js';
import { noControlPlane } from '../control-plane/control-plane-facts.js';
import { Distribution } from '../engine/distribution.js';
import type { RandomStreams } from '../engine/random-stream.js';
import type { Simulation } from '../engine/simulation.js';
import type { HostRoleName } from '../faults/host-roles.js';
import type { Fleet } from '../infrastructure/fleet.js';
import { nowhere } from '../infrastructure/host.js';
import type { Network } from '../infrastructure/network.js';
import type { HostRole } from '../infrastructure/roles.js';
import type { Topology } from '../infrastructure/topology.js';
import type { MeteredTable } from '../measurement/metered-table.js';
import { UsageProbe } from '../measurement/usage-probe.js';
import { busiestRows, tableRows, usageRows } from '../measurement/usage-rows.js';
import { FreeCapacity } from '../partitions/free-capacity.js';
import type { ReplicaTable } from '../replication/replica-table.js';
import type { Result } from '../result.js';
import type { MetadataServers } from '../routing/metadata-server.js';
import type { Routers } from '../routing/router.js';
import { routerRole } from '../routing/router-role.js';
import type { Scenario } from '../scenario/scenario.js';
import { storageRole } from '../storage/storage-role.js';
import type { StorageService } from '../storage/storage-service.js';
import type { Tables } from './tables.js';

type CapacityResult = Pick<Result, 'usage' | 'tables' | 'busiest' | 'controlPlane'>;

/** Whether partitions of some table may split or move. */
export const changesPartitions = ({ tables }: Scenario) => tables.some(isManaged);

/** Room for the replicas of tables that are placed by it; null where all are placed in turn. */
export function freeCapacityOf(scenario: Scenario, topology: Topology, groups: ReplicaTable): FreeCapacity | null {
  if (!changesPartitions(scenario)) return null;
  const machines = topology.hosts.filter(({ role }) => role.hasDisk);
  return new FreeCapacity(machines, groups, scenario.parameters.admission);
}

/** The parts of a run that its capacity is managed on. */
export interface CapacityContext {
  readonly scenario: Scenario;
  readonly simulation: Simulation;
  readonly streams: RandomStreams;
  readonly network: Network;
  readonly topology: Topology<HostRoleName>;
  readonly fleet: Fleet;
  readonly tables: Tables;
  readonly groups: ReplicaTable;
  readonly storage: StorageService;
  readonly routers: Routers;
  readonly metadata: MetadataServers;
}

export class ManagedCapacity {
  readonly probe: UsageProbe;
  readonly admission: NodeAdmission;
  readonly autoadmin: Autoadmin;
  private readonly usage: Usage;
  private readonly tables: readonly MeteredTable[];

  constructor(
    private readonly context: CapacityContext,
    freeCapacity: FreeCapacity,
  ) {
    const { scenario, simulation, groups, routers, storage } = context;
    const tables = context.tables.list;
    const { parameters } = scenario;
    const nodes = storage.nodes.hosts.length;
    this.usage = new Usage(scenario.tenants.length, tables.length, groups.countMax, nodes);
    this.admission = new NodeAdmission(simulation, groups, scenario.tables, nodes, parameters.admission, this.usage);
    if (scenario.tables.some(({ capacity }) => capacity !== null)) storage.admission = this.admission;
    if (scenario.tables.some(({ capacity }) => isAdmittedGlobally(capacity))) routers.admission = this.tableAdmission();
    this.tables = tables.flatMap(({ spec, keys }, index) =>
      isManaged(spec) ? [{ index, name: spec.name, mode: spec.capacity?.mode ?? null, keys }] : [],
    );
    for (const { index, keys } of this.tables) this.openPartitions(index, keys.firstGroup);
    const { seriesWindowNs, warmupNs } = scenario;
    const provisionOf = (table: number, kind: number) =>
      routers.admission !== null && isAdmittedGlobally(scenario.tables[table].capacity)
        ? routers.admission.rate(table, kind)
        : this.admission.provision(table, kind);
    this.probe = new UsageProbe(this.usage, this.tables, provisionOf, seriesWindowNs, warmupNs);
    this.autoadmin = this.buildAutoadmin(freeCapacity);
  }

  private openPartitions(table: number, firstGroup: number): void {
    const { capacity, partitions } = this.context.scenario.tables[table];
    const [read, write] = [capacity?.readUnitsPerSecond ?? 0, capacity?.writeUnitsPerSecond ?? 0];
    for (let partition = 0; partition < partitions; partition++) {
      this.admission.open(firstGroup + partition, table, read / partitions, write / partitions);
    }
  }

  private tableAdmission(): GlobalAdmission {
    const { scenario, simulation, streams, network, topology, tables } = this.context;
    const { admission, metadata } = scenario.parameters;
    const hostsOf = (role: HostRole<never, HostRoleName>) =>
      topology.regions.map(({ zones }) => zones.flatMap((zone) => zone[role.name]));
    const fleet = {
      hosts: topology.hosts,
      routers: hostsOf(routerRole).map((routers) => routers.map(({ id }) => id)),
      routersReserve: topology.hosts.filter(({ role, region }) => role === routerRole && region === nowhere).length,
      rings: hostsOf(admissionRole).map((servers) => new AdmissionRing(servers, admission.ringPoints, streams)),
      processors: topology.processors[admissionRole.name],
    };
    const served = { ...admission, cpu: new Distribution(metadata.cpu) };
    const rates = new TableRates(
      tables.list.map(({ spec, region }) => ({
        name: spec.name,
        capacity: spec.capacity,
        region,
        place: placeOnRing(spec.name, streams),
      })),
      admission,
    );
    const servers = new AdmissionServers(simulation, network, fleet, rates, served);
    const globalAdmission = new GlobalAdmission(simulation, fleet, servers, rates, served, this.usage);
    this.context.fleet.settle(routerRole, {
      hostDied: ({ id }) => globalAdmission.routerDied(id),
      hostJoined: ({ id }) => globalAdmission.routerJoined(id),
    });
    this.context.fleet.settle(admissionRole, { hostDied: ({ id }) => servers.serverDied(id) });
    return globalAdmission;
  }

  private buildAutoadmin(freeCapacity: FreeCapacity): Autoadmin {
    const { usage, admission } = this;
    const { scenario, simulation, groups, tables, storage, routers } = this.context;
    const { parameters } = scenario;
    const repartitioning = this.allowRepartitioning();
    this.context.fleet.settle(storageRole, { hostJoined: ({ id }) => freeCapacity.join(id) });
    freeCapacity.isSound = (host) => repartitioning.isSound(host);
    const adaptiveTables = tables.list.map(({ spec, keys }) => ({ capacity: spec.capacity, keySpace: keys }));
    const isAdaptive = scenario.tables.some(({ capacity }) => capacity?.mode === 'adaptive');
    const autoadmin = new Autoadmin(
      simulation,
      tables.list.map(({ spec, region, keys, itemSizes }) => ({
        ...spec,
        region,
        keySpace: keys,
        meanItemBytes: itemSizes.meanBytes,
      })),
      {
        machines: storage.nodes.hosts,
        groups,
        freeCapacity,
        usage,
        nodeAdmission: admission,
        tableAdmission: routers.admission,
        repartitioning,
        adaptive: isAdaptive ? new AdaptiveCapacity(admission, usage, adaptiveTables, parameters.admission) : null,
        itemCount: (table) => tables.itemCounts.of(table),
        partitionName: (group) => tables.partitionName(group),
        provisionChanged: (table) => this.probe.provisionChanged(table, simulation.nowNs),
      },
      parameters,
    );
    repartitioning.onSplit = (parent, child) => {
      admission.split(parent, child);
      autoadmin.splitDone(parent, child);
    };
    repartitioning.onMoved = (group, _slot, from, to) => {
      admission.moved(group, from, to);
      autoadmin.replicaMoved(group, from, to);
    };
    repartitioning.onGivenUp = (group) => autoadmin.givenUp(group);
    return autoadmin;
  }

  /** Lets partitions change, and routers hear of it. */
  private allowRepartitioning() {
    const { scenario, storage, metadata, routers, topology } = this.context;
    const { autoadmin, replication } = scenario.parameters;
    metadata.pushTo(
      topology.regions.map(({ zones }) => zones.map((zone) => zone[routerRole.name])),
      (router, group, entry) => routers.learn(router, group, entry),
    );
    return storage.allowRepartitioning({ ...autoadmin, copyChunk: replication.catchUpChunk });
  }

  /** What the result says of it. To be called once, at the end. */
  result(endNs: number): CapacityResult {
    this.probe.close(endNs);
    const used = this.probe.used();
    const { scenario, groups, tables, storage } = this.context;
    const nodes = storage.nodes.hosts;
    return {
      usage: usageRows(scenario.tenants, this.tables, used),
      tables: tableRows(this.tables, used, (table, kind) => this.probe.provisionedUnits(table, kind)),
      busiest: {
        partitions: busiestRows(used.groupUnits, groups.count, (group) => tables.partitionName(group)),
        nodes: busiestRows(used.nodeUnits, nodes.length, (node) => nodes[node].name),
      },
      controlPlane: this.autoadmin.facts(),
    };
  }
}

/** Of a run that manages no capacity. */
export const noCapacityResult: CapacityResult = {
  usage: [],
  tables: [],
  busiest: { partitions: [], nodes: [] },
  controlPlane: noControlPlane,
};
