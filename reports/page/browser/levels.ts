/**
 * The path of levels by window: each from the beginning of its window to its end, joined to the one before where that is
 * known. uPlot's own steps end where the last window before a gap begins, and so lose one that stands alone.
 */
import type uPlot from 'uplot';

/** As one with fill, down to the foot of the chart. */
export function levelsOf(isFilled: boolean): uPlot.Series.PathBuilder {
  return (plot, series, first, last) => {
    const [edges, values] = [plot.data[0], plot.data[series]];
    const [stroke, fill] = [new Path2D(), new Path2D()];
    const foot = plot.bbox.top + plot.bbox.height;
    const x = (at: number) => Math.round(plot.valToPos(edges[at], 'x', true));
    const isLevel = (at: number) => at >= first && values[at] != null;
    for (let at = first; at <= Math.min(last, edges.length - 2); at++) {
      const value = values[at];
      if (value == null) continue;
      const [left, right, y] = [x(at), x(at + 1), Math.round(plot.valToPos(value, 'y', true))];
      if (isLevel(at - 1)) stroke.lineTo(left, y);
      else stroke.moveTo(left, y);
      stroke.lineTo(right, y);
      if (isFilled) fill.rect(left, y, right - left, foot - y);
    }
    return { stroke, fill: isFilled ? fill : null };
  };
}
