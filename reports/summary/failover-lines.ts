/**
 * What clients that fail over went through, in a sentence, and what a region that was lost whole had not told the others: its
 * recovery point.
 */
import type { Result } from '../../sim/result.js';
import { busiest } from '../busiest.js';
import { count, milliseconds, momentInWords, plural, timeSpan } from '../format.js';
import { printable, wrap } from '../safe-text.js';
import { line, type TextLine } from '../text-line.js';

const linesMax = 4;
/** The loss and the other region that cost most. */
const lossesMax = 1;

/** Nothing of a run whose clients stay, and that loses no region of a global table. */
export function failoverLines({ failover, globalTables }: Result, columns: number): readonly TextLine[] {
  const texts = [
    ...(failover.tenants.length === 0 ? [] : [movesInWords(failover)]),
    ...busiest(globalTables.regionLosses, lossesMax, ({ untold }) => untold).map(lossInWords),
  ];
  return texts.flatMap((text) => wrap(printable(text), columns, linesMax).map((each) => line(each)));
}

function movesInWords(failover: Result['failover']): string {
  const { failovers, failbacks, longestAwayMs, staleReadsAfterFailover, ownWritesUnread } = failover;
  if (failovers === 0) return 'Fail-over: no client left its region';
  const { requestsRepeated, writesRepeated, writesMadeTwice } = failover;
  const away = longestAwayMs === null ? '' : `, away for up to ${timeSpan(longestAwayMs / 1e3)}`;
  const repeated =
    requestsRepeated === 0
      ? []
      : [
          `${plural(requestsRepeated, 'request')} repeated elsewhere, of them ${plural(writesRepeated, 'write')}, ${count(writesMadeTwice)} made twice`,
        ];
  const stale =
    staleReadsAfterFailover === 0
      ? 'no read was older than what its client knew'
      : `${plural(staleReadsAfterFailover, 'read')} older than what the client knew, ${count(ownWritesUnread)} than its own write`;
  const moved = `Fail-over: ${plural(failovers, 'client')} left a region, ${count(failbacks)} came back${away}`;
  return [moved, ...repeated, stale].join('; ');
}

function lossInWords({ region, to, atS, untold, oldestMs }: Result['globalTables']['regionLosses'][number]): string {
  const what =
    oldestMs === null
      ? 'the others knew all its writes'
      : `${plural(untold, 'write')} not told to ${to}, the oldest ${milliseconds(oldestMs)} old`;
  return `Recovery point of ${region}, lost at ${momentInWords(atS)}: ${what}`;
}
