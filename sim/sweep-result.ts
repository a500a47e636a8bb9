/** What came of a sweep, as data: the contract of sweep.json, which every report reads and nothing else of the sweep. */
import type { Consistency } from './request-time.js';

export interface Sweep {
  readonly format: string;
  readonly dynamosim: string;
  /** The digest of its plan. */
  readonly plan: string;
  readonly jobs: number;
  /** Spans of numbers that no record was found of, such as "7" and "20..31", and how many they are. */
  readonly missing: { readonly count: number; readonly numbers: readonly string[] };
  readonly varied: readonly { readonly path: string; readonly values: readonly string[] }[];
  readonly isZipped: boolean;
  /** Set in all jobs. */
  readonly fixed: readonly { readonly path: string; readonly value: string }[];
  /** First and last, both taken; none where each cell ran once, on the seed that its scenario says. */
  readonly seeds: readonly { readonly first: number; readonly last: number }[];
  /** Where seeds were added until a mean was narrow enough; null where all seeds were asked for. */
  readonly until: SweepUntil | null;
  /** Whether the scenarios ran as their files say, so that what they expect is expected of these runs. */
  readonly isAsWritten: boolean;
  readonly cells: readonly CellSummary[];
}

export interface SweepUntil {
  /** Or a figure such as p99, of the most frequent operation of each tenant. */
  readonly metric: string;
  /** Half of the 95 % interval of its mean, of the mean, at most. */
  readonly share: number;
  readonly scenarios: readonly ScenarioStop[];
}

export interface ScenarioStop {
  readonly scenario: string;
  /** Of each of its settings, from the first on; jobs on later ones are not asked for. */
  readonly seeds: number;
  readonly isNarrow: boolean;
  /** Where the interval was widest, and how wide; null where too few runs are there to tell. */
  readonly widest: {
    readonly cell: number;
    readonly values: readonly string[];
    readonly path: string;
    /** Null where there is no interval. */
    readonly share: number | null;
  } | null;
}

/** One scenario under one setting. */
export interface CellSummary {
  readonly index: number;
  readonly scenario: string;
  readonly title: string;
  /** One for each path that varies. */
  readonly values: readonly string[];
  /** Numbers of its jobs, both taken. */
  readonly jobs: { readonly first: number; readonly last: number };
  /** Runs that ended. */
  readonly runs: number;
  readonly refused: readonly { readonly number: number; readonly why: string }[];
  readonly metrics: readonly MetricSummary[];
  readonly objectives: readonly VerdictSummary[];
  readonly expectations: readonly VerdictSummary[];
  readonly violated: readonly { readonly property: string; readonly by: readonly number[] }[];
  readonly warmup: {
    readonly seconds: number;
    /** Tenants whose latency settled later in most runs, by MSER-5. */
    readonly tooShortFor: readonly LateSettling[];
  };
  /** Without classes of more requests than a histogram counts. */
  readonly latency: readonly PooledLatency[];
}

export interface LateSettling {
  readonly tenant: string;
  /** Runs that could be judged. */
  readonly runs: number;
  /** Of those, the ones that settled after the warm-up. */
  readonly later: number;
  /** From the beginning; the median of all that could be judged. */
  readonly settledAfterSeconds: number;
}

export interface MetricSummary {
  readonly path: string;
  /** As `dynamosim metrics` prints it; shares are in 0..1. */
  readonly unit: string;
  /** Runs that have such a figure; the mean and all else are of those, and null of none. */
  readonly runs: number;
  readonly mean: number | null;
  /** At 95 %; null of fewer than two. */
  readonly interval: Span | null;
  readonly least: number | null;
  readonly most: number | null;
  /** To the first cell of the same scenario, of the seeds that both have; null in that cell. */
  readonly change: { readonly mean: number; readonly interval: Span | null } | null;
}

export interface VerdictSummary {
  /** Null of an expectation. */
  readonly tenant: string | null;
  readonly metric: string;
  /** Such as "at most 10 ms". */
  readonly condition: string;
  readonly met: number;
  /** That met it, of those that ended; null of none. */
  readonly share: number | null;
  /** Of the probability that a run meets it, at 95 %. */
  readonly interval: Span | null;
  /** The first runs that missed it. */
  readonly missedBy: readonly number[];
}

/** Of all runs of a cell together. */
export interface PooledLatency {
  readonly tenant: string;
  readonly operation: string;
  readonly consistency: Consistency;
  readonly requests: number;
  readonly meanMs: number;
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly p99Ms: number;
  readonly p99_9Ms: number;
  readonly maxMs: number;
}

interface Span {
  readonly low: number;
  readonly high: number;
}
