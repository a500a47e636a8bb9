/**
 * What the run does to a month: the availability of the tenant that is worst off, placed in 30 days otherwise healthy, against
 * its objective or, where it has none, against what the service's agreement promises, or of a global table its own target.
 */
import type { Result } from '../../sim/result.js';
import { milliseconds, percent, timeSpan } from '../format.js';
import { elide, printable, wrap } from '../safe-text.js';
import { line, type TextLine } from '../text-line.js';
import { endsBroken } from '../verdict-words.js';

const nameMax = 24;
const linesMax = 2;

export function monthLines(result: Result, columns: number): TextLine[] {
  const [row] = result.availability
    .filter(({ scope }) => scope === 'tenant')
    .sort((a, b) => Number(a.met) - Number(b.met) || a.monthly - b.monthly);
  if (row === undefined) return [];
  const isAsked = result.objectives.some(({ tenant, metric }) => tenant === row.name && metric === 'availability');
  const published = isAsked || row.global === undefined ? '' : ` (published ${percent(row.global.publishedTarget)})`;
  const target = `${isAsked || row.global ? 'target' : 'agreement'} ${percent(row.target)}${published}`;
  // A run that ends broken is taken for repaired at its end.
  const atBest = endsBroken(result) === null ? '' : ' at best';
  const lost = row.budgetUsedMinutes === 0 ? 'nothing' : minutesInWords(row.budgetUsedMinutes);
  const text = `Month of ${elide(printable(row.name), nameMax)}: ${percent(row.monthly)} available${atBest}, ${target}, ${lost} lost`;
  return wrap(text, columns, linesMax).map((each) => line(each, isAsked && !row.met ? 'bad' : 'plain'));
}

/** Of minutes a budget is used up in milliseconds, too. */
export const minutesInWords = (minutes: number) =>
  minutes < 1 / 60 ? milliseconds(minutes * 60e3) : timeSpan(minutes * 60);
