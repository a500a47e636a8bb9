/**
 * Units per second over the last interval, from a column of counts that only grow. Flat arrays and no garbage: a look at
 * ten thousand idle partitions is twenty thousand subtractions.
 */
import { unitKinds } from './capacity-units.js';

export class UnitRates {
  private readonly seen: Float64Array;
  private readonly perSecond: Float64Array;

  constructor(
    /** At `index * unitKinds + kind`, of partitions, nodes or tables. */
    private readonly units: Float64Array,
  ) {
    this.seen = new Float64Array(units.length);
    this.perSecond = new Float64Array(units.length);
  }

  /** The interval of `seconds` that began at the last call ends, for one index. */
  sample(index: number, seconds: number): void {
    for (let at = index * unitKinds; at < (index + 1) * unitKinds; at++) {
      this.perSecond[at] = (this.units[at] - this.seen[at]) / seconds;
      this.seen[at] = this.units[at];
    }
  }

  of(index: number, kind: number): number {
    return this.perSecond[index * unitKinds + kind];
  }
}
