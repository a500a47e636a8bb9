/** Numbers over bars and points, as many as find room: one that would cover another is left out. */
import type { Chart, Plugin } from 'chart.js';
import { fontFamily, ink } from './chart-frame.js';

export interface ValueLabels {
  /** A dataset's label and axis; its points carry the texts, one each. */
  readonly dataset: number;
  readonly texts: readonly string[];
}

const gap = 4;
const textHeight = 11;

export function valueLabels(all: readonly ValueLabels[]): Plugin {
  return {
    id: 'valueLabels',
    afterDatasetsDraw: (chart: Chart) => {
      const { ctx } = chart;
      const taken: { left: number; right: number; bottom: number }[] = [];
      ctx.save();
      ctx.font = `10.5px ${fontFamily}`;
      ctx.textAlign = 'center';
      ctx.textBaseline = 'bottom';
      ctx.fillStyle = ink;
      // Lines pass behind the numbers.
      ctx.strokeStyle = 'white';
      ctx.lineWidth = 3;
      for (const { dataset, texts } of all) {
        chart.getDatasetMeta(dataset).data.forEach((element, at) => {
          const { x, y } = element.getProps(['x', 'y'], true);
          if (texts[at] === '' || Number.isNaN(y)) return;
          const half = ctx.measureText(texts[at]).width / 2;
          const place = { left: x - half, right: x + half, bottom: y - gap };
          const isFree = taken.every(
            (other) =>
              place.right + gap <= other.left ||
              place.left >= other.right + gap ||
              Math.abs(place.bottom - other.bottom) > textHeight,
          );
          if (!isFree) return;
          taken.push(place);
          ctx.strokeText(texts[at], x, place.bottom);
          ctx.fillText(texts[at], x, place.bottom);
        });
      }
      ctx.restore();
    },
  };
}
