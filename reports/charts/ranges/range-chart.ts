/**
 * A chart of rows in groups: in each row the percentiles of some requests as points along one logarithmic axis, tied by a
 * line, the lowest and highest with their figures, and at the right a word on the requests. A hollow point is a percentile
 * with too few slower requests to know it well.
 */
import type { Chart, ChartConfiguration, Plugin, Scale } from 'chart.js';
import type { Result } from '../../../sim/result.js';
import { isMaximum, isOfFew, markWords } from '../../doubts.js';
import { milliseconds } from '../../format.js';
import { elide } from '../../safe-text.js';
import {
  axisTitle,
  type ChartPlan,
  decades,
  decadesInThree,
  faintInk,
  fontFamily,
  framed,
  ink,
  logarithmicAxis,
  marginRight,
  millisecondsTick,
  notice,
  palette,
  widthPx,
} from '../chart-frame.js';

export interface RangeRow {
  readonly label: string;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  readonly p99_9Ms: number | null;
  /** That succeeded: what the percentiles are of. */
  readonly requests: number;
  /** At the right; marked where it is bad news. */
  readonly note: string;
  readonly isBad: boolean;
}

export interface RangeGroup {
  /** Null: its rows need no heading. */
  readonly name: string | null;
  readonly rows: readonly RangeRow[];
}

/** Headings and rows: more do not fit on a slide. */
export const linesMax = 24;

const rowPx = 27;
const rowsMin = 2;
const framePx = 130;
const besideLabelsPx = 14;
const labelMax = 46;
const nameMax = 60;
const notesPx = 110;
const pointPx = 4.5;
/** Left and right of the outermost points, for their figures: a share of what lies between, and of no less than so much. */
const roomForFigures = 0.2;
const spanMin = 8;
const titleLinePx = 18;
const titleLineCharacters = 104;
const figures = [
  { label: 'p50', key: 'p50Ms', colour: palette[2] },
  { label: 'p99', key: 'p99Ms', colour: palette[0] },
  { label: 'p99.9', key: 'p99_9Ms', colour: palette[1] },
] as const;

type Line = { readonly heading: string } | RangeRow;

export function rangeChart(
  name: ChartPlan['name'],
  finding: string,
  says: string,
  result: Result,
  groups: readonly RangeGroup[],
): ChartPlan {
  const lines = groups.flatMap(({ name: heading, rows }): readonly Line[] => [
    ...(heading === null ? [] : [{ heading: elide(heading, nameMax) }]),
    ...rows,
  ]);
  const datasets = figures.map((figure) => datasetOf(figure, lines));
  const values = datasets.flatMap(({ data }) => data.map(({ x }) => x)).filter((x) => x > 0);
  const isEmpty = values.length === 0;
  const { low, high } = isEmpty ? { low: 1, high: 1000 } : withRoom(Math.min(...values), Math.max(...values));
  const isHollow = datasets.some(({ pointBackgroundColor }) => pointBackgroundColor.includes('white'));
  const options = framed(finding, result, says, 0, isHollow ? [`hollow: ${markWords.few}`] : []);
  const steps = high / low > 1e4 ? decades : decadesInThree;
  const configuration: ChartConfiguration = {
    type: 'scatter',
    data: { datasets },
    options: {
      ...options,
      plugins: {
        ...options.plugins,
        legend: { position: 'bottom', labels: { usePointStyle: true, boxHeight: 8, color: ink } },
      },
      scales: {
        x: {
          ...logarithmicAxis(low, high, steps, millisecondsTick),
          title: axisTitle('latency of successful requests (ms)'),
        },
        y: rowAxis(lines),
        margin: marginRight(notesPx),
      },
    },
    plugins: [rowTexts(lines), ...(isEmpty ? [notice('no request succeeded')] : [ties(datasets.length), ends(lines)])],
  };
  const titlesPx = (finding.length > titleLineCharacters ? titleLinePx : 0) + (isHollow ? titleLinePx : 0);
  const rowsPx = Math.max(rowsMin, lines.length) * rowPx;
  return { name, widthPx, heightPx: framePx + titlesPx + rowsPx, configuration };
}

function withRoom(least: number, most: number): { readonly low: number; readonly high: number } {
  const room = Math.max(most / least, spanMin) ** roomForFigures;
  return { low: least / room, high: most * room };
}

/** A percentile that is the maximum by another name is not drawn. */
function datasetOf({ label, key, colour }: (typeof figures)[number], lines: readonly Line[]) {
  const points = lines.flatMap((line, y) => {
    const x = 'heading' in line || isMaximum(label, line.requests) ? null : line[key];
    return x === null || 'heading' in line ? [] : [{ x, y, isFew: isOfFew(label, line.requests) }];
  });
  return {
    label,
    data: points.map(({ x, y }) => ({ x, y })),
    borderColor: colour,
    backgroundColor: colour,
    pointBackgroundColor: points.map(({ isFew }) => (isFew ? 'white' : colour)),
    pointBorderWidth: 1.8,
    pointRadius: pointPx,
    pointStyle: 'circle' as const,
  };
}

function rowAxis(lines: readonly Line[]) {
  return {
    min: -0.6,
    max: Math.max(rowsMin, lines.length) - 0.4,
    reverse: true,
    grid: { display: false },
    ticks: {
      autoSkip: false,
      color: ink,
      font: ({ index }: { index: number }) => ({
        family: fontFamily,
        weight: lines[index] !== undefined && 'heading' in lines[index] ? ('bold' as const) : ('normal' as const),
      }),
      callback: (_: unknown, index: number) => {
        const line = lines[index];
        return line === undefined ? '' : 'heading' in line ? line.heading : elide(line.label, labelMax);
      },
    },
    // Chart.js would cut long ones.
    afterFit: (scale: Scale) => {
      scale.ctx.font = `bold 12px ${fontFamily}`;
      const widths = scale.ticks.map(({ label }) => scale.ctx.measureText(String(label ?? '')).width);
      scale.width = Math.max(0, ...widths) + besideLabelsPx;
    },
    afterBuildTicks: (scale: { ticks: { value: number }[] }) => {
      scale.ticks = lines.map((_, value) => ({ value }));
    },
  };
}

/** A line from the lowest to the highest point of each row, behind them. */
function ties(datasets: number): Plugin {
  return {
    id: 'ties',
    beforeDatasetsDraw: (chart: Chart) => {
      const spans = new Map<number, { low: number; high: number }>();
      for (let at = 0; at < datasets; at++) {
        for (const element of chart.getDatasetMeta(at).data) {
          const { x, y } = element.getProps(['x', 'y'], true);
          const { low, high } = spans.get(y) ?? { low: x, high: x };
          spans.set(y, { low: Math.min(low, x), high: Math.max(high, x) });
        }
      }
      const { ctx } = chart;
      ctx.save();
      ctx.strokeStyle = '#b9c0c5';
      ctx.lineWidth = 3;
      ctx.beginPath();
      for (const [y, { low, high }] of spans) {
        ctx.moveTo(low, y);
        ctx.lineTo(high, y);
      }
      ctx.stroke();
      ctx.restore();
    },
  };
}

/** The lowest figure of a row left of it, the highest right of it. */
function ends(lines: readonly Line[]): Plugin {
  return {
    id: 'ends',
    afterDatasetsDraw: ({ ctx, scales }: Chart) => {
      ctx.save();
      ctx.font = `11px ${fontFamily}`;
      ctx.fillStyle = ink;
      ctx.textBaseline = 'middle';
      lines.forEach((line, at) => {
        if ('heading' in line) return;
        const known = figures.flatMap(({ label, key }) => (isMaximum(label, line.requests) ? [] : (line[key] ?? [])));
        if (known.length === 0) return;
        const y = scales.y.getPixelForValue(at);
        const beside = pointPx + 5;
        ctx.textAlign = 'right';
        ctx.fillText(milliseconds(known[0]), scales.x.getPixelForValue(known[0]) - beside, y);
        if (known.length === 1) return;
        ctx.textAlign = 'left';
        const last = known[known.length - 1];
        ctx.fillText(milliseconds(last), scales.x.getPixelForValue(last) + beside, y);
      });
      ctx.restore();
    },
  };
}

function rowTexts(lines: readonly Line[]): Plugin {
  return {
    id: 'rowTexts',
    afterDraw: ({ ctx, chartArea, scales }: Chart) => {
      ctx.save();
      ctx.textBaseline = 'middle';
      lines.forEach((line, at) => {
        if ('heading' in line) return;
        ctx.font = `${line.isBad ? 'bold ' : ''}11px ${fontFamily}`;
        ctx.fillStyle = line.isBad ? palette[1] : faintInk;
        ctx.fillText(line.note, chartArea.right + 10, scales.y.getPixelForValue(at));
      });
      ctx.restore();
    },
  };
}
