/**
 * Which figures of each run the page of a sweep shows: what the scenario promises, what the plan asked for, then success and
 * the latency of whatever is asked most. Sweeps of many scenarios or settings show fewer of each.
 */
import type { RunFigure, RunPromise } from '../../../reports/sweep/page/sweep-runs.js';
import { Histogram } from '../../engine/histogram.js';
import type { CellTerms } from '../../experiments/sweep/cell-tally.js';
import type { DoneRecord } from '../../experiments/sweep/record.js';
import { type PromiseBounds, promiseBounds } from '../../verdicts/promise-bounds.js';

const figuresMax = 16;
const promisesMax = 12;
/** Of all settings together. */
const figuresOfCellsMax = 40_000;
const figuresMin = 4;
/** Beside those that are promised: success, and a latency. */
const othersMin = 2;
const nsPerS = 1e9;

export interface ShownFigures {
  readonly figures: readonly RunFigure[];
  readonly promises: readonly RunPromise[];
  /** Of each figure, where it stands in a record: among its metrics, or among its promises. */
  readonly places: readonly { readonly metric: number | null; readonly promise: number }[];
}

/**
 * @param cells of the whole sweep
 * @param asked metrics of the plan
 * @param busiest classes of requests, those of the most requests first, such as `storefront.getItem`
 */
export function shownFigures(
  { scenario, metrics }: CellTerms,
  cells: number,
  asked: readonly string[],
  busiest: readonly string[],
): ShownFigures {
  const most = Math.max(figuresMin, Math.min(figuresMax, Math.floor(figuresOfCellsMax / cells)));
  const figures: RunFigure[] = [];
  const places: { metric: number | null; promise: number }[] = [];
  const add = (path: string, unit: string, during: string, promise: number): number => {
    const known = figures.findIndex((each) => each.path === path && each.during === during);
    if (known >= 0) return known;
    const metric = during === '' ? metrics.findIndex((each) => each.path === path) : -1;
    figures.push({ path, unit, during });
    places.push({ metric: metric < 0 ? null : metric, promise });
    return figures.length - 1;
  };
  const promises = promiseBounds(scenario)
    .slice(0, Math.min(promisesMax, most - othersMin))
    .map(({ path, unit, during, atLeast, atMost }, at): RunPromise => {
      return { figure: add(path, unit, inWords(during), at), atLeast, atMost };
    });
  for (const path of wanted(asked, busiest)) {
    const metric = metrics.find((each) => each.path === path);
    if (metric === undefined || figures.length >= most) continue;
    add(path, metric.unit, '', -1);
  }
  return { figures, promises, places };
}

/** In the order in which they are looked at. */
function wanted(asked: readonly string[], busiest: readonly string[]): string[] {
  const tenants = [...new Set(busiest.map((each) => each.split('.')[0]))];
  return [
    ...asked,
    ...(tenants.length === 1 ? [`outcomes.${tenants[0]}.successShare`] : ['outcomes.all.successShare']),
    ...['p99', 'p50'].flatMap((figure) => busiest.slice(0, 1).map((each) => `latency.${each}.${figure}`)),
    'recovery.notRecovered',
    ...busiest.slice(1).flatMap((each) => ['p99', 'p50'].map((figure) => `latency.${each}.${figure}`)),
    ...tenants.map((each) => `outcomes.${each}.successShare`),
  ];
}

const inWords = (during: PromiseBounds['during']) =>
  during === null ? '' : `during ${during.fromNs / nsPerS} s to ${during.toNs / nsPerS} s`;

export function busiestIn({ latency }: DoneRecord): string[] {
  const counts = new Map<string, number>();
  for (const { tenant, operation, client } of latency) {
    const key = `${tenant}.${operation}`;
    const { count } = Histogram.fromBytes(new Uint8Array(Buffer.from(client, 'base64')));
    counts.set(key, (counts.get(key) ?? 0) + count);
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([key]) => key);
}
