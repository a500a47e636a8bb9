/**
 * How many writes backups and restores lack, of those that the table had at their moment: they went with their last copies
 * before they were archived. What is archived is lost no more, so a backup that is available lacks no others later.
 */
import type { Clock, Observer, PartitionLoss } from '../../trace.js';

/** A table, by number, as it was at a time. */
export interface Cut {
  readonly table: number;
  readonly toNs: number;
}

export class LostFromCuts implements Observer {
  private readonly cuts: readonly (Cut & { writes: number })[];

  constructor(
    cuts: readonly Cut[],
    private readonly tableOf: (group: number) => number,
  ) {
    this.cuts = cuts.map(({ table, toNs }) => ({ table, toNs, writes: 0 }));
  }

  partitionLost(_clock: Clock, { writes }: PartitionLoss): void {
    for (const { group, committedAtNs } of writes) {
      for (const cut of this.cuts) if (cut.table === this.tableOf(group) && committedAtNs <= cut.toNs) cut.writes++;
    }
  }

  writesMissing({ table, toNs }: Cut): number {
    return this.cuts.find((cut) => cut.table === table && cut.toNs === toNs)?.writes ?? 0;
  }
}
