/**
 * What a run lost for good: of each partition that lost its copies the writes that were not archived, where the copies were and
 * which faults destroyed them, how far the archive was, and what clients saw of it.
 *
 * Of very many losses the result lists the first, and of each the first writes. What clients saw is that of the outages that
 * the result lists, which are the costliest.
 */
import type { Result } from '../../sim/result.js';
import { destroyersOf } from './causes.js';

type LossRow = Result['losses']['list'][number];
type OutageRow = Result['outages'][number];

export interface Loss extends LossRow {
  /** Faults at work then on the machines of the copies, or on what they are in; null where the result names none. */
  readonly because: string | null;
  /** Of the archive, over all partitions, at the end of the window of the loss; null where that is not known. */
  readonly archiveBehindMs: number | null;
  /** The outage in which requests to the partition failed for want of a copy; null where none is listed. */
  readonly clients: Pick<OutageRow, 'table' | 'fromS' | 'toS' | 'errors' | 'failedRequests'> | null;
}

export function lossesOf(result: Result): Loss[] {
  return result.losses.list.map((loss) => {
    const { words } = destroyersOf(result, loss);
    return {
      ...loss,
      because: words === '' ? null : words,
      archiveBehindMs: archiveBehind(result, loss),
      clients: clientsOf(result, loss),
    };
  });
}

/** At the end of the window before, since a loss takes with it what waited. */
function archiveBehind({ series: { archive, timeS, windowSeconds } }: Result, { atS }: LossRow): number | null {
  if (archive === undefined) return null;
  const before = timeS.findLastIndex((fromS) => fromS + windowSeconds < atS);
  return archive.behindMs[before] ?? null;
}

function clientsOf({ outages, run }: Result, { partition, atS, rebuiltS }: LossRow): Loss['clients'] {
  const untilS = rebuiltS ?? run.simulatedSeconds;
  const own = outages.find(
    ({ partitions, fromS, toS }) => partitions.includes(partition) && fromS <= untilS && toS >= atS,
  );
  if (own === undefined) return null;
  const { table, fromS, toS, errors, failedRequests } = own;
  return { table, fromS, toS, errors, failedRequests };
}
