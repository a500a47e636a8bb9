import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RunDigest } from '../../sim/engine/run-digest.js';
import { bytesPerEvent, MarkComparison, MarkRecorder } from '../../sim/experiments/event-marks.js';

type Event = readonly [timeNs: number, type: number, payload: number];

function record(events: readonly Event[], max?: number): Uint8Array {
  const digest = new RunDigest();
  const recorder = new MarkRecorder(digest, max);
  for (const [timeNs, type, payload] of events) {
    digest.fold(timeNs, type, payload);
    recorder.observe(timeNs, 0, type);
  }
  return recorder.recorded();
}

function firstDifferent(events: readonly Event[], marks: Uint8Array): number {
  const digest = new RunDigest();
  const comparison = new MarkComparison(digest, marks);
  for (const [timeNs, type, payload] of events) {
    digest.fold(timeNs, type, payload);
    comparison.observe(timeNs, 0, type);
  }
  return comparison.firstDifferent;
}

const steps: Event[] = Array.from({ length: 100 }, (_, i) => [1000 * i, i % 5, i]);

test('the same events bear the same marks', () => {
  expect(firstDifferent(steps, record(steps))).toBe(0);
});

test('another type, time or payload of one event shows at once, or within a few events', () => {
  const change = fc.oneof(
    fc.integer({ min: 1, max: 4095 }).map((by): Event => [0, by, 0]),
    fc.integer({ min: 1, max: 1e9 }).map((by): Event => [by, 0, 0]),
    fc.integer({ min: 1, max: 1e6 }).map((by): Event => [0, 0, by]),
  );
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 90 }), change, (at, [timeNs, type, payload]) => {
      const other = steps.map((step): Event => step);
      other[at] = [steps[at][0] + timeNs, (steps[at][1] + type) % 4096, steps[at][2] + payload];
      const found = firstDifferent(other, record(steps));
      expect(found).toBeGreaterThanOrEqual(at + 1);
      expect(found).toBeLessThanOrEqual(at + 5);
    }),
  );
});

test('events beyond the bound bear no marks and are not compared', () => {
  const marks = record(steps, 10);
  expect(marks.length).toBe(10 * bytesPerEvent);
  const other = steps.map((step, i): Event => (i < 10 ? step : [0, 0, 0]));
  expect(firstDifferent(other, marks)).toBe(0);
});

test('a recording grows with its run', () => {
  const many = Array.from({ length: 200_000 }, (_, i): Event => [i, i % 300, i]);
  expect(firstDifferent(many, record(many))).toBe(0);
});
