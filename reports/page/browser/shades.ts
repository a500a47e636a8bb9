/** What lies behind every chart over time: the warm-up, which no figure counts, and the faults while they last. */
import type uPlot from 'uplot';
import type { PageData } from '../page-data.js';
import { colour } from './theme.js';

/** A fault of a moment is still a line. */
const widthMinPx = 1.5;
const edgeWidthPx = 1.5;

export function drawShades(plot: uPlot, { warmupS, faults }: PageData): void {
  const { ctx } = plot;
  ctx.save();
  clipToPlot(plot);
  shade(plot, 0, warmupS, colour('warmup'));
  for (const { fromS, toS } of faults) shade(plot, fromS, toS, colour('fault-shade'));
  ctx.restore();
}

/** For charts that cover their shades: where faults begin and end. */
export function drawShadeEdges(plot: uPlot, { faults }: PageData): void {
  const { ctx, bbox } = plot;
  ctx.save();
  clipToPlot(plot);
  ctx.strokeStyle = colour('fault');
  ctx.lineWidth = edgeWidthPx * devicePixelRatio;
  ctx.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
  ctx.beginPath();
  for (const atS of faults.flatMap(({ fromS, toS }) => [fromS, toS])) {
    const x = plot.valToPos(atS, 'x', true);
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
  }
  ctx.stroke();
  ctx.restore();
}

export function clipToPlot({ ctx, bbox }: uPlot): void {
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
}

function shade(plot: uPlot, fromS: number, toS: number, fill: string): void {
  const { ctx, bbox } = plot;
  if (toS <= fromS) return;
  const [left, right] = [fromS, toS].map((atS) => plot.valToPos(atS, 'x', true));
  ctx.fillStyle = fill;
  ctx.fillRect(left, bbox.top, Math.max(widthMinPx, right - left), bbox.height);
}
