import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QuantileTable } from '../../sim/engine/quantile-table.js';

describe('a quantile table', () => {
  it('is linear between its points', () => {
    const table = new QuantileTable([
      { at: 0, value: 10 },
      { at: 0.5, value: 20 },
      { at: 1, value: 100 },
    ]);
    expect([0, 0.25, 0.5, 0.75].map((u) => table.valueAt(u))).toEqual([10, 15, 20, 60]);
  });

  it('holds the nearest value outside its points', () => {
    const table = new QuantileTable([
      { at: 0.5, value: 20 },
      { at: 0.9, value: 60 },
    ]);
    expect([0, 0.3, 0.95].map((u) => table.valueAt(u))).toEqual([20, 20, 60]);
  });

  it('jumps where a quantile is given twice', () => {
    const table = new QuantileTable([
      { at: 0, value: 1 },
      { at: 0.5, value: 1 },
      { at: 0.5, value: 9 },
      { at: 1, value: 9 },
    ]);
    expect([table.valueAt(0.499), table.valueAt(0.5)]).toEqual([1, 9]);
  });

  it('agrees with a search from the start for any points', () => {
    const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.array(share, { minLength: 1, maxLength: 30 }), share, (quantiles, u) => {
        const points = quantiles.sort((a, b) => a - b).map((at, i) => ({ at, value: i * i }));
        const next = points.findIndex((point) => point.at > u);
        const value = new QuantileTable(points).valueAt(u);
        if (next < 0) expect(value).toBe(points[points.length - 1]?.value);
        else if (next === 0) expect(value).toBe(0);
        else {
          const [from, to] = [points[next - 1]!, points[next]!];
          expect(value).toBe(from.value + ((u - from.at) / (to.at - from.at)) * (to.value - from.value));
        }
      }),
    );
  });

  it('refuses points out of order, out of range, or none', () => {
    const point = (at: number, value: number) => ({ at, value });
    expect(() => new QuantileTable([point(0.5, 1), point(0.4, 2)])).toThrow('ascend');
    expect(() => new QuantileTable([point(0.4, 2), point(0.5, 1)])).toThrow('ascend');
    expect(() => new QuantileTable([point(1.5, 2)])).toThrow('ascend');
    expect(() => new QuantileTable([])).toThrow('needs a point');
  });
});
