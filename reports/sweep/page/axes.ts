/**
 * Which settings span the map of a sweep, and its cells in their order along both. It opens on the two settings along which
 * what is judged changes most, at the values that all others have in the cell that is met least.
 */
import { allOf, figureOf } from './cell-state.js';
import type { CellData, Dimension, SweepData } from './sweep-data.js';

export interface Axes {
  /** Indices of dimensions; null of fewer than two, whose settings are a list. */
  readonly along: number | null;
  readonly down: number | null;
}

export function openingAxes({ dimensions, ...data }: SweepData): Axes {
  if (dimensions.length < 2) return { along: null, down: null };
  const [first, second] = strongest({ dimensions, ...data });
  // Amounts go from left to right, and of two the one with more values.
  const rank = ({ amounts, values }: Dimension) => (amounts === null ? 0 : 1e6) + values.length;
  return rank(dimensions[first]) >= rank(dimensions[second])
    ? { along: first, down: second }
    : { along: second, down: first };
}

/** The cell that is met least, the first of several. */
export function worstCell(data: SweepData): number {
  const badness = data.cells.map((cell) => {
    const { state, value } = allOf(data, cell);
    return (state === 'missed' ? 2 : 0) + 1 - (value ?? 1);
  });
  return badness.reduce((worst, each, at) => (each > badness[worst] ? at : worst), 0);
}

/** Indices of its values as they stand on an axis: amounts ascend, others stand as they were given. */
export function orderOf({ values, amounts }: Dimension): number[] {
  const order = values.map((_, at) => at);
  return amounts === null ? order : order.sort((a, b) => amounts[a] - amounts[b]);
}

/** Where each cell is, by the values of its dimensions. */
export class Places {
  private readonly byPlace = new Map<string, number>();

  constructor(private readonly data: SweepData) {
    data.cells.forEach(({ at }, index) => {
      this.byPlace.set(at.join(), index);
    });
  }

  /** The cell that differs from one in these dimensions alone. */
  beside(cell: number, values: ReadonlyMap<number, number>): number | undefined {
    const at = this.data.cells[cell].at.map((value, which) => values.get(which) ?? value);
    return this.byPlace.get(at.join());
  }

  /** Row by row, as they stand on the axes; of a list a row each. */
  rows({ along, down }: Axes, cell: number): (number | undefined)[][] {
    const { dimensions } = this.data;
    const across = along === null ? [null] : orderOf(dimensions[along]);
    const [only] = dimensions;
    const below = down === null ? (only === undefined ? [null] : orderOf(only)) : orderOf(dimensions[down]);
    return below.map((row) =>
      across.map((column) => {
        const values = new Map<number, number>();
        if (row !== null) values.set(down ?? 0, row);
        if (column !== null && along !== null) values.set(along, column);
        return this.beside(cell, values);
      }),
    );
  }
}

/** The two dimensions along which the first criterion differs most in the mean. */
function strongest(data: SweepData): readonly [number, number] {
  const figures = data.cells.map((cell) => figureOf(data, cell, 0).value);
  const effects = data.dimensions.map(({ values }, which) => {
    const means = values.map(() => ({ sum: 0, count: 0 }));
    data.cells.forEach(({ at }: CellData, index) => {
      const figure = figures[index];
      if (figure === null) return;
      means[at[which]].sum += figure;
      means[at[which]].count++;
    });
    const known = means.filter(({ count }) => count > 0).map(({ sum, count }) => sum / count);
    return known.length === 0 ? 0 : Math.max(...known) - Math.min(...known);
  });
  const order = effects.map((_, which) => which).sort((a, b) => effects[b] - effects[a] || a - b);
  return [order[0], order[1]];
}
