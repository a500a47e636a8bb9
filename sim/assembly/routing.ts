/** The request routers of a scenario, the metadata service that they ask, and the front doors before them. */
import { Distribution } from '../engine/distribution.js';
import type { RandomStreams } from '../engine/random-stream.js';
import type { Simulation } from '../engine/simulation.js';
import type { HostRoleName } from '../faults/host-roles.js';
import { FrontDoor } from '../front-door/front-door.js';
import { HealthChecks } from '../front-door/health-checks.js';
import { LoadBalancer } from '../front-door/load-balancer.js';
import { loadBalancerRole } from '../front-door/load-balancer-role.js';
import type { Fleet } from '../infrastructure/fleet.js';
import type { Host } from '../infrastructure/host.js';
import type { Network } from '../infrastructure/network.js';
import type { Topology } from '../infrastructure/topology.js';
import type { KeySpaces } from '../partitions/key-spaces.js';
import type { UnderWay } from '../protocol/under-way.js';
import type { ReplicaTable } from '../replication/replica-table.js';
import { metadataRole } from '../routing/metadata-role.js';
import { MetadataServers } from '../routing/metadata-server.js';
import { initialLeaders, MapRoom, PartitionMap } from '../routing/partition-map.js';
import { ReplicaChoice } from '../routing/replica-choice.js';
import { Routers } from '../routing/router.js';
import { routerRole } from '../routing/router-role.js';
import type { Scenario } from '../scenario/scenario.js';
import type { StorageService } from '../storage/storage-service.js';
import type { Trace } from '../trace.js';
import { RegionChecks } from '../workload/failover/region-checks.js';
import type { Admission } from './admission.js';
import { changesPartitions } from './capacity.js';

/** What the metadata service is built with. */
export interface MetadataParts {
  readonly simulation: Simulation;
  readonly topology: Topology<HostRoleName>;
  readonly fleet: Fleet;
  readonly network: Network;
  readonly groups: ReplicaTable;
}

/** The metadata service, and the map caches of the routers that it pushes to. */
export interface Metadata {
  readonly servers: MetadataServers;
  /** By region and zone. */
  readonly hosts: readonly (readonly Host[])[];
  /** By host id, of which only the routers' are used. */
  readonly caches: readonly PartitionMap[];
}

export function metadataOf(scenario: Scenario, parts: MetadataParts): Metadata {
  const { simulation, network, topology, fleet, groups } = parts;
  const { parameters } = scenario;
  const { hosts, processors, regions } = topology;
  const leaders = initialLeaders(groups);
  const room = new MapRoom();
  const mapOfEachHost = (isCold: boolean) => hosts.map(() => new PartitionMap(leaders, isCold, room));
  const metadataHosts = regions.map(({ zones }) => zones.map((zone) => zone[metadataRole.name][0]));
  const caches = mapOfEachHost(!parameters.router.warmCache);
  const routers = regions.map(({ zones }) => zones.map((zone) => zone[routerRole.name]));
  const servers = new MetadataServers(
    {
      ...{ simulation, network, hosts, metadataHosts, groups },
      maps: mapOfEachHost(false),
      processors: processors[metadataRole.name],
      pushes: changesPartitions(scenario) ? { routers, caches } : null,
    },
    { ...parameters.metadata, cpu: new Distribution(parameters.metadata.cpu) },
  );
  fleet.settle(metadataRole, { hostReturned: (host) => servers.hostReturned(host) });
  return { servers, hosts: metadataHosts, caches };
}

/** What routing is built with. */
export interface RoutingContext extends MetadataParts {
  readonly streams: RandomStreams;
  readonly keySpaces: KeySpaces;
  readonly underWay: UnderWay;
  readonly metadata: Metadata;
  readonly admission: Admission | null;
  readonly storage: StorageService;
}

export function routersOf({ parameters }: Scenario, context: RoutingContext, trace: Trace): Routers {
  const { simulation, network, topology, fleet, groups, metadata, admission, storage } = context;
  const { hosts } = topology;
  const processors = topology.processors[routerRole.name];
  const choiceStreamOf = ({ name }: { readonly name: string }) => context.streams.stream(name, 'choice of replica');
  const choiceStreams = hosts.filter(({ role }) => role === routerRole).map(choiceStreamOf);
  const routers = new Routers(
    {
      ...{ simulation, network, hosts, processors, groups },
      keySpaces: context.keySpaces,
      caches: metadata.caches,
      callType: storage.callType,
      underWay: context.underWay,
      lookUps: metadata.servers.lookUps,
      metadataHosts: metadata.hosts,
      admission: admission?.routers ?? null,
    },
    new ReplicaChoice(
      simulation,
      topology.states,
      groups,
      { streams: choiceStreams, firstHost: processors.firstHost },
      parameters.router.avoidSilentFor,
    ),
    { ...parameters.router, cpu: new Distribution(parameters.router.cpu) },
    trace,
  );
  fleet.settle(routerRole, {
    hostDied: ({ id }) => routers.routerDied(id),
    hasWork: ({ id }) => routers.hasWork(id),
    // One that joins has a name from then on.
    hostJoined: (host) => {
      choiceStreams[host.id - processors.firstHost] = choiceStreamOf(host);
    },
  });
  return routers;
}

/** One a region. */
export function frontDoorsOf({ parameters }: Scenario, context: RoutingContext, routers: Routers): FrontDoor[] {
  const { simulation, network, topology, fleet, underWay } = context;
  const { hosts, regions } = topology;
  const frontDoors = topology.regions.map(({ zones }) => {
    const routersByZone = zones.map((zone) => zone[routerRole.name].map(({ id }) => id));
    return new FrontDoor(simulation, network, hosts, new LoadBalancer(routersByZone), routers.attemptType, underWay);
  });
  const balancerOf = ({ region }: Host) => frontDoors[region].loadBalancer;
  const checkedBy = ({ region, zone }: Host) => regions[region].zones[zone][loadBalancerRole.name][0];
  const phases = new Map(
    hosts
      .filter(({ role }) => role === loadBalancerRole)
      .map((host) => [host, context.streams.numbered(host.name, 'health check phase')]),
  );
  const checks = new HealthChecks(
    {
      ...{ simulation, network, hosts, processors: topology.processors[routerRole.name] },
      balancerOf: checkedBy,
      phaseOf: (router) => phases.get(checkedBy(router))!.of(router.id).next(),
    },
    { ...parameters.loadBalancer, checkCpu: new Distribution(parameters.loadBalancer.checkCpu) },
    {
      leaves: (router) => balancerOf(router).holdOut(router.id),
      returns: (router) => balancerOf(router).letIn(router.id),
    },
  );
  const doubt = (router: Host) => checks.doubt(router);
  fleet.settle(routerRole, {
    ...{ hostDied: doubt, hostReturned: doubt, hostDisturbed: doubt, hostSlowed: doubt },
    hostJoined: (router) => {
      balancerOf(router).join(router.zone, router.id);
      checks.joined(router);
    },
    hostDrains: (router) => balancerOf(router).holdOut(router.id),
  });
  return frontDoors;
}

/** The health checks of whole regions, which tenants make of their routers. */
export function regionChecksOf(
  { parameters: { failover } }: Scenario,
  { simulation, network, topology }: Pick<MetadataParts, 'simulation' | 'network' | 'topology'>,
): RegionChecks {
  return new RegionChecks(
    { simulation, network, hosts: topology.hosts, processors: topology.processors[routerRole.name] },
    { ...failover, checkCpu: new Distribution(failover.checkCpu) },
  );
}
