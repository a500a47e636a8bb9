/**
 * What the regions of global tables knew of each other, in a sentence or two: how late a write was elsewhere, how far a region
 * was behind at most and is in the end, and how many writes lost to a concurrent one, or were refused because of one.
 */
import type { Result } from '../../sim/result.js';
import { busiest } from '../busiest.js';
import { count, milliseconds, plural, timeSpan } from '../format.js';
import { printable, wrap } from '../safe-text.js';
import { line, type TextLine } from '../text-line.js';

const linesMax = 5;
const linksMax = 2;

/** Nothing of a run in which each table is in one region. */
export function regionsLines({ globalTables }: Result, columns: number): readonly TextLine[] {
  const { links, longestLagMs, changesSent, changesWaiting } = globalTables;
  if (links.length === 0) return [];
  const told = links.filter(({ lagP50Ms }) => lagP50Ms !== null);
  const latest = busiest(told, linksMax, ({ lagP99Ms }) => lagP99Ms ?? 0).map(
    ({ from, to, lagP50Ms, lagP99Ms }) => `${from} to ${to} ${milliseconds(lagP50Ms)} (p99 ${milliseconds(lagP99Ms)})`,
  );
  const others = told.length - latest.length;
  const waiting =
    changesWaiting === 0
      ? 'none waits at the end'
      : `${count(changesWaiting)} wait at the end, the oldest for ${ageInWords(oldestMs(links))}`;
  const text = [
    `Between regions: ${plural(changesSent, 'change')} sent`,
    ...(latest.length === 0
      ? []
      : [
          `a write was elsewhere after, in the median, ${latest.join(', ')}${others > 0 ? ` and ${plural(others, 'pair')} more` : ''}`,
        ]),
    ...(longestLagMs === null ? [] : [`after ${ageInWords(longestLagMs)} at most`]),
    waiting,
    ...concurrentWrites(globalTables),
  ].join('; ');
  return wrap(printable(text), columns, linesMax).map((each) => line(each));
}

/** Of regions that agree on each write one is refused, of others one is lost. */
function concurrentWrites({ writesOverruled, writesAgreed, writesInConflict }: Result['globalTables']): string[] {
  const lost =
    writesOverruled === 0
      ? 'no write lost to a concurrent one'
      : `${plural(writesOverruled, 'write')} lost to a concurrent one of another region`;
  if (writesAgreed + writesInConflict === 0) return [lost];
  const refused =
    writesInConflict === 0
      ? 'no write met one of another region'
      : `${plural(writesInConflict, 'write')} refused, as another region was writing the item`;
  return writesOverruled === 0 ? [refused] : [lost, refused];
}

const oldestMs = (links: Result['globalTables']['links']) =>
  Math.max(0, ...links.map(({ oldestWaitingMs }) => oldestWaitingMs ?? 0));

const ageInWords = (ms: number) => (ms < 1000 ? milliseconds(ms) : timeSpan(ms / 1e3));
