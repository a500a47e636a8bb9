/** The table of `vary` as files: JSON, and CSV. Both keep all digits; marks and units are for readers of text. */
import { csvText } from '../csv.js';
import { jsonText } from '../safe-text.js';
import type { VaryTable } from './vary-table.js';

export function varyJson(varied: VaryTable): string {
  return jsonText(varied);
}

/** With a line of names; shares are fractions. */
export function varyCsv({ paths, metrics, rows }: VaryTable): string {
  const own = ['successShare', 'throttledShare', 'p50Ms', 'p99Ms', 'wastedShare', 'recovery', 'promisesMet'];
  const cells = rows.map((row) => [
    ...row.values,
    ...[row.successShare, row.throttledShare, row.p50Ms, row.p99Ms, row.wastedShare],
    ...[row.recovery?.state ?? null, row.promisesMet, ...row.metrics],
  ]);
  return csvText([[...paths, ...own, ...metrics], ...cells]);
}
