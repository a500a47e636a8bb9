/** Title, which is a finding, and text of the chart of how far the regions of global tables are behind each other. */
import type { Result } from '../../sim/result.js';
import { milliseconds, plural, timeSpan } from '../format.js';
import { printable } from '../safe-text.js';
import { highest } from '../sparkline.js';
import { latestLinks } from './page-data.js';
import type { ChartFigure } from './time-section.js';

/** Only where a table is in several regions. */
export function regionLinks(result: Result): ChartFigure[] {
  const links = latestLinks(result);
  if (links.length === 0) return [];
  const { changesWaiting, writesOverruled, links: all } = result.globalTables;
  const [worst] = links;
  const most = highest(worst.behindMs) ?? 0;
  const at = result.series.timeS[worst.behindMs.indexOf(most)] + result.series.windowSeconds;
  const finding = [
    `${worst.to} was at most ${ageOf(most)} behind ${worst.from} (at ${timeSpan(Math.min(at, result.run.simulatedSeconds))})`,
    changesWaiting === 0 ? 'nothing waits at the end' : `${plural(changesWaiting, 'change')} wait at the end`,
    ...(writesOverruled > 0 ? [`${plural(writesOverruled, 'write')} lost to a concurrent one`] : []),
  ].join('; ');
  const others = all.length - links.length;
  const says = `Age of the oldest write of one region that the other has not heard of, at the end of each window${others > 0 ? `; of ${plural(all.length, 'pair')} the ${links.length} that were latest` : ''}.`;
  return [{ chart: 'links', title: printable(finding), says: printable(says) }];
}

const ageOf = (ms: number) => (ms < 1000 ? milliseconds(ms) : timeSpan(ms / 1e3));
