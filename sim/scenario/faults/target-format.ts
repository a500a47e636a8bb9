/**
 * The words that say who a fault hits, read against the names of the scenario:
 *
 *   us-east-1   us-east-1/az-2   us-east-1/az-2/storage-3   az-2/router-1      (region left out where there is one)
 *   leader of orders/7   followers of orders/7   follower 2 of partition 7     (table left out where there is one)
 *   3 storage nodes in us-east-1/az-2   20% of routers in us-east-1   all routers   1 admission server in az-1
 *
 * Zones, hosts and ranks count from 1, partitions from 0. Whether a kind of fault may hit the target is `fitsRule`.
 */

import type { TargetRule } from '../../faults/fault-kind.js';
import type { HostRole, TargetSpec } from '../../faults/target-spec.js';
import { readQuantity, share } from '../quantities/units.js';
import { type Mismatch, quoted } from '../reading/problem.js';

/** What targets are judged against. Null: the name exists, what it names is broken and told elsewhere. */
export interface Fleet {
  readonly regions: ReadonlyMap<string, RegionSize | null>;
  /** Partitions by table. */
  readonly tables: ReadonlyMap<string, number | null>;
}
export interface RegionSize {
  readonly zones: number;
  readonly routersPerZone: number;
  readonly storageNodesPerZone: number;
  /** 0 where no table of the region needs them; null: not known, because what decides it is broken. */
  readonly admissionServersPerZone: number | null;
}

export type TargetReading = { readonly target: TargetSpec } | { readonly mismatch: Mismatch };

type PlaceSpec = { readonly region: string; readonly size: RegionSize | null; readonly zone: number | null };
type Outcome<Value> = { readonly value: Value } | { readonly mismatch: Mismatch };

const rulesInWords: Readonly<Record<TargetRule, string>> = {
  anything: 'any target',
  storage: 'storage nodes, replicas, a zone or a region',
  routers: 'routers, a zone or a region',
  zone: 'a zone, such as us-east-1/az-2',
  leader: 'a leader, such as "leader of orders/7"',
};
const firstWords = ['leader', 'followers', 'follower', 'all', 'routers', 'storage nodes', 'admission servers'];
const rolesInWords: ReadonlyMap<string, HostRole> = new Map([
  ['storage node', 'storage'],
  ['router', 'router'],
  ['admission server', 'admission'],
]);
const forms = 'a place such as us-east-1/az-2, "leader of orders/7" or "20% of routers in us-east-1"';

export function readTarget(input: string, fleet: Fleet): TargetReading {
  const text = input.trim().replace(/\s+/g, ' ');
  const replica = /^(leader|followers|follower(?: (\d{1,9}))?) of (.+)$/.exec(text);
  if (replica) return readReplica(replica[1], replica[2], replica[3], fleet);
  const hosts = /^(?:(all)|([\d.]+%)(?: of)?|(\d{1,9}))? ?(storage node|router|admission server)s?(?: in (.+))?$/.exec(
    text,
  );
  if (hosts) return readHosts({ portion: hosts[2], number: hosts[3], role: hosts[4], where: hosts[5] }, fleet);
  if (!text.includes(' ')) return readPlace(text, fleet);
  const mismatch = { found: quoted(text), expected: forms, candidates: firstWords, word: text.split(' ')[0] };
  return { mismatch };
}

/** Null when the rule admits the target, else what it wants. */
export function ruleMismatch(rule: TargetRule, target: TargetSpec, text: string): Mismatch | null {
  return fitsRule(rule, target) ? null : { found: quoted(text), expected: rulesInWords[rule] };
}

function fitsRule(rule: TargetRule, target: TargetSpec): boolean {
  if (rule === 'zone' || rule === 'leader') return target.kind === rule;
  if (rule === 'anything' || target.kind === 'region' || target.kind === 'zone') return true;
  const role = 'role' in target ? target.role : 'storage';
  return role === (rule === 'routers' ? 'router' : 'storage');
}

function readReplica(who: string, rankText: string | undefined, partitionText: string, fleet: Fleet): TargetReading {
  const read = readPartition(partitionText, fleet);
  if ('mismatch' in read) return read;
  const { table, partition } = read.value;
  if (who === 'leader' || who === 'followers') return { target: { kind: who, table, partition } };
  const rank = Number(rankText ?? 1);
  if (rank !== 1 && rank !== 2)
    return { mismatch: { found: `follower ${rank}`, expected: 'follower 1 or follower 2' } };
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
  readonly role: string;
  readonly where: string | undefined;
}

function readHosts({ portion, number, role: roleText, where }: HostsText, fleet: Fleet): TargetReading {
  const role = rolesInWords.get(roleText);
  if (role === undefined) throw new Error(`no role is called ${roleText}`);
  const place = readRegionAndZone(where === undefined ? [] : where.split('/'), where ?? '', fleet);
  if ('mismatch' in place) return place;
  const { region, size, zone } = place.value;
  const perZone = hostsPerZone(size, role);
  if (perZone === 0) return noAdmissionServers(`${roleText}s`, region);
  const hosts = { kind: 'hosts', role, region, zone } as const;
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
    return { mismatch: { found: `${count} ${roleText}s`, expected: `1 to ${there}, which is all there are` } };
  }
  return { target: { ...hosts, pick: { count } } };
}

function readPlace(text: string, fleet: Fleet): TargetReading {
  const parts = text.split('/');
  const host = /^(storage|router|admission)-(\d{1,9})$/.exec(parts[parts.length - 1]);
  const place = readRegionAndZone(host ? parts.slice(0, -1) : parts, text, fleet);
  if ('mismatch' in place) return place;
  const { region, size, zone } = place.value;
  if (!host) return { target: zone === null ? { kind: 'region', region } : { kind: 'zone', region, zone } };
  if (zone === null) return { mismatch: { found: quoted(text), expected: `the zone too, such as az-1/${text}` } };
  const role = host[1] as HostRole;
  const number = Number(host[2]);
  const last = hostsPerZone(size, role) ?? number;
  if (last === 0) return noAdmissionServers(host[0], region);
  if (number < 1 || number > last) {
    const expected = `${role}-1 to ${role}-${last} in az-${zone} of ${region}`;
    return { mismatch: { found: quoted(parts[parts.length - 1]), expected } };
  }
  return { target: { kind: 'host', region, zone, role, number } };
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

/** Null: not known. Only of admission servers there may be none. */
function hostsPerZone(size: RegionSize | null, role: HostRole): number | null {
  if (size === null) return null;
  if (role === 'admission') return size.admissionServersPerZone;
  return role === 'router' ? size.routersPerZone : size.storageNodesPerZone;
}

function noAdmissionServers(word: string, region: string): { mismatch: Mismatch } {
  const because = `no table of ${region} has capacity mode global or on-demand`;
  return {
    mismatch: { found: quoted(word), expected: `another target, as there are no admission servers: ${because}` },
  };
}

/** A reference to a name that the scenario does not define. */
export function unknownName(what: string, word: string, candidates: readonly string[]): Mismatch {
  const shown = candidates.slice(0, 10).join(', ') + (candidates.length > 10 ? ' …' : '');
  return { found: `the ${what} ${quoted(word)}`, expected: `a ${what} of this scenario: ${shown}`, candidates, word };
}
