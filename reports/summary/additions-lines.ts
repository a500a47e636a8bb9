/** Regions that were added to a table in use, one by one: how long it took until they had all of it. */
import type { Result } from '../../sim/result.js';
import { count, momentInWords, plural, timeSpan } from '../format.js';
import { printable, wrap } from '../safe-text.js';
import { line, type TextLine } from '../text-line.js';

type Addition = Result['globalTables']['additions'][number];

const rowsMax = 3;
const linesMax = 3;

/** Nothing of a run that adds none. */
export function additionsLines({ globalTables: { additions } }: Result, columns: number): readonly TextLine[] {
  return [
    ...additions.slice(0, rowsMax).flatMap((row) => {
      const tone = row.filledS === null ? 'warning' : 'plain';
      return wrap(printable(additionInWords(row)), columns, linesMax).map((each) => line(each, tone));
    }),
    ...(additions.length > rowsMax ? [line(`and ${additions.length - rowsMax} more regions added`)] : []),
  ];
}

export function additionInWords({ table, region, from, atS, filledS, items, itemsToCopy, bytes }: Addition): string {
  const order = `${region} added to ${table} at ${momentInWords(atS)}`;
  if (from === null) return `${order}: not begun at the end`;
  if (filledS === null) return `${order}: ${count(items)} of ${plural(itemsToCopy, 'item')} copied at the end`;
  const size = `${plural(items, 'item')}, ${count(bytes / 1e6)} MB`;
  return `${order}: usable there ${timeSpan(filledS - atS)} later; ${size} copied from ${from}`;
}
