/** The cells of latency heat maps: rows of a result are sparse (sim/result.ts), what is drawn and added up is not. */
import type { HeatMap, HeatRow } from '../sim/series.js';

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
function heatOf(count: number, most: number): number {
  return most <= 1 ? 1 : Math.log(count) / Math.log(most);
}

/** As many as can be told apart in a row. */
const shadesMax = 24;

/** Colours from that of few requests to that of many, mixed of a few, each as red, green and blue. */
export function shadesOf(stops: readonly (readonly number[])[]): readonly string[] {
  return Array.from({ length: shadesMax }, (_, shade) => {
    const place = (shade / (shadesMax - 1)) * (stops.length - 1);
    const at = Math.min(stops.length - 2, Math.floor(place));
    const mixed = [0, 1, 2].map((part) =>
      Math.round(stops[at][part] + (place - at) * (stops[at + 1][part] - stops[at][part])),
    );
    return `rgb(${mixed.join(', ')})`;
  });
}

export const shadeOf = (shades: readonly string[], count: number, most: number) =>
  shades[Math.round(heatOf(count, most) * (shades.length - 1))];
