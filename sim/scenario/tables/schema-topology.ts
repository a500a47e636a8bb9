/**
 * Regions and tables as people write them. The replicas of a partition take the zones of its region in turn, each on a node
 * of its own (judge-placement.ts): a region of three zones is what the service has, one of a single zone shows what it saves.
 */
import type { z } from 'zod';
import { itemsMax } from '../../workload/popularity.js';
import { sizeDistribution } from '../quantities/distribution-format.js';
import { line, listOf, mapping, oneWord, quantity } from '../quantities/forms.js';
import { count, moment } from '../quantities/units.js';
import { capacitySchema, splittingSchema } from './schema-capacity.js';

export const partitionsMax = 1_000_000;
/** As many as a scenario may have. */
export const regionsMax = 16;
const zonesMax = 9;
const routersPerZoneMax = 1000;
const storageNodesPerZoneMax = 5000;

export const regionSchema = mapping(
  {
    zones: quantity(count, { min: 1, max: zonesMax })
      .prefault(3)
      .describe('availability zones, named az-1, az-2 …; replicas take them in turn'),
    routersPerZone: quantity(count, { min: 1, max: routersPerZoneMax })
      .prefault(2)
      .describe('request routers, named router-1 …'),
    storageNodesPerZone: quantity(count, { min: 1, max: storageNodesPerZoneMax })
      .prefault(3)
      .describe('storage nodes, named storage-1 …'),
    racksPerZone: quantity(count, { min: 1, max: storageNodesPerZoneMax })
      .optional()
      .describe('racks, named rack-1 …, to which the hosts of a zone are dealt in turn (default 1)'),
  },
  'a mapping with zones, routersPerZone, storageNodesPerZone and racksPerZone',
);

const items = mapping(
  {
    count: quantity(count, { min: 1, max: itemsMax }).prefault('1M').describe('items in the table when the run begins'),
    size: sizeDistribution
      .prefault('1KB')
      .describe('of an item, such as 900B; at most 400KiB, and a larger draw of a distribution counts as that'),
  },
  'a mapping with count and size',
);

const addition = mapping(
  {
    region: line('the name of a region', 64).describe('one that does not have the table yet'),
    at: quantity(moment).describe('when an operator orders it; the table is not found there until all of it has come'),
  },
  'a mapping with region and at',
);

export const tableSchema = mapping(
  {
    region: line('the name of a region', 64).optional().describe('the only region where there is one'),
    regions: listOf(line('the name of a region', 64), 1, regionsMax, 'regions')
      .optional()
      .describe('of a global table, in place of region: each has a copy, and takes reads and writes'),
    consistency: oneWord(['eventual', 'strong'])
      .default('eventual')
      .describe('between regions; strong: two of three agree on each write, at a round trip, and strong reads see it'),
    witness: line('the name of a region', 64)
      .optional()
      .describe('of a table whose regions agree: a third one that keeps what is written, and serves nobody'),
    addRegions: listOf(addition, 1, regionsMax, 'regions')
      .optional()
      .describe('regions that get a copy of it in the course of the run'),
    partitions: quantity(count, { min: 1, max: partitionsMax })
      .optional()
      .describe('how many there are at first, in each region; as many as the capacity needs, if not given'),
    items: items.prefault({}).describe('how many, and how large'),
    order: oneWord(['hashed', 'sorted'])
      .default('hashed')
      .describe('how items lie on the line of keys that partitions divide: by hash, or side by side'),
    capacity: capacitySchema.optional().describe('units per second and who enforces them; unlimited without it'),
    splitting: splittingSchema.optional().describe('what the service splits partitions for; depends on the mode'),
  },
  'a mapping with region or regions, consistency, witness, addRegions, partitions, items, order, capacity and splitting',
);

export type TableText = z.output<typeof tableSchema>;
