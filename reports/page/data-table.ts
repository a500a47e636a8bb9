/** A table of the page: a caption that says what it holds, names to the left and figures to the right. */
import { count } from '../format.js';
import { type Html, html, nothing, type Part } from './html.js';

/** More rows of a table nobody reads; the result has them all. */
export const rowsMax = 100;

export interface TableColumn {
  readonly title: string;
  readonly isName?: boolean;
  /** What the title leaves open. */
  readonly about?: string;
}

export interface TableRow {
  readonly cells: readonly Part[];
  readonly isBad?: boolean;
}

export const names = (...titles: readonly string[]): readonly TableColumn[] =>
  titles.map((title) => ({ title, isName: true }));
export const numbers = (...titles: readonly string[]): readonly TableColumn[] => titles.map((title) => ({ title }));

/**
 * Nothing at all where there are no rows. The first column names its row.
 * @param heading what stands in the caption's place, such as one with figures
 */
export function dataTable(
  caption: string,
  columns: readonly TableColumn[],
  rows: readonly TableRow[],
  notes: readonly string[] = [],
  heading: Part = caption,
  max = rowsMax,
): Html {
  if (rows.length === 0) return nothing;
  const hidden = Math.max(0, rows.length - max);
  const all = hidden === 0 ? notes : [...notes, `and ${count(hidden)} more rows in result.json`];
  return html`<figure class="table"><figcaption>${heading}</figcaption><div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table><thead><tr>${columns.map(
    ({ title, isName, about }) =>
      html`<th scope="col"${isName ? html` class="name"` : null}${about === undefined ? null : html` title="${about}"`}>${title}</th>`,
  )}</tr></thead><tbody>${rows.slice(0, max).map((row) => rowOf(row, columns))}</tbody></table></div>${
    all.length === 0 ? null : html`<p class="note">${all.join('; ')}</p>`
  }</figure>`;
}

function rowOf({ cells, isBad }: TableRow, columns: readonly TableColumn[]): Html {
  return html`<tr${isBad ? html` class="bad"` : null}>${cells.map((cell, at) => {
    if (at === 0) return html`<th scope="row" class="name">${cell}</th>`;
    return columns[at].isName ? html`<td class="name">${cell}</td>` : html`<td>${cell}</td>`;
  })}</tr>`;
}
