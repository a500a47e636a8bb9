/** Restored tables, one by one: of when, how long it took, and why not. */
import type { Result } from '../../sim/result.js';
import { count, plural, timeSpan } from '../format.js';
import { printable, wrap } from '../safe-text.js';
import { line, type TextLine } from '../text-line.js';

type RestoreRow = Result['restores']['list'][number];

const rowsMax = 4;
const linesMax = 2;

/** Nothing of a run that restores nothing. */
export function restoresLines({ restores: { list } }: Result, columns: number): readonly TextLine[] {
  return [
    ...list.slice(0, rowsMax).flatMap((row) => {
      const tone = row.state === 'ready' ? 'plain' : 'warning';
      return wrap(printable(inWords(row)), columns, linesMax).map((each) => line(each, tone));
    }),
    ...(list.length > rowsMax ? [line(`and ${list.length - rowsMax} more restores`)] : []),
  ];
}

function inWords({
  of,
  as,
  toS,
  atS,
  state,
  latestRestorableS,
  readyS,
  partitions,
  items,
  bytesDownloaded,
}: RestoreRow) {
  const order = `Restore of ${of} at ${timeSpan(toS)} as ${as}, ordered at ${timeSpan(atS)}`;
  if (state === 'refused')
    return `${order}: refused, the latest restorable time was ${timeSpan(latestRestorableS ?? 0)}`;
  if (readyS === null) return `${order}: not ready at the end`;
  const size = `${plural(partitions, 'partition')}, ${count(items ?? 0)} items, ${count(bytesDownloaded / 1e6)} MB downloaded`;
  return `${order}: ready ${timeSpan(readyS - atS)} later; ${size}`;
}
