/**
 * Why requests of a run were slow or failed, out of its result alone: the slowest requests, those that failed, the windows
 * in which objectives were missed, what was lost for good, and the partitions and machines that had most of it. It rests on the exemplars, which are
 * a few requests: what it says of them is exact, and that others fared alike is a guess.
 */

import type { ExemplarRow } from '../../sim/request-time.js';
import type { Result } from '../../sim/result.js';
import { type ClientsAway, clientsAwayOf } from './clients-away.js';
import { type Loss, lossesOf } from './losses.js';
import { type MissedStretch, missedStretches } from './missed-windows.js';
import { type RegionDelay, regionDelaysOf } from './region-delays.js';
import { type Story, storyOf } from './story.js';

export interface Explanation {
  /** Slowest first, no request twice. */
  readonly slowest: readonly Story[];
  /** Of each tenant, operation and way to fail. */
  readonly failed: readonly Story[];
  readonly missed: readonly MissedStretch[];
  /** In the order of time. */
  readonly lost: readonly Loss[];
  /** The same, of regions that have a global table. */
  readonly regionDelays: readonly RegionDelay[];
  readonly clientsAway: readonly ClientsAway[];
  readonly additions: Result['globalTables']['additions'];
  /** Of the slow and failed exemplars: most time first, at most `contributorsMax` of each. */
  readonly partitions: readonly Contributor[];
  readonly hosts: readonly Contributor[];
}

export interface Contributor {
  readonly name: string;
  readonly requests: number;
  /** What they took, from end to end. */
  readonly tookMs: number;
}

const contributorsMax = 10;

export function explanationOf(result: Result): Explanation {
  const slow = distinct(result.exemplars.filter(({ keptAs }) => keptAs.startsWith('slowest')));
  const failed = result.exemplars.filter(({ keptAs }) => keptAs === 'failed');
  const all = [...slow, ...failed];
  return {
    slowest: slow.sort((a, b) => b.latencyMs - a.latencyMs).map((each) => storyOf(result, each)),
    failed: firstOfEach(failed).map((each) => storyOf(result, each)),
    missed: missedStretches(result),
    lost: lossesOf(result),
    regionDelays: regionDelaysOf(result),
    clientsAway: clientsAwayOf(result),
    additions: result.globalTables.additions,
    partitions: contributors(all.map((each) => ({ name: each.partition, exemplar: each }))),
    hosts: contributors(all.flatMap((each) => hostsOf(each).map((name) => ({ name, exemplar: each })))),
  };
}

/** A request may be kept for several reasons. */
function distinct(rows: readonly ExemplarRow[]): ExemplarRow[] {
  const key = ({ tenant, operation, item, startedS }: ExemplarRow) =>
    JSON.stringify([tenant, operation, item, startedS]);
  return [...new Map(rows.map((row) => [key(row), row])).values()];
}

function firstOfEach(rows: readonly ExemplarRow[]): ExemplarRow[] {
  const key = ({ tenant, operation, consistency, outcome }: ExemplarRow) =>
    JSON.stringify([tenant, operation, consistency, outcome]);
  return [...new Map([...rows].reverse().map((row) => [key(row), row])).values()].reverse();
}

/** The machines that it waited for in vain, or else the one that served it. */
function hostsOf({ tries }: ExemplarRow): string[] {
  const silent = tries.flatMap(({ answer, router, node, silentNode }) =>
    silentNode !== null ? [silentNode] : answer === 'silent' ? [node ?? router] : [],
  );
  const named = silent.length > 0 ? silent : [tries.at(-1)?.node ?? tries.at(-1)?.router];
  return [...new Set(named)].filter((name) => typeof name === 'string');
}

function contributors(parts: readonly { readonly name: string; readonly exemplar: ExemplarRow }[]): Contributor[] {
  const sums = new Map<string, Contributor>();
  for (const { name, exemplar } of parts) {
    const { requests, tookMs } = sums.get(name) ?? { requests: 0, tookMs: 0 };
    sums.set(name, { name, requests: requests + 1, tookMs: tookMs + exemplar.latencyMs });
  }
  return [...sums.values()].sort((a, b) => b.tookMs - a.tookMs).slice(0, contributorsMax);
}
