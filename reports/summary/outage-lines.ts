/**
 * Outages of a run with faults: how many the table had that lost most, what they make of its availability with the interval
 * that counts them, and those that cost most, with what was wrong then.
 */
import type { Result } from '../../sim/result.js';
import { outageCause } from '../fault-words.js';
import { percent, plural, timeSpan } from '../format.js';
import { elide, printable, wrap } from '../safe-text.js';
import { line, type TextLine } from '../text-line.js';
import { minutesInWords } from './month-line.js';

const nameMax = 24;
const causeMax = 60;
const linesMax = 3;
const outagesMin = 2;

/** Nothing where there were fewer than two: of one, what is said of its fault tells more. */
export function outageLines(result: Result, columns: number): readonly TextLine[] {
  const { availability, outages } = result;
  const [worst] = outages;
  const row = availability.find(({ scope, name }) => scope === 'table' && name === worst?.table);
  if (row === undefined || row.outages < outagesMin) return [];
  const text = [
    `${plural(row.outages, 'outage')} of ${elide(printable(row.name), nameMax)}`,
    `${percent(row.achieved)} available, of ${percent(row.target)}${interval(row)}`,
    `the costliest at ${timeSpan(worst.fromS)}, ${minutesInWords(worst.lostMinutes)} lost in ${plural(worst.partitionsHit, 'partition')}`,
    elide(outageCause(result, worst), causeMax),
  ].join('; ');
  return wrap(text, columns, linesMax).map((each) => line(each, row.met ? 'plain' : 'warning'));
}

function interval({ achievedLow, achievedHigh }: Result['availability'][number]): string {
  return achievedLow === null ? '' : ` (${percent(achievedLow)} to ${percent(achievedHigh)} with 95 %, by outages)`;
}

/** A line or two each. */
export function outageList(result: Result, columns: number): readonly TextLine[] {
  if (result.outages.length === 0) return [];
  const listed = result.outages.flatMap((outage) => {
    const { table, fromS, toS, lostMinutes, errors, failedRequests, partitionsHit } = outage;
    const what = `${elide(printable(table), nameMax)} at ${timeSpan(fromS)} for ${timeSpan(toS - fromS)}: ${minutesInWords(lostMinutes)} lost`;
    const seen = `${plural(errors, 'error')} of ${plural(partitionsHit, 'partition')}, ${plural(failedRequests, 'request')} failed`;
    const text = `${what}, ${seen}, ${elide(outageCause(result, outage), causeMax)}`;
    return wrap(text, columns - 2, linesMax).map((each) => line(`  ${each}`, 'warning'));
  });
  return [line('Costliest outages', 'heading'), ...listed];
}
