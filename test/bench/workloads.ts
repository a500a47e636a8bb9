/**
 * Our side of every comparison: one line a workload, sized to run for a second or a few. Growth and memory are compared
 * with the reference region itself: a hundred times the nodes and nearly a thousand times the partitions under the same
 * load, ten times the requests, and a million partitions of which most are idle. Three regions with a global table are
 * compared with one that does the same work. Of a sweep, a request is a job.
 */
import { withoutRedis } from '../cli/queue/redis-server.js';
import type { BenchResult } from './bench-result.js';
import { runHoldModel } from './hold-model.js';
import { runMm1 } from './mm1.js';
import { runOverQueue } from './queued-jobs.js';
import { runQuorumWrite } from './quorum-write.js';
import {
  grownSize,
  millionPartitions,
  referenceSize,
  runRegion,
  runRegionWithMoreExemplars,
} from './reference-region.js';
import { equalRuns, jobsInPool, runInPlace, tinyRuns } from './sweep-jobs.js';
import { oneRegion, threeRegions } from './three-regions.js';
import { runWhole, type Work } from './turns.js';

export interface Workload {
  readonly name: string;
  /** The workload whose peers it is compared with. */
  readonly against: string;
  /** Another of our own workloads that it is compared with. */
  readonly beside?: string;
  /** Why it cannot be run on this machine; null where it can. */
  readonly missing?: () => string | null;
  readonly run: () => BenchResult | Promise<BenchResult>;
  /** Of those that take turns with what they are compared with: as many turns as that. */
  readonly inTurns?: { readonly turns: number; readonly begin: () => Work };
}

const inTurns = (name: string, against: string, turns: number, begin: () => Work): Workload => ({
  ...{ name, against, inTurns: { turns, begin } },
  run: () => runWhole(begin()),
});

export const workloads: readonly Workload[] = [
  { name: 'w1-1e3', against: 'w1-1e3', run: () => runHoldModel(5e6, 1e3) },
  { name: 'w1', against: 'w1', run: () => runHoldModel(5e6, 1e5) },
  { name: 'w1-1e6', against: 'w1-1e6', run: () => runHoldModel(5e6, 1e6) },
  { name: 'w2', against: 'w2', run: () => runMm1(1e6) },
  { name: 'w3', against: 'w3', run: () => runQuorumWrite(1e6) },
  { name: 'reference-region', against: 'w3', run: () => runRegion('reference-region', referenceSize, 3e6) },
  {
    name: 'exemplars-21-fold',
    against: 'w3',
    beside: 'reference-region',
    run: () => runRegionWithMoreExemplars('exemplars-21-fold', 3e6),
  },
  { name: 'growth', against: 'w3', beside: 'reference-region', run: () => runRegion('growth', grownSize, 3e6) },
  { name: 'memory', against: 'w3', beside: 'reference-region', run: () => runRegion('memory', referenceSize, 3e7) },
  {
    name: 'million-partitions',
    against: 'w3',
    beside: 'reference-region',
    run: () => runRegion('million-partitions', millionPartitions, 3e6),
  },
  inTurns('one-region', 'three-regions', 100, () => oneRegion('one-region', 3e6, 1e6)),
  {
    ...inTurns('three-regions', 'three-regions', 100, () => threeRegions('three-regions', 3e6, 1e6)),
    beside: 'one-region',
  },
  // Some four seconds a turn: at the end of each, one of two threads waits for the other, half a job of forty.
  inTurns('sweep-one-thread', 'sweep-two-threads', 6, () =>
    jobsInPool('sweep-one-thread', equalRuns(40 + 240, 10), 1, 40),
  ),
  {
    ...inTurns('sweep-two-threads', 'sweep-two-threads', 6, () =>
      jobsInPool('sweep-two-threads', equalRuns(80 + 480, 10), 2, 40),
    ),
    beside: 'sweep-one-thread',
  },
  {
    name: 'tiny-runs-in-place',
    against: 'tiny-runs-in-pool',
    run: () => runInPlace('tiny-runs-in-place', tinyRuns(500), 100),
  },
  {
    name: 'tiny-runs-in-pool',
    against: 'tiny-runs-in-pool',
    beside: 'tiny-runs-in-place',
    run: () => runWhole(jobsInPool('tiny-runs-in-pool', tinyRuns(500), 1, 100)),
  },
  {
    name: 'queue-job',
    against: 'tiny-runs-in-pool',
    beside: 'tiny-runs-in-pool',
    missing: () => (withoutRedis.skip ? 'there is no redis-server' : null),
    run: () => runOverQueue('queue-job', tinyRuns(500), 1, 100),
  },
];
