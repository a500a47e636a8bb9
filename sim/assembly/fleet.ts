/** The machines of a scenario, their disks, and the network between them. */
import { Distribution } from '../engine/distribution.js';
import type { RandomStreams } from '../engine/random-stream.js';
import type { Simulation } from '../engine/simulation.js';
import { type HostRoleName, hostRoles } from '../faults/host-roles.js';
import { Disks } from '../infrastructure/disks.js';
import { Network } from '../infrastructure/network.js';
import { buildTopology, planOf, type Topology } from '../infrastructure/topology.js';
import type { Scenario } from '../scenario/scenario.js';

export function topologyOf(scenario: Scenario, streams: RandomStreams): Topology<HostRoleName> {
  const roles = hostRoles.map((role) => planOf<Scenario, HostRoleName>(role, scenario));
  return buildTopology(scenario.regions, roles, scenario.parameters.network.hostBandwidth, streams);
}

export function networkOf({ parameters }: Scenario, simulation: Simulation, topology: Topology): Network {
  const { network } = parameters;
  const delays = {
    clientDelay: new Distribution(network.clientDelay),
    sameZoneDelay: new Distribution(network.sameZoneDelay),
    crossZoneDelay: new Distribution(network.crossZoneDelay),
  };
  const crossRegionDelay = new Distribution(network.crossRegionDelay);
  const delayBetween = () => crossRegionDelay;
  return new Network(
    simulation,
    { ...network, ...delays, delayBetween },
    topology.hosts,
    topology.states,
    topology.networkStreams,
  );
}

export function disksOf({ parameters }: Scenario, topology: Topology, streams: RandomStreams): Disks {
  const { disk } = parameters;
  return new Disks(
    {
      ...disk,
      read: new Distribution(disk.read),
      append: new Distribution(disk.append),
      flush: new Distribution(disk.flush),
    },
    topology.hosts.filter(({ role }) => role.hasDisk).map(({ name }) => streams.stream(name, 'disk')),
  );
}
