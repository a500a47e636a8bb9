/** Bad copies of items over time: how many there were, and in each window of the series what became of them and of readers. */
import { WindowedCounts } from '../../engine/time-windows.js';
import type { DamageEnd } from '../../trace.js';

const columns = ['damaged', 'found', 'repaired', 'displaced', 'wrong'] as const;
type Column = (typeof columns)[number];

/** Parallel arrays, one value a window; there are none where nothing damages copies and nobody compares them. */
export interface DamageSeries extends Readonly<Record<Column, readonly number[]>> {
  /** Copies of items that became bad in the window. */
  readonly damaged: readonly number[];
  /** Of which the service learnt. */
  readonly found: readonly number[];
  /** That were copied anew from a good copy. */
  readonly repaired: readonly number[];
  /** That were written anew, or given up with their replicas. */
  readonly displaced: readonly number[];
  /** Reads answered with what a bad copy had. */
  readonly wrong: readonly number[];
  /** Copies that were bad at the end of the window: all damaged until then that were neither repaired nor displaced. */
  readonly bad: readonly number[];
}

export class DamageOverTime {
  private readonly counts: WindowedCounts<Column>;
  private readonly place: Readonly<Record<Column, number>>;

  constructor(windowNs: number) {
    this.counts = new WindowedCounts(windowNs, columns);
    this.place = Object.fromEntries(columns.map((name, at) => [name, at])) as Record<Column, number>;
  }

  add(nowNs: number, column: Exclude<Column, 'repaired' | 'displaced'>): void {
    this.counts.add(nowNs, this.place[column], 1);
  }

  ended(nowNs: number, end: DamageEnd): void {
    this.counts.add(nowNs, this.place[end === 'repaired' || end === 'fetched' ? 'repaired' : 'displaced'], 1);
  }

  series(endNs: number): DamageSeries {
    const of = (name: Column) => this.counts.series(name, endNs);
    const [damaged, repaired, displaced] = [of('damaged'), of('repaired'), of('displaced')];
    let now = 0;
    const bad = damaged.map((each, window) => {
      now += each - repaired[window] - displaced[window];
      return now;
    });
    return { damaged, found: of('found'), repaired, displaced, wrong: of('wrong'), bad };
  }
}
