/** The second table of `vary` for a terminal: how each row differs from the first, with the half-width of its interval. */
import { short, significant, unknownNumber } from '../format.js';
import { type Column, figures, type Row, type TextLine, tableInPieces } from '../text-line.js';
import type { VaryTable } from '../vary/vary-table.js';
import { shownValues } from '../vary/vary-values.js';
import type { Change } from './vary-changes.js';
import { halfOf, partOfA, signed, signedShort } from './words.js';

/** Nothing where there is but one row, or where it is the seed that varies. */
export function changesTable(
  varied: VaryTable,
  settings: readonly Column[],
  asked: readonly string[],
  columns: number,
): readonly TextLine[] {
  const { rows, units } = varied;
  if (!hasChanges(varied)) return [];
  const values = shownValues(varied);
  const isThrottled = rows.some(({ throttledShare }) => throttledShare !== null && throttledShare > 0);
  const shown = rows.slice(1).map(({ change: own }, at): Row => {
    const change = own!;
    return {
      cells: [
        ...values[at + 1],
        shareChange(change.successShare),
        ...(isThrottled ? [shareChange(change.throttledShare)] : []),
        latencyChange(change.p50Ms),
        latencyChange(change.p99Ms),
        ...change.metrics.map((each, at) => (units[at] === 'share' ? shareChange(each) : latencyChange(each))),
      ],
      role: 'plain',
    };
  });
  const own = ['success', ...(isThrottled ? ['throttled'] : []), 'p50 ms', 'p99 ms'];
  return tableInPieces(settings, figures(...own, ...asked), shown, columns);
}

export const hasChanges = ({ rows }: VaryTable) => rows.slice(1).some(({ change }) => change !== null);

/** Such as "+0.02 ±0.01", in points. */
function shareChange(change: Change | null): string {
  if (change === null) return unknownNumber;
  return signedShort(100 * change.change) + halfOf(change, 100);
}

/** Such as "+1.20 ±0.04 (+12 %)". */
function latencyChange(change: Change | null): string {
  if (change === null) return unknownNumber;
  const { relative } = change;
  const part =
    relative === null || relative === 0
      ? ''
      : ` (${partOfA(relative, (size) => short(Number((100 * size).toPrecision(2))))})`;
  return signed(change.change, significant) + halfOf(change, 1) + part;
}
