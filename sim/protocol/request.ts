/**
 * One request as the application made it: what is asked, which never changes while anybody works on it, and how its client
 * fares with it, from the first attempt to the final outcome, through retries, back-off and hedges.
 */
import type { Pooled } from '../engine/pool.js';

/** Open: still under way. */
export const outcome = { open: -1, succeeded: 0, throttled: 1, serverError: 2, timedOut: 3 } as const;

export class Request implements Pooled {
  tenant = 0;
  table = 0;
  operation = 0;
  isWrite = false;
  isStrong = false;
  item = 0;
  /** Of the item as it is written, or of all items read. */
  bytes = 0;
  /** Of the item that a write replaces or deletes, as it was when the request was made; 0 for reads. */
  replacedBytes = 0;
  /** Unique over the run for writes, the same for every attempt; 0 for reads. */
  writeId = 0;
  /** SDK client of the tenant that sends it. */
  instance = 0;
  /** Of what follows when this succeeds, the update of a pair or all that a query has still to read; -1 for nothing. */
  followingBytes = -1;
  startedAtNs = 0;
  attempts = 0;
  retries = 0;
  hedges = 0;
  retriesDenied = 0;
  /** Tokens that the last retry took from the quota. */
  tokensTaken = 0;
  attempts500 = 0;
  attempts503 = 0;
  attemptsTimedOut = 0;
  /** Status of the attempt that failed last. */
  lastStatus = 0;
  /** Attempts under way, by index, or -1: the latest try and its hedge. */
  first = -1;
  second = -1;
  hedgeTimer = 0;
  hasHedgeTimer = false;
  /** Time spent in attempts that failed, and waiting between attempts. */
  failedNs = 0;
  backoffNs = 0;
  waitingSinceNs = 0;
  /** The next in its client's line for a token, by index, or -1. */
  behind = -1;
  outcome: number = outcome.open;

  constructor(readonly index: number) {}
}

/** Stands in an attempt or call that was never used. */
export const nobodysRequest = new Request(-1);
