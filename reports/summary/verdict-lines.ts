/** The verdict on a run as lines: what it was asked, missed rows first, each with by how much where the number asked is known. */
import type { Result } from '../../sim/result.js';
import { roomFor } from '../busiest.js';
import { elide, printable, textWidth, wrap } from '../safe-text.js';
import { line, more, type TextLine } from '../text-line.js';
import {
  endsBroken,
  expectationInWords,
  isPart,
  judgedWord,
  objectiveInWords,
  verdictInWords,
  verdictOf,
} from '../verdict-words.js';

const rowsMax = 8;
/** Before and behind the word that says whether it was met; what does not fit beside a name stands below it. */
const gap = 2;
const wordsLinesMax = 2;
const brokenLinesMax = 2;

export function verdictLines(result: Result, columns: number): readonly TextLine[] {
  const rows = judged(result);
  const shown = rows.slice(0, roomFor(rows.length, rowsMax));
  return [
    ...headline(result, columns),
    ...shown.flatMap((row) => rowLines(row, columns, isPart(result))),
    ...more(rows.length - shown.length),
  ];
}

/** The same with those alone that were missed, as many as `linesMax` lines hold, and one at least. */
export function missedLines(result: Result, columns: number, linesMax: number): readonly TextLine[] {
  const missed = judged(result).filter(({ met }) => !met);
  const lines: TextLine[] = [];
  let shown = 0;
  for (const row of missed) {
    const own = rowLines(row, columns, isPart(result));
    if (shown > 0 && lines.length + own.length > linesMax) break;
    lines.push(...own);
    shown++;
  }
  return [...headline(result, columns), ...lines, ...more(missed.length - shown)];
}

interface Judged {
  readonly met: boolean;
  readonly name: string;
  readonly words: string;
}

function judged({ objectives, expectations }: Result): Judged[] {
  return [
    ...objectives.map((row) => ({ met: row.met, name: `${row.tenant} ${row.metric}`, words: objectiveInWords(row) })),
    ...expectations.map((row) => ({ met: row.met, name: row.metric, words: expectationInWords(row) })),
  ].sort((a, b) => Number(a.met) - Number(b.met));
}

/** With what must be said beside it. */
function headline(result: Result, columns: number): TextLine[] {
  const verdict = verdictOf(result);
  const role = verdict.word === 'FAILED' ? 'bad' : verdict.word === 'PASSED' ? 'good' : 'warning';
  const broken = endsBroken(result);
  return [
    line(`${verdict.word}: ${verdictInWords(verdict, isPart(result))}`, role),
    ...(broken === null ? [] : wrap(printable(broken), columns, brokenLinesMax).map((each) => line(each, 'warning'))),
  ];
}

function rowLines({ met, name, words }: Judged, columns: number, ofPart: boolean): TextLine[] {
  const whole = `${printable(name)}: ${words}`;
  const markWidth = Math.max(judgedWord(true, ofPart).length, judgedWord(false, ofPart).length);
  const indent = gap + markWidth + gap;
  const room = columns - indent;
  const texts =
    textWidth(whole) <= room
      ? [whole]
      : [`${elide(printable(name), room - 1)}:`, ...wrap(words, room - 2, wordsLinesMax)];
  return texts.map((text, index) => {
    const mark = ' '.repeat(gap) + judgedWord(met, ofPart).padEnd(markWidth + gap);
    const margin = index === 0 ? mark : ' '.repeat(indent + 2);
    return line(margin + text, met ? 'good' : 'bad');
  });
}
