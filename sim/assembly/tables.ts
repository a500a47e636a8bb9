/**
 * The tables of a scenario as a run has them: their keys, versions and sizes, and the names of their partitions. A table
 * that several regions have a copy of is a table in each of them, with partitions of its own, named with its region.
 */
import type { NumberedStreams, RandomStreams } from '../engine/random-stream.js';
import { ItemCounts } from '../partitions/item-counts.js';
import { ItemSizes } from '../partitions/item-sizes.js';
import { KeySpace } from '../partitions/key-space.js';
import { KeySpaces } from '../partitions/key-spaces.js';
import { itemsIn } from '../partitions/partition-size.js';
import { ItemVersions, itemsTrackedInAllMax } from '../replication/item-versions.js';
import type { Scenario, TableSpec, TenantSpec } from '../scenario/scenario.js';
import { regionalName } from '../scenario/tables/regional-name.js';
import { distancesOf } from './region-distances.js';

export interface Table {
  readonly spec: TableSpec;
  /** `orders`; where several regions have it, `orders in us-east-1`. */
  readonly name: string;
  readonly region: number;
  /** When the region gets its copy, in the course of the run; null: it has it from the beginning. */
  readonly addedAtNs: number | null;
  readonly keys: KeySpace;
  readonly versions: ItemVersions;
  readonly itemSizes: ItemSizes;
}

/** What of a tenant decides which copy of its table serves it. */
export interface Served extends Pick<TenantSpec, 'table' | 'region'> {
  readonly client: Pick<TenantSpec['client'], 'failover'>;
}

/** Whether a table's partitions may. */
export const maySplit = ({ splitting }: TableSpec) => splitting.bySize || splitting.byConsumption;

const deletesFrom = (names: readonly (string | undefined)[], { table, mix }: TenantSpec) =>
  names.includes(table) && mix.some(({ operation }) => operation === 'deleteItem');

/** By item, of all copies alike; null where all items are. */
function loadedSizesOf({ name, items }: TableSpec, streams: RandomStreams): NumberedStreams | null {
  return items.sizeBytes.kind === 'constant' ? null : streams.numbered(`table ${name}`, 'item sizes');
}

/** Of each of its copies. */
function itemVersionsOf(spec: TableSpec, { tenants, restores }: Scenario, trackedMax: number): ItemVersions[] {
  const { count, sizeBytes } = spec.items;
  const isUniform = sizeBytes.kind === 'constant';
  // What was deleted from the original is not in a table that is restored from it.
  const original = restores.find(({ as }) => as === spec.name)?.of;
  const keepsSizes = !isUniform || tenants.some((tenant) => deletesFrom([spec.name, original], tenant));
  return ItemVersions.ofCopies(spec.regions.length, count, keepsSizes, trackedMax);
}

export class Tables {
  readonly list: readonly Table[];
  readonly keySpaces: KeySpaces;
  readonly itemCounts: ItemCounts;
  /** First partition of each table, by name. */
  readonly firstGroups: ReadonlyMap<string, number>;
  /** Names of all. */
  private readonly regions: readonly string[];

  /** Between two regions, by number. */
  private readonly distanceNs: (from: number, to: number) => number;

  constructor(scenario: Scenario, streams: RandomStreams) {
    const { regions, tables } = scenario;
    this.distanceNs = distancesOf(scenario);
    let firstGroup = 0;
    this.regions = regions.map(({ name }) => name);
    const regional = tables.flatMap((spec) => spec.regions.map((region, copy) => ({ spec, region, copy })));
    const loadedSizes = new Map(tables.map((spec) => [spec, loadedSizesOf(spec, streams)]));
    const trackedMax = Math.floor(itemsTrackedInAllMax / regional.length);
    const versionsOf = new Map(tables.map((spec) => [spec, itemVersionsOf(spec, scenario, trackedMax)]));
    this.list = regional.map(({ spec, region, copy }) => {
      const name = regionalName(spec, region);
      const { count, sizeBytes } = spec.items;
      const versions = versionsOf.get(spec)![copy];
      const addedAtNs = spec.additions.find((addition) => addition.region === region)?.atNs ?? null;
      if (addedAtNs !== null) versions.clear();
      const loaded = loadedSizes.get(spec)!;
      const table = {
        spec,
        name,
        region: this.regions.indexOf(region),
        addedAtNs,
        keys: new KeySpace(firstGroup, spec.partitions, count, spec.order),
        versions,
        itemSizes: new ItemSizes(sizeBytes, count, versions, loaded),
      };
      firstGroup += spec.partitions;
      return table;
    });
    this.keySpaces = new KeySpaces(
      this.list.map(({ keys }) => keys),
      firstGroup,
    );
    this.firstGroups = new Map(this.list.map(({ name, keys }) => [name, keys.firstGroup]));
    this.itemCounts = new ItemCounts(regional.map(({ spec }) => spec.items.count));
  }

  /** The one that serves a tenant, or that its clients prefer. */
  serving(tenant: Served): number {
    return this.serversOf(tenant)[0];
  }

  /** Copies of its table that a tenant's clients may go to, the preferred one first; the nearest alone of clients that stay. */
  serversOf({ table, region, client: { failover } }: Served): number[] {
    const from = this.regions.indexOf(region);
    const regionOf = (index: number) => this.list[index].region;
    const serves = (index: number) => this.regions[regionOf(index)] !== this.list[index].spec.agreement?.witness;
    const copies = [...this.list.keys()].filter((index) => this.list[index].spec.name === table && serves(index));
    const nearest = copies.sort((a, b) => this.distanceNs(from, regionOf(a)) - this.distanceNs(from, regionOf(b)));
    if (failover === undefined) return nearest.slice(0, 1);
    if (failover.order === null) return nearest;
    return failover.order.map((name) => nearest.find((index) => this.regions[regionOf(index)] === name)!);
  }

  bytesOfPartition(group: number): number {
    const table = this.keySpaces.tableOf(group);
    const { keys, itemSizes } = this.list[table];
    return itemsIn(keys, keys.rangeOf(group), this.itemCounts.of(table)) * itemSizes.meanBytes;
  }

  /** `orders/7`, as scenario files name it; partitions that splits made are `orders/+1` and so on. */
  partitionName(group: number): string {
    const { name, spec } = this.list[this.keySpaces.tableOf(group)];
    const number = this.keySpaces.numberOf(group);
    return `${name}/${this.keySpaces.isFromSplit(group) ? `+${number - spec.partitions + 1}` : number}`;
  }
}
