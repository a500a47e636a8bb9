/** Which partitions hold a table's items, those that splits made included, and which of them the table's first ones became. */
import type { KeySpaces } from './key-spaces.js';

export class TablePartitions {
  constructor(
    private readonly keySpaces: KeySpaces,
    private readonly groups: { readonly count: number },
  ) {}

  /** Parents before children. */
  of(table: number): readonly number[] {
    const { keySpaces, groups } = this;
    const { firstGroup, partitionsAtStart } = keySpaces.spaces[table];
    const own = Array.from({ length: partitionsAtStart }, (_, nth) => firstGroup + nth);
    for (let group = keySpaces.groupsAtStart; group < groups.count; group++) {
      if (keySpaces.tableOf(group) === table) own.push(group);
    }
    return own;
  }

  /** Those that have what the table's partition of that number began with. */
  from(table: number, partition: number): readonly number[] {
    const { keySpaces } = this;
    const rootOf = (group: number): number =>
      keySpaces.isFromSplit(group) ? rootOf(keySpaces.parentOf(group)) : group;
    const root = keySpaces.spaces[table].firstGroup + partition;
    return this.of(table).filter((group) => rootOf(group) === root);
  }
}
