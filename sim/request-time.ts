/**
 * Where requests spend their time, as a result says it: the stages of a request's way, what share of each band of the tail
 * they take, and single requests with each stage. Part of the contract of result.ts.
 */

export type Consistency = 'strong' | 'eventual' | 'write';

/** Of whom, what, and how fresh: rows of a kind have a class of requests each. */
export interface RequestKind {
  readonly tenant: string;
  readonly operation: string;
  readonly consistency: Consistency;
}

/** Where a request's time goes, in the order of its way; the vocabulary of `tail[].share`. */
export const stages = [
  'failedAttempts',
  'backoff',
  'network',
  'routerQueue',
  'routerCpu',
  'metadata',
  'failover',
  'nodeQueue',
  'nodeCpu',
  'diskQueue',
  'disk',
  'quorumWait',
] as const;
export type Stage = (typeof stages)[number];

export interface TailRow extends RequestKind {
  /** Requests between these percentiles: `p0-p50`, `p50-p90`, `p90-p99`, `p99-p99.9`, `p99.9-max`. */
  readonly band: string;
  readonly requests: number;
  readonly meanMs: number;
  /** Share of the band's total time by stage; the shares sum to 1. */
  readonly share: Readonly<Record<string, number>>;
}

/** One request after warm-up, with its attempts as its client saw them. */
export interface ExemplarRow extends RequestKind {
  /** A band of `tail`, `slowest` of its class, `slowestOfWindow` of its tenant, or `failed`. */
  readonly keptAs: string;
  /** That owned the item when it was asked for. */
  readonly partition: string;
  readonly item: number;
  readonly startedS: number;
  /** To the good answer, or until its client gave up. */
  readonly latencyMs: number;
  readonly outcome: 'succeeded' | 'throttled' | 'serverError' | 'timedOut';
  readonly attempts: number;
  /** In order of their ends. Fewer than `attempts` where one was thrown away, or more failed than are kept. */
  readonly tries: readonly ExemplarTry[];
}

/** One attempt; the time between two of them is back-off. Times are from the start of the request. */
export interface ExemplarTry {
  /** Its place among the attempts, from 1. */
  readonly number: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** Null where no router was in rotation. */
  readonly router: string | null;
  /** The storage node that was asked last; null where none was. */
  readonly node: string | null;
  /** The last that did not answer its router in time, of which `failover` is the time waited; null where all did. */
  readonly silentNode: string | null;
  /**
   * `silent`: no answer in time, or no connection; `notFound`: the table is not there, or not yet; `conflict`: another region
   * was writing the item.
   */
  readonly answer: 'ok' | 'throttled' | '500' | '503' | 'silent' | 'notFound' | 'conflict';
  /** Why it was throttled. */
  readonly reason: string | null;
  /** End to end from its start; what was done after the last of them the client never heard of. */
  readonly spans: readonly { readonly stage: Stage; readonly fromMs: number; readonly toMs: number }[];
}
