/** What was lost, as lines of text: each loss with its copies, and the writes that are named. */
import { milliseconds, plural, timeSpan, timeSpanRange } from '../format.js';
import { lossOutcome } from '../summary/losses-lines.js';
import { line, type TextLine } from '../text-line.js';
import type { Loss } from './losses.js';

type Paragraph = (indent: number, text: string, role?: TextLine['role']) => TextLine[];

const lossesMax = 5;
const writesMax = 5;

/** @param referredTo the number of a cause, under which it is told once */
export function lossLines(
  losses: readonly Loss[],
  referredTo: (cause: string) => string,
  paragraph: Paragraph,
): TextLine[] {
  if (losses.length === 0) return [];
  const hidden = losses.length - lossesMax;
  return [
    line(''),
    line('What was lost', 'heading'),
    ...losses
      .slice(0, lossesMax)
      .flatMap((loss) => [
        ...paragraph(2, lossInWords(loss, referredTo), loss.writes > 0 ? 'bad' : 'plain'),
        ...detailsOf(loss).flatMap((text) => paragraph(4, text, 'faint')),
      ]),
    ...(hidden > 0 ? paragraph(2, `and ${hidden} more with --format json`) : []),
  ];
}

/** "274 writes of orders/0 at 150 s, committed 120.8 to 149.7 s and in no copy or archive that was left [1]" */
function lossInWords(
  { partition, atS, writes, committedFromS, committedToS, because, forGood, kind }: Loss,
  referredTo: (cause: string) => string,
): string {
  const why = because === null ? '' : ` ${referredTo(because)}`;
  if (forGood)
    return `${plural(writes, 'write')} of ${partition} at ${timeSpan(atS)}, all that were committed there, as nobody rebuilds it${why}`;
  if (committedFromS === null || committedToS === null)
    return `no write of ${partition} with its ${kind === 'majority' ? 'majority' : 'last copy'} at ${timeSpan(atS)}, as all were ${kind === 'majority' ? 'on a copy that was left, or ' : ''}archived${why}`;
  const when = timeSpanRange(committedFromS, committedToS);
  return `${plural(writes, 'write')} of ${partition} at ${timeSpan(atS)}, committed ${when} and in no copy or archive that was left${why}`;
}

function detailsOf(loss: Loss): string[] {
  const { writes, named, destroyed, archiveBehindMs, clients } = loss;
  const copies = destroyed.map(
    ({ node, atS: lostS, fault }) => `${node} at ${timeSpan(lostS)}${fault === null ? '' : ` (${fault})`}`,
  );
  const shown = named.slice(0, writesMax).map(({ item, committedS }) => `item ${item} at ${timeSpan(committedS)}`);
  const others = writes - shown.length;
  return [
    ...(copies.length > 0 ? [`copies destroyed: ${copies.join(', ')}`] : []),
    ...(archiveBehindMs === null ? [] : [`archive ${milliseconds(archiveBehindMs)} behind just before`]),
    ...(shown.length === 0
      ? []
      : [
          `writes lost, of which clients may have been told: ${shown.join(', ')}${others > 0 ? `, and ${others} more` : ''}`,
        ]),
    lossOutcome(loss),
    clients === null
      ? 'clients: no outage of it is among those listed'
      : `clients of ${clients.table} saw ${plural(clients.errors, 'error')} from ${timeSpanRange(clients.fromS, clients.toS)}, and ${plural(clients.failedRequests, 'request')} failed`,
  ];
}
