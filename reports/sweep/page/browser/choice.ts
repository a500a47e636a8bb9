/** What the reader has chosen: the criterion, the two settings that span the map, and a cell, which says the values of all others. */
import { openingAxes, Places, worstCell } from '../axes.js';
import type { CellData, Dimension, SweepData } from '../sweep-data.js';

export class Choice {
  criterion = 0;
  /** Index of the cell whose runs are shown. */
  cell: number;
  /** Indices of dimensions; null of fewer than two, whose settings are a list. */
  along: number | null;
  down: number | null;
  private readonly places: Places;
  private readonly listeners: (() => void)[] = [];

  constructor(readonly data: SweepData) {
    this.places = new Places(data);
    this.cell = worstCell(data);
    const { along, down } = openingAxes(data);
    [this.along, this.down] = [along, down];
  }

  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  change(act: (choice: Choice) => void): void {
    act(this);
    for (const listener of this.listeners) listener();
  }

  get chosen(): CellData {
    return this.data.cells[this.cell];
  }

  /** The values of all that spans no axis, which the map is of. */
  get others(): readonly number[] {
    if (this.along === null) return [];
    return this.chosen.at.filter((_, which) => which !== this.along && which !== this.down);
  }

  /** Of the map and of the charts along a setting; null of one that is not there. */
  dimension(which: number | null): Dimension | null {
    return which === null ? null : this.data.dimensions[which];
  }

  /** The cell that differs from the chosen one in these dimensions alone. */
  cellAt(values: ReadonlyMap<number, number>): number | undefined {
    return this.places.beside(this.cell, values);
  }

  /** Indices of cells, row by row, as they stand on the axes; of a list a row each. */
  rows(): (number | undefined)[][] {
    return this.places.rows(this, this.cell);
  }
}
