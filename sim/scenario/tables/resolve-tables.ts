/** Tables resolved: their region, their capacity and what their partitions are split for. */

import { grouped } from '../../engine/limits/grouped-digits.js';
import type { Judgement } from '../reading/judgement.js';
import { unknownName } from '../reading/problem.js';
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
      regions: [resolveRegion(name, text, judgement)],
      partitions: text.partitions ?? partitionsFor(capacity, admission),
      items: { count: text.items.count, sizeBytes: text.items.size },
      order: text.order,
      capacity,
      splitting: resolveSplitting(name, text.splitting, capacity, judgement),
    };
  });
  const partitions = tables.reduce((sum, table) => sum + table.partitions, 0);
  if (partitions > partitionsMax) {
    const found = `${grouped(partitions)} partitions of ${tables.length} tables`;
    judgement.report(['tables'], { found, expected: `at most ${grouped(partitionsMax)}` });
  }
  judgeReplicas(tables, regions, replication, judgement);
  judgeProvisions(tables, regions, { admission, replication }, judgement);
  return tables;
}

function resolveRegion(name: string, text: TableText, judgement: Judgement): string {
  const regions = judgement.namesIn('regions');
  const path = ['tables', name, 'region'];
  if (text.region === undefined) {
    if (regions.length > 1) judgement.report(path, { found: 'no "region"', expected: `one of ${regions.join(', ')}` });
    return regions[0] ?? '';
  }
  const isKnown = regions.length === 0 || regions.includes(text.region);
  if (!isKnown) judgement.report(path, unknownName('region', text.region, regions));
  return text.region;
}
