/** What came of a search, as data: the contract of search.json, which every report reads and nothing else of the search. */

/** What is sought: the greatest or the least value that meets; or why neither can be told. */
export type SearchAnswer = 'highest' | 'lowest' | 'all meet' | 'none meets';

export interface SearchResult {
  readonly format: string;
  readonly dynamosim: string;
  /** The digest of its plan: all values that might have been tried, on all seeds. */
  readonly plan: string;
  readonly scenario: string;
  readonly title: string;
  /** What varies, and the ends between which its values were sought. */
  readonly path: string;
  readonly from: string;
  readonly to: string;
  /** Set in all runs. */
  readonly fixed: readonly { readonly path: string; readonly value: string }[];
  /** First and last, both taken; none where each value ran once, on the seed that the scenario says. */
  readonly seeds: readonly { readonly first: number; readonly last: number }[];
  readonly minShare: number;
  /** What a run has to meet. */
  readonly promises: readonly DecidingPromise[];
  readonly answer: SearchAnswer;
  /** Two neighbouring values; null where the ends agree. */
  readonly bracket: { readonly meets: string; readonly fails: string } | null;
  /**
   * Of all runs that there might be, the share that meets at the limit between the two, at 95 %: at least the one meets where
   * the value meets, at most the other where it does not. Null where the ends agree.
   */
  readonly share: Span | null;
  /** Values whose verdict contradicts the answer: it is not monotone there. */
  readonly contrary: readonly string[];
  /** How far each seed meets by itself; null where the ends agree, and of one seed. */
  readonly limits: SearchLimits | null;
  /** From the least. */
  readonly tried: readonly TriedValue[];
  readonly runs: number;
}

export interface DecidingPromise {
  /** Null of an expectation. */
  readonly tenant: string | null;
  readonly metric: string;
  /** Such as "at most 10 ms"; null where it varies. */
  readonly condition: string | null;
  /** Of its figures; shares are in 0..1. */
  readonly unit: string;
}

export interface SearchLimits {
  /** Half of the seeds meet up to there. */
  readonly median: LimitBetween;
  /** Of all runs, at 95 % at least; null of fewer than six seeds. */
  readonly interval: LimitBetween | null;
  readonly least: LimitBetween;
  readonly greatest: LimitBetween;
  /** Seeds that meet again beyond their own limit. */
  readonly crossedAgain: number;
}

/** Two values between which a limit lies; null beyond the ends. */
export interface LimitBetween {
  readonly above: string | null;
  readonly below: string | null;
}

export interface TriedValue {
  readonly value: string;
  /** It was tried on all seeds, and so has a verdict; others were tried on some for those seeds' limits. */
  readonly meets: boolean | null;
  readonly runs: number;
  /** Runs that met all of the promises, and broke no property. */
  readonly met: number;
  /** Of the probability that a run meets, at 95 %, of a value that was not chosen by what came of it. */
  readonly interval: Span | null;
  /** Runs that needed more than a run may hold, and so met nothing. */
  readonly refused: number;
  /** Properties that a run broke. */
  readonly violated: readonly string[];
  /** One for each of the deciding promises. */
  readonly promises: readonly TriedPromise[];
  /** Makes these runs again. */
  readonly command: string;
}

export interface TriedPromise {
  readonly met: number;
  /** Over the runs that have such a figure; null of none. */
  readonly mean: number | null;
  readonly interval: Span | null;
}

interface Span {
  readonly low: number;
  readonly high: number;
}
