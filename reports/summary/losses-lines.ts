/** What was lost with copies of partitions, one by one: how many writes, of when, and what destroyed the copies. */
import type { Result } from '../../sim/result.js';
import { plural, timeSpan, timeSpanRange } from '../format.js';
import { printable, wrap } from '../safe-text.js';
import { line, type TextLine } from '../text-line.js';

type LossRow = Result['losses']['list'][number];

export const lossRowsMax = 3;
const linesMax = 3;
/** Three nodes, two faults and three moments fill nearly as many. */
const rowLinesMax = 4;
/** Faults, and nodes, that a line names. */
const namedMax = 3;

/** Nothing of a run in which every partition kept its writes. */
export function lossesLines({ losses }: Result, columns: number, rows = lossRowsMax): readonly TextLine[] {
  const { partitionsLost, partitionsRebuilt, majoritiesLost, majoritiesRegained, writesLost, list } = losses;
  if (list.length === 0) return [];
  const forGood = list.some((row) => row.forGood);
  const lost = `${plural(writesLost, 'write')} ${forGood ? 'for good' : 'not archived'}`;
  // Whether there are healing and an archive is the same of all partitions.
  const rebuilt = forGood
    ? 'not rebuilt, for want of healing or an archive'
    : `${partitionsRebuilt} rebuilt from the archive`;
  const majorities =
    majoritiesLost === 0 ? '' : `majority ${times(majoritiesLost)}, and ${times(majoritiesRegained)} regained`;
  const total =
    partitionsLost === 0
      ? `Copies lost: ${majorities === '' ? lost : `${majorities}; ${lost}`}`
      : `Last copies lost: ${plural(partitionsLost, 'partition')}, ${lost}; ${rebuilt}${majorities === '' ? '' : `; ${majorities}`}`;
  const shown = list.slice(0, rows);
  return [
    ...wrap(total, columns, linesMax).map((each) => line(each, 'warning')),
    ...shown.flatMap((row) => wrap(printable(inWords(row)), columns - 2, rowLinesMax).map((each) => line(`  ${each}`))),
    ...(list.length > rows ? [line(`  and ${list.length - rows} more`)] : []),
  ];
}

const times = (each: number) => (each === 1 ? 'once' : plural(each, 'time'));

function inWords(row: LossRow): string {
  const { partition, atS, writes, committedFromS, committedToS, destroyed, forGood, kind } = row;
  const known =
    committedFromS === null || committedToS === null
      ? ''
      : `, committed ${timeSpanRange(committedFromS, committedToS)}`;
  const when = forGood ? ', all that were committed there' : known;
  const causes = firstOf([...new Set(destroyed.map(({ fault }) => fault ?? 'a fault'))]);
  const nodes = firstOf(destroyed.map(({ node }) => node));
  const what = kind === 'majority' ? `majority of ${partition}` : partition;
  return `${what} at ${timeSpan(atS)}: ${plural(writes, 'write')}${when}; ${lossOutcome(row)}; ${causes} (${nodes})`;
}

function firstOf(names: readonly string[]): string {
  if (names.length <= namedMax) return names.join(', ');
  const named = names.slice(0, namedMax - 1);
  return `${named.join(', ')}, and ${names.length - named.length} more`;
}

/** When it was believed, and when it was over. */
export function lossOutcome({ kind, detectedS, rebuiltS }: Pick<LossRow, 'kind' | 'detectedS' | 'rebuiltS'>): string {
  const detected = detectedS === null ? '' : `detected at ${timeSpan(detectedS)}, `;
  if (rebuiltS === null) return `${detected}not ${kind === 'majority' ? 'regained' : 'rebuilt'}`;
  return `${detected}${kind === 'majority' ? 'went on' : 'rebuilt'} at ${timeSpan(rebuiltS)}`;
}
