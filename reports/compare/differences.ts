/**
 * Figures of two sides that differ, kind of request by kind of request: latencies of those that succeeded, shares of those
 * that ended, and availabilities. Each carries the name under which `--fail-on` and `expect:` know it, the doubts of
 * doubts.ts about either side, and a 95 % interval of the change where one is known. A kind that one side alone has stands
 * with null on the other. Where a side is several seeds, its figures are means over them.
 */
import type { RequestKind } from '../../sim/request-time.js';
import type { AvailabilityRow, ClientLatencyRow, OutcomeRow } from '../../sim/result.js';
import { isOfFew, missesTail, type Sample, successOf } from '../doubts.js';
import { keyOf, meanOf, type PairedRows, pairedRows, type Runs } from './paired-rows.js';

export type Doubt = 'few' | 'survivors';

export interface Difference {
  /** As `dynamosim metrics` lists it. */
  readonly metric: string;
  /** In words, such as "storefront getItem strong". */
  readonly of: string;
  readonly figure: string;
  readonly unit: 'ms' | 'share';
  readonly a: number | null;
  readonly b: number | null;
  /** B's less A's; null where one is not known. */
  readonly change: number | null;
  /** To A's; null of a share, and where A's is none or zero. */
  readonly relative: number | null;
  readonly isBetter: boolean | null;
  /** 95 % interval of the change; null where it is not known. */
  readonly low: number | null;
  readonly high: number | null;
  readonly doubtsOfA: readonly Doubt[];
  readonly doubtsOfB: readonly Doubt[];
}

/** A figure in the runs of each side, one a seed. */
export interface Values {
  readonly a: readonly (number | null)[];
  readonly b: readonly (number | null)[];
}

export interface Span {
  readonly low: number;
  readonly high: number;
}

/** 95 % intervals of changes, by whoever knows the statistics of the runs. */
export interface Intervals {
  ofLatency(kind: RequestKind, figure: string, values: Values): Span | null;
  ofOutcomes(tenant: string, operation: string, figure: string, values: Values): Span | null;
  ofAvailability(scope: AvailabilityRow['scope'], name: string, figure: string, values: Values): Span | null;
  /** Of a figure that the run has but one of. */
  ofRun(figure: string, values: Values): Span | null;
}

const latencies: Readonly<Record<string, (row: ClientLatencyRow) => number | null>> = {
  mean: (row) => row.meanMs,
  p50: (row) => row.p50Ms,
  p90: (row) => row.p90Ms,
  p95: (row) => row.p95Ms,
  p99: (row) => row.p99Ms,
  'p99.9': (row) => row.p99_9Ms,
  'p99.99': (row) => row.p99_99Ms,
  max: (row) => row.maxMs,
};

const endedOf = (row: OutcomeRow) => row.succeeded + row.throttled + row.serverErrors + row.timedOut;
const shareOf = (part: number, whole: number) => (whole === 0 ? null : part / whole);
const shares: Readonly<Record<string, (row: OutcomeRow) => number | null>> = {
  successShare: (row) => shareOf(row.succeeded, endedOf(row)),
  throttledShare: (row) => shareOf(row.throttled, endedOf(row)),
};

const availabilities: Readonly<Record<string, (row: AvailabilityRow) => number | null>> = {
  achieved: (row) => row.achieved,
  requestWeighted: (row) => row.requestWeighted,
  clientView: (row) => row.clientView,
  monthly: (row) => row.monthly,
};

const leaderless = 'leaderless';
const lessIsBetter = ['throttledShare', leaderless, ...Object.keys(latencies)];

export function differencesOf(a: Runs, b: Runs, intervals: Intervals): readonly Difference[] {
  const all = [
    ...ofLatency(a, b, intervals),
    ...ofOutcomes(a, b, intervals),
    ...ofAvailability(a, b, intervals),
    ofLeadership(a, b, intervals),
  ];
  return all.filter((each) => each.a !== each.b);
}

function ofLatency(a: Runs, b: Runs, intervals: Intervals): Difference[] {
  return pairedRows(a, b, ({ latency }) => latency, keyOf).flatMap((rows) => {
    const { tenant, operation, consistency } = rows.row;
    const samples = [sampleOf(rows.a), sampleOf(rows.b)];
    return Object.entries(latencies).map(([figure, of]) => {
      const values = valuesBy(of, rows);
      return {
        ...difference(`latency.${tenant}.${operation}.${consistency}`, kindInWords(rows.row), figure, values),
        ...spanOf(intervals.ofLatency(rows.row, figure, values)),
        doubtsOfA: doubtsOf(figure, samples[0], samples),
        doubtsOfB: doubtsOf(figure, samples[1], samples),
      };
    });
  });
}

function ofOutcomes(a: Runs, b: Runs, intervals: Intervals): Difference[] {
  const key = ({ tenant, operation }: OutcomeRow) => JSON.stringify([tenant, operation]);
  return pairedRows(a, b, ({ outcomes }) => outcomes, key).flatMap((rows) => {
    const { tenant, operation } = rows.row;
    return Object.entries(shares).map(([figure, of]) => {
      const values = valuesBy(of, rows);
      return {
        ...difference(`outcomes.${tenant}.${operation}`, `${tenant} ${operation}`, figure, values),
        ...spanOf(intervals.ofOutcomes(tenant, operation, figure, values)),
      };
    });
  });
}

function ofAvailability(a: Runs, b: Runs, intervals: Intervals): Difference[] {
  const key = ({ scope, name }: AvailabilityRow) => JSON.stringify([scope, name]);
  return pairedRows(a, b, ({ availability }) => availability, key).flatMap((rows) => {
    const { scope, name } = rows.row;
    return Object.entries(availabilities).map(([figure, of]) => {
      const values = valuesBy(of, rows);
      return {
        ...difference(`availability.${scope}.${name}`, `${scope} ${name}`, figure, values),
        ...spanOf(intervals.ofAvailability(scope, name, figure, values)),
      };
    });
  });
}

/** How long the outage of a lost leader is, which a percentile over the run may hide. */
function ofLeadership(a: Runs, b: Runs, intervals: Intervals): Difference {
  const longestOf = (runs: Runs) => runs.map(({ elections }) => elections.longestLeaderlessMs);
  const values = { a: longestOf(a), b: longestOf(b) };
  return {
    ...difference('elections', 'partitions', leaderless, values),
    metric: 'elections.longestLeaderlessMs',
    ...spanOf(intervals.ofRun(leaderless, values)),
  };
}

function valuesBy<Row>(of: (row: Row) => number | null, { a, b }: PairedRows<Row>): Values {
  const figureOf = (row: Row | undefined) => (row === undefined ? null : of(row));
  return { a: a.map(figureOf), b: b.map(figureOf) };
}

const spanOf = (span: Span | null) => ({ low: span?.low ?? null, high: span?.high ?? null });

function difference(path: string, of: string, figure: string, values: Values): Difference {
  const unit = figure in latencies || figure === leaderless ? 'ms' : 'share';
  const [a, b] = [meanOf(values.a), meanOf(values.b)];
  const change = a === null || b === null ? null : b - a;
  const relative = unit === 'share' || change === null || !a ? null : change / a;
  const isBetter = change === null || change === 0 ? null : change < 0 === lessIsBetter.includes(figure);
  const figures = { a, b, change, relative, isBetter };
  return {
    metric: `${path}.${figure}`,
    of,
    figure,
    unit,
    ...figures,
    low: null,
    high: null,
    doubtsOfA: [],
    doubtsOfB: [],
  };
}

export function kindInWords({ tenant, operation, consistency }: RequestKind): string {
  return `${tenant} ${operation}${consistency === 'write' ? '' : ` ${consistency}`}`;
}

/** Of the seed with fewest successes: a percentile of several seeds is the mean of theirs. */
function sampleOf(rows: readonly (ClientLatencyRow | undefined)[]): Sample {
  const samples = rows.map((row) => ({ succeeded: row?.requests ?? 0, failed: row?.failed ?? 0 }));
  return samples.reduce((fewest, each) => (each.succeeded < fewest.succeeded ? each : fewest));
}

function doubtsOf(figure: string, own: Sample, both: readonly Sample[]): Doubt[] {
  if (own.succeeded === 0) return [];
  const best = Math.max(...both.map((sample) => successOf(sample) ?? 0));
  return [
    ...(isOfFew(figure, own.succeeded) ? (['few'] as const) : []),
    ...(missesTail(figure, successOf(own) ?? 0, best) ? (['survivors'] as const) : []),
  ];
}
