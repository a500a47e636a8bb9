/**
 * Draws the charts of a result as PNG images, without a screen and without fonts installed: the font comes with the
 * project's dependencies. The same result gives the same bytes within one process.
 *
 * Loading the canvas takes longer than most runs, so this module is imported only when images are asked for.
 */
import { createRequire } from 'node:module';
import { ChartJSNodeCanvas } from 'chartjs-node-canvas';
import type { Result } from '../sim/result.js';
import { availabilityByWindow } from './availability-by-window.js';
import { type ChartPlan, fontFamily, registeredFamily } from './chart-frame.js';
import { latencyDistribution } from './latency-distribution.js';
import { latencyOverTime } from './latency-over-time.js';
import { outcomesOverTime } from './outcomes-over-time.js';
import { isAskedFor, unitsOverTime } from './units-over-time.js';

export interface ChartImage {
  /** A file name, such as `outcomes.png`. */
  readonly name: string;
  readonly png: Buffer;
}

const require = createRequire(import.meta.url);
const fontFiles = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'];

export function renderCharts(result: Result): readonly ChartImage[] {
  const always = [latencyOverTime, latencyDistribution, outcomesOverTime, availabilityByWindow];
  const plans = result.series.tables.some(isAskedFor) ? [...always, unitsOverTime] : always;
  return plans.map((plan) => renderPlan(plan(result)));
}

export function renderPlan({ name, widthPx, heightPx, configuration }: ChartPlan): ChartImage {
  registerFonts();
  const canvas = new ChartJSNodeCanvas({
    width: widthPx,
    height: heightPx,
    backgroundColour: 'white',
    // Ticks and legends do not take the family from the chart's own options.
    chartCallback: ({ defaults }) => {
      defaults.font.family = fontFamily;
    },
  });
  // The asynchronous form does not work with this canvas.
  return { name: `${name}.png`, png: canvas.renderToBufferSync(configuration, 'image/png') };
}

/** The renderer's own registerFont expects another canvas; this one keeps its fonts in one list for the process. */
function registerFonts(): void {
  const { GlobalFonts } = createRequire(require.resolve('chartjs-node-canvas'))('canvas') as {
    GlobalFonts: { has(family: string): boolean; registerFromPath(path: string, family: string): object | null };
  };
  if (GlobalFonts.has(registeredFamily)) return;
  for (const file of fontFiles) {
    const key = GlobalFonts.registerFromPath(require.resolve(`dejavu-fonts-ttf/ttf/${file}`), registeredFamily);
    if (key === null) throw new Error(`the font ${file} cannot be read: charts would have no text`);
  }
}
