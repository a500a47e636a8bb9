/**
 * 95 % intervals of the differences between two results, from the batches that each holds: of latencies, of shares of
 * requests, and of availability by requests. Runs on other seeds share nothing that would cancel, and their intervals are
 * wider for it; they hold all the same.
 *
 * None where a batch of either run is empty, where too few requests lie beyond a percentile, or where a run has no batches
 * (of more kinds of requests than are kept).
 */

import { differenceInterval, type Interval, requestsMin } from '../measurement/batches/jackknife.js';
import { batchCount } from '../measurement/batches/latency-batches.js';
import type { RequestKind } from '../request-time.js';
import type { AvailabilityRow, BatchRow, Result } from '../result.js';

type LatencyFigure = keyof BatchRow['without'];
const latencies: Readonly<Record<string, { readonly of: LatencyFigure; readonly quantile: number }>> = {
  mean: { of: 'meanMs', quantile: 0 },
  p50: { of: 'p50Ms', quantile: 0.5 },
  p90: { of: 'p90Ms', quantile: 0.9 },
  p95: { of: 'p95Ms', quantile: 0.95 },
  p99: { of: 'p99Ms', quantile: 0.99 },
  'p99.9': { of: 'p99_9Ms', quantile: 0.999 },
};

/** Of a share: the part and the whole of each batch. */
interface Counted {
  readonly part: readonly number[];
  readonly whole: readonly number[];
}

export class DifferenceIntervals {
  constructor(
    private readonly a: Result,
    private readonly b: Result,
  ) {}

  /** Of means and percentiles. */
  ofLatency(kind: RequestKind, figure: string): Interval | null {
    const { of, quantile } = latencies[figure] ?? { of: null, quantile: 0 };
    if (of === null) return null;
    const [a, b] = [this.a, this.b].map((result) => latencyIn(result, kind, of, quantile));
    return a === null || b === null ? null : differenceInterval(b.actual - a.actual, a.without, b.without);
  }

  /** `successShare` or `throttledShare`, of an operation over its consistencies. */
  ofOutcomes(tenant: string, operation: string, figure: string): Interval | null {
    const isOfIt = (row: { tenant: string; operation: string }) => row.tenant === tenant && row.operation === operation;
    if (figure !== 'successShare' && figure !== 'throttledShare') return null;
    return this.ofShares((result) => outcomesIn(result, isOfIt, figure));
  }

  /** What the service answered, each attempt weighing alike, which in a run of one window is its availability; and what the clients of one tenant saw. */
  ofAvailability(scope: AvailabilityRow['scope'], name: string, figure: string): Interval | null {
    if (figure === 'clientView' && scope === 'tenant') {
      return this.ofShares((result) => outcomesIn(result, ({ tenant }) => tenant === name, 'successShare'));
    }
    return this.ofShares((result) => {
      const row = result.availability.find((each) => each.scope === scope && each.name === name);
      const isByRequests = figure === 'requestWeighted' || (figure === 'achieved' && row?.windows.length === 1);
      if (row === undefined || !isByRequests) return null;
      const { requests, errors } = row.batches;
      return { part: requests.map((each, batch) => each - errors[batch]), whole: requests };
    });
  }

  /** `successShare` over all tenants; what else a run has but one of leaves nothing to compare by. */
  ofRun(figure: string): Interval | null {
    if (figure !== 'successShare') return null;
    return this.ofShares((result) => outcomesIn(result, () => true, figure));
  }

  private ofShares(countedIn: (result: Result) => Counted | null): Interval | null {
    const [a, b] = [this.a, this.b].map(countedIn);
    if (a === null || b === null || [a, b].some(({ whole }) => !isFull(whole))) return null;
    return differenceInterval(shareOf(b, -1) - shareOf(a, -1), sharesWithout(a), sharesWithout(b));
  }
}

function latencyIn(result: Result, kind: RequestKind, of: keyof BatchRow['without'], quantile: number) {
  const actual = result.latency.find((row) => isOfKind(row, kind))?.[of] ?? null;
  const batches = result.batches.find((row) => isOfKind(row, kind));
  if (actual === null || batches === undefined) return null;
  const { succeeded } = batches;
  if (!isFull(succeeded) || sum(succeeded) < requestsMin(quantile)) return null;
  const without = batches.without[of].filter((each) => each !== null);
  return { actual, without };
}

/** Null where some of the requests are in no batch. */
function outcomesIn(
  result: Result,
  isOfIt: (row: { readonly tenant: string; readonly operation: string }) => boolean,
  figure: 'successShare' | 'throttledShare',
): Counted | null {
  const rows = result.batches.filter(isOfIt);
  const counted = (of: (row: BatchRow, batch: number) => number) =>
    Array.from({ length: batchCount }, (_, batch) => sum(rows.map((row) => of(row, batch))));
  const whole = counted((row, batch) => row.succeeded[batch] + row.failed[batch]);
  const ended = result.outcomes
    .filter(isOfIt)
    .map((row) => row.succeeded + row.throttled + row.serverErrors + row.timedOut);
  if (sum(whole) !== sum(ended)) return null;
  const isThrottled = figure === 'throttledShare';
  return { part: counted((row, batch) => (isThrottled ? row.throttled : row.succeeded)[batch]), whole };
}

/** Of all batches but one; of all where that one is not among them. */
function shareOf({ part, whole }: Counted, left: number): number {
  return (sum(part) - (part[left] ?? 0)) / (sum(whole) - (whole[left] ?? 0));
}

const sharesWithout = (counted: Counted) => counted.whole.map((_, batch) => shareOf(counted, batch));

const isFull = (counts: readonly number[]) => counts.length === batchCount && counts.every((each) => each > 0);

const isOfKind = (row: RequestKind, kind: RequestKind) =>
  row.tenant === kind.tenant && row.operation === kind.operation && row.consistency === kind.consistency;

const sum = (values: readonly number[]) => values.reduce((total, each) => total + each, 0);
