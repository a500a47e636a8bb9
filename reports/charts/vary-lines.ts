/**
 * Which latencies the chart of `vary` draws: those that were asked for as metrics, or else p99 and p50 of the table. A
 * class of requests has one colour, and a figure of it one kind of dash, so that reads and writes compare side by side.
 */

import { elide, printable } from '../safe-text.js';
import { nameOf, type VaryTable } from '../vary-table.js';
import { palette } from './chart-frame.js';

export interface LatencyLine {
  readonly label: string;
  /** In ms, one for each row. */
  readonly values: readonly (number | null)[];
  readonly colour: string;
  readonly dash: readonly number[];
}

export interface LatencyLines {
  /** What they are, in a line. */
  readonly about: string;
  readonly lines: readonly LatencyLine[];
  /** Those that the chart's finding is about. */
  readonly judged: readonly LatencyLine[];
}

/** As clients saw them: `latency.` and the words of a class, then the figure. */
const latencyPath = /^latency\.(.+)\.(mean|p50|p90|p99|p99\.9|p99\.99|max)$/;
const dashes: readonly (readonly number[])[] = [[], [6, 4], [2, 3]];
const whoseCharactersMax = 50;
const labelCharactersMax = 40;

export function linesOf(table: VaryTable): LatencyLines {
  const asked = linesAskedFor(table);
  if (asked.length > 0) return { about: 'latency as clients saw it', lines: asked, judged: asked };
  const { requests, rows } = table;
  const whose = requests === null ? 'successful requests' : elide(printable(nameOf(requests)), whoseCharactersMax);
  const p99 = { label: 'p99', values: rows.map(({ p99Ms }) => p99Ms), colour: palette[0], dash: [] };
  const p50 = { label: 'p50', values: rows.map(({ p50Ms }) => p50Ms), colour: palette[2], dash: [] };
  return { about: `latency of ${whose} as clients saw it`, lines: [p99, p50], judged: [p99] };
}

function linesAskedFor({ metrics, rows }: VaryTable): LatencyLine[] {
  const classes: string[] = [];
  const figures: string[] = [];
  return metrics.flatMap((metric, at) => {
    const found = latencyPath.exec(metric);
    if (found === null) return [];
    const [, words, figure] = found;
    return {
      label: elide(printable(`${words.replaceAll('.', ' ')} ${figure}`), labelCharactersMax),
      values: rows.map((row) => row.metrics[at]),
      colour: palette[placeIn(classes, words) % palette.length],
      dash: dashes[placeIn(figures, figure) % dashes.length],
    };
  });
}

/** Where the word stands in the list, at whose end it is put if it is new. */
function placeIn(words: string[], word: string): number {
  if (!words.includes(word)) words.push(word);
  return words.indexOf(word);
}
