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
import { MetadataClient } from '../routing/metadata-client.js';
import { metadataRole } from '../routing/metadata-role.js';
import { MetadataServers } from '../routing/metadata-server.js';
import { initialLeaders, mapEntry, PartitionMap } from '../routing/partition-map.js';
import { ReplicaChoice } from '../routing/replica-choice.js';
import { Routers } from '../routing/router.js';
import { routerRole } from '../routing/router-role.js';
import type { Scenario } from '../scenario/scenario.js';
import type { StorageService } from '../storage/storage-service.js';
import type { Trace } from '../trace.js';

/** What routing is built with. */
export interface RoutingContext {
  readonly simulation: Simulation;
  readonly streams: RandomStreams;
  readonly topology: Topology<HostRoleName>;
  readonly fleet: Fleet;
  readonly network: Network;
  readonly groups: ReplicaTable;
  readonly keySpaces: KeySpaces;
  readonly storage: StorageService;
  readonly underWay: UnderWay;
}

export interface Routing {
  readonly routers: Routers;
  readonly metadata: MetadataServers;
}

export function routingOf({ parameters }: Scenario, context: RoutingContext, trace: Trace): Routing {
  const { simulation, network, topology, fleet, groups, storage } = context;
  const { hosts, processors } = topology;
  const leaders = initialLeaders(groups);
  const mapOfEachHost = (isCold: boolean) => hosts.map(() => new PartitionMap(leaders, isCold));
  const choiceStreamOf = ({ name }: { readonly name: string }) => context.streams.stream(name, 'choice of replica');
  const choiceStreams = hosts.filter(({ role }) => role === routerRole).map(choiceStreamOf);
  const routers = new Routers(
    {
      simulation,
      network,
      hosts,
      processors: processors[routerRole.name],
      groups,
      keySpaces: context.keySpaces,
      caches: mapOfEachHost(!parameters.router.warmCache),
      callType: storage.callType,
      underWay: context.underWay,
    },
    new ReplicaChoice(
      simulation,
      topology.states,
      groups,
      { streams: choiceStreams, firstHost: processors[routerRole.name].firstHost },
      parameters.router.avoidSilentFor,
    ),
    { ...parameters.router, cpu: new Distribution(parameters.router.cpu) },
    trace,
  );
  const metadataHosts = topology.regions.map(({ zones }) => zones.map((zone) => zone[metadataRole.name][0]));
  const metadata = new MetadataServers(
    {
      ...{ simulation, network, hosts, metadataHosts, groups },
      maps: mapOfEachHost(false),
      processors: processors[metadataRole.name],
    },
    { ...parameters.metadata, cpu: new Distribution(parameters.metadata.cpu) },
  );
  routers.metadata = new MetadataClient(metadata.lookUps, hosts, metadataHosts, (attempt, group, entry) =>
    routers.resolve(attempt, group, entry),
  );
  storage.announce = (group, slot, term) =>
    metadata.announce(hosts[groups.hostOf(group, slot)], group, mapEntry(term, slot));
  fleet.settle(routerRole, {
    hostDied: ({ id }) => routers.routerDied(id),
    hasWork: ({ id }) => routers.hasWork(id),
    // One that joins has a name from then on.
    hostJoined: (host) => {
      choiceStreams[host.id - processors[routerRole.name].firstHost] = choiceStreamOf(host);
    },
  });
  fleet.settle(metadataRole, { hostReturned: (host) => metadata.hostReturned(host) });
  return { routers, metadata };
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
  const checks = new HealthChecks(
    {
      ...{ simulation, network, hosts, processors: topology.processors[routerRole.name] },
      balancerOf: ({ region, zone }) => regions[region].zones[zone][loadBalancerRole.name][0],
      phases: context.streams.numbered('routers', 'health check phase'),
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
