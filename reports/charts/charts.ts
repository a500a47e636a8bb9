/**
 * Draws the charts of a result as PNG images, without a screen and without fonts installed: the font comes with the
 * project's dependencies. The same result gives the same bytes within one process.
 *
 * Loading the canvas takes longer than most runs, so this module is imported only when images are asked for.
 */
import { createRequire } from 'node:module';
import { createCanvas, GlobalFonts } from '@napi-rs/canvas';
import { Chart, type ChartItem, type Plugin, registerables } from 'chart.js';
import type { Result } from '../../sim/result.js';
import { availabilityByWindow } from './availability-by-window.js';
import { type ChartPlan, fontFamily, registeredFamily } from './chart-frame.js';
import { heatMapChart } from './heat/heat-map.js';
import { latencyDistribution } from './latency-distribution.js';
import { latencyOverTime } from './latency-over-time.js';
import { outcomesOverTime } from './outcomes-over-time.js';
import { beforeDuringAfter } from './ranges/before-during-after.js';
import { percentilesByTenant } from './ranges/percentiles-by-tenant.js';
import { isAskedFor, unitsOverTime } from './units-over-time.js';

export interface ChartImage {
  /** A file name, such as `outcomes.png`. */
  readonly name: string;
  readonly png: Buffer;
}

const require = createRequire(import.meta.url);
const fontFiles = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'];

export function renderCharts(result: Result): readonly ChartImage[] {
  const plans = [
    latencyOverTime,
    latencyDistribution,
    outcomesOverTime,
    availabilityByWindow,
    heatMapChart,
    percentilesByTenant,
    ...(result.phases.length > 0 ? [beforeDuringAfter] : []),
    ...(result.series.tables.some(isAskedFor) ? [unitsOverTime] : []),
  ];
  return plans.map((plan) => renderPlan(plan(result)));
}

export function renderPlan({ name, widthPx, heightPx, configuration }: ChartPlan): ChartImage {
  registerFonts();
  const canvas = createCanvas(widthPx, heightPx);
  // Chart.js needs no more of a canvas than its size and its drawing context, which this one has.
  const chart = new Chart(canvas as unknown as ChartItem, {
    ...configuration,
    plugins: [whiteBackground, ...(configuration.plugins ?? [])],
  });
  // Only now each panel knows what the others need.
  chart.update('none');
  const png = canvas.toBuffer('image/png');
  chart.destroy();
  return { name: `${name}.png`, png };
}

Chart.register(...registerables);
// Ticks and legends do not take the family from the chart's own options.
Chart.defaults.font.family = fontFamily;

const whiteBackground: Plugin = {
  id: 'whiteBackground',
  beforeDraw: ({ ctx, width, height }) => {
    ctx.save();
    ctx.fillStyle = 'white';
    ctx.fillRect(0, 0, width, height);
    ctx.restore();
  },
};

/** Fonts are one list for the process; a bare machine has none. */
function registerFonts(): void {
  if (GlobalFonts.has(registeredFamily)) return;
  for (const file of fontFiles) {
    const key = GlobalFonts.registerFromPath(require.resolve(`dejavu-fonts-ttf/ttf/${file}`), registeredFamily);
    if (key === null) throw new Error(`the font ${file} cannot be read: charts would have no text`);
  }
}
