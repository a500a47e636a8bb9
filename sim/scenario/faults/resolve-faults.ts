/** Faults resolved: targets read against the fleet, times within the run, a neutral value for what a kind does not use. */
import { isAdmittedGlobally } from '../../admission/capacity.js';
import { type FaultSpec, specOf } from '../../faults/fault-kinds.js';
import type { TargetSpec } from '../../faults/target-spec.js';
import { formatDuration } from '../quantities/units.js';
import type { Judgement } from '../reading/judgement.js';
import type { Path } from '../reading/yaml-document.js';
import type { RegionSpec, TableSpec } from '../scenario.js';
import type { ScenarioFile } from '../schema.js';
import type { FaultText } from './schema-fault.js';
import { type Fleet, type RegionSize, readTarget, ruleMismatch } from './target-format.js';

const noDelay = { kind: 'constant', value: 0 } as const;

export function resolveFaults(
  file: ScenarioFile,
  regions: readonly RegionSpec[],
  tables: readonly TableSpec[],
  judgement: Judgement,
): FaultSpec[] {
  const fleet = fleetOf(regions, tables, file.parameters.admission.serversPerZone, judgement);
  return file.faults.flatMap((text, index): FaultSpec[] => {
    const path = ['faults', index];
    judgeTimes(text, file.duration, path, judgement);
    const target = resolveTarget(text.target, [...path, 'target'], fleet, judgement);
    const peer = text.peer === undefined ? null : resolveTarget(text.peer, [...path, 'peer'], fleet, judgement);
    if (!target) return [];
    const mismatch = ruleMismatch(specOf(text.kind).target, target, text.target);
    if (mismatch) judgement.report([...path, 'target'], mismatch);
    const fault: FaultSpec = {
      kind: text.kind,
      target,
      peer,
      direction: text.direction ?? 'both',
      atNs: text.at,
      forNs: text.for ?? null,
      share: text.share ?? 1,
      factor: text.factor ?? 1,
      delayNs: text.delay ?? noDelay,
      offsetNs: text.offset ?? 0,
      periodNs: text.period ?? 0,
    };
    return [fault];
  });
}

/** With all names that are written, even where what they name is broken. */
function fleetOf(
  regions: readonly RegionSpec[],
  tables: readonly TableSpec[],
  serversPerZone: number,
  judgement: Judgement,
): Fleet {
  const fleet = { regions: new Map<string, RegionSize | null>(), tables: new Map<string, number | null>() };
  for (const name of judgement.namesIn('regions')) {
    const region = judgement.isBroken(['regions', name]) ? undefined : regions.find((each) => each.name === name);
    const admissionServersPerZone = admissionServersIn(name, tables, serversPerZone, judgement);
    fleet.regions.set(name, region ? { ...region, admissionServersPerZone } : null);
  }
  for (const name of judgement.namesIn('tables')) {
    const table = judgement.isBroken(['tables', name, 'partitions'])
      ? undefined
      : tables.find((each) => each.name === name);
    fleet.tables.set(name, table?.partitions ?? null);
  }
  return fleet;
}

/** Admission servers stand where a table needs them; null while a broken part leaves open whether one does. */
function admissionServersIn(
  region: string,
  tables: readonly TableSpec[],
  serversPerZone: number,
  judgement: Judgement,
): number | null {
  const isBroken = (name: string) => ['region', 'capacity'].some((key) => judgement.isBroken(['tables', name, key]));
  if (judgement.isBroken(['parameters', 'admission', 'serversPerZone'])) return null;
  if (judgement.namesIn('tables').some(isBroken)) return null;
  const needsThem = tables.some((table) => table.region === region && isAdmittedGlobally(table.capacity));
  return needsThem ? serversPerZone : 0;
}

function resolveTarget(text: string, path: Path, fleet: Fleet, judgement: Judgement): TargetSpec | null {
  const reading = readTarget(text, fleet);
  if ('target' in reading) return reading.target;
  // Without any region or table each target would be wrong, which is one mistake, told where they are missing.
  if (fleet.regions.size > 0 && fleet.tables.size > 0) judgement.report(path, reading.mismatch);
  return null;
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
