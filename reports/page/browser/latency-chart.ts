/**
 * Percentiles of one tenant by window on a logarithmic axis that all tenants share. A percentile with fewer than ten slower
 * requests in a window is dotted there; where nothing succeeded the chart is hatched,
 * and more thinly where many failed.
 */
import type uPlot from 'uplot';
import { isMaximum, isOfFew } from '../../doubts.js';
import { failingIn } from '../../failing-windows.js';
import type { PageData, TenantData } from '../page-data.js';
import { type ChartPlan, column, edgesOf, held, inMs, type Shown, windowsOf } from './chart-plan.js';
import { clipToPlot } from './shades.js';
import { colour } from './theme.js';
import { latencyTick, logarithmicTicks } from './ticks.js';
import { fontOf, type LineSpec } from './time-plot.js';

const heightPx = 210;
const hatchPx = 7;
/** Lines of latencies must be seen through it. */
const thinHatchPx = 21;
const few = [2, 3];

const figures = [
  { label: 'max', colour: 'max', key: 'maxMs', widthPx: 1 },
  { label: 'p99.9', colour: 'p999', key: 'p99_9Ms', widthPx: 1.5 },
  { label: 'p99', colour: 'p99', key: 'p99Ms', widthPx: 2 },
  { label: 'p50', colour: 'p50', key: 'p50Ms', widthPx: 1.5 },
] as const;

export function latencyPlan({ page, of }: Shown): ChartPlan {
  const tenant = page.tenants[of];
  const { low, high } = rangeOf(page);
  const shown = figures.filter(({ label }) => !isMaximum(label, usual(tenant.succeeded)));
  return {
    heightPx,
    timeS: edgesOf(page),
    lines: shown.flatMap((figure) => linesOf(tenant, figure)),
    y: { low, high, isLogarithmic: true, ticks: logarithmicTicks(low, high), tick: latencyTick },
    drawAbove: (plot) => {
      hatchSilence(plot, page, tenant);
      hatchWindows(plot, page, thinHatchPx, (at) => failingIn(at, tenant) === 'many');
    },
    rows: windowsOf(page),
    columns: [...figures].reverse().map(({ label, colour: name, key }) => column(label, name, tenant[key], inMs)),
  };
}

/** Two lines a figure: as it is, and where too few requests lie beyond it. */
function linesOf(tenant: TenantData, { label, colour: name, key, widthPx }: (typeof figures)[number]): LineSpec[] {
  const values = tenant[key];
  const isDoubtful = values.map((_, at) => isOfFew(label, tenant.succeeded[at]));
  const where = (doubtful: boolean) => held(values.map((value, at) => (isDoubtful[at] === doubtful ? value : null)));
  const line = { label, colour: name, widthPx };
  return [
    { ...line, values: where(false) },
    ...(isDoubtful.includes(true) ? [{ ...line, values: where(true), dash: few }] : []),
  ];
}

/** Of all tenants of the page, in round numbers. */
function rangeOf({ tenants }: PageData): { low: number; high: number } {
  const values = tenants
    .flatMap(({ p50Ms, maxMs }) => [...p50Ms, ...maxMs])
    .filter((ms) => ms !== null && ms > 0) as number[];
  if (values.length === 0) return { low: 1, high: 1000 };
  let [least, most] = [values[0], values[0]];
  for (const ms of values) [least, most] = [Math.min(least, ms), Math.max(most, ms)];
  return { low: rounded(least / 1.1, Math.floor), high: rounded(Math.max(most, least * 2) * 1.1, Math.ceil) };
}

/** To one digit, downwards or upwards. */
function rounded(value: number, towards: (value: number) => number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return Number((towards(value / power) * power).toPrecision(2));
}

function usual(counts: readonly number[]): number {
  const sorted = counts.filter((each) => each > 0).sort((a, b) => a - b);
  return sorted[(sorted.length - 1) >> 1] ?? 0;
}

/** Where requests were issued and none succeeded. */
export function hatchSilence(
  plot: uPlot,
  page: PageData,
  { issued, succeeded }: Pick<TenantData, 'issued' | 'succeeded'>,
): void {
  hatchWindows(plot, page, hatchPx, (at) => issued[at] > 0 && succeeded[at] === 0);
  if (succeeded.every((each) => each === 0)) sayNothing(plot);
}

function hatchWindows(plot: uPlot, page: PageData, stepPx: number, isHatched: (at: number) => boolean): void {
  const { ctx, bbox } = plot;
  ctx.save();
  clipToPlot(plot);
  ctx.strokeStyle = colour('silence');
  ctx.lineWidth = 1;
  windowsOf(page).forEach(({ fromS, toS }, at) => {
    if (!isHatched(at)) return;
    const [left, right] = [fromS, toS].map((atS) => plot.valToPos(atS, 'x', true));
    ctx.save();
    ctx.beginPath();
    ctx.rect(left, bbox.top, right - left, bbox.height);
    ctx.clip();
    ctx.beginPath();
    for (let x = left - bbox.height - ((left - bbox.height) % stepPx); x < right; x += stepPx) {
      ctx.moveTo(x, bbox.top + bbox.height);
      ctx.lineTo(x + bbox.height, bbox.top);
    }
    ctx.stroke();
    ctx.restore();
  });
  ctx.restore();
}

function sayNothing({ ctx, bbox }: uPlot): void {
  ctx.save();
  ctx.fillStyle = colour('faint');
  ctx.font = fontOf(13 * devicePixelRatio);
  ctx.textAlign = 'center';
  ctx.fillText('no request succeeded', bbox.left + bbox.width / 2, bbox.top + bbox.height / 2);
  ctx.restore();
}
