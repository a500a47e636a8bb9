/**
 * One request as the application made it: what is asked, which never changes while anybody works on it, and how its client
 * fares with it, from the first attempt to the final outcome, through retries, back-off and hedges.
 */
import type { Pooled } from '../engine/pool.js';
import type { CountsOf, Fact } from './facts.js';
import type { JournalAsk } from './journal-ask.js';
import type { VersionBuffer } from './stamped-version.js';

/** Open: still under way. */
export const outcome = { open: -1, succeeded: 0, throttled: 1, serverError: 2, timedOut: 3 } as const;

/** How requests end, by the numbers of `outcome`. */
export const endingFacts = [
  { name: 'succeeded', unit: 'count', about: 'requests that got a good answer' },
  { name: 'throttled', unit: 'count', about: 'requests given up after HTTP 400 throttles' },
  {
    name: 'serverErrors',
    unit: 'count',
    about:
      'requests given up after HTTP 500 or 503, or (400) of a table that is not there or an item being written elsewhere',
  },
  { name: 'timedOut', unit: 'count', about: 'requests given up after a time-out or a lost connection' },
] as const satisfies readonly Fact[];

/** What its client counts of a request while it is under way, and its functions below go through one by one. */
export const requestFacts = [
  { name: 'attempts', unit: 'count', about: 'first attempts, retries and hedges' },
  { name: 'retries', unit: 'count', about: 'attempts after one that failed' },
  { name: 'hedges', unit: 'count', about: 'attempts beside one that had not answered yet' },
  { name: 'hedgesWon', unit: 'count', about: 'hedges that brought the good answer' },
  { name: 'retriesDenied', unit: 'count', about: "retries that the client's retry quota forbade" },
  { name: 'attempts500', unit: 'count', about: 'attempts answered 500' },
  { name: 'attempts503', unit: 'count', about: 'attempts answered 503' },
  { name: 'attemptsTimedOut', unit: 'count', about: 'attempts without an answer in time' },
] as const satisfies readonly Fact[];
export type RequestCounts = CountsOf<typeof requestFacts>;

export class Request implements Pooled, RequestCounts {
  /** -1: no client asks, but another region, which tells of a write. */
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
  /** What another region tells of; of no meaning where a client asks. */
  version: VersionBuffer | null = null;
  /** What another region asks about the item in place of that; of no meaning where a client asks. */
  ask: JournalAsk | null = null;
  /** SDK client of the tenant that sends it; of another region, the number of the change that is sent. */
  instance = 0;
  /** Of what follows when this succeeds, the update of a pair or all that a query has still to read; -1 for nothing. */
  followingBytes = -1;
  startedAtNs = 0;
  attempts = 0;
  retries = 0;
  hedges = 0;
  hedgesWon = 0;
  retriesDenied = 0;
  attempts500 = 0;
  attempts503 = 0;
  attemptsTimedOut = 0;
  /** Tokens that the last retry took from the quota. */
  tokensTaken = 0;
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

/** Another region's, about an item, and no write that has come to be. */
export const isAsk = ({ tenant, ask }: Request): boolean => tenant < 0 && ask !== null;

/** One by one, here and below: a loop over the names costs more than all else with which a request begins or ends. */
export function beginCounting(counts: RequestCounts): void {
  counts.attempts = 0;
  counts.retries = 0;
  counts.hedges = 0;
  counts.hedgesWon = 0;
  counts.retriesDenied = 0;
  counts.attempts500 = 0;
  counts.attempts503 = 0;
  counts.attemptsTimedOut = 0;
}

export function addCounts(sums: RequestCounts, counts: Readonly<RequestCounts>): void {
  sums.attempts += counts.attempts;
  sums.retries += counts.retries;
  sums.hedges += counts.hedges;
  sums.hedgesWon += counts.hedgesWon;
  sums.retriesDenied += counts.retriesDenied;
  sums.attempts500 += counts.attempts500;
  sums.attempts503 += counts.attempts503;
  sums.attemptsTimedOut += counts.attemptsTimedOut;
}

/** Stands in an attempt or call that was never used. */
export const nobodysRequest = new Request(-1);
