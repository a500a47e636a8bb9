/**
 * The sentence above a latency heat map, of the tenant with the finding: what nearly all requests took at most, and whether
 * the others came together or at all times, which no percentile of a whole run tells. As all figures it is of the time after
 * the warm-up, which the map itself shows too.
 */
import type { Result } from '../../../sim/result.js';
import type { TenantSeries } from '../../../sim/series.js';
import { slowerRequestsMin } from '../../doubts.js';
import { count, milliseconds, millisecondsRange, timeSpan, timeSpanRange } from '../../format.js';
import { bandsOf, type Cells, cellsOf } from '../../heat-cells.js';
import { elide, printable } from '../../safe-text.js';
import { subjectOf } from '../../subject.js';
import { meanwhile } from '../latency-finding.js';

const nameLengthMax = 40;
/** Nearly all, as long as ten requests are slower. */
const shares = [
  { share: 0.999, words: '99.9 %' },
  { share: 0.99, words: '99 %' },
  { share: 0.9, words: '90 %' },
] as const;
/** Slow requests have come together when more than half of them lie in no more of the run than this. */
const togetherMax = 0.1;
/** They came throughout when from the first to the last of them is more than this of it; of ten at random times it mostly is. */
const throughoutMin = 0.75;
/** Sums of window widths: a hair is no column. */
const hair = 1e-9;

export function heatFinding(result: Result, subject: TenantSeries | null = subjectOf(result)): string {
  const { heat, tenants } = result.series;
  const row = heat.tenants.find(({ tenant }) => tenant === subject?.tenant);
  const first = Math.ceil(result.run.warmupSeconds / heat.columnSeconds - hair);
  const cells = row === undefined ? [] : cellsOf([row], bandsOf(heat)).slice(first);
  const total = sum(cells.map(sum));
  if (total === 0) return 'No request succeeded, so there is no latency to show';
  const name = tenants.length === 1 || row === undefined ? '' : ` of ${elide(printable(row.tenant), nameLengthMax)}`;
  const isWhole = first * heat.columnSeconds <= result.run.warmupSeconds + hair;
  const whose = `${name}${isWhole ? '' : ` from ${timeSpan(first * heat.columnSeconds)} on`}`;
  const limits = shares.map(({ share, words }) => {
    const slowFrom = bandsWith(cells, share * total);
    return { words, slowFrom, slow: cells.map((column) => sum(column.slice(slowFrom))) };
  });
  const found = limits.find(({ slow }) => sum(slow) >= slowerRequestsMin);
  if (found === undefined)
    return `All ${count(total)} requests${whose} that succeeded took ${rangeInWords(cells, heat)}`;
  const { words, slowFrom, slow } = found;
  const limit = `${words} of successful requests${whose} took at most ${milliseconds(heat.edgesMs[slowFrom])}`;
  const most = shortestWithHalf(slow);
  const areTogether = most.to - most.from <= togetherMax * cells.length;
  const { from, to } = areTogether ? most : shortestWithAll(slow);
  if (to - from > throughoutMin * cells.length) return `${limit}; slower ones came throughout`;
  const stretch = {
    fromS: (first + from) * heat.columnSeconds,
    toS: Math.min((first + to) * heat.columnSeconds, result.run.simulatedSeconds),
  };
  const when = `ended from ${timeSpanRange(stretch.fromS, stretch.toS)}`;
  // A fault may be at work in half of a stretch, which says little of all that lie in it.
  if (!areTogether) return `${limit}; all the slower ones ${when}`;
  return `${limit}; most of the slower ones ${when}${meanwhile(stretch, result.faults)}`;
}

function shortestWithAll(counts: readonly number[]): { readonly from: number; readonly to: number } {
  return { from: counts.findIndex((each) => each > 0), to: counts.findLastIndex((each) => each > 0) + 1 };
}

function rangeInWords(cells: Cells, { edgesMs }: Result['series']['heat']): string {
  const used = edgesMs.slice(1).flatMap((_, band) => (cells.some((column) => column[band] > 0) ? [band] : []));
  return millisecondsRange(Math.max(0, edgesMs[used[0]]), edgesMs[used[used.length - 1] + 1]);
}

const sum = (values: readonly number[]) => values.reduce((total, each) => total + each, 0);

/** The fewest bands that hold so many requests. */
function bandsWith(cells: Cells, requests: number): number {
  let [band, held] = [0, 0];
  while (held < requests) {
    held += sum(cells.map((column) => column[band]));
    band++;
  }
  return band;
}

/** The shortest stretch of columns that holds more than half. */
function shortestWithHalf(counts: readonly number[]): { readonly from: number; readonly to: number } {
  const half = sum(counts) / 2;
  let best = { from: 0, to: counts.length };
  let [from, held] = [0, 0];
  counts.forEach((each, at) => {
    held += each;
    while (held - counts[from] > half) held -= counts[from++];
    if (held > half && at + 1 - from < best.to - best.from) best = { from, to: at + 1 };
  });
  return best;
}
