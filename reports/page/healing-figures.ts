/** Titles, which are findings, and text of the charts of what keeps data: how far the archive is behind, and copies that are bad. */
import type { Result } from '../../sim/result.js';
import { count, milliseconds, plural, timeSpan } from '../format.js';
import { highest } from '../sparkline.js';
import type { ChartFigure } from './time-section.js';

/** Only where logs are archived. */
export function archiveLag({ series, archive, run }: Result): ChartFigure[] {
  if (series.archive === undefined) return [];
  const { behindMs } = series.archive;
  const most = highest(behindMs) ?? 0;
  const endS = Math.min(series.timeS[behindMs.indexOf(most)] + series.windowSeconds, run.simulatedSeconds);
  const when = most === 0 ? '' : ` (at ${timeSpan(endS)})`;
  const { furthestBehindMs, behindAtEndMs, writesRefusedForLog, unarchivedWritesLost } = archive;
  const cost = [
    ...(writesRefusedForLog > 0 ? [`${plural(writesRefusedForLog, 'write')} refused as the log was full`] : []),
    ...(unarchivedWritesLost > 0 ? [`${plural(unarchivedWritesLost, 'write')} lost that waited for it`] : []),
  ];
  return [
    {
      chart: 'archive',
      title: [
        `The archive was at most ${ageOf(furthestBehindMs)} behind${when}, ${ageOf(behindAtEndMs)} at the end`,
        ...cost,
      ].join('; '),
      says: 'Age of the oldest committed write that is not archived, at the end of each window, and the bytes of all logs that wait.',
    },
  ];
}

const ageOf = (ms: number) => (ms < 1000 ? milliseconds(ms) : timeSpan(ms / 1e3));

/** Only where a copy became bad. */
export function badCopies({ series, integrity }: Result): ChartFigure[] {
  const { damagedCopies, damagedLogRecords, repairedCopies, damagedAtEnd, wrongReads, longestToFindMs } = integrity;
  if (series.integrity === undefined || damagedCopies === 0) return [];
  const found = series.integrity.found.reduce((sum, each) => sum + each, 0);
  const within = found === 0 ? 'none found' : `${count(found)} found within ${ageOf(longestToFindMs ?? 0)}`;
  const inLogs = damagedLogRecords > 0 ? `, ${count(damagedLogRecords)} of them in logs` : '';
  const left = damagedAtEnd === 0 ? 'none left' : `${count(damagedAtEnd)} left`;
  const told = wrongReads === 0 ? 'no read was answered wrongly' : plural(wrongReads, 'wrong answer');
  return [
    {
      chart: 'damage',
      title: `${plural(damagedCopies, 'item')} of replicas went bad${inLogs}: ${within}, ${count(repairedCopies)} repaired, ${left}; ${told}`,
      says: 'Items of replicas that are bad at the end of each window, with how many went bad, were found and were repaired until then. Others were written anew, or given up with their replicas. Marks at the top: reads were answered wrongly.',
    },
  ];
}
