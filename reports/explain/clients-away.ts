/** When clients of a tenant were in another region than the one that they prefer, with the faults there meanwhile. */
import type { Result } from '../../sim/result.js';
import { type AwayStretch, stretchesAway } from '../away-from-home.js';
import { momentInWords, plural } from '../format.js';
import { printable } from '../safe-text.js';
import { line, type TextLine } from '../text-line.js';
import { faultsInWords, faultsOn, type RegionDelay } from './region-delays.js';

export interface ClientsAway extends AwayStretch {
  readonly faults: RegionDelay['faults'];
}

const shownMax = 5;

type Paragraph = (indent: number, text: string, role?: TextLine['role']) => TextLine[];

/** In the order of time. */
export const clientsAwayOf = (result: Result): ClientsAway[] =>
  stretchesAway(result)
    .map((stretch) => ({ ...stretch, faults: faultsOn(result, [stretch.home], stretch.fromS, stretch.toS) }))
    .sort((a, b) => a.fromS - b.fromS);

export function clientsAwayLines(away: readonly ClientsAway[], paragraph: Paragraph): TextLine[] {
  if (away.length === 0) return [];
  const hidden = away.length - shownMax;
  return [
    line(''),
    line('When clients went to another region', 'heading'),
    ...away
      .slice(0, shownMax)
      .flatMap((each) => [
        ...paragraph(2, awayInWords(each)),
        ...(each.faults.length === 0 ? [] : paragraph(4, `meanwhile ${faultsInWords(each.faults)}`, 'faint')),
      ]),
    ...(hidden > 0 ? paragraph(2, `and ${hidden} more with --format json`) : []),
  ];
}

function awayInWords({ tenant, home, fromS, toS, isOver, left, to, reason }: ClientsAway): string {
  const end = isOver ? `all back at ${momentInWords(toS)}` : 'not all back at the end';
  const moves = `${plural(left, 'move')} from ${home}, the first to ${to} at ${momentInWords(fromS)}`;
  return printable(`${tenant}: ${moves}, after ${reason}; ${end}`);
}
