/** A change drawn with its 95 % interval, on an axis whose middle is no change: one scale for all rows of a table. */
import { type Html, html } from '../../page/html.js';
import type { Difference } from '../differences.js';
import { mayBeChance } from '../words.js';

const width = 200;
const middle = width / 2;
/** Beyond twice A's figure a bar only says "far". */
const relativeMax = 2;
const markWidth = 3;

/** What a row's bar shows of it, on the scale of its table: latencies relative to A, shares in themselves. */
const partOf = (row: Difference, value: number) => (row.unit === 'ms' ? value / Math.max(row.a ?? 0, 1e-9) : value);

/** The greatest that is to be drawn; 1 where nothing is. */
export function scaleOf(rows: readonly Difference[]): number {
  const sizes = rows.flatMap((row) =>
    [row.change, row.low, row.high].flatMap((value) => (value === null ? [] : [Math.abs(partOf(row, value))])),
  );
  const most = Math.max(0, ...sizes.filter(Number.isFinite));
  return most === 0 ? 1 : Math.min(most, rows[0].unit === 'ms' ? relativeMax : 1);
}

export function intervalBar(row: Difference, scale: number): Html | null {
  const { change, low, high, isBetter } = row;
  if (change === null) return null;
  const at = (value: number) => {
    const share = Math.max(-1, Math.min(1, partOf(row, value) / scale));
    return middle + share * (middle - markWidth);
  };
  const [from, to] = [at(low ?? change), at(high ?? change)];
  const role = low === null || mayBeChance(row) || isBetter === null ? 'chance' : isBetter ? 'better' : 'worse';
  return html`<svg class="interval ${role}" viewBox="0 0 ${width} 16" preserveAspectRatio="none" aria-hidden="true"><line class="zero" x1="${middle}" x2="${middle}" y1="0" y2="16"/><rect class="span" x="${from.toFixed(1)}" y="4" width="${(to - from).toFixed(1)}" height="8"/><rect class="change" x="${(at(change) - markWidth / 2).toFixed(1)}" y="2" width="${markWidth}" height="12"/></svg>`;
}
