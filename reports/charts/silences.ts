/**
 * Stretches of time in which a tenant sent requests and none succeeded: hatched in its panel, and named where there is room.
 * More thinly, those in which many failed.
 */
import type { Chart, Plugin } from 'chart.js';
import type { Result } from '../../sim/result.js';
import type { TenantSeries } from '../../sim/series.js';
import { type Failing, failingIn } from '../failing-windows.js';
import { faintInk, fontFamily, type TimeUnit } from './chart-frame.js';

const words = 'nothing succeeded';
const hatchPx = 9;
/** Lines of latencies must be seen through it. */
const thinHatchPx = 18;
const hatchColour = 'rgba(213, 94, 0, 0.35)';

interface Stretch {
  readonly fromS: number;
  readonly toS: number;
}

/** The n-th tenant has the panel of the axis `y<n>`. */
export function silences(result: Result, tenants: readonly TenantSeries[], unit: TimeUnit): Plugin {
  const all = tenants.map((tenant) => silencesOf(result, tenant));
  return {
    id: 'silences',
    beforeDatasetsDraw: (chart: Chart) => {
      all.forEach((each, at) => {
        for (const silence of each) drawSilence(chart, silence, `y${at}`, unit);
      });
    },
  };
}

export function silencesOf(result: Result, tenant: TenantSeries): readonly Stretch[] {
  return stretchesOf(result, tenant, 'all');
}

/** The same where many failed. */
export function failingStretches(result: Result, tenants: readonly TenantSeries[], unit: TimeUnit): Plugin {
  const all = tenants.map((tenant) => stretchesOf(result, tenant, 'many'));
  return {
    id: 'failingStretches',
    beforeDatasetsDraw: (chart: Chart) => {
      all.forEach((each, at) => {
        for (const stretch of each) hatch(chart, stretch, `y${at}`, unit, thinHatchPx);
      });
    },
  };
}

export function stretchesOf({ run, series }: Result, tenant: TenantSeries, failing: Failing): readonly Stretch[] {
  const found: Stretch[] = [];
  series.timeS.forEach((fromS, window) => {
    if (failingIn(window, tenant) !== failing) return;
    const toS = Math.min(fromS + series.windowSeconds, run.simulatedSeconds);
    const last = found.at(-1);
    const isNext = last !== undefined && window > 0 && last.toS >= fromS - series.windowSeconds / 2;
    if (isNext) found[found.length - 1] = { ...last, toS };
    else found.push({ fromS, toS });
  });
  return found;
}

function drawSilence(chart: Chart, silence: Stretch, axis: string, unit: TimeUnit): void {
  hatch(chart, silence, axis, unit, hatchPx);
  const { ctx, scales } = chart;
  const [left, right] = [silence.fromS, silence.toS].map((atS) => scales.x.getPixelForValue(atS / unit.seconds));
  const { top, bottom } = scales[axis];
  ctx.save();
  ctx.font = `13px ${fontFamily}`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  const width = ctx.measureText(words).width + 12;
  if (width < right - left) {
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    ctx.fillStyle = 'white';
    ctx.fillRect(x - width / 2, y - 10, width, 20);
    ctx.fillStyle = faintInk;
    ctx.fillText(words, x, y);
  }
  ctx.restore();
}

function hatch({ ctx, scales }: Chart, { fromS, toS }: Stretch, axis: string, unit: TimeUnit, stepPx: number): void {
  const [left, right] = [fromS, toS].map((atS) => scales.x.getPixelForValue(atS / unit.seconds));
  const { top, bottom } = scales[axis];
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, right - left, bottom - top);
  ctx.clip();
  ctx.strokeStyle = hatchColour;
  ctx.lineWidth = 1;
  ctx.beginPath();
  // On one grid, so that neighbours of both kinds join; from the left of all that could cross it.
  const reach = left - (bottom - top);
  for (let x = reach - (reach % stepPx); x < right; x += stepPx) {
    ctx.moveTo(x, bottom);
    ctx.lineTo(x + (bottom - top), top);
  }
  ctx.stroke();
  ctx.restore();
}
