/** Intervals of differences out of batches: what the rows of a result hold, and what pairing does. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Histogram } from '../../../sim/engine/histogram.js';
import { batchRow } from '../../../sim/measurement/batches/batch-rows.js';
import { differenceInterval } from '../../../sim/measurement/batches/jackknife.js';
import { BatchClock, batchCount, LatencyBatches } from '../../../sim/measurement/batches/latency-batches.js';

const label = { tenant: 'shop', operation: 'getItem', consistency: 'strong' } as const;
const latencies = fc.array(fc.integer({ min: 0, max: 1e9 }), { minLength: 1, maxLength: 400 });

function batched(latenciesNs: readonly number[]): LatencyBatches {
  const batches = new LatencyBatches(true);
  const clock = new BatchClock(0, latenciesNs.length);
  for (const [issuedAtNs, latencyNs] of latenciesNs.entries())
    batches.histograms[clock.batchOf(issuedAtNs)].record(latencyNs);
  return batches;
}

test('a row holds each figure as it is without each batch, as a histogram of the others says it', () => {
  fc.assert(
    fc.property(latencies, (latenciesNs) => {
      const batches = batched(latenciesNs);
      const { succeeded, without } = batchRow(label, batches);
      expect(succeeded.reduce((sum, each) => sum + each, 0)).toBe(latenciesNs.length);
      for (let left = 0; left < batchCount; left++) {
        const others = new Histogram();
        for (const [batch, each] of batches.histograms.entries()) if (batch !== left) others.merge(each);
        const known = (ns: number) => (others.count === 0 ? null : ns / 1e6);
        expect(without.meanMs[left]).toBe(known(others.mean()));
        expect(without.p50Ms[left]).toBe(known(others.quantile(0.5)));
        expect(without.p99Ms[left]).toBe(known(others.quantile(0.99)));
      }
    }),
    { seed: 1, numRuns: 100 },
  );
});

test('requests that failed are counted in their batch, throttled ones apart', () => {
  const batches = batched([]);
  const clocked = new LatencyBatches(true);
  clocked.recordFailure(3, true);
  clocked.recordFailure(3, false);
  clocked.recordFailure(batchCount - 1, false);
  const { failed, throttled } = batchRow(label, clocked);
  expect([failed[3], failed[batchCount - 1], throttled[3], throttled[batchCount - 1]]).toEqual([2, 1, 1, 0]);
  expect(batchRow(label, batches).without.meanMs).toEqual(Array.from({ length: batchCount }, () => null));
});

test('what both runs share cancels: of runs that differ by a constant the interval is a point', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: batchCount, maxLength: batchCount }),
      fc.integer({ min: -50, max: 50 }),
      (without, shift) => {
        const shifted = without.map((each) => each + shift);
        expect(differenceInterval(shift, without, shifted)).toEqual({ low: shift, high: shift });
      },
    ),
    { seed: 1, numRuns: 100 },
  );
});

test('of a mean the jackknife is the textbook interval of batch means', () => {
  const values = Array.from({ length: batchCount }, (_, batch) => (batch * batch) % 7);
  const sum = values.reduce((total, each) => total + each, 0);
  const mean = sum / batchCount;
  const variance = values.reduce((total, each) => total + (each - mean) ** 2, 0) / (batchCount - 1);
  const without = values.map((each) => (sum - each) / (batchCount - 1));
  const { low, high } = differenceInterval(
    mean,
    without.map(() => 0),
    without,
  );
  expect((high - low) / 2).toBeCloseTo(2.093 * Math.sqrt(variance / batchCount), 12);
});
