/** Names each line at its end, in its colour. Labels stay within their panel and keep their distance. */
import type { Chart, Plugin } from 'chart.js';
import { fontFamily } from './chart-frame.js';

const labelHeight = 14;
const gap = 6;
/** A line that ends so far from the right edge is named where it ends. */
const farPx = 60;

interface Label {
  readonly text: string;
  readonly colour: string;
  readonly x: number;
  readonly y: number;
}

export const endLabels: Plugin = {
  id: 'endLabels',
  afterDatasetsDraw: (chart: Chart) => {
    const { ctx, chartArea, scales } = chart;
    const panels = new Map<string, Label[]>();
    chart.data.datasets.forEach((dataset, index) => {
      const { data, yAxisID } = chart.getDatasetMeta(index);
      const points = dataset.data as readonly { readonly y: number | null }[];
      const last = data[points.findLastIndex(({ y }) => y !== null)];
      if (last === undefined || yAxisID === undefined) return;
      const isFar = chartArea.right - last.x > farPx;
      const x = isFar ? last.x + gap : chartArea.right + gap;
      const label = { text: String(dataset.label), colour: String(dataset.borderColor), x, y: last.y };
      panels.set(yAxisID, [...(panels.get(yAxisID) ?? []), label]);
    });
    ctx.save();
    ctx.font = `bold 12px ${fontFamily}`;
    ctx.textBaseline = 'middle';
    for (const [axis, labels] of panels) {
      for (const { text, colour, x, y } of apart(labels, scales[axis].top, scales[axis].bottom)) {
        ctx.fillStyle = colour;
        ctx.fillText(text, x, y);
      }
    }
    ctx.restore();
  },
};

/** Each at least its height below the one above it, and all between top and bottom. */
function apart(labels: readonly Label[], top: number, bottom: number): readonly Label[] {
  const sorted = [...labels].sort((a, b) => a.y - b.y);
  const ys: number[] = [];
  for (const { y } of sorted) ys.push(Math.max(y, (ys.at(-1) ?? top - labelHeight / 2) + labelHeight));
  for (let at = ys.length - 1; at >= 0; at--) {
    const lowest = (ys[at + 1] ?? bottom + labelHeight / 2) - labelHeight;
    ys[at] = Math.min(ys[at], lowest);
  }
  return sorted.map((label, at) => ({ ...label, y: ys[at] }));
}
