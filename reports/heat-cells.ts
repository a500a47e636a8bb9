/** The cells of latency heat maps: rows of a result are sparse (sim/result.ts), what is drawn and added up is not. */
import type { HeatMap, HeatRow } from '../sim/result.js';

/** By column, then band. */
export type Cells = readonly (readonly number[])[];

/** Rows of several tenants in one. */
export function cellsOf(rows: readonly Pick<HeatRow, 'columns'>[], bands: number): Cells {
  const columns = rows.reduce((most, row) => Math.max(most, row.columns.length), 0);
  return Array.from({ length: columns }, (_, column) => {
    const sums = new Array<number>(bands).fill(0);
    for (const row of rows) {
      const [first = 0, ...counts] = row.columns[column] ?? [];
      counts.forEach((count, at) => {
        sums[first + at] += count;
      });
    }
    return sums;
  });
}

export const bandsOf = ({ edgesMs }: Pick<HeatMap, 'edgesMs'>) => Math.max(0, edgesMs.length - 1);

/** Of one cell. */
export function mostOf(cells: Cells): number {
  return cells.reduce((most, column) => Math.max(most, ...column), 0);
}

/** 0 for one request, 1 for the most that a cell holds: a single slow request must be seen beside thousands of fast ones. */
export function heatOf(count: number, most: number): number {
  return most <= 1 ? 1 : Math.log(count) / Math.log(most);
}
