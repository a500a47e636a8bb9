/**
 * A run's service, built from a scenario from the bottom up: machines and network, tables and their replicas, storage
 * nodes, routers, front doors, tenants; and around them who watches, what fails, and what manages capacity. It stands on
 * nobody's way: once built, the parts speak to each other.
 */
import type { EventQueue } from '../engine/event-queue.js';
import { RandomStreams } from '../engine/random-stream.js';
import { Simulation } from '../engine/simulation.js';
import { drawFailures } from '../faults/failures/drawn-failures.js';
import type { FaultSpec } from '../faults/fault-kinds.js';
import { FaultSchedule } from '../faults/fault-schedule.js';
import type { HostRoleName } from '../faults/host-roles.js';
import type { FrontDoor } from '../front-door/front-door.js';
import type { Journal } from '../global-tables/journal/journal.js';
import type { RegionFills } from '../global-tables/region-fills.js';
import type { Replicator } from '../global-tables/replicator.js';
import type { Disks } from '../infrastructure/disks.js';
import { Fleet } from '../infrastructure/fleet.js';
import type { Network } from '../infrastructure/network.js';
import type { Topology } from '../infrastructure/topology.js';
import { FleetProbe } from '../measurement/fleet-probe.js';
import { StationMeters } from '../measurement/station-meters.js';
import { WarmUp } from '../measurement/warm-up.js';
import { ArchiveWindows } from '../measurement/windows/archive-windows.js';
import type { KeySpaces } from '../partitions/key-spaces.js';
import { UnderWay } from '../protocol/under-way.js';
import type { ReplicaTable } from '../replication/replica-table.js';
import type { Routers } from '../routing/router.js';
import type { Scenario } from '../scenario/scenario.js';
import type { StorageService } from '../storage/storage-service.js';
import type { Workload } from '../workload/workload.js';
import { type Admission, admissionOf } from './admission.js';
import { archiveOf, type LogArchive } from './archive.js';
import { backupsOf, type OrderedBackups } from './backups.js';
import { freeCapacityOf, ManagedCapacity } from './capacity.js';
import { disksOf, networkOf, type Reserve, stationGroups, topologyOf } from './fleet.js';
import { journalOf, regionFillsOf, replicatorOf } from './global-tables.js';
import { startHealing } from './healing.js';
import { namesOf } from './names.js';
import { Observers, type Watching } from './observers.js';
import { startRebuilds } from './rebuilds.js';
import { type OrderedRestores, restoresOf } from './restores.js';
import { frontDoorsOf, type Metadata, metadataOf, routersOf } from './routing.js';

import { startScrub } from './scrub.js';
import { placeTables, replicaTableOf, storageOf } from './storage.js';
import { Tables } from './tables.js';
import { workloadOf } from './tenants.js';

/** So that whoever advances a run is heard in between: some 80 ms. */
const lookedEventsMax = 1 << 17;

export class Service {
  readonly simulation: Simulation;
  readonly streams: RandomStreams;
  readonly topology: Topology<HostRoleName>;
  readonly fleet: Fleet;
  readonly network: Network;
  readonly tables: Tables;
  readonly keySpaces: KeySpaces;
  readonly groups: ReplicaTable;
  readonly underWay: UnderWay;
  readonly disks: Disks;
  readonly storage: StorageService;
  readonly routers: Routers;
  readonly metadata: Metadata;
  /** Null where no table has a capacity or splits. */
  readonly admission: Admission | null;
  /** By region. */
  readonly frontDoors: readonly FrontDoor[];
  /** Null where each table is in one region. */
  readonly replicator: Replicator | null;
  /** Null where no table's regions agree on each write. */
  readonly journal: Journal | null;
  /** Null where every region has its tables from the beginning. */
  readonly regionFills: RegionFills | null;
  readonly workload: Workload;
  /** Those of the scenario, and those that were drawn. */
  readonly faultList: readonly FaultSpec[];
  readonly faults: FaultSchedule;
  /** Null where no table has a capacity or splits. */
  readonly capacity: ManagedCapacity | null;
  /** Null where logs are not archived. */
  readonly archive: LogArchive | null;
  /** Null where the scenario orders none. */
  readonly backups: OrderedBackups | null;
  readonly restores: OrderedRestores | null;
  readonly warmUp: WarmUp;
  readonly observers: Observers;
  readonly probe: FleetProbe;
  /** Null where logs are not archived. */
  readonly archiveWindows: ArchiveWindows | null;
  readonly stations: StationMeters;

  constructor(
    readonly scenario: Scenario,
    queue: EventQueue,
    watching: Watching = {},
    reserve: Reserve = {},
  ) {
    const names = namesOf(this);
    this.underWay = new UnderWay(names);
    this.simulation = new Simulation(queue);
    this.streams = new RandomStreams(scenario.seed);
    this.faultList = faultsOf(scenario, this.streams);
    this.topology = topologyOf(scenario, this.streams, reserve);
    this.fleet = new Fleet(this.simulation, this.topology, this.streams);
    this.network = networkOf(scenario, this.simulation, this.topology);
    this.disks = disksOf(scenario, this);
    this.tables = new Tables(scenario, this.streams);
    this.keySpaces = this.tables.keySpaces;
    this.groups = replicaTableOf(scenario, this.tables, names);
    const freeCapacity = freeCapacityOf(scenario, this);
    placeTables(scenario, this.tables, this.topology, this.groups, freeCapacity, this.streams);
    this.warmUp = new WarmUp(scenario.warmupNs);
    this.observers = new Observers(scenario, this, watching);
    const { trace } = this.observers;
    this.metadata = metadataOf(scenario, this);
    this.admission = admissionOf(scenario, this);
    this.storage = storageOf(scenario, this, trace);
    this.probe = new FleetProbe(
      { storage: this.topology.processors.storage.stations, router: this.topology.processors.router.stations },
      this.disks.stations,
      this.storage.leadership,
      scenario.seriesWindowNs,
    );
    this.stations = new StationMeters(() => stationGroups(this), this.warmUp);
    this.routers = routersOf(scenario, this, trace);
    this.frontDoors = frontDoorsOf(scenario, this, this.routers);
    this.replicator = replicatorOf(scenario, this);
    this.journal = journalOf(scenario, this);
    this.regionFills = regionFillsOf(scenario, this);
    this.workload = workloadOf(scenario, this, trace);
    this.faults = new FaultSchedule(this.faultList, this, this.streams);
    this.capacity =
      freeCapacity === null || this.admission === null ? null : new ManagedCapacity(this, this.admission, freeCapacity);
    startHealing(scenario, this);
    this.archive = archiveOf(scenario, this, trace);
    this.archiveWindows = this.archive && new ArchiveWindows(this.archive, scenario.seriesWindowNs);
    startScrub(scenario, this);
    startRebuilds(scenario, this);
    this.backups = backupsOf(scenario, this);
    this.restores = restoresOf(scenario, this, trace);
    this.workload.start();
  }

  /**
   * Executes events up to `untilNs`, at most `eventsMax`, stopping between windows for the probe; true when done. It comes
   * back with fewer only where looks at a large fleet have taken as long as `lookedEventsMax` events.
   */
  advance(untilNs: number, eventsMax: number): boolean {
    const { simulation, probe, stations, capacity } = this;
    const { regionLosses } = this.observers;
    const { digest } = simulation;
    const lastEvent = digest.events + eventsMax;
    let lookedEvents = 0;
    for (;;) {
      const capacityNs = capacity?.probe.nextAtNs ?? untilNs;
      const stopNs = Math.min(
        untilNs,
        probe.nextAtNs,
        stations.nextAtNs,
        capacityNs,
        regionLosses?.nextAtNs ?? untilNs,
      );
      if (!simulation.runUntil(stopNs, lastEvent - digest.events)) return false;
      if (stopNs === stations.nextAtNs) stations.sample(stopNs);
      if (stopNs === probe.nextAtNs) {
        probe.sample(stopNs);
        this.archiveWindows?.closeWindow(stopNs);
        if (this.replicator !== null) this.observers.regionLinks!.closeWindow(stopNs, this.replicator);
        lookedEvents += probe.eventsALook;
      }
      if (stopNs === regionLosses?.nextAtNs) regionLosses.lost({ unanswered: () => this.untold() });
      if (stopNs === capacity?.probe.nextAtNs) capacity.probe.sample(stopNs);
      if (stopNs === untilNs) return true;
      if (lookedEvents > lookedEventsMax) return false;
    }
  }

  /** Changes without an answer that no other region knows of. */
  private untold(): ReturnType<Replicator['unanswered']> {
    const { journal } = this;
    const unanswered = this.replicator!.unanswered();
    return journal === null ? unanswered : unanswered.filter(({ version }) => !journal.isKnownElsewhere(version));
  }

  get firstGroups(): ReadonlyMap<string, number> {
    return this.tables.firstGroups;
  }

  partitionName(group: number): string {
    return this.tables.partitionName(group);
  }
}

/** As the scenario lists them; with what is drawn beside them, in the order of time. */
function faultsOf(scenario: Scenario, streams: RandomStreams): readonly FaultSpec[] {
  if (scenario.failures.length === 0) return scenario.faults;
  return [...scenario.faults, ...drawFailures(scenario, streams)].sort((a, b) => a.atNs - b.atNs);
}
