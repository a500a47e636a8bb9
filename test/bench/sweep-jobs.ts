/**
 * What a sweep adds to its runs, and what a second core saves. Equal runs of a region go through the pool of a sweep, on
 * one thread and on two, in turns of seconds from idle pools to the last record of a turn: the ratio is the second core's, as
 * a thread has one core to itself and no part of another. Tiny runs,
 * of which each reads its scenario anew, go through the pool of one thread and one after the other in the thread itself: the
 * difference is what a job costs beyond its run.
 *
 * Left out: the start of a thread, 2 to 3 s of processor time until all is compiled, which a sweep of minutes does not see.
 */

import { JobPool } from '../../sim/cli/sweep/job-pool.js';
import { JobRun } from '../../sim/experiments/job-run.js';
import { CellJobs } from '../../sim/experiments/sweep/cell-jobs.js';
import { jobCount, type SweepPlan } from '../../sim/experiments/sweep/plan.js';
import { version } from '../../sim/version.js';
import { type BenchResult, noLatency } from './bench-result.js';
import type { Work } from './turns.js';

const scenarioText = (seconds: number) => `
title: Equal runs
duration: ${seconds}s
warmup: 0s
regions:
  us-east-1: { zones: 3, routersPerZone: 2, storageNodesPerZone: 3 }
tables:
  orders: { partitions: 12, items: { count: 100k, size: 900B } }
tenants:
  storefront: { ycsb: A, arrivals: { poisson: 3k/s } }
`;

function planOf(seconds: number, over: Partial<SweepPlan>): SweepPlan {
  const scenarios = [{ name: 'equal-runs', text: scenarioText(seconds) }];
  const nothing = { fixed: [], varied: [], isZipped: false, seeds: [], metrics: [] };
  return { dynamosim: version, scenarios, ...nothing, ...over };
}

/** Runs of `seconds` of virtual time each, in one cell. */
export const equalRuns = (jobs: number, seconds: number) => planOf(seconds, { seeds: [{ first: 1, last: jobs }] });

/** Runs of a tenth of a second of virtual time, each a cell of its own. */
export function tinyRuns(jobs: number): SweepPlan {
  const values = Array.from({ length: jobs }, (_, at) => `${at + 1}`);
  return planOf(0.1, { varied: [{ path: 'seed', values }] });
}

/** After `warmJobs` of the plan on each thread. */
export function jobsInPool(name: string, plan: SweepPlan, threads: number, warmJobs: number): Work {
  const pool = new JobPool(plan, threads);
  const warm = warmJobs * threads;
  const requests = jobCount(plan) - warm;
  let done = 0;
  const advanceTo = async (jobs: number) => {
    const numbers = Array.from({ length: jobs - done }, (_, at) => done + at + 1);
    for await (const { line, defect } of pool.run(numbers)) if (line === null) throw defect!;
    done = jobs;
  };
  return {
    prepare: () => advanceTo(warm),
    advanceTo: (share) => advanceTo(warm + Math.round(share * requests)),
    finish: async (wallSeconds) => {
      await pool.end();
      return { ...noLatency, name, requests, events: 0, wallSeconds, digest: null };
    },
  };
}

/** The same jobs, to the end of each run and no further. */
export function runInPlace(name: string, plan: SweepPlan, warmJobs: number): BenchResult {
  const prepared = Array.from({ length: jobCount(plan) }, (_, at) => new CellJobs(plan, at).at(at + 1));
  const runAll = (jobs: typeof prepared) => {
    for (const job of jobs) {
      const running = new JobRun(job);
      while (!running.advance());
      running.finish();
    }
  };
  runAll(prepared.slice(0, warmJobs));
  const startedAtMs = performance.now();
  runAll(prepared.slice(warmJobs));
  const wallSeconds = (performance.now() - startedAtMs) / 1e3;
  return { ...noLatency, name, requests: prepared.length - warmJobs, events: 0, wallSeconds, digest: null };
}
