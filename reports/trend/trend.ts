/**
 * Stored runs side by side: what each says of its latencies, its availability and its verdicts, scenario by scenario.
 *
 * The order is of what runs say themselves. Files say when they were copied, not when a run was made, and a run knows no
 * date at all; so runs of one title follow each other by the version of dynamosim that made them, then by their names, in
 * which numbers count as numbers (run-2 before run-10).
 */
import type { Result } from '../../sim/result.js';
import { comparedClass, isOfClass } from '../compared-class.js';
import type { RequestClass } from '../vary/vary-table.js';
import { actualInWords, endsBroken, type Verdict, verdictOf } from '../verdict-words.js';

/** More runs make neither a table nor a line that anybody reads. */
export const trendRunsMax = 200;

export interface StoredRun {
  /** As its user wrote it. */
  readonly name: string;
  /** To its page, from the page of the trend; null where it has none. */
  readonly link: string | null;
  /** That made it; null where only the result is at hand. */
  readonly version: string | null;
  /** As `whatCounts` leaves it. */
  readonly result: Result;
}

export interface Trend {
  readonly title: string;
  /** Whose latencies tell most. */
  readonly requests: RequestClass | null;
  /** Classes of requests that any run has, in the order of the first. */
  readonly classes: readonly RequestClass[];
  readonly runs: readonly TrendRun[];
  readonly promises: readonly PromiseTrend[];
}

export interface TrendRun extends StoredRun {
  readonly verdict: Verdict;
  /** That did not end as healthy as it had been, in words; null of one that did. */
  readonly endsBroken: string | null;
  /** Of the tenant that fared worst, as the service saw it. */
  readonly availability: number | null;
  /** Of requests that ended, of the tenant that fared worst in that; null where none did. */
  readonly successShare: number | null;
  /** What is not as in the run before it, and so may explain a step. */
  readonly changed: readonly ('scenario' | 'seed' | 'version')[];
}

/** An objective, expectation or property, over the runs that were asked it and put it to the test. */
export interface PromiseTrend {
  readonly name: string;
  readonly asked: number;
  readonly missed: readonly { readonly name: string; readonly link: string | null; readonly words: string }[];
}

/** A result without what no trend reads, so that many can be held. */
export function whatCounts(result: Result): Result {
  const { series } = result;
  return {
    ...result,
    series: { ...series, timeS: [], tenants: [], tables: [], objectives: [] },
    ...{ distributions: [], exemplars: [], batches: [], stations: [], tail: [], serviceLatency: [] },
    availability: result.availability.map((row) => ({ ...row, windows: [] })),
  };
}

/** Scenarios in the order of their titles. */
export function trendsOf(stored: readonly StoredRun[]): readonly Trend[] {
  const titles = [...new Set(stored.map(({ result }) => result.scenario.title))].sort(naturally);
  return titles.map((title) => {
    const runs = stored.filter(({ result }) => result.scenario.title === title).sort(inOrder);
    const results = runs.map(({ result }) => result);
    const rows = results.flatMap(({ latency }) => latency).filter(({ requests }) => requests > 0);
    return {
      title,
      requests: comparedClass(results),
      classes: rows.filter((row, at) => rows.findIndex((other) => isOfClass(other, row)) === at),
      runs: runs.map((run, at) => trendRun(run, runs[at - 1])),
      promises: promisesOf(runs),
    };
  });
}

function trendRun(run: StoredRun, before: StoredRun | undefined): TrendRun {
  const { result } = run;
  const { availability } = result;
  return {
    ...run,
    verdict: verdictOf(result),
    endsBroken: endsBroken(result),
    availability: leastOf(availability.filter(({ scope }) => scope === 'tenant').map(({ achieved }) => achieved)),
    successShare: leastOf(successSharesOf(result)),
    changed: before === undefined ? [] : changesSince(before, run),
  };
}

/** Of each tenant with requests that ended. */
function successSharesOf({ outcomes }: Result): number[] {
  const tenants = [...new Set(outcomes.map(({ tenant }) => tenant))];
  return tenants.flatMap((name) => {
    const rows = outcomes.filter(({ tenant }) => tenant === name);
    const succeeded = rows.reduce((sum, row) => sum + row.succeeded, 0);
    const ended = rows.reduce((sum, row) => sum + row.throttled + row.serverErrors + row.timedOut, succeeded);
    return ended === 0 ? [] : [succeeded / ended];
  });
}

const leastOf = (shares: readonly number[]) => (shares.length === 0 ? null : Math.min(...shares));

function changesSince(before: StoredRun, run: StoredRun): TrendRun['changed'] {
  return [
    ...(before.result.scenario.digest === run.result.scenario.digest ? [] : (['scenario'] as const)),
    ...(before.result.seed === run.result.seed ? [] : (['seed'] as const)),
    ...(before.version === run.version ? [] : (['version'] as const)),
  ];
}

/** Those missed most often first. */
function promisesOf(runs: readonly StoredRun[]): PromiseTrend[] {
  const found = new Map<string, { asked: number; missed: PromiseTrend['missed'][number][] }>();
  for (const { name, link, result } of runs) {
    for (const each of judgedIn(result)) {
      const trend = found.get(each.name) ?? { asked: 0, missed: [] };
      trend.asked++;
      if (!each.isKept) trend.missed.push({ name, link, words: each.words });
      found.set(each.name, trend);
    }
  }
  return [...found]
    .map(([name, trend]) => ({ name, ...trend }))
    .sort((a, b) => b.missed.length - a.missed.length || naturally(a.name, b.name));
}

function judgedIn({ objectives, expectations, checks }: Result) {
  return [
    ...objectives.map((row) => ({
      ...{ name: `${row.tenant} ${row.metric}`, isKept: row.met, words: actualInWords(row) },
    })),
    ...expectations.map((row) => ({
      ...{ name: `${row.metric} ${row.condition}`, isKept: row.met, words: actualInWords(row) },
    })),
    // One that nothing put to the test was neither kept nor missed.
    ...checks
      .filter(({ verdict }) => verdict !== 'unknown')
      .map(({ property, verdict, witness }) => ({
        ...{ name: property, isKept: verdict !== 'violated', words: witness ?? verdict },
      })),
  ];
}

function inOrder(a: StoredRun, b: StoredRun): number {
  return naturally(a.version ?? '', b.version ?? '') || naturally(a.name, b.name);
}

/** Runs of digits as numbers, all else by code unit, so that the order is the same on every machine. */
export function naturally(a: string, b: string): number {
  const [partsA, partsB] = [a, b].map((text) => text.match(/\d+|\D+/g) ?? []);
  for (let at = 0; at < Math.min(partsA.length, partsB.length); at++) {
    const [one, other] = [partsA[at], partsB[at]];
    const difference = /^\d/.test(one) && /^\d/.test(other) ? Number(one) - Number(other) : 0;
    if (difference !== 0) return difference;
    if (one !== other) return one < other ? -1 : 1;
  }
  return partsA.length - partsB.length;
}
