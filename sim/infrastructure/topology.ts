/**
 * The fleet as built: regions hold zones, zones hold storage nodes, routers, one metadata host, the machines of the
 * tenants, and admission servers where tables need them. Every host has a number, storage nodes first, and a name such as
 * `us-east-1/az-2/storage-3`. Admission servers come last, so that a fleet with them is numbered like one without.
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
  readonly admission: readonly Host[];
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
  /** Admission servers are machines like the metadata hosts. */
  processorSpecs: Readonly<Record<Exclude<HostRole, 'admission'>, ProcessorSpec>>,
  bandwidthBytesPerSecond: number,
  streams: RandomStreams,
  admissionServersPerZone: (region: RegionSpec) => number = () => 0,
): Topology {
  const perZone = (spec: RegionSpec, role: HostRole) => {
    if (role === 'storage') return spec.storageNodesPerZone;
    if (role === 'router') return spec.routersPerZone;
    return role === 'admission' ? admissionServersPerZone(spec) : 1;
  };
  const countOf = (role: HostRole) => specs.reduce((sum, spec) => sum + spec.zones * perZone(spec, role), 0);
  const bank = (role: HostRole) => {
    const { cores, queueMax } = processorSpecs[role === 'admission' ? 'metadata' : role];
    return new StationBank(cores, queueMax, countOf(role));
  };
  const processors = {
    storage: bank('storage'),
    router: bank('router'),
    metadata: bank('metadata'),
    client: bank('client'),
    admission: bank('admission'),
  };
  const states = new HostStates(hostRoles.reduce((sum, role) => sum + countOf(role), 0));
  const hosts: Host[] = [];
  const firstOf = { storage: 0, router: 0, metadata: 0, client: 0, admission: 0 };
  const zones = specs.map((spec) => Array.from({ length: spec.zones }, () => new ZoneInMaking()));
  for (const role of hostRoles) {
    firstOf[role] = hosts.length;
    for (const [region, spec] of specs.entries()) {
      for (let zone = 0; zone < spec.zones; zone++) {
        for (let i = 1; i <= perZone(spec, role); i++) {
          const name = `${spec.name}/az-${zone + 1}/${labelOf(role, i)}`;
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

const hostRoles = ['storage', 'router', 'metadata', 'client', 'admission'] as const;

function labelOf(role: HostRole, number: number): string {
  if (role === 'client') return 'clients';
  return role === 'metadata' ? role : `${role}-${number}`;
}

class ZoneInMaking {
  readonly storage: Host[] = [];
  readonly router: Host[] = [];
  readonly metadata: Host[] = [];
  readonly client: Host[] = [];
  readonly admission: Host[] = [];

  done(): Zone {
    const { storage, router, metadata, client, admission } = this;
    return { storage, routers: router, metadata: metadata[0], clients: client[0], admission };
  }
}
