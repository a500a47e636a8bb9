/**
 * A quantile function given by points, linear between them: how measured distributions are replayed. Outside the given
 * quantiles the nearest value holds; left out are tails beyond them, which nobody measured.
 *
 * A guide table (H.-C. Chen and Y. Asau, AIIE Transactions 6, 1974) says where the search for a quantile starts, so that a
 * look-up costs the same with three points or three thousand.
 */
export interface QuantilePoint {
  /** 0..1, ascending. */
  readonly at: number;
  /** Ascending. */
  readonly value: number;
}

export class QuantileTable {
  private readonly quantiles: Float64Array;
  private readonly values: Float64Array;
  /** For each of `guide.length` equal parts of 0..1: the last point at or before its start, or the first point. */
  private readonly guide: Uint32Array;

  constructor(points: readonly QuantilePoint[]) {
    if (points.length === 0) throw new Error('a quantile table needs a point');
    const first = points[0];
    const last = points[points.length - 1];
    const complete = [{ at: 0, value: first.value }, ...points, { at: 1, value: last.value }];
    this.quantiles = Float64Array.from(complete, (point) => point.at);
    this.values = Float64Array.from(complete, (point) => point.value);
    for (let i = 1; i < complete.length; i++) {
      const ascending = this.quantiles[i - 1] <= this.quantiles[i] && this.values[i - 1] <= this.values[i];
      if (!ascending) throw new Error(`quantile points must ascend within 0..1; point ${i} does not`);
    }
    this.guide = new Uint32Array(complete.length);
    for (let part = 0, point = 0; part < this.guide.length; part++) {
      while (this.quantiles[point + 1] <= part / this.guide.length) point++;
      this.guide[part] = point;
    }
  }

  /** The value below which a share u in [0, 1) of the distribution lies. */
  valueAt(u: number): number {
    let i = this.guide[Math.floor(u * this.guide.length)];
    while (this.quantiles[i + 1] <= u) i++;
    const from = this.quantiles[i];
    const share = (u - from) / (this.quantiles[i + 1] - from);
    return this.values[i] + share * (this.values[i + 1] - this.values[i]);
  }
}
