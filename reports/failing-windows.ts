/**
 * Windows in which so many requests failed that latencies, which are of the others, say little of how a tenant fared: what
 * fails is often what would have been slowest. Shared by pictures and the page's script.
 */

/** Of the requests that ended in a window. */
export const failingShareMin = 0.1;
export const failingWords = `more than ${100 * failingShareMin} % failed`;

/** By window: requests, by how they ended. */
export interface Endings {
  readonly issued: readonly number[];
  readonly succeeded: readonly number[];
  readonly throttled: readonly number[];
  readonly serverErrors: readonly number[];
  readonly timedOut: readonly number[];
}

export type Failing = 'few' | 'many' | 'all';

export function failingIn(at: number, { issued, succeeded, throttled, serverErrors, timedOut }: Endings): Failing {
  if (succeeded[at] === 0) return issued[at] > 0 ? 'all' : 'few';
  const failed = throttled[at] + serverErrors[at] + timedOut[at];
  return failed > failingShareMin * (failed + succeeded[at]) ? 'many' : 'few';
}

export function hasFailing(endings: Endings): boolean {
  return endings.issued.some((_, at) => failingIn(at, endings) === 'many');
}
