/** The table of `vary` as files: JSON, and CSV as RFC 4180 has it. Both keep all digits; marks and units are for readers of text. */
import { jsonText } from './safe-text.js';
import type { VaryTable } from './vary-table.js';

export function varyJson(varied: VaryTable): string {
  return jsonText(varied);
}

/**
 * With a line of names; shares are fractions, and what cannot be known is empty. A text that a spreadsheet would take for a
 * formula gets an apostrophe before it, which makes it text there.
 */
export function varyCsv({ paths, metrics, rows }: VaryTable): string {
  const own = ['successShare', 'throttledShare', 'p50Ms', 'p99Ms', 'wastedShare', 'recovery', 'promisesMet'];
  const cells = rows.map((row) => [
    ...row.values,
    ...[row.successShare, row.throttledShare, row.p50Ms, row.p99Ms, row.wastedShare],
    ...[row.recovery?.state ?? null, row.promisesMet, ...row.metrics],
  ]);
  const lines = [[...paths, ...own, ...metrics], ...cells].map((line) => line.map(csvCell).join(','));
  return lines.map((each) => `${each}\r\n`).join('');
}

/** How a formula begins, also behind blanks (OWASP, "CSV Injection"); a number with a sign is none. */
const formula = /^\s*[=+\-@\t\r]/;
const signedNumber = /^[+-]\d+(\.\d+)?$/;

function csvCell(value: string | number | boolean | null): string {
  const isFormula = typeof value === 'string' && formula.test(value) && !signedNumber.test(value);
  const text = value === null ? '' : `${isFormula ? "'" : ''}${value}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
