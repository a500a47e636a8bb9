/**
 * Chart: availability by SLA window, and of the month that the run is placed in, which is what the target is held against.
 * The axis counts nines (it is logarithmic in unavailability, and runs downwards), since 99.9 % and 99.99 % are one pixel
 * apart on a plain one. Bars grow from the worst: the higher, the less was lost; a month below the line missed its target.
 * Who had the same in every window shares a bar.
 */
import type { Chart, ChartConfiguration, Plugin } from 'chart.js';
import type { AvailabilityRow, Result } from '../../sim/result.js';
import { busiest } from '../busiest.js';
import { percent, short, timeSpan } from '../format.js';
import { elide, printable } from '../safe-text.js';
import { condense } from '../sparkline.js';
import { endsBroken } from '../verdict-words.js';
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
import { availabilityFinding, isTargetSet } from './findings.js';

const rowsMax = palette.length;
const barsMax = 240;
/** Of all names of a legend, which may take two lines. */
const legendCharactersMax = 200;
const legendNameMax = 44;
const legendNamesMax = 4;
/** Better than nine nines is drawn as no error at all. */
const decadeMin = -9;
/** The worst window keeps a stub, or it would look like one without data. */
const stubPx = 3;
/** Of some 90 pixels each. */
const axisLabelsMax = 7;
const barLabelWidthMin = 44;
const barLabelHeight = 16;
/** For the half of the uppermost number that stands above the plot. */
const topRoomPx = 8;
const targetRoom = 104;
/** Of the target's line, to both sides of the month. */
const halfLineMin = 20;

export function availabilityByWindow(result: Result): ChartPlan {
  const { shown, hidden } = rowsOf(result);
  const rows = shown.map(({ row }) => row);
  const perGroup = Math.ceil(Math.max(1, ...rows.map(({ windows }) => windows.length * rows.length)) / barsMax);
  const bars = rows.map((row) => [...worstOfGroups(row, perGroup), row.monthly]);
  const targets = [...new Set(rows.map(({ target }) => target))].map((target) => {
    const isSet = rows.some((row) => row.target === target && isTargetSet(row, result));
    return { target, words: `${isSet ? 'target' : 'SLA'} ${percent(target)}` };
  });
  const { top, bottom } = axisEnds(
    bars.flat(),
    targets.map(({ target }) => target),
  );
  const datasets = shown.map(({ names }, index) => ({
    label: labelOf(names, shown.length),
    yAxisID: 'y',
    data: bars[index].map((availability) => Math.max(top, 1 - availability)),
    base: bottom,
    backgroundColor: palette[index],
    minBarLength: stubPx,
    maxBarThickness: 56,
    pointStyle: 'rect' as const,
  }));
  const others = hidden === 0 ? '' : ` (${hidden} of those less disturbed not drawn)`;
  const says = `share of attempts not answered 500 or 503, throttles excluded${others}`;
  const labels = rows.length === 0 ? [] : [...groupLabels(rows, perGroup, result.run), monthOf(result)];
  const configuration: ChartConfiguration = {
    type: 'bar',
    data: { labels, datasets },
    options: {
      ...framed(availabilityFinding(result), result, says, topRoomPx),
      scales: {
        margin: marginRight(targetRoom),
        x: {
          title: axisTitle(axisInWords(rows, perGroup, result.run)),
          grid: { display: false },
          ticks: { color: ink, maxRotation: 0, autoSkip: false, callback: (_, index) => shownLabels(labels)[index] },
        },
        y: {
          ...logarithmicAxis(top, bottom, decades, (value) => (value === top ? '100 %' : percent(1 - value))),
          reverse: true,
          title: axisTitle('availability (each line one nine)'),
          grid: { color: gridColour },
        },
      },
    },
    plugins: [...noticeOf(bars), targetLines(targets, labels.length - 1), barLabels(bars)],
  };
  return { name: 'availability', widthPx, heightPx, configuration };
}

/** The month is always named; of the windows as many as there is room for. */
function shownLabels(labels: readonly string[]): readonly string[] {
  const last = labels.length - 1;
  const step = Math.ceil(labels.length / axisLabelsMax);
  return labels.map((label, at) => (at === last || (at % step === 0 && last - at >= step) ? label : ''));
}

/** Names give way, and then all but the first few. */
function labelOf(names: readonly string[], labels: number): string {
  const listed = names.slice(0, names.length > legendNamesMax ? legendNamesMax - 1 : legendNamesMax);
  const hidden = names.length - listed.length;
  const room = Math.floor(legendCharactersMax / Math.max(1, labels * listed.length));
  const told = listed.map((each) => elide(printable(each), Math.min(legendNameMax, room)));
  return [...told, ...(hidden === 0 ? [] : [`${hidden} more`])].join(', ');
}

interface Shared {
  readonly row: AvailabilityRow;
  /** Whose row it is, all alike. */
  readonly names: readonly string[];
}

/** Regions and tenants, those that lost most where there are too many; tenants before a region that is made of them. */
function rowsOf({ availability }: Result): { readonly shown: readonly Shared[]; readonly hidden: number } {
  const isAlike = (a: AvailabilityRow, b: AvailabilityRow) =>
    a.target === b.target &&
    a.windows.length === b.windows.length &&
    a.windows.every((window, at) => window.availability === b.windows[at].availability);
  const all = [...availability]
    .filter(({ scope }) => scope !== 'table')
    .sort((a, b) => Number(a.scope === 'region') - Number(b.scope === 'region'));
  const distinct = all.filter((row, at) => all.findIndex((other) => isAlike(row, other)) === at);
  const worst = busiest(distinct, rowsMax, ({ monthly }) => 1 - monthly);
  const shown = worst.map((row) => ({
    row,
    names: all.filter((other) => isAlike(row, other)).map(({ scope, name }) => `${scope} ${name}`),
  }));
  return { shown, hidden: distinct.length - shown.length };
}

function noticeOf(bars: readonly (readonly number[])[]): readonly Plugin[] {
  if (bars.length === 0) return [notice('no availability was measured')];
  return bars.flat().every((availability) => availability === 1) ? [notice('no attempt was answered 500 or 503')] : [];
}

/** Long runs have more windows than pixels: then each bar is the worst of several neighbours. */
function worstOfGroups({ windows }: AvailabilityRow, perGroup: number): readonly number[] {
  return condense(windows, Math.ceil(windows.length / perGroup), (several) =>
    Math.min(...several.map(({ availability }) => availability)),
  );
}

/** One that ends broken is taken for repaired at its end. */
const monthOf = (result: Result) => `30-day month${endsBroken(result) === null ? '' : ' at best'}`;

/** The warm-up is in no window. */
function groupLabels(rows: readonly AvailabilityRow[], perGroup: number, run: Result['run']): readonly string[] {
  if (rows.length === 0) return [];
  const [{ windows, windowSeconds }] = rows;
  const { simulatedSeconds: endS, warmupSeconds } = run;
  const unit = timeUnitOf(endS);

  return condense(windows, Math.ceil(windows.length / perGroup), (several) => {
    const fromS = Math.max(warmupSeconds, several[0].fromS);
    const toS = Math.min(endS, several[several.length - 1].fromS + windowSeconds);
    return `${short(fromS / unit.seconds)} to ${short(toS / unit.seconds)} ${unit.name}`;
  });
}

function axisInWords(rows: readonly AvailabilityRow[], perGroup: number, run: Result['run']): string {
  const windowSeconds = rows.at(0)?.windowSeconds ?? 0;
  const window = `${short(windowSeconds / 60)} min`;
  const windows = perGroup === 1 ? `windows of ${window}` : `worst window of ${window} in each group of ${perGroup}`;
  const seenS = run.simulatedSeconds - run.warmupSeconds;
  const seen = seenS < windowSeconds ? `window of ${window}, of which the run saw ${timeSpan(seenS)}` : windows;
  return `${seen}, and the run in a month otherwise healthy`;
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

/** Across the month alone: windows have no target. */
function targetLines(targets: readonly { readonly target: number; readonly words: string }[], month: number): Plugin {
  return {
    id: 'targetLines',
    afterDatasetsDraw: ({ ctx, chartArea, scales }: Chart) => {
      ctx.save();
      ctx.strokeStyle = ink;
      ctx.fillStyle = ink;
      ctx.lineWidth = 1.5;
      ctx.font = `11px ${fontFamily}`;
      ctx.textBaseline = 'middle';
      const halfCategory = Math.max(halfLineMin, (chartArea.right - chartArea.left) / (month + 1) / 2);
      for (const { target, words } of targets) {
        const y = scales.y.getPixelForValue(1 - target);
        ctx.setLineDash([6, 4]);
        ctx.beginPath();
        ctx.moveTo(scales.x.getPixelForValue(month) - halfCategory, y);
        ctx.lineTo(chartArea.right, y);
        ctx.stroke();
        ctx.fillText(words, chartArea.right + 5, y);
      }
      ctx.restore();
    },
  };
}

/** The availability at the head of each bar, where bars are wide enough to carry it. */
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
          const isAbove = y - barLabelHeight > chart.chartArea.top;
          ctx.fillStyle = isAbove ? ink : 'white';
          ctx.fillText(percent(row[group]), x, isAbove ? y - barLabelHeight : y + 3);
        });
      });
      ctx.restore();
    },
  };
}
