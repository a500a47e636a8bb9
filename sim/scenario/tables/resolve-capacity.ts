/**
 * The capacity of a table resolved: what its mode needs, forbids and implies. Where the mode divides a provision over
 * the partitions (static, bursting, adaptive), the shares are judged too: each within the cap of a partition, and those
 * of a region within its storage nodes, so that a node never promises more than its drive sustains (P22 section 4): in
 * sum, and placed one by one. Of a provision that scales, its upper bound is judged.
 */
import { type CapacitySpec, isAdmittedGlobally, type SplittingSpec } from '../../admission/capacity.js';
import type { Parameters, ParametersOf } from '../parameters/parameters.js';
import { count, formatQuantity } from '../quantities/units.js';
import type { Judgement } from '../reading/judgement.js';
import { quoted } from '../reading/problem.js';
import type { Path } from '../reading/yaml-document.js';
import type { RegionSpec, TableSpec } from '../scenario.js';
import { judgeRoom } from './judge-placement.js';
import type { CapacityText, SplittingText } from './schema-capacity.js';
import { partitionsMax } from './schema-topology.js';

type Admission = ParametersOf<'admission'>;
const unitWords = ['read', 'write'] as const;
const formatUnits = (units: number) => formatQuantity(count, units);

export function resolveCapacity(
  table: string,
  text: CapacityText,
  admission: Admission,
  judgement: Judgement,
): CapacitySpec {
  const path = ['tables', table, 'capacity'];
  const { mode } = text;
  if (!judgement.isBroken(path)) judgeMode(text, path, judgement);
  const readUnitsPerSecond = text.read ?? admission.onDemandReadUnits;
  const writeUnitsPerSecond = text.write ?? admission.onDemandWriteUnits;
  const capacity = { mode, readUnitsPerSecond, writeUnitsPerSecond, autoScaling: null };
  if (text.autoScaling === undefined || mode === 'on-demand') return capacity;

  const { target, read, write } = text.autoScaling;
  const autoScaling = {
    targetUtilisation: target,
    readUnitsMin: read?.min ?? readUnitsPerSecond,
    readUnitsMax: read?.max ?? readUnitsPerSecond,
    writeUnitsMin: write?.min ?? writeUnitsPerSecond,
    writeUnitsMax: write?.max ?? writeUnitsPerSecond,
  };
  return { ...capacity, autoScaling };
}

function judgeMode(text: CapacityText, path: Path, judgement: Judgement): void {
  const { mode, autoScaling } = text;
  if (mode === 'on-demand') {
    const expected = 'none, because mode on-demand has no provision to scale';
    if (autoScaling) judgement.report([...path, 'autoScaling'], { found: 'auto scaling', expected });
    return;
  }
  const missing = unitWords.filter((word) => text[word] === undefined);
  if (missing.length > 0) {
    const found = `no ${missing.map(quoted).join(' and no ')}`;
    const expected = `the read and write units per second that mode ${mode} provisions`;
    judgement.report(path, { found, expected });
  }
  for (const word of unitWords) {
    const [units, bounds] = [text[word], autoScaling?.[word]];
    if (units === undefined || bounds === undefined || (units >= bounds.min && units <= bounds.max)) continue;
    const expected = `${formatUnits(bounds.min)} to ${formatUnits(bounds.max)}, the bounds of its auto scaling`;
    judgement.report([...path, word], { found: formatUnits(units), expected });
  }
}

/** Said nothing, a mode splits as the service did in its day: for size always, for consumption with global admission. */
export function resolveSplitting(
  table: string,
  text: SplittingText | undefined,
  capacity: CapacitySpec | null,
  judgement: Judgement,
): SplittingSpec {
  const given = typeof text === 'boolean' ? { size: text, consumption: text } : text;
  const bySize = given?.size ?? capacity !== null;
  const byConsumption = given?.consumption ?? isAdmittedGlobally(capacity);
  if (byConsumption && capacity === null && !judgement.isBroken(['tables', table])) {
    const expected = 'a capacity beside it, because units are counted only where there is one, or {size: true}';
    judgement.report(['tables', table, 'splitting'], { found: 'splitting for consumption', expected });
  }
  return { bySize, byConsumption };
}

const kinds = [
  {
    word: 'read',
    unitsOf: (c: CapacitySpec) => c.autoScaling?.readUnitsMax ?? c.readUnitsPerSecond,
    partitionCap: 'partitionReadUnits',
    nodeUnits: 'nodeReadUnits',
  },
  {
    word: 'write',
    unitsOf: (c: CapacitySpec) => c.autoScaling?.writeUnitsMax ?? c.writeUnitsPerSecond,
    partitionCap: 'partitionWriteUnits',
    nodeUnits: 'nodeWriteUnits',
  },
] as const;

type Divided = TableSpec & { readonly capacity: CapacitySpec };
const isDivided = (table: TableSpec): table is Divided =>
  table.capacity !== null && !isAdmittedGlobally(table.capacity);

export function judgeProvisions(
  tables: readonly TableSpec[],
  regions: readonly RegionSpec[],
  { admission, replication }: Pick<Parameters, 'admission' | 'replication'>,
  judgement: Judgement,
): void {
  if (judgement.isBroken(['parameters', 'admission']) || judgement.isBroken(['parameters', 'replication'])) return;
  const divided = tables.filter(isDivided).filter(({ name }) => !judgement.isBroken(['tables', name]));
  for (const table of divided) judgePartitions(table, admission, judgement);
  for (const region of regions) {
    const inRegion = divided.filter(({ regions: places }) => places.includes(region.name));
    if (inRegion.length === 0 || judgement.isBroken(['regions', region.name])) continue;
    judgeNodes(region, inRegion, admission, replication.replicas, judgement);
    const neighbours = tables.filter(({ regions: places }) => places.includes(region.name));
    if (neighbours.some(({ name }) => judgement.isBroken(['tables', name]))) continue;
    judgeRoom(region, neighbours, admission, replication, judgement);
  }
}

/** Enough for the caps, if the load is even: as the service makes a new table. */
export function partitionsFor(capacity: CapacitySpec | null, admission: Admission): number {
  return capacity === null ? 1 : Math.min(partitionsMax, Math.max(1, ...neededFor(capacity, admission)));
}

const neededFor = (capacity: CapacitySpec, admission: Admission) =>
  kinds.map((kind) => Math.ceil(kind.unitsOf(capacity) / admission[kind.partitionCap]));

function judgePartitions({ name, partitions, capacity }: Divided, admission: Admission, judgement: Judgement): void {
  const needed = neededFor(capacity, admission);
  const least = Math.max(...needed);
  if (least <= partitions) return;
  const kind = kinds[needed.indexOf(least)];
  const units = `${formatUnits(kind.unitsOf(capacity))} ${kind.word} units per second`;
  const found = `${units} divided over ${partitions} partition${partitions === 1 ? '' : 's'}`;
  const cap = formatUnits(admission[kind.partitionCap]);
  const expected = `at least ${least} partitions, as one has at most ${cap} (admission.${kind.partitionCap})`;
  judgement.report(['tables', name, 'partitions'], { found, expected });
}

function judgeNodes(
  region: RegionSpec,
  tables: readonly Divided[],
  admission: Admission,
  replicas: number,
  judgement: Judgement,
): void {
  const nodes = region.zones * region.storageNodesPerZone;
  for (const { word, unitsOf, nodeUnits } of kinds) {
    const units = tables.reduce((sum, { capacity }) => sum + unitsOf(capacity), 0);
    const unitsMax = Math.floor((nodes * admission[nodeUnits]) / replicas);
    if (units <= unitsMax) continue;
    const largest = tables.reduce((a, b) => (unitsOf(b.capacity) > unitsOf(a.capacity) ? b : a));
    const found = `${formatUnits(units)} ${word} units per second provisioned in ${region.name}`;
    const each = `${nodes} storage nodes of ${formatUnits(admission[nodeUnits])} (admission.${nodeUnits})`;
    const expected = `at most ${formatUnits(unitsMax)}, what ${each} sustain, each unit reserved on ${replicas} replicas`;
    judgement.report(['tables', largest.name, 'capacity', word], { found, expected });
  }
}
