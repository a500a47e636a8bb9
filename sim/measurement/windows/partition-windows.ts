/**
 * How busy the busiest partition of each table with a capacity was in each window of the series: the units that it served
 * of what a partition serves at most, of reads or of writes, whichever is more. It looks at each partition once a window.
 */
import { unitKinds } from '../../admission/capacity-units.js';
import type { Usage } from '../../admission/usage.js';
import type { MeteredTable } from '../metered-table.js';

/** Units per second, by kind. */
export type PartitionLimits = readonly number[];

/** Partitions times windows. */
export const partitionLooksMax = 2 ** 31;

export class PartitionWindows {
  /** At the end of the last window, by group and kind. */
  private readonly totals: Float64Array;
  /** By place among the tables. */
  private readonly columns: readonly number[][];

  constructor(
    private readonly usage: Pick<Usage, 'groupUnits'>,
    private readonly tables: readonly MeteredTable[],
    private readonly limits: PartitionLimits,
  ) {
    this.totals = new Float64Array(tables.some(hasCapacity) ? usage.groupUnits.length : 0);
    this.columns = tables.map(() => []);
  }

  closeWindow(elapsedNs: number): void {
    for (const [place, table] of this.tables.entries()) {
      this.columns[place].push(hasCapacity(table) ? this.greatest(table, elapsedNs / 1e9) : 0);
    }
  }

  utilisation(place: number): readonly number[] {
    return this.columns[place];
  }

  private greatest({ keys }: MeteredTable, seconds: number): number {
    let greatest = 0;
    // Asked for its groups, a table begins to keep them, which costs each request a search.
    const split = keys.partitions === keys.partitionsAtStart ? null : keys.groups();
    for (let at = 0; at < keys.partitions; at++) {
      const share = this.share(split === null ? keys.firstGroup + at : split[at]);
      if (share > greatest) greatest = share;
    }
    return greatest / seconds;
  }

  /** Of a second's limit, of the kind that is nearer to it; the next look counts from here. Most partitions are idle. */
  private share(group: number): number {
    const { totals, limits } = this;
    const { groupUnits } = this.usage;
    let share = 0;
    for (let kind = 0; kind < unitKinds; kind++) {
      const at = group * unitKinds + kind;
      const units = groupUnits[at] - totals[at];
      if (units === 0) continue;
      share = Math.max(share, units / limits[kind]);
      totals[at] = groupUnits[at];
    }
    return share;
  }
}

const hasCapacity = ({ mode }: MeteredTable) => mode !== null;
