/** A checker watches a run for one promise, and in the end says whether it held. */
import type { Observer } from '../trace.js';

/** A verdict on one property: it holds, it is violated (with a witness), or nothing was examined. */
export interface Check {
  readonly property: string;
  readonly verdict: 'holds' | 'violated' | 'unknown';
  readonly examined: number;
  readonly witness: string | null;
}

export interface Checker extends Observer {
  /** `requestsUnderWay`: what the workload still holds. To be called once, at the end. */
  results(endNs: number, requestsUnderWay: number): readonly Check[];
}

export function verdictOf(property: string, examined: number, witness: string | null): Check {
  const verdict = witness !== null ? 'violated' : examined === 0 ? 'unknown' : 'holds';
  return { property, verdict, examined, witness };
}
