/** What happened: faults as bars that say what they are, and below them a lane for each kind of act, a stroke a moment, a bar what lasts. */
import type uPlot from 'uplot';
import { plural } from '../../format.js';
import type { LaneBar } from '../../lanes.js';
import type { FaultData, PageData } from '../page-data.js';
import { type ChartPlan, edgesOf, type Shown } from './chart-plan.js';
import { clipToPlot } from './shades.js';
import { colour } from './theme.js';
import { fontOf } from './time-plot.js';

const rowPx = 22;
const marginPx = 36;
/** Faults at the same time lie below each other, up to so many; more share the last row. */
const faultRowsMax = 5;

export function actsPlan({ page }: Shown): ChartPlan {
  const rowOf = faultRows(page.faults);
  const faultsRows = Math.max(1, ...rowOf.map((row) => row + 1));
  const rows = faultsRows + page.lanes.length;
  const names = [
    page.faults.length === 0 ? 'no fault' : plural(page.faults.length, 'fault'),
    ...page.lanes.map(({ name, beside }) => beside ?? name),
  ];
  const middles = names.map((_, at) => (at === 0 ? faultsRows / 2 : faultsRows + at - 0.5));
  return {
    heightPx: rows * rowPx + marginPx,
    timeS: edgesOf(page),
    lines: [],
    y: { low: 0, high: rows, isReversed: true, ticks: middles, tick: (value) => names[middles.indexOf(value)] ?? '' },
    drawAbove: (plot) => {
      plot.ctx.save();
      clipToPlot(plot);
      for (const [at, fault] of page.faults.entries())
        drawBar(plot, { ...fault, paleFromS: null }, rowOf[at], page.warmupS, faultColours);
      for (const [lane, { bars = [] }] of page.lanes.entries())
        for (const bar of bars) drawBar(plot, bar, faultsRows + lane, page.warmupS, slowColours);
      drawStrokes(plot, page, faultsRows);
      plot.ctx.restore();
    },
    rows: page.faults,
    columns: [],
  };
}

/** The first row that is free by then. */
export function faultRows(faults: readonly FaultData[]): readonly number[] {
  const freeFromS: number[] = [];
  const order = faults.map((_, at) => at).sort((a, b) => faults[a].fromS - faults[b].fromS);
  const rows = faults.map(() => 0);
  for (const at of order) {
    const free = freeFromS.findIndex((freeS) => freeS <= faults[at].fromS);
    const row = free === -1 ? Math.min(freeFromS.length, faultRowsMax - 1) : free;
    rows[at] = row;
    freeFromS[row] = faults[at].toS;
  }
  return rows;
}

/** Of the style sheet: a bar, and a name within it. */
const faultColours = { fill: 'fault', pale: 'fault', ink: 'fault-ink' } as const;
const slowColours = { fill: 'slow', pale: 'slow-pale', ink: 'slow-ink' } as const;

function drawBar(
  plot: uPlot,
  { name, fromS, toS, paleFromS }: LaneBar,
  row: number,
  warmupS: number,
  colours: typeof faultColours | typeof slowColours,
): void {
  const { ctx, bbox } = plot;
  const [left, right] = [fromS, toS].map((atS) => plot.valToPos(atS, 'x', true));
  const [top, bottom] = [row + 0.12, row + 0.88].map((y) => plot.valToPos(y, 'y', true));
  ctx.fillStyle = colour(colours.fill);
  ctx.fillRect(left, top, Math.max(2 * devicePixelRatio, right - left), bottom - top);
  if (paleFromS !== null) {
    const pale = plot.valToPos(paleFromS, 'x', true);
    ctx.fillStyle = colour(colours.pale);
    ctx.fillRect(pale, top, right - pale, bottom - top);
  }
  ctx.font = fontOf(11 * devicePixelRatio);
  ctx.textBaseline = 'middle';
  const pad = 5 * devicePixelRatio;
  const middle = (top + bottom) / 2;
  const [seenFrom, seenTo] = [Math.max(left, bbox.left), Math.min(right, bbox.left + bbox.width)];
  const warmedUp = Math.max(bbox.left, plot.valToPos(warmupS, 'x', true));
  const places = [
    { room: seenTo - seenFrom, x: seenFrom + pad, ink: colours.ink, align: 'left' },
    { room: bbox.left + bbox.width - right, x: right + pad, ink: 'ink', align: 'left' },
    { room: left - warmedUp, x: left - pad, ink: 'ink', align: 'right' },
  ] as const;
  const needed = (text: string) => ctx.measureText(text).width + 2 * pad;
  // The whole name where it fits; then without the region of its target; then the target's own name.
  for (const text of namesOf(name)) {
    const place = places.find(({ room }) => room >= needed(text));
    if (place === undefined) continue;
    ctx.fillStyle = colour(place.ink);
    ctx.textAlign = place.align;
    ctx.fillText(text, place.x, middle);
    return;
  }
}

/** From the whole name to its shortest form. */
export function namesOf(name: string): readonly string[] {
  const short = name.replace(/\S+\//g, '');
  return [name, short, short.split(' ').slice(1).join(' ') || short];
}

function drawStrokes(plot: uPlot, { lanes }: PageData, firstRow: number): void {
  const { ctx } = plot;
  ctx.strokeStyle = colour('stroke');
  ctx.lineWidth = 1.25 * devicePixelRatio;
  ctx.beginPath();
  lanes.forEach(({ atS }, lane) => {
    const [top, bottom] = [0.2, 0.8].map((part) => plot.valToPos(firstRow + lane + part, 'y', true));
    for (const each of atS) {
      const x = plot.valToPos(each, 'x', true);
      ctx.moveTo(x, top);
      ctx.lineTo(x, bottom);
    }
  });
  ctx.stroke();
}
