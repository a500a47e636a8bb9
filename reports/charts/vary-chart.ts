/**
 * Chart: latencies at each setting that `vary` ran (which ones: vary-lines.ts), on a logarithmic axis, and where anything
 * was throttled a bar for its share on a second one. Settings stand side by side in the order given: modes have no
 * distance from each other.
 */
import type { ChartConfiguration } from 'chart.js';
import { milliseconds, percent, plural } from '../format.js';
import { elide, printable } from '../safe-text.js';
import type { VaryTable } from '../vary-table.js';
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
  roundDown,
  roundUp,
  widthPx,
} from './chart-frame.js';
import { type LatencyLine, linesOf } from './vary-lines.js';

const labelCharactersMax = 24;
const axisCharactersMax = 100;
/** Factor beyond the outermost points, which would be cut in half. */
const axisMargin = 1.1;
/** A latency that moves less than this is called flat. */
const flatMax = 0.1;
/** Of the throttled axis, so that a sliver of throttling does not fill it. */
const throttledAxisMin = 0.01;

export function varyChart(table: VaryTable): ChartPlan {
  const { rows, paths, seed } = table;
  const { about, lines, judged } = linesOf(table);
  const isThrottled = rows.some(({ throttledShare }) => throttledShare !== null && throttledShare > 0);
  const latencies = lines.flatMap(({ values }) => values).filter((each): each is number => each !== null && each > 0);
  const min = latencies.length === 0 ? 1 : roundDown(Math.min(...latencies));
  const max = latencies.length === 0 ? 1000 : roundUp(Math.max(...latencies, 2 * min));
  const drawn = lines.map(({ label, values, colour, dash }) => ({
    type: 'line' as const,
    label,
    data: [...values],
    borderColor: colour,
    backgroundColor: colour,
    borderWidth: 1.8,
    borderDash: [...dash],
    pointRadius: 4,
  }));
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
      datasets: [...drawn, ...(isThrottled ? [throttled] : [])],
    },
    options: {
      ...framed(findingOf(rows, judged), { scenario: { title: table.title }, seed }, about, 0),
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

/** About the line that moves most, in proportion. */
function findingOf(rows: readonly Row[], lines: readonly LatencyLine[]): string {
  const refusals = refusalsIn(rows);
  const [farthest] = lines
    .flatMap(({ label, values }) => {
      const extremes = extremesOf(rows, (_, at) => values[at]);
      return extremes === null ? [] : [{ label, ...extremes, spread: extremes.most / extremes.least - 1 }];
    })
    .sort((a, b) => b.spread - a.spread);
  if (farthest === undefined) return `No request succeeded in ${plural(rows.length, 'run')}${refusals}`;
  const { label, least, most, leastAt, mostAt, spread } = farthest;
  const others = lines.length === 1 ? '' : ', the others within less';
  return spread <= flatMax
    ? `${label} stays within ${percent(spread)}, ${milliseconds(least)} to ${milliseconds(most)}${others}${refusals}`
    : `${label} from ${milliseconds(least)} (${leastAt}) to ${milliseconds(most)} (${mostAt})${refusals}`;
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
function extremesOf(rows: readonly Row[], of: (row: Row, at: number) => number | null): Extremes | null {
  const known = rows
    .map((row, at) => ({ value: of(row, at), at: labelOf(row) }))
    .filter((each): each is { value: number; at: string } => each.value !== null)
    .sort((a, b) => a.value - b.value);
  const [least] = known;
  const most = known.at(-1);
  if (least === undefined || most === undefined) return null;
  return { least: least.value, leastAt: least.at, most: most.value, mostAt: most.at };
}
