/**
 * Whose latencies several runs are compared by: the class of requests that has the finding. That is one with an objective
 * that some run missed; or else the one that the runs differ in most; or the victim of a neighbour; or the one with most
 * successes.
 */
import type { ClientLatencyRow, Result } from '../sim/result.js';
import { isOfFew } from './doubts.js';
import type { RequestClass } from './vary/vary-table.js';

/** Of the p99 between two runs: less is no finding. */
const changeMin = 1.5;

export function comparedClass(results: readonly Result[]): RequestClass | null {
  const all = results.flatMap(({ latency }) => latency);
  const classes = all
    .filter((row, at) => row.requests > 0 && all.findIndex((other) => isOfClass(other, row)) === at)
    .map(({ tenant, operation, consistency }) => ({ tenant, operation, consistency }));
  const ranked = classes
    .map((each) => {
      const rows = all.filter((row) => isOfClass(row, each));
      const isMissed = results.some((result) => missesAnObjective(result, each));
      const change = changeOver(rows);
      const ratio = Math.max(0, ...results.map((result) => isolationRatioOf(result, each)));
      const requests = rows.reduce((sum, row) => sum + row.requests, 0);
      return {
        each,
        merits: [Number(isMissed), change >= changeMin ? change : 0, ratio >= changeMin ? ratio : 0, requests],
      };
    })
    .sort((a, b) => b.merits.map((merit, at) => merit - a.merits[at]).find((more) => more !== 0) ?? 0);
  return ranked.at(0)?.each ?? null;
}

export const isOfClass = (a: RequestClass, b: RequestClass) =>
  a.tenant === b.tenant && a.operation === b.operation && a.consistency === b.consistency;

function missesAnObjective({ objectives }: Result, { tenant, operation }: RequestClass): boolean {
  return objectives.some((row) => !row.met && row.tenant === tenant && row.metric.startsWith(`${operation}.`));
}

/** The highest p99 over the lowest; of runs with enough requests to know it. */
function changeOver(rows: readonly ClientLatencyRow[]): number {
  const known = rows.flatMap(({ p99Ms, requests }) => (p99Ms === null || isOfFew('p99', requests) ? [] : [p99Ms]));
  return known.length < 2 ? 1 : Math.max(...known) / Math.max(Math.min(...known), Number.MIN_VALUE);
}

function isolationRatioOf({ isolation }: Result, each: RequestClass): number {
  return isolation.find((row) => isOfClass(row, each))?.ratio ?? 0;
}
