/** The machines of a scenario, their disks, and the network between them. */
import { Distribution } from '../engine/distribution.js';
import type { RandomStreams } from '../engine/random-stream.js';
import type { Simulation } from '../engine/simulation.js';
import { type HostRoleName, hostRoles } from '../faults/host-roles.js';
import { Disks } from '../infrastructure/disks.js';
import type { Fleet } from '../infrastructure/fleet.js';
import { Network } from '../infrastructure/network.js';
import { buildTopology, planOf, type Topology } from '../infrastructure/topology.js';
import type { StationGroup } from '../measurement/station-meters.js';
import type { Scenario } from '../scenario/scenario.js';

/** Hosts that a run may add, by role. */
export type Reserve = { readonly [Role in HostRoleName]?: number };

export function topologyOf(scenario: Scenario, streams: RandomStreams, reserve: Reserve): Topology<HostRoleName> {
  const roles = hostRoles.map((role) => planOf<Scenario, HostRoleName>(role, scenario, reserve[role.name]));
  return buildTopology(scenario.regions, roles, scenario.parameters.network.hostBandwidth, streams);
}

export function networkOf(
  { parameters, regions, delays: pairs }: Scenario,
  simulation: Simulation,
  topology: Topology,
): Network {
  const { network } = parameters;
  const delays = {
    clientDelay: new Distribution(network.clientDelay),
    sameZoneDelay: new Distribution(network.sameZoneDelay),
    crossZoneDelay: new Distribution(network.crossZoneDelay),
  };
  const crossRegionDelay = new Distribution(network.crossRegionDelay);
  const numberOf = (name: string) => regions.findIndex((region) => region.name === name);
  const own = pairs.map(({ from, to, delayNs }) => {
    return { from: numberOf(from), to: numberOf(to), delay: new Distribution(delayNs) };
  });
  const delayBetween = (region: number, other: number) =>
    own.find(({ from, to }) => from === region && to === other)?.delay ?? crossRegionDelay;
  return new Network(
    simulation,
    { ...network, ...delays, delayBetween },
    topology.hosts,
    topology.states,
    topology.networkStreams,
  );
}

/** What disks are built with. */
export interface DiskContext {
  readonly streams: RandomStreams;
  readonly topology: Topology<HostRoleName>;
  readonly fleet: Fleet;
}

export function disksOf({ parameters }: Scenario, { streams, topology, fleet }: DiskContext): Disks {
  const { disk } = parameters;
  const streamOf = ({ name }: { readonly name: string }) => streams.stream(name, 'disk');
  const diskStreams = topology.hosts.filter(({ role }) => role.hasDisk).map(streamOf);
  for (const role of hostRoles.filter(({ hasDisk }) => hasDisk)) {
    fleet.settle(role, {
      hostJoined: (host) => {
        diskStreams[host.id] = streamOf(host);
      },
    });
  }
  return new Disks(
    {
      ...disk,
      read: new Distribution(disk.read),
      append: new Distribution(disk.append),
      flush: new Distribution(disk.flush),
    },
    diskStreams,
  );
}

/** The processors of each role and the drives, zone by zone, as results list them. */
export function stationGroups({
  topology,
  disks,
}: {
  readonly topology: Topology<HostRoleName>;
  readonly disks: Disks;
}): StationGroup[] {
  return topology.regions.flatMap(({ name: region, zones }) =>
    zones.flatMap((zone, number) =>
      hostRoles.flatMap(({ name, processorsRow, hasDisk }) => {
        const hosts = zone[name];
        if (processorsRow === null || hosts.length === 0) return [];
        const place = `${region}.az-${number + 1}`;
        const drives = { name: `${place}.disks`, stations: hosts.map(({ id }) => disks.station(id)) };
        const processors = { name: `${place}.${processorsRow}`, stations: hosts.map(({ cpu }) => cpu) };
        return hasDisk ? [processors, drives] : [processors];
      }),
    ),
  );
}
