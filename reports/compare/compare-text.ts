/**
 * A comparison for a terminal: conditions and verdicts first, then the figures that differ, then where the tail's time went.
 * At most a screen: figures beyond that are counted, and the JSON form has them all.
 */
import { plural } from '../format.js';
import { printable, wrap } from '../safe-text.js';
import { figures, labels, line, type Role, renderLines, type TextLine, table } from '../text-line.js';
import type { Comparison, Side } from './comparison.js';
import { type Difference, kindInWords } from './differences.js';
import {
  amountOf,
  cautionsOf,
  changeOf,
  conditionInWords,
  doubtsIn,
  intervalOf,
  intervalWords,
  isWorse,
  markOf,
  mayBeChance,
  meansWords,
  recoveryInWords,
  relativeOf,
  seedsInWords,
  shiftInWords,
  shownDifferences,
  shownShifts,
  verdictInWords,
  verdictsOf,
} from './words.js';

export interface CompareTextOptions {
  readonly columns: number;
  readonly colour: boolean;
}

const columnsMin = 60;
const linesMax = 6;
const latencyRowsMax = 20;
const shareRowsMax = 10;
const verdictsMax = 12;

type Paragraph = (text: string, role?: Role, indent?: number) => TextLine[];

export function compareText(comparison: Comparison, options: CompareTextOptions): string {
  const columns = Math.max(columnsMin, options.columns);
  const paragraph: Paragraph = (text, role = 'plain', indent = 0) =>
    wrap(printable(text), columns - indent, linesMax).map((each) => line(`${' '.repeat(indent)}${each}`, role));
  const { conditions, verdicts, differences, recovery } = comparison;
  const shown = shownDifferences(comparison);
  const lines: TextLine[] = [
    ...sides(comparison, paragraph),
    ...cautionsOf(comparison).flatMap((text) => paragraph(text, 'warning')),
    ...conditions.flatMap((each) => paragraph(conditionInWords(each), each.isFailed ? 'bad' : 'good')),
    ...heading(
      'Verdicts that changed',
      verdicts
        .slice(0, verdictsMax)
        .flatMap((each) => paragraph(verdictInWords(each), isWorse(each) ? 'bad' : 'good', 2)),
      verdicts.length - verdictsMax,
    ),
    ...heading(
      'Losses, backups, restores and regions that differ',
      recovery.flatMap((each) => paragraph(recoveryInWords(each), 'plain', 2)),
    ),
    ...grid(
      'times, ms',
      shown.filter(({ unit }) => unit === 'ms'),
      latencyRowsMax,
      columns,
    ),
    ...grid(
      'share, in points',
      shown.filter(({ unit }) => unit === 'share'),
      shareRowsMax,
      columns,
    ),
    ...intervalsIn(comparison, shown, paragraph),
    ...doubtsIn(shown).map((text) => line(text, 'warning')),
    ...heading(
      "Where the tail's time went",
      shownShifts(comparison).flatMap((each) =>
        paragraph(`${kindInWords(each)} ${each.band}: ${shiftInWords(each)}`, 'plain', 2),
      ),
    ),
    ...(shown.length + verdicts.length + recovery.length === 0
      ? ['', nothingShown(differences.length)].map((text) => line(text))
      : []),
  ];
  return renderLines(lines, { columns, colour: options.colour }).trimEnd();
}

function sides(comparison: Comparison, paragraph: Paragraph): TextLine[] {
  const { a, b } = comparison;
  const of = (side: Side) =>
    `${side.name}: ${verdictsOf(side)}, ${seedsInWords(comparison, side)}, ${plural(side.requests, 'request')}`;
  const title = a.title === b.title ? a.title : `${a.title} / ${b.title}`;
  return [...paragraph(title, 'title'), ...paragraph(`A ${of(a)}`, 'faint'), ...paragraph(`B ${of(b)}`, 'faint')];
}

function grid(title: string, all: readonly Difference[], rowsMax: number, columns: number): TextLine[] {
  if (all.length === 0) return [];
  const hasRelative = all.some(({ unit }) => unit === 'ms');
  const rows = all.slice(0, rowsMax).map((each) => ({
    cells: [
      each.of,
      each.figure,
      markOf(each.doubtsOfA) + amountOf(each, each.a),
      markOf(each.doubtsOfB) + amountOf(each, each.b),
      changeOf(each),
      intervalOf(each),
      ...(hasRelative ? [relativeOf(each)] : []),
    ],
    role: mayBeChance(each) ? ('faint' as const) : each.isBetter === false ? ('bad' as const) : ('plain' as const),
  }));
  const heads = figures('A', 'B', 'B - A', '±', ...(hasRelative ? ['of A'] : []));
  return [
    line(''),
    ...table([labels(title), labels('figure'), ...heads], rows, columns, Math.max(0, all.length - rowsMax)),
  ];
}

function intervalsIn(comparison: Comparison, shown: readonly Difference[], paragraph: Paragraph): TextLine[] {
  const means = comparison.seeds.length > 0 && shown.length > 0 ? paragraph(meansWords, 'faint') : [];
  return shown.every(({ low }) => low === null) ? means : [...means, ...paragraph(intervalWords(comparison), 'faint')];
}

function heading(title: string, lines: readonly TextLine[], hidden = 0): TextLine[] {
  if (lines.length === 0) return [];
  return [line(''), line(title, 'heading'), ...lines, ...(hidden > 0 ? [line(`  and ${hidden} more`, 'faint')] : [])];
}

const nothingShown = (differences: number) =>
  differences === 0 ? 'No difference' : `No difference but in ${plural(differences, 'figure')} with --format json`;
