/** Tables resolved: their region, their capacity and what their partitions are split for. */

import { grouped } from '../../engine/limits/grouped-digits.js';
import { itemsTrackedInAllMax, itemsTrackedMax, itemsWithin } from '../../replication/item-versions.js';
import type { Judgement } from '../reading/judgement.js';
import { unknownName } from '../reading/problem.js';
import type { Path } from '../reading/yaml-document.js';
import type { RegionSpec, TableSpec } from '../scenario.js';
import type { ScenarioFile } from '../schema.js';
import { judgeReplicas } from './judge-placement.js';
import { judgeProvisions, partitionsFor, resolveCapacity, resolveSplitting } from './resolve-capacity.js';
import { partitionsMax, type TableText } from './schema-topology.js';

export function resolveTables(file: ScenarioFile, regions: readonly RegionSpec[], judgement: Judgement): TableSpec[] {
  const { admission, replication } = file.parameters;
  const tables = file.tables.map(([name, text]): TableSpec => {
    const capacity = text.capacity ? resolveCapacity(name, text.capacity, admission, judgement) : null;
    return {
      name,
      regions: resolveRegions(name, text, judgement),
      partitions: text.partitions ?? partitionsFor(capacity, admission),
      items: { count: text.items.count, sizeBytes: text.items.size },
      order: text.order,
      capacity,
      splitting: resolveSplitting(name, text.splitting, capacity, judgement),
    };
  });
  const partitions = tables.reduce((sum, table) => sum + table.partitions * table.regions.length, 0);
  if (partitions > partitionsMax) {
    const copies = tables.reduce((sum, table) => sum + table.regions.length, 0);
    const found = `${grouped(partitions)} partitions of ${tables.length} tables${copies === tables.length ? '' : ' in their regions'}`;
    judgement.report(['tables'], { found, expected: `at most ${grouped(partitionsMax)}` });
  }
  judgeStamps(tables, judgement);
  judgeReplicas(tables, regions, replication, judgement);
  judgeProvisions(tables, regions, { admission, replication }, judgement);
  return tables;
}

/** Of an item that is not tracked nobody can tell which version is the newer, so those of a global table are all tracked. */
function judgeStamps(tables: readonly TableSpec[], judgement: Judgement): void {
  const copies = tables.reduce((sum, { regions }) => sum + regions.length, 0);
  const itemsMax = itemsWithin(Math.min(itemsTrackedMax, Math.floor(itemsTrackedInAllMax / copies)));
  for (const { name, regions, items } of tables) {
    if (regions.length < 2 || items.count <= itemsMax || judgement.isBroken(['tables', name, 'items'])) continue;
    const found = `${grouped(items.count)} items in ${regions.length} regions`;
    const expected = `at most ${grouped(itemsMax)}, as the times of their versions are kept (${copies} copies of tables)`;
    judgement.report(['tables', name, 'items'], { found, expected });
  }
}

function resolveRegions(name: string, text: TableText, judgement: Judgement): string[] {
  const known = judgement.namesIn('regions');
  const path = ['tables', name];
  if (text.region !== undefined && text.regions !== undefined) {
    judgement.reportKey([...path, 'regions'], { found: '"region" and "regions"', expected: 'one of the two' });
  }
  if (text.regions !== undefined) {
    text.regions.forEach((region, index) => {
      judgeRegion(region, [...path, 'regions', index], judgement);
      if (text.regions!.indexOf(region) === index) return;
      judgement.report([...path, 'regions', index], { found: `${region} twice`, expected: 'each region once' });
    });
    return [...new Set(text.regions)].filter((region) => known.length === 0 || known.includes(region));
  }
  if (text.region === undefined) {
    const expected = `one of ${known.join(', ')}, or "regions" with several`;
    const isSaid = judgement.isBroken([...path, 'regions']);
    if (known.length > 1 && !isSaid) judgement.report([...path, 'region'], { found: 'no "region"', expected });
    return known.slice(0, 1);
  }
  judgeRegion(text.region, [...path, 'region'], judgement);
  return [text.region];
}

function judgeRegion(region: string, path: Path, judgement: Judgement): void {
  const known = judgement.namesIn('regions');
  if (known.length > 0 && !known.includes(region)) judgement.report(path, unknownName('region', region, known));
}
