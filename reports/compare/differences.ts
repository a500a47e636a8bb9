/**
 * Figures of two results that differ, kind of request by kind of request: latencies of those that succeeded, shares of
 * those that ended, and availabilities. Each carries the name under which `--fail-on` and `expect:` know it, and the doubts
 * of doubts.ts about either side, and a 95 % interval of the change where one is known. A kind that one result alone has stands with null on the other side.
 */
import type { RequestKind } from '../../sim/request-time.js';
import type { AvailabilityRow, ClientLatencyRow, OutcomeRow, Result } from '../../sim/result.js';
import { isOfFew, missesTail, type Sample, successOf } from '../doubts.js';

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

export interface Span {
  readonly low: number;
  readonly high: number;
}

/** 95 % intervals of changes, by whoever knows the statistics of the two results. */
export interface Intervals {
  ofLatency(kind: RequestKind, figure: string): Span | null;
  ofOutcomes(tenant: string, operation: string, figure: string): Span | null;
  ofAvailability(scope: AvailabilityRow['scope'], name: string, figure: string): Span | null;
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

const lessIsBetter = ['throttledShare', ...Object.keys(latencies)];

export function differencesOf(a: Result, b: Result, intervals: Intervals): readonly Difference[] {
  const all = [...ofLatency(a, b, intervals), ...ofOutcomes(a, b, intervals), ...ofAvailability(a, b, intervals)];
  return all.filter((each) => each.a !== each.b);
}

function ofLatency(a: Result, b: Result, intervals: Intervals): Difference[] {
  return pairsOf(a.latency, b.latency, keyOf).flatMap(([rowA, rowB, row]) => {
    const { tenant, operation, consistency } = row;
    const samples = [sampleOf(rowA), sampleOf(rowB)];
    return Object.entries(latencies).map(([figure, of]) => ({
      ...difference(
        `latency.${tenant}.${operation}.${consistency}`,
        kindInWords(row),
        figure,
        [rowA, rowB].map(valueBy(of)),
      ),
      ...spanOf(intervals.ofLatency(row, figure)),
      doubtsOfA: doubtsOf(figure, samples[0], samples),
      doubtsOfB: doubtsOf(figure, samples[1], samples),
    }));
  });
}

function ofOutcomes(a: Result, b: Result, intervals: Intervals): Difference[] {
  const key = ({ tenant, operation }: OutcomeRow) => JSON.stringify([tenant, operation]);
  return pairsOf(a.outcomes, b.outcomes, key).flatMap(([rowA, rowB, { tenant, operation }]) =>
    Object.entries(shares).map(([figure, of]) => ({
      ...difference(`outcomes.${tenant}.${operation}`, `${tenant} ${operation}`, figure, [rowA, rowB].map(valueBy(of))),
      ...spanOf(intervals.ofOutcomes(tenant, operation, figure)),
    })),
  );
}

function ofAvailability(a: Result, b: Result, intervals: Intervals): Difference[] {
  const key = ({ scope, name }: AvailabilityRow) => JSON.stringify([scope, name]);
  return pairsOf(a.availability, b.availability, key).flatMap(([rowA, rowB, { scope, name }]) =>
    Object.entries(availabilities).map(([figure, of]) => ({
      ...difference(`availability.${scope}.${name}`, `${scope} ${name}`, figure, [rowA, rowB].map(valueBy(of))),
      ...spanOf(intervals.ofAvailability(scope, name, figure)),
    })),
  );
}

const valueBy =
  <Row>(of: (row: Row) => number | null) =>
  (row: Row | undefined) =>
    row === undefined ? null : of(row);

const spanOf = (span: Span | null) => ({ low: span?.low ?? null, high: span?.high ?? null });

function difference(path: string, of: string, figure: string, [a, b]: readonly (number | null)[]): Difference {
  const unit = figure in latencies ? 'ms' : 'share';
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

/** Rows of both sides, in A's order and then in B's, and one of the two that is there. */
export function pairsOf<Row>(
  a: readonly Row[],
  b: readonly Row[],
  key: (row: Row) => string,
): (readonly [Row | undefined, Row | undefined, Row])[] {
  const [ofA, ofB] = [a, b].map((rows) => new Map(rows.map((row) => [key(row), row])));
  return [...new Map([...ofA, ...ofB])].map(([name, row]) => [ofA.get(name), ofB.get(name), row]);
}

export const keyOf = ({ tenant, operation, consistency }: RequestKind) =>
  JSON.stringify([tenant, operation, consistency]);

export function kindInWords({ tenant, operation, consistency }: RequestKind): string {
  return `${tenant} ${operation}${consistency === 'write' ? '' : ` ${consistency}`}`;
}

const sampleOf = (row: ClientLatencyRow | undefined): Sample => ({
  succeeded: row?.requests ?? 0,
  failed: row?.failed ?? 0,
});

function doubtsOf(figure: string, own: Sample, both: readonly Sample[]): Doubt[] {
  if (own.succeeded === 0) return [];
  const best = Math.max(...both.map((sample) => successOf(sample) ?? 0));
  return [
    ...(isOfFew(figure, own.succeeded) ? (['few'] as const) : []),
    ...(missesTail(figure, successOf(own) ?? 0, best) ? (['survivors'] as const) : []),
  ];
}
