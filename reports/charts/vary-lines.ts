/**
 * Which latencies the chart of `vary` draws: those that were asked for as metrics, or else p99 and p50 of the table. A
 * class of requests has one colour, and a figure of it one kind of dash or shade, so that reads and writes compare.
 */
import type { Sample } from '../doubts.js';
import { latencyMetricOf } from '../latency-metric.js';
import { elide, printable } from '../safe-text.js';
import type { VaryTable } from '../vary/vary-table.js';
import { nameOf } from '../vary/vary-text.js';
import { palette } from './chart-frame.js';

export interface LatencyLine {
  readonly label: string;
  readonly figure: string;
  /** In ms, one for each row. */
  readonly values: readonly (number | null)[];
  /** What each was taken from. */
  readonly samples: readonly (Sample | null)[];
  readonly colour: string;
  readonly dash: readonly number[];
}

export interface LatencyLines {
  /** What they are, in a line. */
  readonly about: string;
  readonly lines: readonly LatencyLine[];
  /** Those that the chart's finding is about. */
  readonly judged: readonly LatencyLine[];
  /** Those that were asked for and no run knows. */
  readonly unknown: readonly string[];
}

const dashes: readonly (readonly number[])[] = [[], [6, 4], [2, 3]];
const whoseCharactersMax = 50;
const labelCharactersMax = 40;

export function linesOf(table: VaryTable): LatencyLines {
  const asked = linesAskedFor(table);
  const known = asked.filter(({ values }) => values.some((value) => value !== null));
  const unknown = asked.filter((line) => !known.includes(line)).map(({ label }) => label);
  if (known.length > 0) return { about: 'latency as clients saw it', lines: known, judged: known, unknown };
  const { requests, rows } = table;
  const whose = requests === null ? 'successful requests' : elide(printable(nameOf(requests)), whoseCharactersMax);
  const samples = rows.map(({ sample }) => sample);
  const p99 = {
    label: 'p99',
    figure: 'p99',
    values: rows.map(({ p99Ms }) => p99Ms),
    samples,
    colour: palette[0],
    dash: [],
  };
  const p50 = {
    label: 'p50',
    figure: 'p50',
    values: rows.map(({ p50Ms }) => p50Ms),
    samples,
    colour: palette[2],
    dash: [],
  };
  return { about: `latency of ${whose} as clients saw it`, lines: [p99, p50], judged: [p99], unknown };
}

function linesAskedFor({ metrics, rows }: VaryTable): LatencyLine[] {
  const classes: string[] = [];
  const figures: string[] = [];
  return metrics.flatMap((path, at) => {
    const metric = latencyMetricOf(path);
    if (metric === null) return [];
    const { whose, figure, isService, isOfAll } = metric;
    const words = `${whose.replaceAll('.', ' ')}${isService ? ' at the routers' : ''}`;
    return {
      label: elide(printable(`${words} ${figure}${isOfAll ? ' of all' : ''}`), labelCharactersMax),
      figure,
      values: rows.map((row) => row.metrics[at]),
      samples: rows.map(({ metricSamples }) => metricSamples[at]),
      colour: palette[placeIn(classes, words) % palette.length],
      dash: dashes[placeIn(figures, `${figure} ${isOfAll}`) % dashes.length],
    };
  });
}

/** Where the word stands in the list, at whose end it is put if it is new. */
function placeIn(words: string[], word: string): number {
  if (!words.includes(word)) words.push(word);
  return words.indexOf(word);
}
