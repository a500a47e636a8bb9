/**
 * Chart: availability by SLA window against its target. The axis counts nines (it is logarithmic in unavailability, and
 * runs downwards), since 99.9 % and 99.99 % are one pixel apart on a plain one. Bars hang from 100 %: the longer, the
 * more was lost; a bar across its target's line is a window that missed it.
 */
import type { Chart, ChartConfiguration, Plugin } from 'chart.js';
import type { AvailabilityRow, Result } from '../../sim/result.js';
import { percent, short } from '../format.js';
import { elide, printable } from '../safe-text.js';
import { condense } from '../sparkline.js';
import {
  axisTitle,
  type ChartPlan,
  decades,
  fontFamily,
  framed,
  gridColour,
  heightPx,
  ink,
  logarithmicAxis,
  marginRight,
  notice,
  palette,
  timeUnitOf,
  widthPx,
} from './chart-frame.js';
import { availabilityFinding } from './findings.js';

const rowsMax = palette.length;
const barsMax = 240;
const legendNameMax = 30;
/** Better than nine nines is drawn as no error at all. */
const decadeMin = -9;
/** A perfect window keeps a stub, or it would look like one without data. */
const stubPx = 3;
const barLabelWidthMin = 44;
const barLabelHeight = 16;
const targetRoom = 104;

export function availabilityByWindow(result: Result): ChartPlan {
  const regions = result.availability.filter(({ scope }) => scope === 'region');
  const tenants = result.availability.filter(({ scope }) => scope === 'tenant');
  const rows = [...regions, ...tenants].slice(0, rowsMax);
  const perGroup = Math.ceil(Math.max(1, ...rows.map(({ windows }) => windows.length * rows.length)) / barsMax);
  const worst = rows.map((row) => worstOfGroups(row, perGroup));
  const targets = [...new Set(rows.map(({ target }) => target))];
  const { top, bottom } = axisEnds(worst.flat(), targets);
  const datasets = rows.map((row, index) => ({
    label: elide(printable(`${row.scope} ${row.name}`), legendNameMax),
    yAxisID: 'y',
    data: worst[index].map((availability) => Math.max(top, 1 - availability)),
    base: top,
    backgroundColor: palette[index],
    minBarLength: stubPx,
    maxBarThickness: 56,
    pointStyle: 'rect' as const,
  }));
  const says = 'share of attempts not answered 500 or 503, throttles excluded';
  const options = framed(availabilityFinding(result), result, says, 0);
  const configuration: ChartConfiguration = {
    type: 'bar',
    data: { labels: [...groupLabels(rows, perGroup, result.run.simulatedSeconds)], datasets },
    options: {
      ...options,
      scales: {
        margin: marginRight(targetRoom),
        x: {
          title: axisTitle(axisInWords(rows, perGroup)),
          grid: { display: false },
          ticks: { color: ink, maxRotation: 0 },
        },
        y: {
          ...logarithmicAxis(top, bottom, decades, (value) => (value === top ? '100 %' : percent(1 - value))),
          reverse: true,
          title: axisTitle('availability (each line one nine)'),
          grid: { color: gridColour },
        },
      },
    },
    plugins: rows.length === 0 ? [notice('no availability was measured')] : [targetLines(targets), barLabels(worst)],
  };
  return { name: 'availability', widthPx, heightPx, configuration };
}

/** Long runs have more windows than pixels: then each bar is the worst of several neighbours. */
function worstOfGroups({ windows }: AvailabilityRow, perGroup: number): readonly number[] {
  return condense(windows, Math.ceil(windows.length / perGroup), (several) =>
    Math.min(...several.map(({ availability }) => availability)),
  );
}

function groupLabels(rows: readonly AvailabilityRow[], perGroup: number, endS: number): readonly string[] {
  if (rows.length === 0) return [];
  const [{ windows, windowSeconds }] = rows;
  const unit = timeUnitOf(endS);

  return condense(windows, Math.ceil(windows.length / perGroup), (several) => {
    const toS = Math.min(endS, several[several.length - 1].fromS + windowSeconds);
    return `${short(several[0].fromS / unit.seconds)} to ${short(toS / unit.seconds)} ${unit.name}`;
  });
}

function axisInWords(rows: readonly AvailabilityRow[], perGroup: number): string {
  const window = `${short((rows.at(0)?.windowSeconds ?? 0) / 60)} min`;

  return perGroup === 1 ? `windows of ${window}` : `worst window of ${window} in each group of ${perGroup}`;
}

/** In unavailability, whole decades: a nine above the best number shown, and one below the worst. */
function axisEnds(availabilities: readonly number[], targets: readonly number[]): { top: number; bottom: number } {
  const lost = [...availabilities, ...targets].map((availability) => 1 - availability).filter((each) => each > 0);
  const decades = lost.map((each) => Math.log10(each));
  // Half a decade at least, so that the shortest bar still shows.
  const top = Math.floor(Math.min(...decades, -2) - 0.5);
  // A hundredth, since 1 - 0.99 may fall to the wrong side of its decade.
  const bottom = Math.ceil(Math.max(...decades, top + 2) + 0.01);
  return { top: Number(`1e${Math.max(decadeMin, top)}`), bottom: Number(`1e${Math.min(0, bottom)}`) };
}

function targetLines(targets: readonly number[]): Plugin {
  return {
    id: 'targetLines',
    afterDatasetsDraw: ({ ctx, chartArea, scales }: Chart) => {
      ctx.save();
      ctx.strokeStyle = ink;
      ctx.fillStyle = ink;
      ctx.lineWidth = 1.5;
      ctx.font = `11px ${fontFamily}`;
      ctx.textBaseline = 'middle';
      for (const target of targets) {
        const y = scales.y.getPixelForValue(1 - target);
        ctx.setLineDash([6, 4]);
        ctx.beginPath();
        ctx.moveTo(chartArea.left, y);
        ctx.lineTo(chartArea.right, y);
        ctx.stroke();
        ctx.fillText(`target ${percent(target)}`, chartArea.right + 5, y);
      }
      ctx.restore();
    },
  };
}

/** The availability at the foot of each bar, where bars are wide enough to carry it. */
function barLabels(availabilities: readonly (readonly number[])[]): Plugin {
  return {
    id: 'barLabels',
    afterDatasetsDraw: (chart: Chart) => {
      const { ctx } = chart;
      ctx.save();
      ctx.font = `11px ${fontFamily}`;
      ctx.textAlign = 'center';
      ctx.textBaseline = 'top';
      availabilities.forEach((row, index) => {
        chart.getDatasetMeta(index).data.forEach((bar, group) => {
          const { x, y, width } = bar.getProps(['x', 'y', 'width'], true) as { x: number; y: number; width: number };
          if (width < barLabelWidthMin) return;
          const isBelow = y + barLabelHeight < chart.chartArea.bottom;
          ctx.fillStyle = isBelow ? ink : 'white';
          ctx.fillText(percent(row[group]), x, isBelow ? y + 3 : y - barLabelHeight);
        });
      });
      ctx.restore();
    },
  };
}
