/**
 * Conservation and Little's law. Every request ends exactly once; and the number in the system, integrated over time as
 * it changes, equals the time that requests spent in it, added up request by request (L = lambda W over the whole run).
 */
import type { Clock, RequestView } from '../trace.js';
import { type Check, type Checker, inSeconds, type Property, Violations, verdictOf } from './check.js';

/** Both sums are of whole nanoseconds; beyond 2^53 they round. */
const relativeErrorMax = 1e-9;
const nsPerS = 1e9;

export const requestsEndOnce: Property = {
  name: 'requests-end-once',
  about: 'every request ends exactly once',
};
export const littlesLaw: Property = {
  name: 'littles-law',
  about: 'requests in the system, integrated over time, are the times of the requests added up',
};

export class RequestBalanceCheck implements Checker {
  private started = 0;
  private finished = 0;
  private inSystem = 0;
  private changedAtNs = 0;
  private integralNs = 0;
  private sojournNs = 0;
  /** When those in the system began, summed: whole seconds and the rest, since sums of late times would round. */
  private startsS = 0;
  private startsNs = 0;
  private readonly notOnce = new Violations();

  requestStarted({ nowNs }: Clock): void {
    this.advance(nowNs);
    this.started++;
    this.inSystem++;
    this.startsNs += nowNs % nsPerS;
    this.startsS += Math.floor(nowNs / nsPerS);
  }

  requestFinished({ nowNs }: Clock, request: RequestView): void {
    this.advance(nowNs);
    this.finished++;
    this.inSystem--;
    const { startedAtNs } = request;
    this.startsNs -= startedAtNs % nsPerS;
    this.startsS -= Math.floor(startedAtNs / nsPerS);
    this.sojournNs += nowNs - startedAtNs;
    if (this.inSystem < 0) this.notOnce.add(1, () => `more requests ended than began by ${inSeconds(nowNs)}`);
  }

  private advance(nowNs: number): void {
    this.integralNs += this.inSystem * (nowNs - this.changedAtNs);
    this.changedAtNs = nowNs;
  }

  results(endNs: number, unfinished: number): Check[] {
    this.advance(endNs);
    const { started, finished } = this;
    const astray = Math.abs(started - finished - unfinished);
    this.notOnce.add(
      Math.max(0, astray - this.notOnce.count),
      () => `${started} requests began, ${finished} ended, ${unfinished} are under way`,
    );
    const wholeS = this.inSystem * Math.floor(endNs / nsPerS) - this.startsS;
    const sojournNs = this.sojournNs + wholeS * nsPerS + this.inSystem * (endNs % nsPerS) - this.startsNs;
    const error = Math.abs(this.integralNs - sojournNs) / Math.max(1, sojournNs);
    const unequal = new Violations();
    unequal.add(
      error <= relativeErrorMax ? 0 : 1,
      () =>
        `the number in the system integrates to ${inSeconds(this.integralNs)}, the requests' times add up to ${inSeconds(sojournNs)}`,
    );
    return [
      verdictOf(requestsEndOnce, started, this.notOnce),
      // One equation over all of them.
      verdictOf(littlesLaw, Math.min(1, finished), unequal),
    ];
  }
}
