/** A checker watches a run for one promise, and in the end says whether it held. */
import type { Observer } from '../trace.js';
import type { Property } from './properties.js';

/** A verdict on one property: it holds, it is violated (how often, with a witness), or nothing was examined. */
export interface Check {
  readonly property: Property;
  readonly verdict: 'holds' | 'violated' | 'unknown';
  readonly examined: number;
  /** Of those examined. */
  readonly violations: number;
  /** The first violation in words. */
  readonly witness: string | null;
}

export interface Checker extends Observer {
  /** `requestsUnderWay`: what the workload still holds. To be called once, at the end. */
  results(endNs: number, requestsUnderWay: number): readonly Check[];
}

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

export function verdictOf(property: Property, examined: number, { count, witness }: Violations): Check {
  const verdict = count > 0 ? 'violated' : examined === 0 ? 'unknown' : 'holds';
  return { property, verdict, examined, violations: count, witness };
}
