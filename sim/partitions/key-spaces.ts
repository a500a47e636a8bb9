/** The key spaces of all tables, and the family tree of the partitions that splits made. */
import type { KeySpace } from './key-space.js';

export class KeySpaces {
  /** Of each group made by a split, in their order: its table, its number there, and the group it was split from. */
  private readonly tables: number[] = [];
  private readonly numbers: number[] = [];
  private readonly parents: number[] = [];

  constructor(
    readonly spaces: readonly KeySpace[],
    /** Groups that the run begins with; those of later splits count on from here. */
    readonly groupsAtStart: number,
  ) {}

  tableOf(group: number): number {
    if (group >= this.groupsAtStart) return this.tables[group - this.groupsAtStart];
    let low = 0;
    let high = this.spaces.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.spaces[middle].firstGroup <= group) low = middle;
      else high = middle;
    }
    return low;
  }

  /** Which partition of its table it is, from 0: those of splits come after those that the run begins with. */
  numberOf(group: number): number {
    if (this.isFromSplit(group)) return this.numbers[group - this.groupsAtStart];
    return group - this.spaces[this.tableOf(group)].firstGroup;
  }

  /** The group that `group` was split from; only of groups that a split made. */
  parentOf(group: number): number {
    return this.parents[group - this.groupsAtStart];
  }

  isFromSplit(group: number): boolean {
    return group >= this.groupsAtStart;
  }

  split(parent: number, keyPosition: number, child: number): void {
    const table = this.tableOf(parent);
    if (child !== this.groupsAtStart + this.tables.length) throw new Error(`group ${child} is not the next new one`);
    this.tables.push(table);
    this.numbers.push(this.spaces[table].partitions);
    this.parents.push(parent);
    this.spaces[table].split(parent, keyPosition, child);
  }

  /** The partition to which `group` gave the stretch with that item, directly; -1 where it still owns the item. */
  childOwning(group: number, table: number, item: number): number {
    let owner = this.spaces[table].groupOf(item);
    if (owner === group) return -1;
    while (this.isFromSplit(owner) && this.parentOf(owner) !== group) owner = this.parentOf(owner);
    return this.isFromSplit(owner) ? owner : -1;
  }
}
