import { describe, expect, it } from 'vitest';
import { withoutRedis } from '../cli/queue/redis-server.js';
import { type BenchResult, type LatencyFigures, noLatency } from './bench-result.js';
import { figuresOf, type Measurement, medianOf, ratioOf } from './comparison.js';
import { runHoldModel } from './hold-model.js';
import { runMm1 } from './mm1.js';
import { runOverQueue } from './queued-jobs.js';
import { runQuorumWrite } from './quorum-write.js';
import { referenceSize, runRegion, runRegionWithMoreExemplars } from './reference-region.js';
import { equalRuns, jobsInPool, runInPlace, tinyRuns } from './sweep-jobs.js';
import { oneRegion, threeRegions } from './three-regions.js';
import { runWhole } from './turns.js';

/** Each latency figure, relative to what theory or the peers' long runs say, within `tolerance`. */
function expectNear(result: BenchResult, expected: Partial<LatencyFigures>, tolerance: number): void {
  for (const name of ['meanMs', 'p50Ms', 'p99Ms', 'p99_9Ms'] as const) {
    if (expected[name] == null) continue;
    expect(Math.abs(result[name]! / expected[name] - 1), `${name} is ${result[name]}`).toBeLessThan(tolerance);
  }
}

describe('benchmarks, tiny', () => {
  it('w1 happens as often as asked, one event a second each', () => {
    const result = runHoldModel(50_000, 1_000);
    expect(result.events).toBe(50_000);
    expect(runHoldModel(50_000, 1_000).digest).toBe(result.digest);
  });

  it('w2 agrees with M/M/1', () => {
    const result = runMm1(200_000);
    expect(result.requests).toBe(200_000);
    expect(result.events).toBe(400_000);
    expectNear(result, { meanMs: 5_000, p50Ms: 5_000 * Math.log(2), p99Ms: 5_000 * Math.log(100) }, 0.05);
  });

  it('w3 agrees with the peers, in 12 events a write', () => {
    const result = runQuorumWrite(50_000);
    expect(result.requests).toBe(50_000);
    expect(result.events).toBe(600_000);
    expectNear(result, { meanMs: 5.607, p50Ms: 4.695, p99Ms: 18.25 }, 0.03);
    expectNear(result, { p99_9Ms: 25.97 }, 0.15);
    expect(runQuorumWrite(5_000).digest).toBe(runQuorumWrite(5_000).digest);
  });

  it('more recorders of exemplars leave the reference region as it is', () => {
    const { digest, requests } = runRegion('reference-region', referenceSize, 5_000);
    expect(runRegionWithMoreExemplars('exemplars-21-fold', 5_000)).toMatchObject({ digest, requests });
  });

  it('three regions do what one does, but for what is still on its way between them', async () => {
    const operations = 24_000;
    expect((await runWhole(oneRegion('one', operations, 1000))).requests / operations).toBeCloseTo(1, 1);
    const arrived = (await runWhole(threeRegions('three', operations, 1000))).requests / operations;
    expect(arrived).toBeGreaterThan(0.6);
    expect(arrived).toBeLessThan(1);
  });

  it('jobs of a sweep all end, but for those that warm the threads', async () => {
    expect(await runWhole(jobsInPool('two', equalRuns(5, 0.1), 2, 1))).toMatchObject({ name: 'two', requests: 3 });
    expect(await runWhole(jobsInPool('tiny', tinyRuns(3), 1, 1))).toMatchObject({ requests: 2 });
    expect(runInPlace('tiny', tinyRuns(3), 1)).toMatchObject({ requests: 2 });
  });
});

describe.skipIf(withoutRedis.skip)(withoutRedis.name('over a queue'), () => {
  it('jobs of a sweep all end, but for those that warm the threads', async () => {
    expect(await runOverQueue('queue', tinyRuns(6), 1, 2)).toMatchObject({ name: 'queue', requests: 4 });
  });
});

describe('comparison', () => {
  const round = (requests: number, wallSeconds: number, digest: string): Measurement => {
    return { ...noLatency, name: 'w9', requests, events: 3 * requests, wallSeconds, digest, rssMiB: 40 + wallSeconds };
  };

  it('reports the median round and the distance of the others', () => {
    const figures = figuresOf('w9', [round(100, 1, 'd'), round(100, 4, 'd'), round(100, 2, 'd')]);
    expect(figures).toMatchObject({ name: 'w9', requestsPerSecond: 50, eventsPerSecond: 150, spread: 1.5, rssMiB: 42 });
    expect(medianOf([4, 1, 2, 3])).toBe(2.5);
  });

  it('takes ratios within each round', () => {
    const ours = ['w9', [round(100, 1, 'd'), round(100, 10, 'd'), round(100, 2, 'd')]] as const;
    const theirs = ['peer:x:w9', [round(50, 1, ''), round(50, 10, ''), round(50, 0.5, '')]] as const;
    expect(ratioOf(ours, theirs)).toEqual({ name: 'w9', against: 'peer:x:w9', median: 2, min: 0.5, max: 2 });
  });

  it('does not accept a run that ends otherwise in another round', () => {
    expect(() => figuresOf('w9', [round(1, 1, 'd'), round(1, 1, 'e')])).toThrow(/2 digests/);
  });
});
