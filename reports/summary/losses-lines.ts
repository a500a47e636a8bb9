/** What was lost with copies of partitions, one by one: how many writes, of when, and what destroyed the copies. */
import type { Result } from '../../sim/result.js';
import { plural, timeSpan, timeSpanRange } from '../format.js';
import { printable, wrap } from '../safe-text.js';
import { line, type TextLine } from '../text-line.js';

type LossRow = Result['losses']['list'][number];

export const lossRowsMax = 3;
const linesMax = 3;

/** Nothing of a run in which every partition kept its writes, or none is rebuilt. */
export function lossesLines({ losses }: Result, columns: number, rows = lossRowsMax): readonly TextLine[] {
  const { partitionsLost, partitionsRebuilt, writesLost, list } = losses;
  if (list.length === 0) return [];
  const lost = `${plural(writesLost, 'write')} not archived`;
  const total =
    partitionsLost === 0
      ? `Lost with most copies of their partitions: ${lost}`
      : `Last copies lost: ${plural(partitionsLost, 'partition')}, ${lost}; ${partitionsRebuilt} rebuilt from the archive`;
  const shown = list.slice(0, rows);
  return [
    ...wrap(total, columns, linesMax).map((each) => line(each, 'warning')),
    ...shown.flatMap((row) => wrap(printable(inWords(row)), columns - 2, linesMax).map((each) => line(`  ${each}`))),
    ...(list.length > rows ? [line(`  and ${list.length - rows} more`)] : []),
  ];
}

function inWords({ partition, atS, writes, committedFromS, committedToS, destroyed, rebuiltS }: LossRow): string {
  const when =
    committedFromS === null || committedToS === null
      ? ''
      : `, committed ${timeSpanRange(committedFromS, committedToS)}`;
  const causes = [...new Set(destroyed.map(({ fault }) => fault ?? 'a fault'))].join(' and ');
  const nodes = destroyed.map(({ node }) => node).join(', ');
  const rebuilt = rebuiltS === null ? 'not rebuilt' : `rebuilt at ${timeSpan(rebuiltS)}`;
  return `${partition} at ${timeSpan(atS)}: ${plural(writes, 'write')}${when}; ${causes} (${nodes}); ${rebuilt}`;
}
