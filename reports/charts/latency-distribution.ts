/**
 * Chart: the tail of each latency distribution as the share of requests slower than x, on two logarithmic axes, so that
 * one request in ten thousand takes as much room as one in ten. Percentiles are where a line crosses a gridline.
 */
import type { ChartConfiguration } from 'chart.js';
import type { LatencyDistribution, Result } from '../../sim/result.js';
import { busiest } from '../busiest.js';
import { markWords, slowerRequestsMin } from '../doubts.js';
import { percent, plural } from '../format.js';
import { elide, printable } from '../safe-text.js';
import { subjectOf } from '../subject.js';
import {
  axisTitle,
  type ChartPlan,
  decades,
  decadesInThree,
  framed,
  gridColour,
  heightPx,
  logarithmicAxis,
  millisecondsTick,
  notice,
  type Point,
  palette,
  roundDown,
  roundUp,
  widthPx,
} from './chart-frame.js';
import { distributionFinding } from './findings.js';

const linesMax = palette.length;
const tenantNameMax = 22;
const writeDash = [6, 3];
const fewDash = [1.5, 2.5];
/** Shares below this are single requests even in long runs; the axis ends here at the latest. */
const shareMin = 1e-7;
const percentileLineColour = '#9a9a9a';
/** Gridlines that carry the name of the percentile they are. */
const percentiles: ReadonlyMap<number, string> = new Map([
  [0.1, 'p90'],
  [0.01, 'p99'],
  [0.001, 'p99.9'],
  [0.0001, 'p99.99'],
]);

export function latencyDistribution(result: Result): ChartPlan {
  const { shown, hidden } = shownOf(result);
  const names = distinct(shown.map(nameOf));
  const datasets = shown.map((distribution, index) => ({
    label: names[index],
    data: [...shareSlower(distribution)],
    borderColor: palette[index],
    borderWidth: 2,
    // Between two values that occurred nobody was slower than the first and faster than the second: the share stays.
    stepped: 'before',
    borderDash: distribution.consistency === 'write' ? writeDash : [],
    segment: { borderDash: fewDashOf(requestsOf(distribution)) },
    pointRadius: 0,
    pointStyle: 'line' as const,
  }));
  const latencies = datasets.flatMap(({ data }) => data.map(({ x }) => x)).filter((x) => x > 0);
  const shares = datasets.flatMap(({ data }) => data.map(({ y }) => y ?? 1));
  const isEmpty = latencies.length === 0;
  const minMs = isEmpty ? 1 : roundDown(Math.min(...latencies));
  const maxMs = isEmpty ? 1000 : roundUp(Math.max(...latencies, 2 * minMs));
  const minShare = Number(`1e${Math.floor(Math.log10(Math.max(shareMin, Math.min(...shares, 0.001))))}`);
  const others = hidden === 0 ? '' : ` (${plural(hidden, 'less busy kind')} not drawn)`;
  const says = `share of successful requests slower than x, as clients saw them, after warm-up${others}`;
  const notes = isEmpty ? [] : [`dotted: ${markWords.few}`];
  const configuration: ChartConfiguration = {
    type: 'line',
    data: { datasets },
    options: {
      ...framed(distributionFinding(result), result, says, 0, notes),
      scales: {
        x: { ...logarithmicAxis(minMs, maxMs, decadesInThree, millisecondsTick), title: axisTitle('latency (ms)') },
        y: {
          ...logarithmicAxis(minShare, 1, decades, shareTick),
          title: axisTitle('share of requests slower'),
          grid: {
            color: ({ tick }: { tick?: { value: number } }) =>
              isNamed(tick?.value) ? percentileLineColour : gridColour,
          },
        },
      },
    },
    plugins: isEmpty ? [notice('no request succeeded')] : [],
  };
  return { name: 'latency-distribution', widthPx, heightPx, configuration };
}

/** Those of the tenant with the finding, and the busiest. */
function shownOf(result: Result): { readonly shown: readonly LatencyDistribution[]; readonly hidden: number } {
  const all = result.distributions.filter(({ view, buckets }) => view === 'client' && buckets.length > 0);
  const subject = subjectOf(result)?.tenant;
  const most = all.reduce((sum, each) => sum + requestsOf(each), 0);
  const weightOf = (each: LatencyDistribution) => requestsOf(each) + (each.tenant === subject ? most : 0);
  const shown = busiest(all, linesMax, weightOf);
  return { shown, hidden: all.length - shown.length };
}

/** The tenant's name gives way, not the words that tell its lines apart. */
function nameOf({ tenant, operation, consistency }: LatencyDistribution): string {
  return `${elide(printable(tenant), tenantNameMax)} ${operation}${consistency === 'write' ? '' : ` ${consistency}`}`;
}

/** A legend has an item a name: lines whose names are alike are numbered. */
function distinct(names: readonly string[]): readonly string[] {
  return names.map((name, at) => {
    const before = names.slice(0, at).filter((other) => other === name).length;
    return before === 0 ? name : `${name} (${before + 1})`;
  });
}

/** Where a share is of so few requests that one more or less moves the line. */
function fewDashOf(requests: number) {
  // A step keeps the share of its first point until it falls.
  return ({ p0 }: { p0: { parsed?: { y: number } } }) =>
    (p0.parsed?.y ?? 1) * requests < slowerRequestsMin - 0.5 ? fewDash : undefined;
}

/** From 1 at the fastest bucket down to the single slowest request at the last edge. */
function shareSlower(distribution: LatencyDistribution): readonly Point[] {
  const total = requestsOf(distribution);
  const [first] = distribution.buckets;
  const last = distribution.buckets[distribution.buckets.length - 1];
  let slower = total;
  const points = distribution.buckets.map(({ upToMs, count }) => {
    slower -= count;
    return { x: upToMs, y: slower / total };
  });
  const slowest = points.findLast(({ y }) => y > 0)?.y ?? 1;
  return [
    { x: first.upToMs, y: 1 },
    ...points.filter(({ y }) => y > 0),
    { x: last.upToMs, y: Math.min(slowest, 1 / total) },
  ];
}

function requestsOf({ buckets }: LatencyDistribution): number {
  return buckets.reduce((sum, { count }) => sum + count, 0);
}

function isNamed(share: number | undefined): boolean {
  return share !== undefined && share < 0.1 && percentiles.has(share);
}

function shareTick(share: number): string {
  const name = percentiles.get(share);
  return name === undefined ? percent(share) : `${name}   ${percent(share)}`;
}
