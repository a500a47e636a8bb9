/** What a fault may change of an idle fleet, as text: equal before a fault and after it has healed. */

import type { Service } from '../../sim/assembly/service.js';
import { RandomStreams } from '../../sim/engine/random-stream.js';

interface Hidden {
  readonly network: { readonly faults: readonly unknown[] };
}

export function fleetState(service: Service): string {
  const { simulation, topology, disks, frontDoors } = service;
  const { network } = service as unknown as Hidden;
  const { nowNs } = simulation;
  const hosts = topology.hosts.map((host) => ({
    name: host.name,
    isUp: host.isUp,
    isPaused: host.pausedUntilNs > nowNs,
    disturbances: host.disturbances,
    slowdowns: host.slowdowns,
    clockOffsetNs: host.clockOffsetNs,
    sendingNs: topology.states.transmit(host.id, nowNs, 10_000, Number.POSITIVE_INFINITY),
    processorWaitNs: host.cpu.admit(nowNs, 1000),
    processorServiceNs: host.cpu.lastServiceNs,
    ...(host.role.hasDisk ? diskState(service, host.id) : {}),
  }));
  const stream = new RandomStreams(1).stream('test', 'rotation');
  const rotation = frontDoors.map(({ loadBalancer }) => {
    const picked = Array.from({ length: 200 }, (_, i) => loadBalancer.pick(i % 3, stream));
    return [...new Set(picked)].sort((a, b) => a - b);
  });
  return JSON.stringify({ hosts, rotation, linkFaults: network.faults.length, drives: disks.stations.stations });
}

function diskState({ disks, simulation }: Service, disk: number) {
  const station = disks.station(disk);
  return {
    hasFailed: disks.hasFailed(disk),
    driveWaitNs: station.admit(simulation.nowNs, 1000),
    driveServiceNs: station.lastServiceNs,
  };
}
