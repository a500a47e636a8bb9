/**
 * What came of the values that a search tried: run by run whether all that decides was met, and value by value how many did,
 * with Wilson's interval and the mean of each deciding figure. A run that broke a property, or needed more than a run may
 * hold, did not meet.
 */
import type { TriedValue } from '../../search-result.js';
import { meanInterval } from '../seed-intervals.js';
import { isRefused, type SweepRecord } from '../sweep/record.js';
import { wilsonInterval } from '../sweep/wilson.js';
import type { Deciding } from './deciding.js';
import type { Trial, Verdicts } from './search.js';

interface Tried {
  readonly bySeed: Map<number, boolean>;
  refused: number;
  readonly violated: Set<string>;
  readonly promises: readonly { met: number; readonly figures: number[] }[];
}

export class TriedValues implements Verdicts {
  /** Of the seeds, for a value to meet. */
  readonly needed: number;
  private readonly byRung = new Map<number, Tried>();

  constructor(
    private readonly deciding: Deciding,
    private readonly seeds: number,
    minShare: number,
  ) {
    const counts = Array.from({ length: seeds + 1 }, (_, met) => met);
    this.needed = counts.find((met) => met / seeds >= minShare)!;
  }

  /** Each trial once. */
  take({ rung, seed }: Trial, record: SweepRecord): void {
    const { objectives, expectations } = this.deciding;
    const tried = this.byRung.get(rung) ?? this.triedNever();
    this.byRung.set(rung, tried);
    if (isRefused(record)) {
      tried.refused++;
      tried.bySeed.set(seed, false);
      return;
    }
    const verdicts = [
      ...objectives.map((at) => record.objectives[at]),
      ...expectations.map((at) => record.expectations[at]),
    ];
    tried.bySeed.set(seed, record.violated.length === 0 && verdicts.every(({ met }) => met));
    for (const property of record.violated) tried.violated.add(property);
    verdicts.forEach(({ met, actual }, at) => {
      const promise = tried.promises[at];
      if (met) promise.met++;
      if (actual !== null) promise.figures.push(actual);
    });
  }

  rungs(): readonly number[] {
    return [...this.byRung.keys()].sort((a, b) => a - b);
  }

  isMet({ rung, seed }: Trial): boolean | null {
    return this.byRung.get(rung)?.bySeed.get(seed) ?? null;
  }

  meets(rung: number): boolean {
    const { bySeed } = this.byRung.get(rung)!;
    if (bySeed.size < this.seeds) throw new Error(`rung ${rung} was tried on ${bySeed.size} of ${this.seeds} seeds`);
    return metIn(bySeed) >= this.needed;
  }

  summaryOf(rung: number): Omit<TriedValue, 'value' | 'command'> {
    const { bySeed, refused, violated, promises } = this.byRung.get(rung)!;
    const [runs, met] = [bySeed.size, metIn(bySeed)];
    return {
      meets: runs === this.seeds ? this.meets(rung) : null,
      ...{ runs, met, interval: wilsonInterval(met, runs), refused, violated: [...violated].sort() },
      promises: promises.map((promise) => ({
        met: promise.met,
        mean: promise.figures.length === 0 ? null : meanOf(promise.figures),
        interval: meanInterval(promise.figures),
      })),
    };
  }

  private triedNever(): Tried {
    const { objectives, expectations } = this.deciding;
    const promises = [...objectives, ...expectations].map(() => ({ met: 0, figures: [] }));
    return { bySeed: new Map(), refused: 0, violated: new Set(), promises };
  }
}

const metIn = (bySeed: ReadonlyMap<number, boolean>) => [...bySeed.values()].filter(Boolean).length;

const meanOf = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0) / values.length;
