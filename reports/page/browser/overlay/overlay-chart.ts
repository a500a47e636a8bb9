/** Two runs in one chart over time, on the page of a comparison: A dashed and in warm colours, B solid and in cold ones. */
import type { OverlayLine } from '../../../compare/page/overlay-data.js';
import {
  type ChartPlan,
  column,
  edgesOf,
  fromZero,
  held,
  inCount,
  inMs,
  inPercent,
  rateInWords,
  type Shown,
  windowsOf,
} from '../chart-plan.js';
import { latencyTick, logarithmicTicks } from '../ticks.js';
import type { VerticalAxis } from '../time-plot.js';

const heightPx = 190;
const dash = [5, 3];

const readings = { ms: inMs, rate: rateInWords, share: inPercent, count: inCount } as const;

export function overlayPlan({ page, of }: Shown): ChartPlan {
  const overlay = page.overlays?.[of];
  if (overlay === undefined) throw new Error(`the page has no overlay ${of}`);
  const { unit, lines } = overlay;
  const rows = windowsOf(page);
  return {
    heightPx,
    // What is counted at the end of a window is taken to hold until the next.
    timeS: unit === 'count' ? [...rows.map(({ toS }) => toS), page.endS] : edgesOf(page),
    lines: lines.map(({ label, colour, isOfA, values }) => ({
      label,
      colour,
      values: held(values),
      widthPx: isOfA ? 1.4 : 1.9,
      ...(isOfA ? { dash } : {}),
    })),
    y: unit === 'ms' ? latencyAxis(lines) : plainAxis(lines, unit),
    rows,
    columns: lines.map(({ label, colour, values }) => column(label, colour, values, readings[unit])),
  };
}

function plainAxis(lines: readonly OverlayLine[], unit: 'rate' | 'share' | 'count'): VerticalAxis {
  const values = lines.map((line) => line.values);
  if (unit === 'share') return { low: 0, high: Math.min(1, fromZero(values, 0.05).high), tick: inPercent };
  const wholes = (value: number) => (Number.isInteger(value) ? String(value) : '');
  return { ...fromZero(values), tick: unit === 'rate' ? rateInWords : wholes };
}

function latencyAxis(lines: readonly OverlayLine[]): VerticalAxis {
  const known = lines.flatMap(({ values }) => values).filter((ms): ms is number => ms !== null && ms > 0);
  const least = known.reduce((low, ms) => Math.min(low, ms), known[0] ?? 1);
  const most = known.reduce((high, ms) => Math.max(high, ms), known[0] ?? 1000);
  const [low, high] = [rounded(least / 1.1, Math.floor), rounded(Math.max(most, least * 2) * 1.1, Math.ceil)];
  return { low, high, isLogarithmic: true, ticks: logarithmicTicks(low, high), tick: latencyTick };
}

/** To one digit, downwards or upwards. */
function rounded(value: number, towards: (value: number) => number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return Number((towards(value / power) * power).toPrecision(2));
}
