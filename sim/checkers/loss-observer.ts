/** Partitions that lost writes for good in a run: what a check cannot know of their items it leaves out. */
import type { Clock, Observer, PartitionLoss } from '../trace.js';

export abstract class LossObserver implements Observer {
  protected readonly lostGroups = new Set<number>();

  groupLost(_clock: Clock, group: number): void {
    this.lostGroups.add(group);
  }

  partitionLost(_clock: Clock, { group }: PartitionLoss): void {
    this.lostGroups.add(group);
  }

  writeLost(_clock: Clock, { group }: { readonly group: number }): void {
    this.lostGroups.add(group);
  }
}
