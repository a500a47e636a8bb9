/**
 * Tables as CSV, as RFC 4180 has it: lines end in CR LF, and a cell that holds a separator, a quote or a line break is quoted.
 * Numbers keep all digits, and what cannot be known is empty.
 *
 * A text that a spreadsheet would take for a formula gets an apostrophe before it, which makes it text there (OWASP, "CSV
 * Injection"). Semicolons and tabs are quoted like commas, since a spreadsheet may split at them, and so begin a cell within.
 */
export type Cell = string | number | boolean | null;

/** How a formula begins, also behind blanks; a number with a sign is none. */
const formula = /^\s*[=+\-@\t\r]/;
const signedNumber = /^[+-]\d+(\.\d+)?$/;
const needsQuotes = /[",;\t\r\n]/;

export function csvText(lines: readonly (readonly Cell[])[]): string {
  return lines.map((line) => `${line.map(csvCell).join(',')}\r\n`).join('');
}

function csvCell(value: Cell): string {
  if (typeof value !== 'string') return value === null ? '' : `${value}`;
  const text = formula.test(value) && !signedNumber.test(value) ? `'${value}` : value;
  return needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
