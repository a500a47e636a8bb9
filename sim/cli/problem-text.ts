/**
 * Problems of a scenario as a terminal shows them: each with the line that it stands in, where that is known, and a caret
 * under its place.
 *
 *   mine.yaml:4:11: found 2; expected a duration with a unit (d, h, m, s, ms, us, ns), such as "2ms"
 *       duration: 2
 *                 ^
 */
import { harmless, textWidth } from '../../reports/safe-text.js';
import { type Position, placeAndMessage, type ScenarioError } from '../scenario/reading/problem.js';

const indent = '    ';
/** Of a long line, so many characters before the place and from it on. */
const shownBefore = 50;
const shownAfter = 40;
const more = '…';
/** In a line of a file that is no text. */
const binary = /[^\P{Cc}\t\r]|\ufffd/u;

export function problemText(error: ScenarioError): string[] {
  const linesOf = new Map([...error.sources].map(([file, text]) => [file, text.split('\n')]));
  const lines = error.problems.flatMap((problem) => [
    placeAndMessage(problem),
    ...excerpt(problem, linesOf.get(problem.file)?.[problem.line - 1]),
  ]);
  return error.omitted > 0 ? [...lines, `and ${error.omitted} more`] : lines;
}

function excerpt({ column }: Position, line = ''): string[] {
  if (binary.test(line)) return [];
  const at = column - 1;
  const from = Math.max(0, at - shownBefore);
  const before = shown(line.slice(from, at));
  const after = shown(line.slice(at, at + shownAfter).trimEnd());
  if (`${before}${after}`.trim() === '') return [];
  const [start, end] = [from > 0 ? more : '', at + shownAfter < line.trimEnd().length ? more : ''];
  const caretAt = textWidth(`${start}${before}`);
  return [`${indent}${start}${before}${after}${end}`, `${indent}${' '.repeat(caretAt)}^`];
}

/** A character that steers the terminal or is not seen takes the room of its escape. */
const shown = (text: string) => harmless(text.replaceAll('\t', ' '));
