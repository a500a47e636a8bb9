/**
 * Shaded time behind a chart: warm-up, and whenever a fault is at work, with each fault named where it starts
 * and underlined for as long as it lasts. Names stand above the plot in up to six rows; those that find no room are left out and counted, but their shade stays.
 */
import type { Chart, Plugin } from 'chart.js';
import type { FaultRow, Result } from '../../sim/result.js';
import { elide, printable } from '../safe-text.js';
import { faintInk, fontFamily, ink, type TimeUnit, widthPx } from './chart-frame.js';

export interface FaultBands {
  readonly plugin: Plugin;
  /** Pixels that the names need between the titles and the plot. */
  readonly room: number;
  /** Words for the subtitle about faults without a name; empty when all have one. */
  readonly note: string;
}

interface Shade {
  readonly fromS: number;
  readonly toS: number;
  readonly fill: string;
}

interface Mark {
  readonly label: string;
  readonly atS: number;
  /** Its end within the run; null: it has none to show. */
  readonly toS: number | null;
  /** Row of the label, 0 at the top; null: no room. */
  readonly row: number | null;
}

const warmupFill = 'rgba(0, 114, 178, 0.07)';
const faultFill = 'rgba(0, 0, 0, 0.08)';
const rowsMax = 6;
const rowHeight = 15;
const gapBelow = 8;
const labelCharactersMax = 60;
/** Of DejaVu Sans at 11 px, on average; labels are placed before there is a canvas to measure them. */
const characterWidth = 6.7;
const labelGap = 10;
/** Of the line that says how long a fault lasts. */
const underlineBelow = 3;
const underlinePx = 1.5;
/** Width of the plot within a chart, roughly: the axis and its numbers take the rest. */
const plotWidth = widthPx - 100;

export function faultBands({ faults: all, run }: Result, unit: TimeUnit): FaultBands {
  const endS = run.simulatedSeconds;
  const faults = all.filter(({ fromS }) => fromS < endS);
  const warmup = { fromS: 0, toS: run.warmupSeconds, fill: warmupFill };
  const shades = [...(run.warmupSeconds > 0 ? [warmup] : []), ...union(faults, endS)];
  const names = faults.map(({ kind, target, fromS, toS }) => ({
    label: elide(printable(`${kind} ${target}`), labelCharactersMax),
    atS: fromS,
    toS: toS === fromS ? null : Math.min(toS ?? endS, endS),
  }));
  const warmupName = run.warmupSeconds > 0 ? [{ label: 'warm-up', atS: 0, toS: null }] : [];
  const marks = placed(
    [...warmupName, ...names].sort((a, b) => a.atS - b.atS),
    endS,
  );
  const rows = marks.reduce((used, { row }) => Math.max(used, (row ?? -1) + 1), 0);
  const nameless = marks.filter(({ row }) => row === null).length;
  return {
    plugin: {
      id: 'faultBands',
      beforeDatasetsDraw: (chart) => {
        for (const shade of shades) drawShade(chart, shade, unit);
        for (const mark of marks) drawMark(chart, mark, rows, unit);
      },
    },
    room: rows === 0 ? 0 : rows * rowHeight + gapBelow / 2,
    note: nameless === 0 ? '' : ` (${nameless} of ${faults.length} faults not named)`,
  };
}

/** Overlapping faults shade no darker than one. */
function union(faults: readonly FaultRow[], endS: number): readonly Shade[] {
  const shades: Shade[] = [];
  for (const { fromS, toS } of [...faults].sort((a, b) => a.fromS - b.fromS)) {
    const last = shades.at(-1);
    const until = toS ?? endS;
    if (last !== undefined && fromS <= last.toS)
      shades[shades.length - 1] = { ...last, toS: Math.max(last.toS, until) };
    else shades.push({ fromS, toS: until, fill: faultFill });
  }
  return shades;
}

/** The topmost row where a label is free of others and the line down from it crosses none. */
function placed(names: readonly Omit<Mark, 'row'>[], endS: number): readonly Mark[] {
  const taken: { readonly row: number; readonly left: number; readonly right: number }[] = [];
  return names.map(({ label, atS, toS }) => {
    const start = (atS / endS) * plotWidth;
    const width = label.length * characterWidth + labelGap;
    const left = Math.max(0, Math.min(start, plotWidth - width));
    const right = Math.max(left + width, ((toS ?? 0) / endS) * plotWidth + labelGap);
    const isFree = (row: number) =>
      taken.every((other) => {
        if (other.row === row) return other.right <= left || other.left >= right;
        return other.row < row || start <= other.left || start >= other.right;
      });
    const row = Array.from({ length: rowsMax }, (_, index) => index).find(isFree) ?? null;
    if (row !== null) taken.push({ row, left, right });
    return { label, atS, toS, row };
  });
}

function drawShade({ ctx, chartArea, scales }: Chart, { fromS, toS, fill }: Shade, unit: TimeUnit): void {
  const left = scales.x.getPixelForValue(fromS / unit.seconds);
  const right = scales.x.getPixelForValue(toS / unit.seconds);
  ctx.save();
  ctx.fillStyle = fill;
  ctx.fillRect(left, chartArea.top, right - left, chartArea.bottom - chartArea.top);
  ctx.restore();
}

function drawMark(
  { ctx, chartArea, scales }: Chart,
  { label, atS, toS, row }: Mark,
  rows: number,
  unit: TimeUnit,
): void {
  const x = scales.x.getPixelForValue(atS / unit.seconds);
  const baseline = chartArea.top - gapBelow - (rows - 1 - (row ?? rows)) * rowHeight;
  ctx.save();
  ctx.strokeStyle = faintInk;
  ctx.setLineDash([3, 3]);
  ctx.beginPath();
  ctx.moveTo(x, row === null ? chartArea.top : baseline + 2);
  ctx.lineTo(x, chartArea.bottom);
  ctx.stroke();
  if (row !== null) {
    ctx.font = `11px ${fontFamily}`;
    ctx.fillStyle = ink;
    ctx.fillText(label, Math.min(x + 3, chartArea.right - ctx.measureText(label).width), baseline);
    if (toS !== null) {
      const endX = scales.x.getPixelForValue(toS / unit.seconds);
      ctx.fillRect(x, baseline + underlineBelow, endX - x, underlinePx);
      ctx.globalAlpha = 0.45;
      ctx.beginPath();
      ctx.moveTo(endX, baseline + underlineBelow);
      ctx.lineTo(endX, chartArea.bottom);
      ctx.stroke();
    }
  }
  ctx.restore();
}
