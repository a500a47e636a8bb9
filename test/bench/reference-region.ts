/**
 * The reference region: YCSB-A on three zones, 36 storage nodes, 12 routers and 120 partitions, with all accounting,
 * digest and checks on, as a user would run it. The same scenario grown in nodes and partitions shows what size costs, and
 * run ten times as long what memory a request costs: nothing, if all is well.
 */

import { ExemplarRecorder } from '../../sim/measurement/exemplars/exemplar-recorder.js';
import { WarmUp } from '../../sim/measurement/warm-up.js';
import type { Result } from '../../sim/result.js';
import { Run } from '../../sim/run.js';
import { readScenario } from '../../sim/scenario/read.js';
import type { Observer } from '../../sim/trace.js';
import type { BenchResult } from './bench-result.js';
import { timed } from './bench-result.js';

export interface RegionSize {
  readonly storageNodesPerZone: number;
  readonly routersPerZone: number;
  readonly partitions: number;
}

export const referenceSize: RegionSize = { storageNodesPerZone: 12, routersPerZone: 4, partitions: 120 };
export const grownSize: RegionSize = { storageNodesPerZone: 1200, routersPerZone: 4, partitions: 100_000 };
export const millionPartitions: RegionSize = { storageNodesPerZone: 1200, routersPerZone: 4, partitions: 1_000_000 };
/** Building a region may take this long, a million partitions included. */
const buildSecondsMax = 10;
export const requestsPerSecond = 100_000;

const scenarioText = (size: RegionSize, seconds: number) => `
title: Reference region
seed: 7
duration: ${seconds}s
warmup: 0s
regions:
  us-east-1:
    zones: 3
    routersPerZone: ${size.routersPerZone}
    storageNodesPerZone: ${size.storageNodesPerZone}
tables:
  usertable: { partitions: ${size.partitions}, items: { count: 1M, size: 900B } }
tenants:
  ycsb: { ycsb: A, arrivals: { poisson: ${requestsPerSecond}/s } }
`;

/**
 * One recorder of exemplars costs less than two runs differ, so a run has twenty more: a twentieth of what they cost, by the
 * ratio to the run without them, is what one costs, and rather too much, since they crowd each other out of the caches.
 */
export const moreRecorders = 20;

export function runRegionWithMoreExemplars(name: string, requests: number): BenchResult {
  const noStages = { spansOf: () => [], copyTo: () => 0 };
  const more = Array.from({ length: moreRecorders }, () => new ExemplarRecorder(noStages, 1, 1e9, new WarmUp(0)));
  return runRegion(name, referenceSize, requests, more);
}

/** Builds the region and runs its event loop for `requests` requests. */
export function runRegion(
  name: string,
  size: RegionSize,
  requests: number,
  observers: readonly Observer[] = [],
): BenchResult {
  const scenario = readScenario(scenarioText(size, requests / requestsPerSecond), name);
  let run!: Run;
  const buildSeconds = timed(() => {
    run = new Run(scenario, { observers });
  });
  if (buildSeconds > buildSecondsMax) throw new Error(`${name} took ${buildSeconds} s to build`);
  const wallSeconds = timed(() => run.advance());
  return benchResult(name, run.finish(), wallSeconds);
}

/** Latencies are of the writes, which are the work that w3 does. */
function benchResult(name: string, result: Result, wallSeconds: number): BenchResult {
  const writes = result.latency.find(({ consistency }) => consistency === 'write');
  for (const check of result.checks) {
    if (check.verdict === 'violated') throw new Error(`${name}: ${check.property} is violated: ${check.witness}`);
  }
  return {
    name,
    requests: result.run.requests,
    events: result.run.events,
    wallSeconds,
    meanMs: writes?.meanMs ?? null,
    p50Ms: writes?.p50Ms ?? null,
    p99Ms: writes?.p99Ms ?? null,
    p99_9Ms: writes?.p99_9Ms ?? null,
    digest: result.run.digest,
  };
}
