/** Tables resolved: their region, their capacity and what their partitions are split for. */

import { grouped } from '../../engine/limits/grouped-digits.js';
import { itemsTrackedInAllMax, itemsTrackedMax, itemsWithin } from '../../replication/item-versions.js';
import type { Judgement } from '../reading/judgement.js';
import type { RegionSpec, TableSpec } from '../scenario.js';
import type { ScenarioFile } from '../schema.js';
import { judgeReplicas } from './judge-placement.js';
import { judgeProvisions, partitionsFor, resolveCapacity, resolveSplitting } from './resolve-capacity.js';
import { resolveRegions } from './resolve-regions.js';
import { partitionsMax } from './schema-topology.js';

export function resolveTables(file: ScenarioFile, regions: readonly RegionSpec[], judgement: Judgement): TableSpec[] {
  const { admission, replication } = file.parameters;
  const tables = file.tables.map(([name, text]): TableSpec => {
    const capacity = text.capacity ? resolveCapacity(name, text.capacity, admission, judgement) : null;
    return {
      name,
      ...resolveRegions(name, text, file.duration, judgement),
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
