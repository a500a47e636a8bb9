/** A checker watches a run for one promise, and in the end says whether it held. */
import type { CountsOf, Fact } from '../protocol/facts.js';
import type { Observer } from '../trace.js';

/** What runs are checked for, said once, beside the checker; all of them are listed in properties.ts. */
export interface Property {
  readonly name: string;
  readonly about: string;
}

/** What is counted of each property. */
export const checkFacts = [
  { name: 'examined', unit: 'count', about: 'times that it was put to the test' },
  { name: 'violations', unit: 'count', about: 'times that it did not hold, of those examined' },
] as const satisfies readonly Fact[];

/** A verdict on one property: it holds, it is violated (how often, with a witness), or nothing was examined. */
export interface Check extends Readonly<CountsOf<typeof checkFacts>> {
  readonly property: string;
  readonly verdict: 'holds' | 'violated' | 'unknown';
  /** The first violation in words. */
  readonly witness: string | null;
}

export interface Checker extends Observer {
  /** `requestsUnderWay`: what the workload still holds. To be called once, at the end. */
  results(endNs: number, requestsUnderWay: number): readonly Check[];
}

/** What a partition is called, such as `orders/7`. */
export type NameOf = (group: number) => string;

/** Violations of one property as they are found: how many, and the first in words. */
export class Violations {
  count = 0;
  witness: string | null = null;

  add(count: number, describe: () => string): void {
    if (count === 0) return;
    this.count += count;
    this.witness ??= describe();
  }
}

export function verdictOf({ name: property }: Property, examined: number, { count, witness }: Violations): Check {
  const verdict = count > 0 ? 'violated' : examined === 0 ? 'unknown' : 'holds';
  return { property, verdict, examined, violations: count, witness };
}

/** As people say it, to the nanosecond: "20 s", "9.912674206 s". */
export const inSeconds = (ns: number): string => `${(ns / 1e9).toFixed(9).replace(/\.?0+$/, '')} s`;
