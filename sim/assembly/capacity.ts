/**
 * What the service does about capacity, wired where a table asks for it: changes of partitions, the control plane that
 * decides on them, and what a result says of it. A scenario without any of it builds nothing of this file, and runs as if
 * it did not exist.
 */
import { AdaptiveCapacity } from '../admission/adaptive-capacity.js';
import { isAdmittedGlobally, isManaged } from '../admission/capacity.js';
import { Autoadmin } from '../control-plane/autoadmin.js';
import { noControlPlane } from '../control-plane/control-plane-facts.js';
import type { Simulation } from '../engine/simulation.js';
import type { HostRoleName } from '../faults/host-roles.js';
import type { Disks } from '../infrastructure/disks.js';
import type { Fleet } from '../infrastructure/fleet.js';
import type { Topology } from '../infrastructure/topology.js';
import type { MeteredTable } from '../measurement/metered-table.js';
import { UsageProbe } from '../measurement/usage-probe.js';
import { busiestRows, tableRows, usageRows } from '../measurement/usage-rows.js';
import { FreeCapacity } from '../partitions/free-capacity.js';
import type { ReplicaTable } from '../replication/replica-table.js';
import { isSound } from '../replication/storage-nodes.js';
import type { Result } from '../result.js';
import type { Scenario } from '../scenario/scenario.js';
import { storageRole } from '../storage/storage-role.js';
import type { StorageService } from '../storage/storage-service.js';
import type { Admission } from './admission.js';
import type { Tables } from './tables.js';

type CapacityResult = Pick<Result, 'usage' | 'tables' | 'busiest' | 'controlPlane'>;

/** Whether partitions of some table may split or move. */
export const changesPartitions = ({ tables }: Scenario) => tables.some(isManaged);

/** Room for the replicas of tables that are placed by it; null where all are placed in turn. */
export function freeCapacityOf(
  scenario: Scenario,
  { topology, groups, disks }: Pick<CapacityContext, 'topology' | 'groups' | 'disks'>,
): FreeCapacity | null {
  if (!changesPartitions(scenario)) return null;
  const { hosts } = topology;
  const machines = hosts.filter(({ role }) => role.hasDisk);
  return new FreeCapacity(machines, groups, scenario.parameters.admission, (host) => isSound(hosts[host], disks));
}

/** The parts of a run that its capacity is managed on. */
export interface CapacityContext {
  readonly scenario: Scenario;
  readonly simulation: Simulation;
  readonly topology: Topology<HostRoleName>;
  readonly disks: Disks;
  readonly fleet: Fleet;
  readonly tables: Tables;
  readonly groups: ReplicaTable;
  readonly storage: StorageService;
}

export class ManagedCapacity {
  readonly probe: UsageProbe;
  readonly autoadmin: Autoadmin;
  private readonly tables: readonly MeteredTable[];

  constructor(
    private readonly context: CapacityContext,
    private readonly admission: Admission,
    freeCapacity: FreeCapacity,
  ) {
    const { scenario } = context;
    this.tables = context.tables.list.flatMap(({ spec, name, keys }, index) =>
      isManaged(spec) ? [{ index, name, mode: spec.capacity?.mode ?? null, keys }] : [],
    );
    for (const { index, keys } of this.tables) this.openPartitions(index, keys.firstGroup);
    const { seriesWindowNs, warmupNs } = scenario;
    const provisionOf = (table: number, kind: number) =>
      admission.routers !== null && isAdmittedGlobally(context.tables.list[table].spec.capacity)
        ? admission.routers.rate(table, kind)
        : admission.nodes.provision(table, kind);
    const { partitionReadUnits, partitionWriteUnits } = scenario.parameters.admission;
    const limits = [partitionReadUnits, partitionWriteUnits];
    this.probe = new UsageProbe(admission.usage, this.tables, provisionOf, limits, seriesWindowNs, warmupNs);
    this.autoadmin = this.buildAutoadmin(freeCapacity);
  }

  private openPartitions(table: number, firstGroup: number): void {
    const { capacity, partitions } = this.context.tables.list[table].spec;
    const [read, write] = [capacity?.readUnitsPerSecond ?? 0, capacity?.writeUnitsPerSecond ?? 0];
    for (let partition = 0; partition < partitions; partition++) {
      this.admission.nodes.open(firstGroup + partition, table, read / partitions, write / partitions);
    }
  }

  private buildAutoadmin(freeCapacity: FreeCapacity): Autoadmin {
    const { usage, nodes: nodeAdmission, routers: tableAdmission } = this.admission;
    const { scenario, simulation, groups, tables, storage } = this.context;
    const { parameters } = scenario;
    const { repartitioning } = storage;
    if (repartitioning === null) throw new Error('capacity is managed where partitions may not change');
    this.context.fleet.settle(storageRole, { hostJoined: ({ id }) => freeCapacity.join(id) });
    const adaptiveTables = tables.list.map(({ spec, keys }) => ({ capacity: spec.capacity, keySpace: keys }));
    const isAdaptive = scenario.tables.some(({ capacity }) => capacity?.mode === 'adaptive');
    const autoadmin = new Autoadmin(
      simulation,
      tables.list.map(({ spec, name, region, keys, itemSizes }) => ({
        ...spec,
        name,
        region,
        keySpace: keys,
        meanItemBytes: itemSizes.meanBytes,
      })),
      {
        machines: storage.nodes.hosts,
        groups,
        freeCapacity,
        usage,
        nodeAdmission,
        tableAdmission,
        repartitioning,
        adaptive: isAdaptive ? new AdaptiveCapacity(nodeAdmission, usage, adaptiveTables, parameters.admission) : null,
        itemCount: (table) => tables.itemCounts.of(table),
        partitionName: (group) => tables.partitionName(group),
        nodeName: (node) => storage.nodes.hosts[node].name,
        provisionChanged: (table) => this.probe.provisionChanged(table, simulation.nowNs),
      },
      parameters,
    );
    repartitioning.listeners.push(nodeAdmission, autoadmin);
    const isCounted = new Set(this.tables.map(({ index }) => index));
    storage.healing?.listeners.push({
      replaced: (group, from, to) => {
        if (!isCounted.has(tables.keySpaces.tableOf(group))) return;
        nodeAdmission.moved(group, from, to);
        freeCapacity.replaced(group, from, to);
      },
    });
    return autoadmin;
  }

  /** What the result says of it. To be called once, at the end. */
  result(endNs: number): CapacityResult {
    this.probe.close(endNs);
    const used = this.probe.used();
    const { scenario, groups, tables, storage } = this.context;
    const nodes = storage.nodes.hosts;
    const nameOfPartition = (group: number) => tables.partitionName(group);
    const tenants = scenario.tenants.map((tenant) => {
      return { name: tenant.name, table: tables.list[tables.serving(tenant)].name };
    });
    return {
      usage: usageRows(tenants, this.tables, used),
      tables: tableRows(this.tables, used, (table, kind) => this.probe.provisionedUnits(table, kind)),
      busiest: {
        partitions: busiestRows(used.groupUnits, groups.count, nameOfPartition),
        nodes: busiestRows(used.nodeUnits, nodes.length, (node) => nodes[node].name),
        throttledPartitions: busiestRows(used.groupRefusedUnits, groups.count, nameOfPartition),
      },
      controlPlane: this.autoadmin.facts(),
    };
  }
}

/** Of a run that manages no capacity. */
export const noCapacityResult: CapacityResult = {
  usage: [],
  tables: [],
  busiest: { partitions: [], nodes: [], throttledPartitions: [] },
  controlPlane: noControlPlane,
};
