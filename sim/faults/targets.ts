/**
 * Who a fault hits, resolved against the fleet when the fault begins: a role such as the leader of a partition is whoever
 * holds it then, and draws come from the fault's own random stream.
 */
import type { RandomStream } from '../engine/random-stream.js';
import type { Host } from '../infrastructure/host.js';
import { hostsOfRack } from '../infrastructure/racks.js';
import type { Topology } from '../infrastructure/topology.js';
import { field, type ReplicaTable } from '../replication/replica-table.js';
import { type HostRoleName, hostRoles } from './host-roles.js';
import type { TargetSpec } from './target-spec.js';

export interface TargetContext {
  readonly topology: Topology<HostRoleName>;
  readonly groups: ReplicaTable;
  /** First group of each table, by name. */
  readonly firstGroups: ReadonlyMap<string, number>;
}

/** The hosts that a target names, in the order of their numbers; the tenants' machines only with a zone or region. */
export function hostsOf(target: TargetSpec, context: TargetContext, stream: RandomStream): Host[] {
  const { hosts } = context.topology;
  const regionOf = (name: string) => context.topology.regions.findIndex((region) => region.name === name);
  switch (target.kind) {
    case 'region':
      return hosts.filter((host) => host.region === regionOf(target.region));
    case 'zone':
      return hosts.filter((host) => host.region === regionOf(target.region) && host.zone === target.zone - 1);
    case 'rack': {
      const region = regionOf(target.region);
      const isInZone = (host: Host) => host.region === region && host.zone === target.zone - 1;
      return hostsOfRack(hosts.filter(isInZone), target.rack, context.topology.regions[region].racks);
    }
    case 'host': {
      const zone = context.topology.regions[regionOf(target.region)].zones[target.zone - 1];
      return [zone[target.role][target.number - 1]];
    }
    case 'hosts':
      return pick(
        hosts.filter((host) => isAmong(host, target.role, regionOf(target.region), target.zone)),
        target.pick,
        stream,
      );
    default: {
      const group = groupOf(target, context)!;
      return slotsOf(target, group, context).map((slot) => hosts[context.groups.hostOf(group, slot)]);
    }
  }
}

const isAmong = (host: Host, role: HostRoleName, region: number, zone: number | null) =>
  host.role.name === role && host.region === region && (zone === null || host.zone === zone - 1);

/** The partition's group that a target names, if it names one. */
export function groupOf(target: TargetSpec, context: TargetContext): number | null {
  if (target.kind !== 'leader' && target.kind !== 'followers' && target.kind !== 'follower') return null;
  return context.firstGroups.get(target.table)! + target.partition;
}

function slotsOf(target: TargetSpec, group: number, context: TargetContext): number[] {
  const leader = context.groups.get(group, field.leader);
  if (target.kind === 'leader') return [leader];
  const followers = Array.from({ length: context.groups.slots }, (_, slot) => slot).filter(
    (slot) => slot !== leader && context.groups.isMember(group, slot),
  );
  const byZone = followers.sort((a, b) => context.groups.hostOf(group, a) - context.groups.hostOf(group, b));
  return target.kind === 'follower' ? byZone.slice(target.rank - 1, target.rank) : byZone;
}

/** A count or a share of the hosts, drawn without replacement; at least one. */
function pick(
  hosts: Host[],
  by: { readonly count: number } | { readonly share: number } | null,
  stream: RandomStream,
): Host[] {
  if (by === null) return hosts;
  const count = 'count' in by ? by.count : Math.max(1, Math.round(by.share * hosts.length));
  for (let i = 0; i < Math.min(count, hosts.length); i++) {
    const other = i + stream.below(hosts.length - i);
    const swapped = hosts[i];
    hosts[i] = hosts[other];
    hosts[other] = swapped;
  }
  return hosts.slice(0, count).sort((a, b) => a.id - b.id);
}

/** The target in the words of a scenario file, for reports. */
export function describeTarget(target: TargetSpec): string {
  switch (target.kind) {
    case 'region':
      return target.region;
    case 'zone':
      return `${target.region}/az-${target.zone}`;
    case 'rack':
      return `${target.region}/az-${target.zone}/rack-${target.rack}`;
    case 'host':
      return `${target.region}/az-${target.zone}/${target.role}-${target.number}`;
    case 'leader':
    case 'followers':
      return `${target.kind} of ${target.table}/${target.partition}`;
    case 'follower':
      return `follower ${target.rank} of ${target.table}/${target.partition}`;
    case 'hosts': {
      const many = hostRoles.find(({ name }) => name === target.role)?.words?.many ?? target.role;
      const where = target.zone === null ? target.region : `${target.region}/az-${target.zone}`;
      if (target.pick === null) return `all ${many} in ${where}`;
      const howMany = 'count' in target.pick ? `${target.pick.count}` : `${100 * target.pick.share}% of`;
      return `${howMany} ${many} in ${where}`;
    }
  }
}
