/**
 * The warm-up is one thing: a request that is issued before its end is no part of any figure, with all its attempts, however
 * late they are answered; one that is issued after it is, and so the clients' view and the service's speak of the same
 * requests. Stations do not know of requests: theirs is the work from the end of the warm-up on (station-meters.ts), and
 * series over time show all of a run.
 */
import type { RequestView } from '../trace.js';

export class WarmUp {
  constructor(
    /** When it ends, from the beginning of the run. */
    readonly untilNs: number,
  ) {}

  /** Whether the request is none of those that are measured. */
  includes({ startedAtNs }: Pick<RequestView, 'startedAtNs'>): boolean {
    return startedAtNs < this.untilNs;
  }
}
