/** Faults resolved: targets read against the fleet, times within the run, defaults for keys that were left out. */
import type { FaultValues } from '../../faults/fault-key.js';
import { type FaultSpec, specOf } from '../../faults/fault-kinds.js';
import { type HostRoleName, hostRoles } from '../../faults/host-roles.js';
import type { TargetSpec } from '../../faults/target-spec.js';
import { racksPerZone } from '../../infrastructure/racks.js';
import type { HostRole } from '../../infrastructure/roles.js';
import type { Parameters } from '../parameters/parameters.js';
import { formatDuration } from '../quantities/units.js';
import type { Judgement } from '../reading/judgement.js';
import { quoted } from '../reading/problem.js';
import type { Path } from '../reading/yaml-document.js';
import { restoredNames } from '../restores/judge-orders.js';
import type { RegionSpec, Scenario, TableSpec } from '../scenario.js';
import type { ScenarioFile } from '../schema.js';
import { regionalName } from '../tables/regional-name.js';
import type { FaultText } from './schema-fault.js';
import { type Fleet, type RegionSize, readTarget } from './target-format.js';
import { ruleMismatch } from './target-rules.js';
import { UpTime } from './up-time.js';

export function resolveFaults(
  file: ScenarioFile,
  regions: readonly RegionSpec[],
  tables: readonly TableSpec[],
  judgement: Judgement,
): FaultSpec[] {
  const fleet = fleetOf(regions, { tables, parameters: file.parameters, restored: restoredNames(file) }, judgement);
  const upTime = new UpTime(regions, file.duration);
  return file.faults.flatMap((text, index): FaultSpec[] => {
    const path = ['faults', index];
    judgeTimes(text, file.duration, path, judgement);
    judgeService(text, file.parameters, path, judgement);
    const target = resolveTarget(text.target, [...path, 'target'], fleet, judgement);
    const peer = text.peer === undefined ? null : resolveTarget(text.peer, [...path, 'peer'], fleet, judgement);
    if (!target) return [];
    const rule = specOf(text.kind).target;
    const mismatch = ruleMismatch(rule, target, text.target);
    if (rule === 'leader' && !mismatch && fleet.replicas === 1) {
      const expected = 'at least 2 replication.replicas, as nobody else can lead';
      judgement.report([...path, 'target'], { found: quoted(text.target), expected });
    }
    if (mismatch) judgement.report([...path, 'target'], mismatch);
    const fault: FaultSpec = {
      kind: text.kind,
      target,
      peer,
      direction: text.direction ?? 'both',
      atNs: text.at,
      forNs: text.for ?? null,
      values: valuesOf(text),
    };
    judgeRegion(fault, text.target, [...path, 'target'], { tables, file }, judgement);
    if (upTime.isNoneLeftBy(fault) && !judgement.isBroken(['duration']) && !judgement.isBroken(path)) {
      const found = `${fault.kind} from 0s to the run's end at ${formatDuration(file.duration)}`;
      judgement.report([...path, 'at'], { found, expected: 'a later time, or an end: the service would never be up' });
    }
    return [fault];
  });
}

/** Whatever a region suffers in which neither tables nor tenants are, nobody asks it for anything, or from there. */
function judgeRegion(
  { target }: FaultSpec,
  text: string,
  path: Path,
  { tables, file }: { readonly tables: readonly TableSpec[]; readonly file: ScenarioFile },
  judgement: Judgement,
): void {
  if (!('region' in target) || judgement.isBroken(['tables'])) return;
  if (tables.length === 0 || tables.some(({ regions }) => regions.includes(target.region))) return;
  if (file.tenants.some(([, { region }]) => region === target.region)) return;
  const expected = `a target in a region with a table or a tenant, as none is in ${target.region} and nobody would notice`;
  judgement.report(path, { found: quoted(text), expected });
}

/** Of the kind's own keys, which the schema has read. */
function valuesOf(text: FaultText): FaultValues {
  const { needs, may } = specOf(text.kind);
  const given = text as unknown as FaultValues;
  const defaults = Object.entries(may).map(([name, key]) => [name, given[name] ?? key.default]);
  return Object.fromEntries([...Object.keys(needs).map((name) => [name, given[name]]), ...defaults]);
}

type FleetPlan = Pick<Scenario, 'tables' | 'parameters'> & Pick<Fleet, 'restored'>;

/** With all names that are written, even where what they name is broken. */
function fleetOf(regions: readonly RegionSpec[], plan: FleetPlan, judgement: Judgement): Fleet {
  const fleet = {
    regions: new Map<string, RegionSize | null>(),
    tables: new Map<string, number | null>(),
    restored: plan.restored,
    roles: hostRoles,
    replicas: plan.parameters.replication.replicas,
  };
  for (const name of judgement.namesIn('regions')) {
    const region = judgement.isBroken(['regions', name]) ? undefined : regions.find((each) => each.name === name);
    fleet.regions.set(name, region ? sizeOf(region, plan, judgement) : null);
  }
  for (const name of judgement.namesIn('tables')) {
    const table = judgement.isBroken(['tables', name, 'partitions'])
      ? undefined
      : plan.tables.find((each) => each.name === name);
    const copies = table?.regions.map((region) => regionalName(table, region)) ?? [name];
    for (const copy of copies) fleet.tables.set(copy, table?.partitions ?? null);
  }
  return fleet;
}

/** A part that is broken leaves open how many hosts there are of a role that follows from it. */
function sizeOf(region: RegionSpec, plan: FleetPlan, judgement: Judgement): RegionSize {
  const isBroken = ([first, ...rest]: readonly string[]) => {
    const [name, ...under] = rest;
    if (name !== '*') return judgement.isBroken([first, ...rest]);
    return judgement.namesIn(first as 'tables').some((each) => judgement.isBroken([first, each, ...under]));
  };
  return {
    zones: region.zones,
    racks: racksPerZone(region),
    hostsPerZone: (role: HostRole<FleetPlan, HostRoleName>) =>
      role.followsFrom.some(isBroken) ? null : role.hostsPerZone(region, plan),
  };
}

function resolveTarget(text: string, path: Path, fleet: Fleet, judgement: Judgement): TargetSpec | null {
  const reading = readTarget(text, fleet);
  if ('target' in reading) return reading.target;
  // Without any region or table each target would be wrong, which is one mistake, told where they are missing.
  if (fleet.regions.size > 0 && fleet.tables.size > 0) judgement.report(path, reading.mismatch);
  return null;
}

function judgeService({ kind }: FaultText, parameters: Parameters, path: Path, judgement: Judgement): void {
  const { service } = specOf(kind);
  if (service === undefined || parameters[service].enabled || judgement.isBroken(['parameters', service])) return;
  const expected = `parameters.${service}.enabled: true with such a fault, as it is false`;
  judgement.report([...path, 'kind'], { found: quoted(kind), expected });
}

function judgeTimes(text: FaultText, durationNs: number, path: Path, judgement: Judgement): void {
  if (judgement.isBroken(['duration'])) return;
  const end = `the run's end at ${formatDuration(durationNs)}`;
  if (text.at >= durationNs) {
    judgement.report([...path, 'at'], { found: formatDuration(text.at), expected: `a time before ${end}` });
  } else if (text.for !== undefined && text.at + text.for > durationNs) {
    const found = `a fault that ends at ${formatDuration(text.at + text.for)}`;
    judgement.report([...path, 'for'], { found, expected: `${end} or before, or no "for" where it never ends` });
  }
}
