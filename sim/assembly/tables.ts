/** The tables of a scenario as a run has them: their keys, versions and sizes, and the names of their partitions. */
import type { RandomStreams } from '../engine/random-stream.js';
import { ItemCounts } from '../partitions/item-counts.js';
import { ItemSizes } from '../partitions/item-sizes.js';
import { KeySpace } from '../partitions/key-space.js';
import { KeySpaces } from '../partitions/key-spaces.js';
import { itemsIn } from '../partitions/partition-size.js';
import { ItemVersions } from '../replication/item-versions.js';
import type { Scenario, TableSpec, TenantSpec } from '../scenario/scenario.js';

export interface Table {
  readonly spec: TableSpec;
  readonly region: number;
  readonly keys: KeySpace;
  readonly versions: ItemVersions;
  readonly itemSizes: ItemSizes;
}

/** Whether a table's partitions may. */
export const maySplit = ({ splitting }: TableSpec) => splitting.bySize || splitting.byConsumption;

const deletesFrom = ({ name }: TableSpec, { table, mix }: TenantSpec) =>
  table === name && mix.some(({ operation }) => operation === 'deleteItem');

export class Tables {
  readonly list: readonly Table[];
  readonly keySpaces: KeySpaces;
  readonly itemCounts: ItemCounts;
  /** First partition of each table, by name. */
  readonly firstGroups: ReadonlyMap<string, number>;

  constructor({ regions, tables, tenants }: Scenario, streams: RandomStreams) {
    let firstGroup = 0;
    this.list = tables.map((spec) => {
      const { count, sizeBytes } = spec.items;
      const isUniform = sizeBytes.kind === 'constant';
      const versions = new ItemVersions(count, !isUniform || tenants.some((tenant) => deletesFrom(spec, tenant)));
      const loaded = isUniform ? null : streams.numbered(`table ${spec.name}`, 'item sizes');
      const table = {
        spec,
        region: regions.findIndex((region) => region.name === spec.region),
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
    this.firstGroups = new Map(this.list.map(({ spec, keys }) => [spec.name, keys.firstGroup]));
    this.itemCounts = new ItemCounts(tables.map(({ items }) => items.count));
  }

  indexOf(name: string): number {
    return this.list.findIndex(({ spec }) => spec.name === name);
  }

  bytesOfPartition(group: number): number {
    const table = this.keySpaces.tableOf(group);
    const { keys, itemSizes } = this.list[table];
    return itemsIn(keys, keys.rangeOf(group), this.itemCounts.of(table)) * itemSizes.meanBytes;
  }

  /** `orders/7`, as scenario files name it; partitions that splits made are `orders/+1` and so on. */
  partitionName(group: number): string {
    const { spec } = this.list[this.keySpaces.tableOf(group)];
    const number = this.keySpaces.numberOf(group);
    return `${spec.name}/${this.keySpaces.isFromSplit(group) ? `+${number - spec.partitions + 1}` : number}`;
  }
}
