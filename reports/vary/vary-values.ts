/** The values of a setting as the tables of `vary` show them: no wider than there is room for, and none like another. */
import { elideNames, printable } from '../safe-text.js';
import type { VaryTable } from './vary-table.js';

const columnsMax = 40;

/** Of each row, one for each path. */
export function shownValues({ paths, rows }: VaryTable): readonly (readonly string[])[] {
  const byPath = paths.map((_, at) =>
    elideNames(
      rows.map(({ values }) => printable(values[at])),
      columnsMax,
    ),
  );
  return rows.map((_, row) => byPath.map((shown) => shown[row]));
}
