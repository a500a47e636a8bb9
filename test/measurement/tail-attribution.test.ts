/** A band of the tail holds the requests between its percentiles, and its time is theirs. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TailAttribution } from '../../sim/measurement/tail-attribution.js';
import { stageCount } from '../../sim/protocol/stages.js';

const noStages = { addTo: () => {} };
const edges = [
  ['p0-p50', 0, 0.5],
  ['p50-p90', 0.5, 0.9],
  ['p90-p99', 0.9, 0.99],
  ['p99-p99.9', 0.99, 0.999],
  ['p99.9-max', 0.999, 1],
] as const;

/** Requests whose time was failed attempts for a part, and back-off for the rest. */
function attributionOf(requests: readonly { readonly latencyNs: number; readonly failedNs: number }[]) {
  const tail = new TailAttribution();
  for (const { latencyNs, failedNs } of requests) tail.record(latencyNs, noStages, 0, failedNs, latencyNs - failedNs);
  return tail.bands();
}

/** The rank of a percentile of n, counted in thousandths: whole numbers are exact. */
const rank = (to: number, n: number) => Math.ceil((Math.round(to * 1000) * n) / 1000);

/** Of an eighth of an octave, by which latencies of one bucket differ at most. */
const bucketRatio = 1.125;

test('whatever the latencies, the counts are those of the ranks and the means within a bucket of theirs', () => {
  const latency = fc.oneof(
    fc.integer({ min: 1, max: 40 }),
    fc.integer({ min: 1000, max: 1e9 }),
    fc.constant(1_500_000),
  );
  const requests = fc.array(fc.record({ latencyNs: latency, part: fc.double({ min: 0, max: 1, noNaN: true }) }), {
    ...{ minLength: 1, maxLength: 3000, size: 'max' },
  });
  fc.assert(
    fc.property(requests, (drawn) => {
      const sorted = drawn
        .map(({ latencyNs, part }) => ({ latencyNs, failedNs: Math.floor(part * latencyNs) }))
        .sort((a, b) => a.latencyNs - b.latencyNs);
      const n = sorted.length;
      const right = edges.flatMap(([name, from, to]) => {
        const own = sorted.slice(from === 0 ? 0 : rank(from, n), rank(to, n));
        const sum = own.reduce((total, { latencyNs }) => total + latencyNs, 0);
        return own.length === 0 ? [] : [{ name, requests: own.length, meanNs: sum / own.length }];
      });
      const bands = attributionOf(sorted);
      expect(bands.map(({ name, requests: count }) => [name, count])).toEqual(
        right.map(({ name, requests: count }) => [name, count]),
      );
      for (const [at, { meanNs, stageNs, requests: count }] of bands.entries()) {
        expect(meanNs / right[at].meanNs).toBeGreaterThan(1 / bucketRatio);
        expect(meanNs / right[at].meanNs).toBeLessThan(bucketRatio);
        expect(stageNs).toHaveLength(stageCount);
        expect(stageNs.reduce((total, each) => total + each, 0) / count / meanNs).toBeCloseTo(1, 9);
      }
    }),
    { seed: 1, numRuns: 200 },
  );
});

test('half of the requests are in the lower half, though all but a few lie in one bucket', () => {
  const alike = Array.from({ length: 990 }, () => ({ latencyNs: 1_000_000, failedNs: 250_000 }));
  const slow = Array.from({ length: 10 }, () => ({ latencyNs: 1e9, failedNs: 1e9 }));
  const bands = attributionOf([...alike, ...slow]);
  expect(bands.map(({ name, requests }) => [name, requests])).toEqual([
    ['p0-p50', 500],
    ['p50-p90', 400],
    ['p90-p99', 90],
    ['p99-p99.9', 9],
    ['p99.9-max', 1],
  ]);
  expect(bands.map(({ stageNs }) => stageNs[0] / stageNs.reduce((sum, each) => sum + each, 0))).toEqual([
    ...[0.25, 0.25, 0.25].map((share) => expect.closeTo(share, 9)),
    ...[1, 1].map((share) => expect.closeTo(share, 9)),
  ]);
  expect(bands[0].meanNs).toBeCloseTo(1_000_000, 3);
});
