/**
 * The one file that knows all components: it builds a region's fleet and wires it from a scenario. A request goes down
 * this list and back up it: tenants, load balancers, routers, storage nodes; faults reach into all of them.
 */
import { DurabilityCheck } from '../checkers/durability.js';
import { LeaderCheck } from '../checkers/leaders.js';
import { OwnerCheck } from '../checkers/owners.js';
import { RequestBalanceCheck } from '../checkers/request-balance.js';
import { StrongReadCheck } from '../checkers/strong-reads.js';
import { Distribution } from '../engine/distribution.js';
import type { EventQueue } from '../engine/event-queue.js';
import { Pool } from '../engine/pool.js';
import { RandomStreams } from '../engine/random-stream.js';
import { Simulation } from '../engine/simulation.js';
import { FaultSchedule } from '../faults/fault-schedule.js';
import { LoadBalancer } from '../front-door/load-balancer.js';
import { Disks } from '../infrastructure/disks.js';
import { Network } from '../infrastructure/network.js';
import { buildTopology, type Topology } from '../infrastructure/topology.js';
import { FleetProbe } from '../measurement/fleet-probe.js';
import { type Batching, Measurements } from '../measurement/measurements.js';
import type { FreeCapacity } from '../partitions/free-capacity.js';
import { KeySpace } from '../partitions/key-space.js';
import { KeySpaces } from '../partitions/key-spaces.js';
import { groupsByHost, placeTable } from '../partitions/placement.js';
import { Request } from '../protocol/request.js';
import { StageTimes } from '../protocol/stage-times.js';
import { stageCount } from '../protocol/stages.js';
import { ItemVersions, writesMax } from '../replication/item-versions.js';
import { ReplicaTable } from '../replication/replica-table.js';
import { MetadataClient } from '../routing/metadata-client.js';
import { MetadataServers } from '../routing/metadata-server.js';
import { initialLeaders, mapEntry, PartitionMap } from '../routing/partition-map.js';
import { Routers } from '../routing/router.js';
import type { Scenario, TableSpec } from '../scenario/scenario.js';
import { StorageService } from '../storage/storage-service.js';
import type { Trace } from '../trace.js';
import { Tenant } from '../workload/tenant.js';
import {
  admissionServersPerZone,
  changesPartitions,
  freeCapacityOf,
  ManagedCapacity,
  placeManaged,
} from './capacity.js';

interface Table {
  readonly spec: TableSpec;
  readonly region: number;
  readonly keys: KeySpace;
  readonly versions: ItemVersions;
  readonly itemBytes: Distribution;
}

export class Service {
  readonly simulation: Simulation;
  readonly streams: RandomStreams;
  readonly topology: Topology;
  readonly network: Network;
  readonly stageTimes = new StageTimes(stageCount);
  readonly groups: ReplicaTable;
  readonly tables: readonly Table[];
  readonly keySpaces: KeySpaces;
  readonly disks: Disks;
  readonly storage: StorageService;
  readonly routers: Routers;
  readonly metadata: MetadataServers;
  readonly tenants: readonly Tenant[];
  /** Null where no table has a capacity or splits. */
  readonly capacity: ManagedCapacity | null;
  private readonly freeCapacity: FreeCapacity | null;
  readonly measurements: Measurements;
  readonly probe: FleetProbe;
  readonly durability = new DurabilityCheck();
  readonly strongReads: StrongReadCheck;
  readonly balance = new RequestBalanceCheck();
  readonly leaders: LeaderCheck;
  /** Null where no partition can change. */
  readonly owners: OwnerCheck | null;
  readonly requests = new Pool('requests', (index) => new Request(index));
  private readonly loadBalancers: readonly LoadBalancer[];
  private lastWriteId = 0;

  constructor(
    readonly scenario: Scenario,
    queue: EventQueue,
  ) {
    const { parameters } = scenario;
    this.simulation = new Simulation(queue);
    this.streams = new RandomStreams(scenario.seed);
    this.topology = buildTopology(
      scenario.regions,
      {
        storage: parameters.storageNode,
        router: parameters.router,
        metadata: parameters.metadata,
        client: { cores: 1, queueMax: 0 },
      },
      parameters.network.hostBandwidth,
      this.streams,
      admissionServersPerZone(scenario),
    );
    const { hosts, states, networkStreams, processors, processorStreams, firstOf } = this.topology;
    this.network = new Network(this.simulation, this.networkParameters(), hosts, states, networkStreams);
    this.tables = this.buildTables();
    this.keySpaces = new KeySpaces(
      this.tables.map((table) => table.keys),
      scenario.tables.reduce((count, { partitions }) => count + partitions, 0),
    );
    this.groups = this.replicaTable();
    this.freeCapacity = freeCapacityOf(scenario, this.topology, this.groups);
    for (const table of this.tables) this.place(table);
    this.measurements = new Measurements(
      this.simulation,
      this.stageTimes,
      scenario.tenants.length,
      scenario.seriesWindowNs,
      scenario.warmupNs,
      this.batching(),
    );
    const isReadStrongly = (table: string) =>
      scenario.tenants.some((tenant) => tenant.table === table && tenant.strongReadShare > 0);
    this.strongReads = new StrongReadCheck(
      this.tables.map(({ spec, versions }) => (isReadStrongly(spec.name) ? versions.tracked : 0)),
    );
    this.leaders = new LeaderCheck(this.groups.count);
    this.owners = changesPartitions(scenario) ? new OwnerCheck(this.keySpaces) : null;
    const trace = this.buildTrace();
    this.disks = this.buildDisks();
    this.storage = this.buildStorage(trace);
    this.probe = new FleetProbe(processors, this.disks.stations, this.storage.leadership, scenario.seriesWindowNs);
    const initialLeader = initialLeaders(this.groups);
    const mapOfEachHost = (isCold: boolean) => hosts.map(() => new PartitionMap(initialLeader, isCold));
    this.routers = new Routers(
      this.simulation,
      this.network,
      hosts,
      states,
      this.groups,
      this.keySpaces,
      this.storage,
      mapOfEachHost(!parameters.router.warmCache),
      { firstHost: firstOf.router, stations: processors.router, streams: processorStreams },
      { ...parameters.router, cpu: new Distribution(parameters.router.cpu) },
      this.stageTimes,
      this.streams.stream('routers', 'choice of replica'),
    );
    const metadataHosts = this.topology.regions.map((region) => region.zones.map((zone) => zone.metadata));
    this.metadata = new MetadataServers(
      this.simulation,
      this.network,
      hosts,
      metadataHosts,
      mapOfEachHost(false),
      { firstHost: firstOf.metadata, stations: processors.metadata, streams: processorStreams },
      { cpu: new Distribution(parameters.metadata.cpu), lookupTimeout: parameters.metadata.lookupTimeout },
    );
    this.routers.metadata = new MetadataClient(this.metadata.lookUps, hosts, metadataHosts, (attempt, group, entry) =>
      this.routers.resolve(attempt, group, entry),
    );
    this.routers.observeAnswer = (attempt) => this.measurements.answered(attempt);
    this.storage.announce = (group, slot, term) =>
      this.metadata.announce(hosts[this.groups.hostOf(group, slot)], group, mapEntry(term, slot));
    this.loadBalancers = this.topology.regions.map(
      (region) =>
        new LoadBalancer(
          parameters.loadBalancer,
          region.zones.map((zone) => zone.routers.map((router) => router.id)),
        ),
    );
    this.tenants = this.buildTenants(trace);
    new FaultSchedule(
      scenario.faults,
      {
        simulation: this.simulation,
        network: this.network,
        topology: this.topology,
        groups: this.groups,
        firstGroups: new Map(this.tables.map((table) => [table.spec.name, table.keys.firstGroup])),
        disks: this.disks,
        storage: this.storage,
        routers: this.routers,
        metadata: this.metadata,
        loadBalancers: this.loadBalancers,
      },
      this.streams,
    );
    this.capacity = this.freeCapacity === null ? null : new ManagedCapacity(this, this.freeCapacity);
    for (const tenant of this.tenants) tenant.arrivals.start();
  }

  /** Latencies by time of the victims of a scenario that asks about isolation. */
  private batching(): Batching | null {
    const { isolation, tenants, durationNs } = this.scenario;
    if (isolation === null) return null;
    const victims = tenants.flatMap(({ name }, index) => (isolation.victims.includes(name) ? [index] : []));
    return { tenants: new Set(victims), untilNs: durationNs };
  }

  private networkParameters() {
    const { network } = this.scenario.parameters;
    return {
      ...network,
      clientDelay: new Distribution(network.clientDelay),
      sameZoneDelay: new Distribution(network.sameZoneDelay),
      crossZoneDelay: new Distribution(network.crossZoneDelay),
      crossRegionDelay: new Distribution(network.crossRegionDelay),
    };
  }

  private buildTables(): Table[] {
    let firstGroup = 0;
    return this.scenario.tables.map((spec) => {
      const table = {
        spec,
        region: this.scenario.regions.findIndex((region) => region.name === spec.region),
        keys: new KeySpace(firstGroup, spec.partitions, spec.items.count, spec.order),
        versions: new ItemVersions(spec.items.count),
        itemBytes: new Distribution(spec.items.sizeBytes),
      };
      firstGroup += spec.partitions;
      return table;
    });
  }

  private replicaTable(): ReplicaTable {
    const { groupsAtStart } = this.keySpaces;
    const splits = this.scenario.tables.some(({ splitting }) => splitting.bySize || splitting.byConsumption);
    const newPartitionsMax = splits ? this.scenario.parameters.autoadmin.newPartitionsMax : 0;
    return new ReplicaTable(groupsAtStart, groupsAtStart + newPartitionsMax);
  }

  private place(table: Table): void {
    if (placeManaged(table, this.groups, this.freeCapacity, this.scenario.parameters.admission)) return;
    const { spec, keys, region } = table;
    placeTable(this.groups, keys.firstGroup, spec.partitions, this.topology.regions[region]);
  }

  private buildStorage(trace: Trace): StorageService {
    const { replication, log, storageNode, network } = this.scenario.parameters;
    const { hosts, processors, processorStreams } = this.topology;
    const storageHosts = hosts.filter((host) => host.role === 'storage');
    return new StorageService(
      this.simulation,
      this.network,
      {
        hosts: storageHosts,
        processors: processors.storage,
        processorStreams,
        disks: this.disks,
        groups: groupsByHost(this.groups, storageHosts.length).map((list) => Array.from(list)),
      },
      this.groups,
      this.tables.map((table) => table.versions),
      this.keySpaces,
      (group) => this.bytesOfGroup(group),
      {
        ...replication,
        retainedMax: log.retainedMax,
        inFlightMax: log.inFlightMax,
        groupCommitMax: log.groupCommitMax,
        readCpu: new Distribution(storageNode.readCpu),
        writeCpu: new Distribution(storageNode.writeCpu),
        heartbeatDelayNs: Math.round(new Distribution(network.crossZoneDelay).meanValue()),
      },
      this.stageTimes,
      this.streams.stream('elections', 'jitter'),
      trace,
    );
  }

  private buildDisks(): Disks {
    const { disk } = this.scenario.parameters;
    const hosts = this.topology.hosts.filter((host) => host.role === 'storage');
    return new Disks(
      {
        ...disk,
        read: new Distribution(disk.read),
        append: new Distribution(disk.append),
        flush: new Distribution(disk.flush),
      },
      hosts.map((host) => this.streams.stream(host.name, 'disk')),
    );
  }

  private nextWriteId(): number {
    if (this.lastWriteId === writesMax) throw new Error(`more than ${writesMax} writes in one run`);
    return ++this.lastWriteId;
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

  /** `orders/7`, as scenario files name it; partitions that splits made are `orders/+1` and so on, over all tables. */
  partitionName(group: number): string {
    const { spec, keys } = this.tableOf(group);
    const { groupsAtStart } = this.keySpaces;
    const isNew = this.keySpaces.isFromSplit(group);
    return `${spec.name}/${isNew ? `+${group - groupsAtStart + 1}` : group - keys.firstGroup}`;
  }

  private tableOf(group: number): Table {
    return this.tables[this.keySpaces.tableOf(group)];
  }

  /** Items in the table, those that tenants have appended included. */
  itemCount(table: number): number {
    let count = this.tables[table].spec.items.count;
    for (const tenant of this.tenants) if (tenant.tableIndex === table) count = Math.max(count, tenant.items);
    return count;
  }

  private bytesOfGroup(group: number): number {
    const table = this.keySpaces.tableOf(group);
    const { keys, itemBytes } = this.tables[table];
    return keys.itemsOf(group, this.itemCount(table)) * itemBytes.meanValue();
  }

  private buildTenants(trace: Trace): Tenant[] {
    const { simulation, network, stageTimes, requests, routers } = this;
    const { hosts, regions } = this.topology;
    const arrival = simulation.on('request issued', (tenant) => this.tenants[tenant].arrivals.due());
    const stateChange = simulation.on('arrival state changes', (tenant) => this.tenants[tenant].arrivals.changeState());
    const attemptDueType = simulation.on('retry due', (index) => {
      const request = requests.items[index];
      this.tenants[request.tenant].clients.attemptDue(request);
    });
    const answered = (index: number) => {
      const attempt = routers.attempts.items[index];
      this.tenants[attempt.tenant].clients.answered(attempt);
    };
    routers.answerType = network.channel('attempt answered', answered, (index) =>
      routers.release(routers.attempts.items[index]),
    );
    return this.scenario.tenants.map((spec, index) => {
      const tableIndex = this.scenario.tables.findIndex((table) => table.name === spec.table);
      const table = this.tables[tableIndex];
      const context = {
        simulation,
        network,
        hosts,
        clientHosts: regions[table.region].zones.map((zone) => zone.clients),
        loadBalancer: this.loadBalancers[table.region],
        routers,
        stageTimes,
        requests,
        attemptDueType,
        groupOf: (_table: number, item: number) => table.keys.groupOf(item),
      };
      const tenantTable = { index: tableIndex, itemCount: table.spec.items.count, itemBytes: table.itemBytes };
      const nextWriteId = () => this.nextWriteId();
      const types = { arrival, stateChange };
      return new Tenant(index, spec, tenantTable, context, requests, nextWriteId, types, this.streams, trace);
    });
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
      requestFinished: (request, winner) => {
        balance.requestFinished(request, simulation.nowNs);
        if (winner !== null) strongReads.succeeded(request, winner);
        measurements.requestFinished(request, winner);
      },
    };
  }
}
