/**
 * What each setting of `vary` changed beside the first one: figures of its row less those of the first row, with 95 % intervals
 * where they are known. Several seeds of one setting count by their means; the first row has no changes.
 */
import type { RequestKind } from '../../sim/request-time.js';
import type { VaryRow } from '../vary/vary-table.js';
import type { Intervals, Span, Values } from './differences.js';
import { meanOf } from './paired-rows.js';

export interface Change {
  readonly change: number;
  /** To the first row's; null where that is zero. */
  readonly relative: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** Null where one of the two rows does not know the figure. */
export interface RowChange {
  readonly successShare: Change | null;
  readonly throttledShare: Change | null;
  readonly p50Ms: Change | null;
  readonly p99Ms: Change | null;
  readonly metrics: readonly (Change | null)[];
}

/** Rows of one setting, one a seed. */
type SeedRows = readonly VaryRow[];

export function rowChange(
  first: SeedRows,
  row: SeedRows,
  requests: RequestKind | null,
  metrics: readonly string[],
  intervals: Intervals,
): RowChange {
  const values = (of: (each: VaryRow) => number | null): Values => ({ a: first.map(of), b: row.map(of) });
  const latency = (figure: string, of: (each: VaryRow) => number | null) =>
    changeOf(values(of), (each) => (requests === null ? null : intervals.ofLatency(requests, figure, each)));
  return {
    successShare: changeOf(
      values((each) => each.successShare),
      (each) => intervals.ofRun('successShare', each),
    ),
    throttledShare: changeOf(
      values((each) => each.throttledShare),
      (each) => intervals.ofRun('throttledAttempts', each),
    ),
    p50Ms: latency('p50', (each) => each.p50Ms),
    p99Ms: latency('p99', (each) => each.p99Ms),
    metrics: metrics.map((metric, at) =>
      changeOf(
        values((each) => each.metrics[at]),
        (each) => intervals.ofRun(metric, each),
      ),
    ),
  };
}

function changeOf(values: Values, intervalOf: (values: Values) => Span | null): Change | null {
  const [a, b] = [meanOf(values.a), meanOf(values.b)];
  if (a === null || b === null) return null;
  const { low = null, high = null } = intervalOf(values) ?? {};
  return { change: b - a, relative: a === 0 ? null : (b - a) / a, low, high };
}
