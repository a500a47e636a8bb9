/**
 * The words that say who a fault hits, read against the names of the scenario:
 *
 *   us-east-1   us-east-1/az-2   us-east-1/az-2/storage-3   az-2/rack-1        (region left out where there is one)
 *   leader of orders/7   followers of orders/7   follower 2 of partition 7     (table left out where there is one)
 *   3 storage nodes in us-east-1/az-2   20% of routers in us-east-1   all routers   1 admission server in az-1
 *
 * Zones, hosts and ranks count from 1, partitions from 0. Whether a kind of fault may hit the target is in target-rules.ts.
 */

import type { HostRoleName } from '../../faults/host-roles.js';
import type { TargetSpec } from '../../faults/target-spec.js';
import type { HostRole } from '../../infrastructure/roles.js';
import { readQuantity, share } from '../quantities/units.js';
import { type Mismatch, notRestored, quoted, unknownName } from '../reading/problem.js';

/** What targets are judged against. Null: the name exists, what it names is broken and told elsewhere. */
export interface Fleet {
  readonly regions: ReadonlyMap<string, RegionSize | null>;
  /** Partitions by table. */
  readonly tables: ReadonlyMap<string, number | null>;
  /** Tables that restores make in the course of the run. */
  readonly restored: readonly string[];
  /** Of a partition. */
  readonly replicas: number;
  readonly roles: readonly NamedRole[];
}
type NamedRole = HostRole<never, HostRoleName>;
export interface RegionSize {
  readonly zones: number;
  /** In each zone. */
  readonly racks: number;
  /** By role; null: not known, because what decides it is broken. */
  hostsPerZone(role: NamedRole): number | null;
}

export type TargetReading = { readonly target: TargetSpec } | { readonly mismatch: Mismatch };

type PlaceSpec = { readonly region: string; readonly size: RegionSize | null; readonly zone: number | null };
type Outcome<Value> = { readonly value: Value } | { readonly mismatch: Mismatch };

const firstWords = ['leader', 'followers', 'follower', 'all'];
const forms = 'a place such as us-east-1/az-2, "leader of orders/7" or "20% of routers in us-east-1"';

export function readTarget(input: string, fleet: Fleet): TargetReading {
  const text = input.trim().replace(/\s+/g, ' ');
  const replica = /^(leader|followers|follower(?: (\d{1,9}))?) of (.+)$/.exec(text);
  if (replica) return readReplica(replica[1], replica[2], replica[3], fleet);
  for (const role of fleet.roles) {
    const hosts = hostsOfRole(role, text);
    if (hosts) return readHosts(hosts, role, fleet);
  }
  if (!text.includes(' ')) return readPlace(text, fleet);
  const candidates = [...firstWords, ...fleet.roles.flatMap(({ words }) => words?.many ?? [])];
  return { mismatch: { found: quoted(text), expected: forms, candidates, word: text.split(' ')[0] } };
}

function readReplica(who: string, rankText: string | undefined, partitionText: string, fleet: Fleet): TargetReading {
  const read = readPartition(partitionText, fleet);
  if ('mismatch' in read) return read;
  const { table, partition } = read.value;
  if (who === 'followers' && fleet.replicas === 1) {
    return { mismatch: { found: quoted('followers'), expected: 'a leader, as a partition has one replica' } };
  }
  if (who === 'leader' || who === 'followers') return { target: { kind: who, table, partition } };
  const rank = Number(rankText ?? 1);
  if (rank < 1 || rank >= fleet.replicas) {
    const all = Array.from({ length: fleet.replicas - 1 }, (_, index) => `follower ${index + 1}`);
    const expected = all.length === 0 ? 'a leader, as a partition has one replica' : all.join(' or ');
    return { mismatch: { found: `follower ${rank}`, expected } };
  }
  return { target: { kind: 'follower', table, partition, rank } };
}

/** `orders/7`, `partition 7 of orders`, or `partition 7` of the only table. */
function readPartition(text: string, fleet: Fleet): Outcome<{ table: string; partition: number }> {
  const tables = [...fleet.tables.keys()];
  const match = /^partition (\d{1,9})(?: of (?:table )?(.+))?$/.exec(text);
  const short = /^(.+)\/(\d{1,9})$/.exec(text);
  if (!match && !short) {
    return { mismatch: { found: quoted(text), expected: 'a table and the number of a partition, such as orders/7' } };
  }
  const partition = Number(match?.[1] ?? short?.[2]);
  const table = match?.[2] ?? short?.[1] ?? (tables.length === 1 ? tables[0] : undefined);
  if (table === undefined) {
    const expected = `partition ${partition} of one of ${tables.join(', ')}`;
    return { mismatch: { found: quoted(text), expected } };
  }
  const partitions = fleet.tables.get(table);
  if (partitions === undefined && fleet.restored.includes(table)) return { mismatch: notRestored(table, tables) };
  if (partitions === undefined) return { mismatch: unknownName('table', table, tables) };
  if (partitions !== null && partition >= partitions) {
    const expected = `a partition from 0 to ${partitions - 1} of ${table}`;
    return { mismatch: { found: `partition ${partition}`, expected } };
  }
  return { value: { table, partition } };
}

interface HostsText {
  readonly portion: string | undefined;
  readonly number: string | undefined;
  readonly where: string | undefined;
}

/** `3 storage nodes in us-east-1`, where the role is called so. */
function hostsOfRole({ words }: NamedRole, text: string): HostsText | null {
  const match = /^(?:all|([\d.]+%)(?: of)?|(\d{1,9}))? ?([a-z ]+?)(?: in (.+))?$/.exec(text);
  if (!match || words === null || (match[3] !== words.one && match[3] !== words.many)) return null;
  return { portion: match[1], number: match[2], where: match[4] };
}

function readHosts({ portion, number, where }: HostsText, role: NamedRole, fleet: Fleet): TargetReading {
  const place = readRegionAndZone(where === undefined ? [] : where.split('/'), where ?? '', fleet);
  if ('mismatch' in place) return place;
  const { region, size, zone } = place.value;
  const perZone = size?.hostsPerZone(role) ?? null;
  const { many } = role.words!;
  if (perZone === 0) return noneThere(many, role, region);
  const hosts = { kind: 'hosts', role: role.name, region, zone } as const;
  if (portion !== undefined) {
    const reading = readQuantity(share, portion);
    if ('problem' in reading || reading.value === 0)
      return { mismatch: { found: quoted(portion), expected: 'a percentage above 0% and at most 100%' } };
    return { target: { ...hosts, pick: { share: reading.value } } };
  }
  if (number === undefined) return { target: { ...hosts, pick: null } };
  const count = Number(number);
  const there = size && perZone !== null ? perZone * (zone === null ? size.zones : 1) : count;
  if (count < 1 || count > there) {
    return { mismatch: { found: `${count} ${many}`, expected: `1 to ${there}, which is all there are` } };
  }
  return { target: { ...hosts, pick: { count } } };
}

function readPlace(text: string, fleet: Fleet): TargetReading {
  const parts = text.split('/');
  const host = /^([a-z]+)-(\d{1,9})$/.exec(parts[parts.length - 1]);
  const role = fleet.roles.find(({ name, words }) => words !== null && name === host?.[1]);
  const isRack = host?.[1] === 'rack';
  const place = readRegionAndZone(role || isRack ? parts.slice(0, -1) : parts, text, fleet);
  if ('mismatch' in place) return place;
  const { region, size, zone } = place.value;
  if (isRack && zone !== null) return readRack(Number(host[2]), { region, size, zone }, parts[parts.length - 1]);
  if (!host || (!role && !isRack))
    return { target: zone === null ? { kind: 'region', region } : { kind: 'zone', region, zone } };
  if (zone === null || !role) {
    return { mismatch: { found: quoted(text), expected: `the zone too, such as az-1/${text}` } };
  }
  const number = Number(host[2]);
  const last = size?.hostsPerZone(role) ?? number;
  if (last === 0) return noneThere(host[0], role, region);
  if (number < 1 || number > last) {
    const expected = `${role.name}-1 to ${role.name}-${last} in az-${zone} of ${region}`;
    return { mismatch: { found: quoted(parts[parts.length - 1]), expected } };
  }
  return { target: { kind: 'host', region, zone, role: role.name, number } };
}

function readRack(
  rack: number,
  { region, size, zone }: PlaceSpec & { readonly zone: number },
  text: string,
): TargetReading {
  const last = size?.racks ?? rack;
  if (rack >= 1 && rack <= last) return { target: { kind: 'rack', region, zone, rack } };
  return { mismatch: { found: quoted(text), expected: `rack-1 to rack-${last} in az-${zone} of ${region}` } };
}

/** `[region]`, `[region, az-2]`, and `[az-2]` or nothing in the only region. */
function readRegionAndZone(parts: readonly string[], whole: string, fleet: Fleet): Outcome<PlaceSpec> {
  const regions = [...fleet.regions.keys()];
  const namesRegion = parts.length > 0 && !(parts[0].startsWith('az-') && !fleet.regions.has(parts[0]));
  const region = namesRegion ? parts[0] : regions.length === 1 ? regions[0] : undefined;
  const [zoneText, ...more] = namesRegion ? parts.slice(1) : parts;
  if (region === undefined) {
    return { mismatch: { found: quoted(whole), expected: `a region too, one of ${regions.join(', ')}` } };
  }
  const size = fleet.regions.get(region);
  if (size === undefined) {
    const mismatch = unknownName('region', region, regions);
    return { mismatch: parts.length > 1 ? mismatch : { ...mismatch, expected: `${forms}; ${mismatch.expected}` } };
  }
  if (zoneText === undefined) return { value: { region, size, zone: null } };
  const zone = Number(/^az-(\d{1,9})$/.exec(zoneText)?.[1] ?? 0);
  const last = size ? size.zones : zone;
  if (zone < 1 || zone > last) {
    return { mismatch: { found: `the zone ${quoted(zoneText)}`, expected: `az-1 to az-${last} in ${region}` } };
  }
  if (more.length > 0) {
    return { mismatch: { found: quoted(more.join('/')), expected: 'a host such as storage-3 or router-1' } };
  }
  return { value: { region, size, zone } };
}

function noneThere(found: string, { words }: NamedRole, region: string): { mismatch: Mismatch } {
  const { many, absence } = words!;
  return {
    mismatch: { found: quoted(found), expected: `another target, as there are no ${many}: ${absence(region)}` },
  };
}
