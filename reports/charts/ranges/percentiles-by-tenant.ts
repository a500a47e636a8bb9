/** Chart: percentiles of each tenant's kinds of request over the whole run, one row a kind: the one with the finding and the busiest. */
import type { ClientLatencyRow, Result } from '../../../sim/result.js';
import { isOfFew } from '../../doubts.js';
import { count, milliseconds, percent, plural, short } from '../../format.js';
import { elide, printable } from '../../safe-text.js';
import { subjectOf } from '../../subject.js';
import type { ChartPlan } from '../chart-frame.js';
import { linesMax, type RangeGroup, rangeChart } from './range-chart.js';

const nameMax = 30;
/** A share of failures that rounds to more than nothing much. */
const failedMin = 0.001;

export function percentilesByTenant(result: Result): ChartPlan {
  const groups = groupsOf(result);
  const hidden = result.series.tenants.length - groups.length;
  const others = hidden > 0 ? ` (${plural(hidden, 'less busy tenant')} not drawn)` : '';
  const says = `percentiles of the whole run after warm-up, as clients saw them${others}`;
  return rangeChart('percentiles-by-tenant', finding(result), says, result, groups);
}

/** Whole tenants, as many as there is room for, in the order of the result. */
function groupsOf(result: Result): readonly RangeGroup[] {
  const subject = subjectOf(result)?.tenant;
  const rowsOf = (name: string) => result.latency.filter(({ tenant }) => tenant === name);
  const requestsOf = (name: string) => rowsOf(name).reduce((sum, row) => sum + row.requests + row.failed, 0);
  const names = result.series.tenants.map(({ tenant }) => tenant).filter((name) => rowsOf(name).length > 0);
  const order = [...names].sort(
    (a, b) => Number(b === subject) - Number(a === subject) || requestsOf(b) - requestsOf(a),
  );
  let room = linesMax;
  const shown = order.filter((name, at) => {
    room -= rowsOf(name).length + 1;
    return room >= 0 || at === 0;
  });
  return names
    .filter((name) => shown.includes(name))
    .map((name) => ({
      name: names.length > 1 ? printable(name) : null,
      rows: rowsOf(name).slice(0, linesMax).map(rowOf),
    }));
}

function rowOf(row: ClientLatencyRow): RangeGroup['rows'][number] {
  const share = row.failed / Math.max(1, row.failed + row.requests);
  const isBad = share >= failedMin;
  return {
    ...row,
    label: kindOf(row),
    note: isBad ? `${percent(share)} failed` : `${count(row.requests)} requests`,
    isBad,
  };
}

const kindOf = ({ operation, consistency }: ClientLatencyRow) =>
  consistency === 'write' ? operation : `${operation} ${consistency}`;

/** By the highest percentile that all have requests enough for; the slowest kind beside the fastest. */
function finding(result: Result): string {
  const isAlone = result.series.tenants.length === 1;
  const rows = result.latency.filter(({ requests }) => requests > 0);
  const named = (row: ClientLatencyRow) =>
    elide(printable(isAlone ? kindOf(row) : `${row.tenant} ${kindOf(row)}`), nameMax);
  const known = rows.filter(({ requests }) => !isOfFew('p99', requests));
  if (known.length === 0) return 'Too few requests succeeded to know a p99 of them';
  const sorted = [...known].sort((a, b) => (a.p99Ms ?? 0) - (b.p99Ms ?? 0));
  const [fastest, slowest] = [sorted[0], sorted[sorted.length - 1]];
  const share = slowest.failed / (slowest.failed + slowest.requests);
  const lost = share >= failedMin ? ` (${percent(share)} failed)` : '';
  if (sorted.length === 1) return `p99 of ${named(slowest)} was ${milliseconds(slowest.p99Ms)}${lost}`;
  const times = short((slowest.p99Ms ?? 0) / Math.max(fastest.p99Ms ?? 0, Number.MIN_VALUE));
  return `p99 was ${milliseconds(slowest.p99Ms)} for ${named(slowest)}${lost}, ${times} times that of ${named(fastest)} (${milliseconds(fastest.p99Ms)})`;
}
