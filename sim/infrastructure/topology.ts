/**
 * The fleet as built: regions hold zones, zones hold hosts of every role. Each host has a number and a name such as
 * `us-east-1/az-2/storage-3`. The hosts of a role have consecutive numbers, zone by zone; roles with a drive come first,
 * because a drive has the number of its host, then the others as they are listed: a role at the end of the list leaves the
 * numbers of a fleet without it as they are.
 *
 * A role may have a reserve: hosts with numbers of their own that stand nowhere until they are added (fleet.ts). It is the
 * bound on what a run may add, so that everything that is kept by host is made once, in its final size.
 */
import type { RandomStream, RandomStreams } from '../engine/random-stream.js';
import { Host, nowhere } from './host.js';
import { HostStates } from './host-states.js';
import { racksPerZone } from './racks.js';
import type { HostRole, ProcessorSpec, RegionSpec } from './roles.js';
import { Station } from './station.js';
import { StationBank } from './station-bank.js';

/** Hosts of a fleet, some 2 KB each with their streams and stations. */
export const hostsMax = 1 << 17;

/** The processors of one role; its hosts have consecutive numbers from `firstHost`, in the order of the bank. */
export interface HostProcessors {
  readonly firstHost: number;
  readonly stations: StationBank;
  /** By host id. */
  readonly streams: readonly RandomStream[];
}

/** The hosts of a zone, by role. */
export type Zone<Role extends string = string> = Readonly<Record<Role, Host[]>>;

export interface Region<Role extends string = string> {
  readonly name: string;
  readonly zones: readonly Zone<Role>[];
  /** In each zone. */
  readonly racks: number;
}

export interface Topology<Role extends string = string> {
  /** By number, the reserves included. */
  readonly hosts: readonly Host[];
  readonly states: HostStates;
  readonly processors: Readonly<Record<Role, HostProcessors>>;
  /** By host id: of the processor, and for the delays of the messages that the host sends. */
  readonly processorStreams: RandomStream[];
  readonly networkStreams: RandomStream[];
  readonly regions: readonly Region<Role>[];
}

/** A role with its numbers for one fleet. */
export interface RolePlan<Role extends string = string> {
  readonly role: HostRole<never, Role>;
  readonly processors: ProcessorSpec;
  /** Hosts that may be added to the whole fleet while a run lasts. */
  readonly reserve: number;
  hostsPerZone(region: RegionSpec): number;
}

export function planOf<Plan, Role extends string>(role: HostRole<Plan, Role>, plan: Plan, reserve = 0): RolePlan<Role> {
  return {
    role,
    processors: role.processors(plan),
    reserve,
    hostsPerZone: (region) => role.hostsPerZone(region, plan),
  };
}

export const hostName = (region: string, zone: number, { name, onlyName }: HostRole, number: number) =>
  `${region}/az-${zone + 1}/${onlyName ?? `${name}-${number}`}`;

export function buildTopology<Role extends string>(
  regions: readonly RegionSpec[],
  roles: readonly RolePlan<Role>[],
  bandwidthBytesPerSecond: number,
  streams: RandomStreams,
): Topology<Role> {
  const inOrder = [...roles.filter(({ role }) => role.hasDisk), ...roles.filter(({ role }) => !role.hasDisk)];
  const countOf = ({ hostsPerZone, reserve }: RolePlan) =>
    regions.reduce((sum, region) => sum + region.zones * hostsPerZone(region), reserve);
  const states = new HostStates(inOrder.reduce((sum, plan) => sum + countOf(plan), 0));
  const hosts: Host[] = [];
  const processorStreams: RandomStream[] = [];
  const processors: Partial<Record<Role, HostProcessors>> = {};
  const zones = regions.map((spec) => Array.from({ length: spec.zones }, (): Partial<Record<Role, Host[]>> => ({})));
  const nsPerByte = 1e9 / bandwidthBytesPerSecond;
  for (const plan of inOrder) {
    const { role } = plan;
    const { cores, queueMax } = plan.processors;
    const stations = new StationBank(cores, queueMax, countOf(plan));
    const firstHost = hosts.length;
    processors[role.name] = { firstHost, stations, streams: processorStreams };
    const build = (name: string, region: number, zone: number): Host => {
      const cpu = new Station(stations, hosts.length - firstHost);
      const host = new Host({ id: hosts.length, name, role, region, zone }, cpu, states, nsPerByte);
      hosts.push(host);
      processorStreams.push(streams.stream(name, 'processor'));
      return host;
    };
    for (const [region, spec] of regions.entries()) {
      for (let zone = 0; zone < spec.zones; zone++) {
        zones[region][zone][role.name] = Array.from({ length: plan.hostsPerZone(spec) }, (_, index) =>
          build(hostName(spec.name, zone, role, index + 1), region, zone),
        );
      }
    }
    for (let spare = 1; spare <= plan.reserve; spare++) build(`${role.name} in reserve ${spare}`, nowhere, nowhere);
  }
  return {
    hosts,
    states,
    // Every role of the list has been given its processors and, in each zone, its hosts.
    processors: processors as Record<Role, HostProcessors>,
    processorStreams,
    networkStreams: hosts.map(({ name }) => streams.stream(name, 'network')),
    regions: regions.map((spec, region) => ({
      ...{ name: spec.name, zones: zones[region] as Zone<Role>[], racks: racksPerZone(spec) },
    })),
  };
}
