/**
 * A comparison in Markdown, for the conversation of a pull request: the conditions, the verdicts that changed, and a table
 * of the figures that differ. Names are text and nothing else there (markdown.ts).
 */
import { markdownName } from '../builds/markdown.js';
import { printable } from '../safe-text.js';
import type { Comparison, Side } from './comparison.js';
import { kindInWords } from './differences.js';
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

/** A comment on GitHub ends at 65,536 characters. */
const rowsMax = 100;

export function compareMarkdown(comparison: Comparison): string {
  const { a, b, conditions, verdicts, differences, recovery } = comparison;
  const shown = shownDifferences(comparison);
  const name = (text: string) => markdownName(printable(text));
  const side = (of: Side) => `${name(of.name)} (${verdictsOf(of)}, ${seedsInWords(comparison, of)})`;
  const item = (text: string, isBad: boolean) => `- ${isBad ? '**worse** ' : ''}${name(text)}`;
  const paragraphs = [
    `### ${name(b.title)}`,
    `B ${side(b)} beside A ${side(a)}`,
    list(cautionsOf(comparison).map((text) => `- ${name(text)}`)),
    list(conditions.map((each) => `- ${each.isFailed ? '**failed** ' : ''}${name(conditionInWords(each))}`)),
    list(verdicts.map((each) => item(verdictInWords(each), isWorse(each)))),
    list(recovery.map((each) => item(recoveryInWords(each), false))),
    tableOf(shown, name),
    comparison.seeds.length > 0 && shown.length > 0 ? meansWords : '',
    shown.some(({ low }) => low !== null) ? intervalWords(comparison) : '',
    list(doubtsIn(shown).map((text) => `- ${name(text)}`)),
    list(
      shownShifts(comparison).map((each) => item(`${kindInWords(each)} ${each.band}: ${shiftInWords(each)}`, false)),
    ),
    differences.length + verdicts.length + recovery.length === 0 ? 'No difference' : '',
  ];
  return paragraphs.filter((paragraph) => paragraph !== '').join('\n\n');
}

function tableOf(shown: Comparison['differences'], name: (text: string) => string): string {
  if (shown.length === 0) return '';
  const unitOf = (unit: string) => (unit === 'ms' ? ' ms' : ' points');
  const rows = shown.map((each) => {
    const value = (of: number | null) => amountOf(each, of) + (each.unit === 'ms' ? ' ms' : '');
    const cells = [
      name(`${each.of} ${each.figure}`),
      mark(markOf(each.doubtsOfA)) + value(each.a),
      mark(markOf(each.doubtsOfB)) + value(each.b),
      changeOf(each) + unitOf(each.unit),
      intervalOf(each),
      relativeOf(each),
    ];
    return `| ${(each.isBetter === false && !mayBeChance(each) ? cells.map((cell) => `**${cell}**`) : cells).join(' | ')} |`;
  });
  return ['| figure | A | B | B - A | ± | of A |', '|---|--:|--:|--:|--:|--:|', ...cutTo(rows)].join('\n');
}

const list = (items: readonly string[]) => cutTo(items).join('\n');

function cutTo(lines: readonly string[]): string[] {
  const more = lines.length > rowsMax ? [`\nand ${lines.length - rowsMax} more`] : [];
  return [...lines.slice(0, rowsMax), ...more];
}

/** Neither emphasis nor a line through the text. */
const mark = (marks: string) => marks.replace(/[~*]/g, '\\$&');
