/** The page's tables of what differs: A, B, the change, its interval in figures and drawn; what may be chance is faint. */
import { plural } from '../../format.js';
import { dataTable, names, numbers, rowsMax } from '../../page/data-table.js';
import { type Html, html, nothing } from '../../page/html.js';
import type { Comparison } from '../comparison.js';
import type { Difference } from '../differences.js';
import {
  amountOf,
  changeOf,
  doubtsIn,
  intervalOf,
  intervalWords,
  markOf,
  mayBeChance,
  meansWords,
  relativeOf,
  shownDifferences,
} from '../words.js';
import { intervalBar, scaleOf } from './interval-bar.js';

export function differencesSection(comparison: Comparison): Html {
  const shown = shownDifferences(comparison);
  if (shown.length === 0) return nothing;
  const notes = [
    ...(comparison.seeds.length > 0 ? [meansWords] : []),
    ...(shown.some(({ low }) => low !== null) ? [intervalWords(comparison)] : []),
    ...doubtsIn(shown),
  ];
  const left = comparison.differences.length - shown.length;
  const more = left === 0 ? null : html`<p class="note">and ${plural(left, 'more figure')} in compare.json</p>`;
  return html`<section id="figures"><h2>What differs</h2>${tableOf(
    'Times in ms (latencies are of successful requests), changes drawn relative to A',
    shown.filter(({ unit }) => unit === 'ms'),
  )}${tableOf(
    'Shares, changes in points and drawn alike',
    shown.filter(({ unit }) => unit === 'share'),
  )}${notes.map((note) => html`<p class="note">${note}</p>`)}${more}</section>`;
}

function tableOf(caption: string, rows: readonly Difference[]): Html {
  if (rows.length === 0) return nothing;
  const shown = rows.slice(0, rowsMax);
  const hidden = rows.length - shown.length;
  const isLatency = rows[0].unit === 'ms';
  const scale = scaleOf(shown);
  return dataTable(
    caption,
    [...names('of', 'figure', 'drawn'), ...numbers('B - A', '±', ...(isLatency ? ['of A'] : []), 'A', 'B')],
    shown.map((row) => ({
      cells: [
        row.of,
        row.figure,
        intervalBar(row, scale),
        figure(row.change, changeOf(row)),
        intervalOf(row),
        ...(isLatency ? [relativeOf(row)] : []),
        figure(row.a, markOf(row.doubtsOfA) + amountOf(row, row.a)),
        figure(row.b, markOf(row.doubtsOfB) + amountOf(row, row.b)),
      ],
      isBad: row.isBetter === false && row.low !== null && !mayBeChance(row),
    })),
    hidden > 0 ? [`and ${plural(hidden, 'more')} in compare.json`] : [],
  );
}

/** With its whole value. */
function figure(value: number | null, text: string): Html {
  return value === null ? html`<span class="unknown">${text}</span>` : html`<data value="${value}">${text}</data>`;
}
