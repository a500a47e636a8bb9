/**
 * A run's service, built from a scenario from the bottom up: machines and network, tables and their replicas, storage
 * nodes, routers, front doors, tenants; and around them who watches, what fails, and what manages capacity. It stands on
 * nobody's way: once built, the parts speak to each other.
 */
import { DurabilityCheck } from '../checkers/durability.js';
import { LeaderCheck } from '../checkers/leaders.js';
import { OwnerCheck } from '../checkers/owners.js';
import { RequestBalanceCheck } from '../checkers/request-balance.js';
import { StrongReadCheck } from '../checkers/strong-reads.js';
import type { EventQueue } from '../engine/event-queue.js';
import { RandomStreams } from '../engine/random-stream.js';
import { Simulation } from '../engine/simulation.js';
import { FaultSchedule } from '../faults/fault-schedule.js';
import type { HostRoleName } from '../faults/host-roles.js';
import type { FrontDoor } from '../front-door/front-door.js';
import type { Disks } from '../infrastructure/disks.js';
import { Fleet } from '../infrastructure/fleet.js';
import type { Network } from '../infrastructure/network.js';
import type { Topology } from '../infrastructure/topology.js';
import { FleetProbe } from '../measurement/fleet-probe.js';
import { type Batching, Measurements } from '../measurement/measurements.js';
import type { KeySpaces } from '../partitions/key-spaces.js';
import { UnderWay } from '../protocol/under-way.js';
import type { ReplicaTable } from '../replication/replica-table.js';
import type { MetadataServers } from '../routing/metadata-server.js';
import type { Routers } from '../routing/router.js';
import type { Scenario } from '../scenario/scenario.js';
import type { StorageService } from '../storage/storage-service.js';
import type { Trace } from '../trace.js';
import type { Workload } from '../workload/workload.js';
import { changesPartitions, freeCapacityOf, ManagedCapacity } from './capacity.js';
import { disksOf, networkOf, topologyOf } from './fleet.js';
import { frontDoorsOf, routingOf } from './routing.js';
import { placeTables, replicaTableOf, storageOf } from './storage.js';
import { Tables } from './tables.js';
import { workloadOf } from './tenants.js';

export class Service {
  readonly simulation: Simulation;
  readonly streams: RandomStreams;
  readonly topology: Topology<HostRoleName>;
  readonly fleet: Fleet;
  readonly network: Network;
  readonly tables: Tables;
  readonly keySpaces: KeySpaces;
  readonly groups: ReplicaTable;
  readonly underWay = new UnderWay();
  readonly disks: Disks;
  readonly storage: StorageService;
  readonly routers: Routers;
  readonly metadata: MetadataServers;
  /** By region. */
  readonly frontDoors: readonly FrontDoor[];
  readonly workload: Workload;
  /** Null where no table has a capacity or splits. */
  readonly capacity: ManagedCapacity | null;
  readonly measurements: Measurements;
  readonly probe: FleetProbe;
  readonly durability = new DurabilityCheck();
  readonly strongReads: StrongReadCheck;
  readonly balance = new RequestBalanceCheck();
  readonly leaders: LeaderCheck;
  /** Null where no partition can change. */
  readonly owners: OwnerCheck | null;

  constructor(
    readonly scenario: Scenario,
    queue: EventQueue,
  ) {
    this.simulation = new Simulation(queue);
    this.streams = new RandomStreams(scenario.seed);
    this.topology = topologyOf(scenario, this.streams);
    this.fleet = new Fleet(this.simulation);
    this.network = networkOf(scenario, this.simulation, this.topology);
    this.tables = new Tables(scenario);
    this.keySpaces = this.tables.keySpaces;
    this.groups = replicaTableOf(scenario, this.tables);
    const freeCapacity = freeCapacityOf(scenario, this.topology, this.groups);
    placeTables(scenario, this.tables, this.topology, this.groups, freeCapacity);
    this.measurements = new Measurements(
      this.simulation,
      this.underWay.stageTimes,
      scenario.tenants.length,
      scenario.seriesWindowNs,
      scenario.warmupNs,
      this.batching(),
    );
    const isReadStrongly = (table: string) =>
      scenario.tenants.some((tenant) => tenant.table === table && tenant.strongReadShare > 0);
    this.strongReads = new StrongReadCheck(
      this.tables.list.map(({ spec, versions }) => (isReadStrongly(spec.name) ? versions.tracked : 0)),
    );
    this.leaders = new LeaderCheck(this.groups.count);
    this.owners = changesPartitions(scenario) ? new OwnerCheck(this.keySpaces) : null;
    const trace = this.buildTrace();
    this.disks = disksOf(scenario, this.topology, this.streams);
    this.storage = storageOf(scenario, this, trace);
    this.probe = new FleetProbe(
      { storage: this.topology.processors.storage.stations, router: this.topology.processors.router.stations },
      this.disks.stations,
      this.storage.leadership,
      scenario.seriesWindowNs,
    );
    const { routers, metadata } = routingOf(scenario, this, trace);
    this.routers = routers;
    this.metadata = metadata;
    this.frontDoors = frontDoorsOf(scenario, this, routers);
    this.workload = workloadOf(scenario, this, trace);
    new FaultSchedule(scenario.faults, this, this.streams);
    this.capacity = freeCapacity === null ? null : new ManagedCapacity(this, freeCapacity);
    this.workload.start();
  }

  /** Executes events up to `untilNs`, at most `eventsMax`, stopping between windows for the probe; true when done. */
  advance(untilNs: number, eventsMax: number): boolean {
    const { simulation, probe, capacity } = this;
    const { digest } = simulation;
    const lastEvent = digest.events + eventsMax;
    for (;;) {
      const stopNs = Math.min(untilNs, probe.nextAtNs, capacity?.probe.nextAtNs ?? untilNs);
      if (!simulation.runUntil(stopNs, lastEvent - digest.events)) return false;
      if (stopNs === probe.nextAtNs) probe.sample(stopNs);
      if (stopNs === capacity?.probe.nextAtNs) capacity.probe.sample(stopNs);
      if (stopNs === untilNs) return true;
    }
  }

  get firstGroups(): ReadonlyMap<string, number> {
    return this.tables.firstGroups;
  }

  partitionName(group: number): string {
    return this.tables.partitionName(group);
  }

  /** Latencies by time of the victims of a scenario that asks about isolation. */
  private batching(): Batching | null {
    const { isolation, tenants, durationNs } = this.scenario;
    if (isolation === null) return null;
    const victims = tenants.flatMap(({ name }, index) => (isolation.victims.includes(name) ? [index] : []));
    return { tenants: new Set(victims), untilNs: durationNs };
  }

  /** Measurements and checkers behind one set of ears. */
  private buildTrace(): Trace {
    const { simulation, measurements, durability, strongReads, balance, leaders, owners } = this;
    return {
      writeCommitted: (record) => {
        durability.writeCommitted();
        owners?.writeCommitted(simulation.nowNs, this.storage.partitionLogs.records, record);
      },
      writeLost: (write) => durability.writeLost(simulation.nowNs, write),
      groupLost: (group, writes) => durability.groupLost(simulation.nowNs, group, writes),
      leaderServes: (group, slot, term) => {
        const rivals = [0, 1, 2].filter((other) => other !== slot && this.storage.leadership.mayServe(group, other));
        leaders.leaderServes(simulation.nowNs, group, slot, term, rivals);
      },
      requestStarted: (request) => {
        balance.requestStarted(request);
        strongReads.started(request);
        measurements.requestStarted(request);
      },
      attemptAnswered: (attempt) => measurements.answered(attempt),
      requestFinished: (request, winner) => {
        balance.requestFinished(request, simulation.nowNs);
        if (winner !== null) strongReads.succeeded(request, winner);
        measurements.requestFinished(request, winner);
      },
    };
  }
}
