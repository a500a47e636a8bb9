/** How much stands in the regions of a scenario, and how much is kept of it: hosts, tables at routers, faults on hosts. */
import { ringPointsMax } from '../../admission/admission-ring.js';
import { admissionRole } from '../../admission/admission-role.js';
import { tokenRowsMax } from '../../admission/admission-tokens.js';
import { isAdmittedGlobally } from '../../admission/capacity.js';
import { observedPerSplit, samplesInAllMax } from '../../control-plane/key-samples.js';
import { classOf, failuresExpectedMax, thingsOf } from '../../faults/failures/drawn-failures.js';
import { specOf } from '../../faults/fault-kinds.js';
import { flapsMax, hostsHitMax } from '../../faults/fault-schedule.js';
import { hostRoles } from '../../faults/host-roles.js';
import type { TargetSpec } from '../../faults/target-spec.js';
import type { HostRole } from '../../infrastructure/roles.js';
import { serversInAllMax } from '../../infrastructure/station-bank.js';
import { hostsMax } from '../../infrastructure/topology.js';
import { formatDuration, formatQuantity, lifetime } from '../quantities/units.js';
import type { RegionSpec, Scenario } from '../scenario.js';
import { figure, largest, type Product, so, sum } from './product.js';

type Role = HostRole<Scenario>;
const roles: readonly Role[] = hostRoles as readonly HostRole<never>[] as readonly Role[];

const hostsOf = (scenario: Scenario, region: RegionSpec, role: Role) =>
  region.zones * role.hostsPerZone(region, scenario);
const hostsIn = (scenario: Scenario, region: RegionSpec) => sum(roles.map((role) => hostsOf(scenario, region, role)));
const hostsInAll = (scenario: Scenario, role: Role) =>
  sum(scenario.regions.map((region) => hostsOf(scenario, region, role)));

export function productsOfFleet(scenario: Scenario): Product[] {
  return [
    hosts(scenario),
    servers(scenario),
    tokenRows(scenario),
    ringPoints(scenario),
    samples(scenario),
    ...faultsOnHosts(scenario),
    ...flaps(scenario),
    ...drawnFailures(scenario),
  ];
}

function hosts(scenario: Scenario): Product {
  const { regions } = scenario;
  const region = largest(regions, (each) => hostsIn(scenario, each));
  return {
    factors: `${so(regions.length, 'region')}, such as ${region.name} with ${so(region.zones, 'zone')} x ${so(hostsIn(scenario, region) / region.zones, 'host')},`,
    amount: sum(regions.map((each) => hostsIn(scenario, each))),
    max: hostsMax,
    of: 'hosts',
    remedy: 'fewer regions, zones or hosts a zone',
    path: ['regions', region.name, 'storageNodesPerZone'],
    from: [['regions'], ['parameters', 'admission']],
  };
}

/** Cores and, of hosts with a drive, its channels. */
function servers(scenario: Scenario): Product {
  const { parameters } = scenario;
  const parts = roles.flatMap((role) => {
    const count = hostsInAll(scenario, role);
    const { cores } = role.processors(scenario);
    const section = role.name === 'storage' ? 'storageNode' : role.name === 'router' ? 'router' : 'metadata';
    const ofCores = { count, each: cores, words: `${role.name} hosts`, path: ['parameters', section, 'cores'] };
    const channels = parameters.disk.parallelism;
    const ofDrives = { count, each: channels, words: 'drives', path: ['parameters', 'disk', 'parallelism'] };
    return role.hasDisk ? [ofCores, ofDrives] : [ofCores];
  });
  const most = largest(parts, ({ count, each }) => count * each);
  return {
    factors: `the stations, such as ${figure(most.count)} ${most.words} x ${figure(most.each)},`,
    amount: sum(parts.map(({ count, each }) => count * each)),
    max: serversInAllMax,
    of: 'cores and channels of drives',
    remedy: 'fewer hosts, cores or channels',
    path: most.path,
    from: [['regions'], ['parameters']],
  };
}

const globalTablesIn = ({ tables }: Scenario, { name }: RegionSpec) =>
  tables.filter(({ regions, capacity }) => regions.includes(name) && isAdmittedGlobally(capacity)).length;

function tokenRows(scenario: Scenario): Product {
  const { regions } = scenario;
  const routersOf = ({ zones, routersPerZone }: RegionSpec) => zones * routersPerZone;
  const rowsOf = (region: RegionSpec) => globalTablesIn(scenario, region) * routersOf(region);
  const region = largest(regions, rowsOf);
  return {
    factors: `${so(globalTablesIn(scenario, region), 'table')} under global admission x ${so(routersOf(region), 'router')} in ${region.name}${regions.length > 1 ? ' and what is elsewhere' : ''}`,
    amount: sum(regions.map(rowsOf)),
    max: tokenRowsMax,
    of: 'buckets of tokens',
    remedy: 'fewer routers, or fewer tables with a capacity of this mode',
    path: ['regions', region.name, 'routersPerZone'],
    from: [['regions'], ['tables']],
  };
}

function ringPoints(scenario: Scenario): Product {
  const { ringPoints: each } = scenario.parameters.admission;
  const count = hostsInAll(scenario, admissionRole as HostRole<never> as Role);
  return {
    factors: `${so(count, 'admission server')} x ${so(each, 'point')}`,
    amount: count * each,
    max: ringPointsMax,
    of: 'points of the admission ring',
    remedy: 'fewer points or servers',
    path: ['parameters', 'admission', 'ringPoints'],
    from: [['regions'], ['tables'], ['parameters', 'admission']],
  };
}

function samples({ tables, parameters }: Scenario): Product {
  const { splitsMax, samplesMax, newPartitionsMax } = parameters.autoadmin;
  const splitting = tables.filter(({ splitting: { byConsumption } }) => byConsumption);
  const partitions =
    splitting.length === 0
      ? 0
      : sum(splitting.map((table) => table.partitions * table.regions.length)) + newPartitionsMax;
  const observed = Math.min(observedPerSplit * splitsMax, partitions);
  return {
    factors: `${so(observed, 'partition')} observed at once x ${so(samplesMax, 'sample')}`,
    amount: observed * samplesMax,
    max: samplesInAllMax,
    of: 'samples of keys',
    remedy: 'fewer samples, or fewer splits at once (parameters.autoadmin.splitsMax)',
    path: ['parameters', 'autoadmin', 'samplesMax'],
    from: [['tables'], ['parameters', 'autoadmin']],
  };
}

/** At most: of a draw all that may be drawn, of replicas as many as a partition has. */
export function hostsHit(scenario: Scenario, target: TargetSpec): number {
  if (target.kind === 'host') return 1;
  if (!('region' in target)) return scenario.parameters.replication.replicas;
  const region = scenario.regions.find(({ name }) => name === target.region)!;
  if (target.kind === 'region') return hostsIn(scenario, region);
  // As if the rack had the whole zone, which is on the safe side.
  if (target.kind === 'zone' || target.kind === 'rack') return hostsIn(scenario, region) / region.zones;
  const role = roles.find(({ name }) => name === target.role)!;
  const there = hostsOf(scenario, region, role) / (target.zone === null ? 1 : region.zones);
  if (target.pick === null) return there;
  return 'count' in target.pick ? target.pick.count : Math.max(1, Math.round(target.pick.share * there));
}

function faultsOnHosts(scenario: Scenario): Product[] {
  const hits = scenario.faults.map(
    ({ target, peer }) => hostsHit(scenario, target) + (peer === null ? 0 : hostsHit(scenario, peer)),
  );
  if (hits.length === 0) return [];
  const most = hits.indexOf(largest(hits, (hit) => hit));
  return [
    {
      factors: `${so(hits.length, 'fault')}, such as this one on ${so(hits[most], 'host')},`,
      amount: sum(hits),
      max: hostsHitMax,
      of: 'hosts hit in all',
      remedy: 'fewer faults, or smaller targets',
      path: ['faults', most, 'target'],
      from: [['faults'], ['regions'], ['parameters']],
    },
  ];
}

function flaps({ faults, durationNs }: Scenario): Product[] {
  return faults.flatMap(({ kind, values, atNs, forNs }, index) => {
    const everyNs = specOf(kind).flapsEveryNs?.(values);
    if (everyNs === undefined) return [];
    const forAllNs = Math.min(forNs ?? durationNs, durationNs - atNs);
    return [
      {
        factors: `${formatDuration(forAllNs)} of turns every ${formatDuration(everyNs)}`,
        amount: forAllNs / everyNs,
        max: flapsMax,
        of: 'turns of a fault',
        remedy: 'a longer period or a shorter fault',
        path: ['faults', index, 'period'],
        from: [['faults'], ['duration']],
      },
    ];
  });
}

/** As many as are expected: each thing fails at most once in its mean time between failures. */
function drawnFailures(scenario: Scenario): Product[] {
  const { failures, regions, durationNs } = scenario;
  const classes = failures.map((process) => {
    const { name, thing } = classOf(process);
    const things = regions.map((region) => thingsOf(classOf(process), region));
    const each = durationNs / process.mtbfNs;
    const hits = sum(things.map((those) => (those.length === 0 ? 0 : those.length * hostsHit(scenario, those[0]))));
    return { name, thing, things: sum(things.map(({ length }) => length)), mtbfNs: process.mtbfNs, each, hits };
  });
  if (classes.length === 0) return [];
  const most = largest(classes, ({ things, each }) => things * each);
  const product = {
    factors: `${formatDuration(durationNs)} with failures, such as ${so(most.things, most.thing)} every ${formatQuantity(lifetime, most.mtbfNs)},`,
    remedy: 'a longer mtbf or a shorter run',
    path: ['failures', most.name, 'mtbf'],
    from: [['failures'], ['duration'], ['regions'], ['parameters']],
  };
  const failed = sum(classes.map(({ things, each }) => things * each));
  const hit = sum(classes.map(({ hits, each }) => hits * each));
  return [
    { ...product, amount: failed, max: failuresExpectedMax, of: 'failures' },
    { ...product, amount: failed > failuresExpectedMax ? 0 : hit, max: hostsHitMax, of: 'hosts hit in all' },
  ];
}
