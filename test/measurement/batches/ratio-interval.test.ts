/** The interval of a ratio holds the truth as often as it says, narrows with pairing, and is not given for too little. */
import { expect, test } from 'vitest';
import { Distribution } from '../../../sim/engine/distribution.js';
import type { Histogram } from '../../../sim/engine/histogram.js';
import { RandomStreams } from '../../../sim/engine/random-stream.js';
import type { Interval } from '../../../sim/measurement/batches/jackknife.js';
import { BatchClock, batchCount, LatencyBatches } from '../../../sim/measurement/batches/latency-batches.js';
import { ratioInterval } from '../../../sim/measurement/batches/ratio-interval.js';

class Batches extends LatencyBatches {
  constructor(private readonly clock: BatchClock) {
    super(true);
  }

  record(issuedAtNs: number, latencyNs: number): void {
    this.histograms[this.clock.batchOf(issuedAtNs)].record(latencyNs);
  }
}

const requests = 200 * batchCount;
const repetitions = 100;
const latency = new Distribution({ kind: 'exponential', mean: 1e6 });
const stream = new RandomStreams(7).stream('interval', 'test');

function latencies(): readonly number[] {
  return Array.from({ length: requests }, () => latency.sample(stream));
}

/** One request a nanosecond. */
function batched(latenciesNs: readonly number[]): readonly Histogram[] {
  const batches = new Batches(new BatchClock(0, latenciesNs.length));
  for (const [issuedAtNs, latencyNs] of latenciesNs.entries()) batches.record(issuedAtNs, latencyNs);
  return batches.histograms;
}

const tripled = (latenciesNs: readonly number[]) => latenciesNs.map((latencyNs) => 3 * latencyNs);
const width = (interval: Interval) => interval.high - interval.low;

test('of two independent runs it holds the true ratio about 95 times in 100', () => {
  const intervals = Array.from(
    { length: repetitions },
    () => ratioInterval(batched(tripled(latencies())), batched(latencies()), 0.99)!,
  );
  const hits = intervals.filter(({ low, high }) => low <= 3 && high >= 3).length;
  // With so few requests beyond the percentile rather 92 times, give or take a binomial's three.
  expect(hits).toBeGreaterThanOrEqual(86);
  expect(hits).toBeLessThan(repetitions);
  expect(intervals.filter(({ low, high }) => low <= 1 && high >= 1).length).toBeLessThan(5);
});

test('what both runs share cancels', () => {
  const shared = latencies();
  const paired = ratioInterval(batched(tripled(shared)), batched(shared), 0.99)!;
  const unpaired = ratioInterval(batched(tripled(shared)), batched(latencies()), 0.99)!;
  expect(paired.low).toBeGreaterThan(2.9);
  expect(paired.high).toBeLessThan(3.1);
  expect(width(paired)).toBeLessThan(width(unpaired) / 5);
});

test('there is none for a percentile with few requests beyond it, nor over a batch without any', () => {
  const many = latencies();
  expect(ratioInterval(batched(many.slice(0, 999)), batched(many), 0.99)).toBeNull();
  expect(ratioInterval(batched(many), batched(many), 0.999)).toBeNull();
  const silent = new Batches(new BatchClock(0, requests));
  for (const [issuedAtNs, latencyNs] of many.entries())
    if (issuedAtNs < requests / 2) silent.record(issuedAtNs, latencyNs);
  expect(ratioInterval(silent.histograms, batched(many), 0.5)).toBeNull();
});

test('there is none where a disturbance of one batch in twenty makes the ratio', () => {
  const calm = latencies();
  const disturbed = calm.map((latencyNs, index) => (index < requests / batchCount ? 100 * latencyNs : latencyNs));
  expect(ratioInterval(batched(disturbed), batched(calm), 0.99)).toBeNull();
});

test('batches are equal stretches of the measured time', () => {
  const batches = new Batches(new BatchClock(1000, 1000 + batchCount));
  for (let issuedAtNs = 1000; issuedAtNs < 1000 + batchCount; issuedAtNs++) batches.record(issuedAtNs, 2 * issuedAtNs);
  expect(batches.histograms.map(({ count, min }) => [count, min])).toEqual(
    Array.from({ length: batchCount }, (_, batch) => [1, 2 * (1000 + batch)]),
  );
});
