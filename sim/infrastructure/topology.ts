/**
 * The fleet as built: regions hold zones, zones hold storage nodes, routers, one metadata host, and the machines of the
 * tenants. Every host has a number, storage nodes first, and a name such as `us-east-1/az-2/storage-3`.
 */
import type { RandomStream, RandomStreams } from '../engine/random-stream.js';
import { Host, type HostRole } from './host.js';
import { HostStates } from './host-states.js';
import { Station } from './station.js';
import { StationBank } from './station-bank.js';

export interface RegionSpec {
  readonly name: string;
  /** Named `az-1` … in order. */
  readonly zones: number;
  readonly routersPerZone: number;
  readonly storageNodesPerZone: number;
}

export interface ProcessorSpec {
  readonly cores: number;
  readonly queueMax: number;
}

/** The processors of one role; its hosts have consecutive numbers from `firstHost`. */
export interface HostProcessors {
  readonly firstHost: number;
  readonly stations: StationBank;
  /** By host id. */
  readonly streams: readonly RandomStream[];
}

export interface Zone {
  readonly storage: readonly Host[];
  readonly routers: readonly Host[];
  readonly metadata: Host;
  readonly clients: Host;
}

export interface Region {
  readonly name: string;
  readonly zones: readonly Zone[];
}

export interface Topology {
  readonly hosts: readonly Host[];
  readonly states: HostStates;
  /** Processors of all hosts of a role; the hosts of a role have consecutive numbers, in the order of the bank. */
  readonly processors: Readonly<Record<HostRole, StationBank>>;
  /** By host id: random streams of its processor and of the messages that it sends. */
  readonly processorStreams: readonly RandomStream[];
  readonly networkStreams: readonly RandomStream[];
  /** Id of the first host of each role. */
  readonly firstOf: Readonly<Record<HostRole, number>>;
  readonly regions: readonly Region[];
}

export function buildTopology(
  specs: readonly RegionSpec[],
  processorSpecs: Readonly<Record<HostRole, ProcessorSpec>>,
  bandwidthBytesPerSecond: number,
  streams: RandomStreams,
): Topology {
  const perZone = (spec: RegionSpec, role: HostRole) =>
    role === 'storage' ? spec.storageNodesPerZone : role === 'router' ? spec.routersPerZone : 1;
  const countOf = (role: HostRole) => specs.reduce((sum, spec) => sum + spec.zones * perZone(spec, role), 0);
  const bank = (role: HostRole) =>
    new StationBank(processorSpecs[role].cores, processorSpecs[role].queueMax, countOf(role));
  const processors = {
    storage: bank('storage'),
    router: bank('router'),
    metadata: bank('metadata'),
    client: bank('client'),
  };
  const states = new HostStates(hostRoles.reduce((sum, role) => sum + countOf(role), 0));
  const hosts: Host[] = [];
  const firstOf = { storage: 0, router: 0, metadata: 0, client: 0 };
  const zones = specs.map((spec) => Array.from({ length: spec.zones }, () => new ZoneInMaking()));
  for (const role of hostRoles) {
    firstOf[role] = hosts.length;
    for (const [region, spec] of specs.entries()) {
      for (let zone = 0; zone < spec.zones; zone++) {
        for (let i = 1; i <= perZone(spec, role); i++) {
          const label = role === 'storage' || role === 'router' ? `${role}-${i}` : role === 'client' ? 'clients' : role;
          const name = `${spec.name}/az-${zone + 1}/${label}`;
          const processor = new Station(processors[role], hosts.length - firstOf[role]);
          const host = new Host(
            hosts.length,
            name,
            role,
            region,
            zone,
            processor,
            states,
            1e9 / bandwidthBytesPerSecond,
          );
          hosts.push(host);
          zones[region][zone][role].push(host);
        }
      }
    }
  }
  return {
    hosts,
    states,
    processors,
    processorStreams: hosts.map((host) => streams.stream(host.name, 'processor')),
    networkStreams: hosts.map((host) => streams.stream(host.name, 'network')),
    firstOf,
    regions: specs.map(({ name }, region) => ({ name, zones: zones[region].map((zone) => zone.done()) })),
  };
}

const hostRoles = ['storage', 'router', 'metadata', 'client'] as const;

class ZoneInMaking {
  readonly storage: Host[] = [];
  readonly router: Host[] = [];
  readonly metadata: Host[] = [];
  readonly client: Host[] = [];

  done(): Zone {
    return { storage: this.storage, routers: this.router, metadata: this.metadata[0], clients: this.client[0] };
  }
}
