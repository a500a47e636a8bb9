/**
 * The tables that the control plane looks after, those with a capacity or with splits, and the partitions of each as they
 * become more. Other tables have no place here: their partitions are never visited.
 */

import { type CapacitySpec, isManaged, type SplittingSpec } from '../admission/capacity.js';
import { none } from '../engine/pool.js';
import type { KeySpace } from '../partitions/key-space.js';

export interface TableFacts {
  readonly name: string;
  readonly region: number;
  readonly capacity: CapacitySpec | null;
  readonly splitting: SplittingSpec;
  readonly keySpace: Pick<KeySpace, 'order' | 'keyPositionOf' | 'rangeOf' | 'firstGroup' | 'partitionsAtStart'>;
  readonly meanItemBytes: number;
}

export interface ManagedTable extends TableFacts {
  /** Its number among all tables. */
  readonly index: number;
  /** Its partitions, in the order in which they came to be. */
  readonly groups: number[];
}

export class ManagedTables {
  readonly list: readonly ManagedTable[];
  private readonly byIndex = new Map<number, ManagedTable>();
  private readonly tableOfGroup: Int32Array;

  constructor(tables: readonly TableFacts[], groupsMax: number) {
    this.tableOfGroup = new Int32Array(groupsMax).fill(none);
    this.list = tables.flatMap((facts, index) => {
      if (!isManaged(facts)) return [];
      const { firstGroup, partitionsAtStart } = facts.keySpace;
      const groups = Array.from({ length: partitionsAtStart }, (_, partition) => firstGroup + partition);
      return [{ ...facts, index, groups }];
    });
    for (const table of this.list) {
      this.byIndex.set(table.index, table);
      for (const group of table.groups) this.tableOfGroup[group] = table.index;
    }
  }

  /** Of a partition that is managed. */
  tableOf(group: number): ManagedTable {
    const table = this.byIndex.get(this.tableOfGroup[group]);
    if (table === undefined) throw new Error(`group ${group} belongs to no table of the control plane`);
    return table;
  }

  split(parent: number, child: number): void {
    const table = this.tableOf(parent);
    this.tableOfGroup[child] = table.index;
    table.groups.push(child);
  }
}
