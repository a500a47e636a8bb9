/**
 * The fleet as built: regions hold zones, zones hold storage nodes, routers, one metadata host, and the machines of the
 * tenants. Every host has a number, storage nodes first, and a name such as `us-east-1/az-2/storage-3`.
 */
import type { RandomStreams } from '../engine/random-stream.js';
import { Host, type HostRole } from './host.js';
import { Station } from './station.js';

export interface RegionSpec {
  readonly name: string;
  readonly zones: number;
  readonly routersPerZone: number;
  readonly storageNodesPerZone: number;
}

export interface ProcessorSpec {
  readonly cores: number;
  readonly queueMax: number;
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
  readonly regions: readonly Region[];
}

export function buildTopology(
  specs: readonly RegionSpec[],
  processors: Readonly<Record<HostRole, ProcessorSpec>>,
  streams: RandomStreams,
): Topology {
  const hosts: Host[] = [];
  const add = (role: HostRole, label: string, region: number, zone: number): Host => {
    const name = `${specs[region].name}/az-${zone + 1}/${label}`;
    const { cores, queueMax } = processors[role];
    const host = new Host(
      hosts.length,
      name,
      role,
      region,
      zone,
      new Station(cores, queueMax),
      streams.stream(name, 'processor'),
      streams.stream(name, 'network'),
    );
    hosts.push(host);
    return host;
  };
  const inEachZone = <T>(build: (region: number, zone: number) => T): T[][] =>
    specs.map((spec, region) => Array.from({ length: spec.zones }, (_, zone) => build(region, zone)));
  const numbered = (role: HostRole, count: number, region: number, zone: number) =>
    Array.from({ length: count }, (_, i) => add(role, `${role}-${i + 1}`, region, zone));

  const storage = inEachZone((region, zone) => numbered('storage', specs[region].storageNodesPerZone, region, zone));
  const rest = inEachZone((region, zone) => ({
    storage: storage[region][zone],
    routers: numbered('router', specs[region].routersPerZone, region, zone),
    metadata: add('metadata', 'metadata', region, zone),
    clients: add('client', 'clients', region, zone),
  }));
  return { hosts, regions: specs.map((spec, region) => ({ name: spec.name, zones: rest[region] })) };
}
