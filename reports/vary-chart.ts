/**
 * Chart: p50 and p99 at each setting that `vary` ran, on a logarithmic axis, and where anything was throttled a bar for
 * its share on a second one. Settings stand side by side in the order given: modes have no distance from each other.
 */
import type { ChartConfiguration } from 'chart.js';
import {
  axisTitle,
  type ChartPlan,
  colours,
  decades,
  decadesInThree,
  framed,
  heightPx,
  ink,
  logarithmicAxis,
  millisecondsTick,
  notice,
  palette,
  roundDown,
  roundUp,
  widthPx,
} from './chart-frame.js';
import { milliseconds, percent, plural } from './format.js';
import { elide, printable } from './safe-text.js';
import { nameOf, type VaryTable } from './vary-table.js';

const labelCharactersMax = 24;
const axisCharactersMax = 100;
const classCharactersMax = 50;
/** Factor beyond the outermost points, which would be cut in half. */
const axisMargin = 1.1;
/** A p99 that moves less than this is called flat. */
const flatMax = 0.1;
/** Of the throttled axis, so that a sliver of throttling does not fill it. */
const throttledAxisMin = 0.01;

export function varyChart(table: VaryTable): ChartPlan {
  const { rows, paths, requests, seed } = table;
  const isThrottled = rows.some(({ throttledShare }) => throttledShare !== null && throttledShare > 0);
  const latencies = rows
    .flatMap(({ p50Ms, p99Ms }) => [p50Ms, p99Ms])
    .filter((each): each is number => each !== null && each > 0);
  const min = latencies.length === 0 ? 1 : roundDown(Math.min(...latencies));
  const max = latencies.length === 0 ? 1000 : roundUp(Math.max(...latencies, 2 * min));
  const whose = requests === null ? 'successful requests' : elide(printable(nameOf(requests)), classCharactersMax);
  const percentile = (label: string, colour: string, values: readonly (number | null)[]) => ({
    type: 'line' as const,
    label,
    data: [...values],
    borderColor: colour,
    backgroundColor: colour,
    borderWidth: 1.8,
    pointRadius: 4,
  });
  const throttled = {
    type: 'bar' as const,
    label: 'throttled share of attempts',
    data: rows.map(({ throttledShare }) => throttledShare),
    yAxisID: 'share',
    backgroundColor: colours.throttled,
    maxBarThickness: 56,
    pointStyle: 'rect' as const,
    order: 1,
  };
  const configuration: ChartConfiguration = {
    type: 'bar',
    data: {
      labels: rows.map(labelOf),
      datasets: [
        percentile(
          'p99',
          palette[0],
          rows.map(({ p99Ms }) => p99Ms),
        ),
        percentile(
          'p50',
          palette[2],
          rows.map(({ p50Ms }) => p50Ms),
        ),
        ...(isThrottled ? [throttled] : []),
      ],
    },
    options: {
      ...framed(
        findingOf(table),
        { scenario: { title: table.title }, seed },
        `latency of ${whose} as clients saw it`,
        0,
      ),
      scales: {
        x: {
          title: axisTitle(elide(printable(paths.join(', ')), axisCharactersMax)),
          grid: { display: false },
          ticks: { color: ink, maxRotation: 0 },
        },
        y: {
          ...logarithmicAxis(
            min / axisMargin,
            max * axisMargin,
            max / min <= 10_000 ? decadesInThree : decades,
            millisecondsTick,
          ),
          title: axisTitle('latency (ms)'),
        },
        ...(isThrottled ? { share: shareAxis(rows.map(({ throttledShare }) => throttledShare ?? 0)) } : {}),
      },
    },
    plugins: latencies.length === 0 ? [notice('no request succeeded')] : [],
  };
  return { name: 'vary', widthPx, heightPx, configuration };
}

function shareAxis(shares: readonly number[]) {
  return {
    position: 'right' as const,
    min: 0,
    max: Math.min(1, roundUp(Math.max(throttledAxisMin, ...shares))),
    title: axisTitle('throttled'),
    grid: { display: false },
    ticks: { color: ink, callback: (value: number | string) => percent(Number(value)) },
  };
}

type Row = VaryTable['rows'][number];

const labelOf = ({ values }: Row) => elide(printable(values.join(', ')), labelCharactersMax);

function findingOf({ rows }: VaryTable): string {
  const refusals = refusalsIn(rows);
  const latency = extremesOf(rows, ({ p99Ms }) => p99Ms);
  if (latency === null) return `No request succeeded in ${plural(rows.length, 'run')}${refusals}`;
  const { least, most, leastAt, mostAt } = latency;
  const spread = most / least - 1;
  return spread <= flatMax
    ? `p99 stays within ${percent(spread)}, ${milliseconds(least)} to ${milliseconds(most)}${refusals}`
    : `p99 from ${milliseconds(least)} (${leastAt}) to ${milliseconds(most)} (${mostAt})${refusals}`;
}

function refusalsIn(rows: readonly Row[]): string {
  const throttled = extremesOf(rows, ({ throttledShare }) => throttledShare);
  if (throttled === null || throttled.most === 0) return '';
  const { least, most, leastAt, mostAt } = throttled;
  if (least === most) return `; throttled ${percent(most)}`;
  return `; throttled ${percent(least)} (${leastAt}) to ${percent(most)} (${mostAt})`;
}

interface Extremes {
  readonly least: number;
  readonly leastAt: string;
  readonly most: number;
  readonly mostAt: string;
}

/** Null where no row has the figure. */
function extremesOf(rows: readonly Row[], of: (row: Row) => number | null): Extremes | null {
  const known = rows
    .map((row) => ({ value: of(row), at: labelOf(row) }))
    .filter((each): each is { value: number; at: string } => each.value !== null)
    .sort((a, b) => a.value - b.value);
  const [least] = known;
  const most = known.at(-1);
  if (least === undefined || most === undefined) return null;
  return { least: least.value, leastAt: least.at, most: most.value, mostAt: most.at };
}
