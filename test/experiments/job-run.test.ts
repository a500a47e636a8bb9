import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Histogram } from '../../sim/engine/histogram.js';
import { MarkRecorder } from '../../sim/experiments/event-marks.js';
import { JobRun, runJob } from '../../sim/experiments/job-run.js';
import { type Outcome, plainOutcome } from '../../sim/experiments/outcome.js';
import { parseRecording, recordingOf } from '../../sim/experiments/recording.js';
import { runScenario } from '../../sim/experiments/run-experiment.js';
import type { RunOptions } from '../../sim/run.js';
import type { Trace } from '../../sim/trace.js';
import { crashText, neighboursText, prepared } from './scenarios.js';

const warmupNs = 1e8;

const bytesOf = (outcome: Outcome) => JSON.stringify(plainOutcome(outcome));

test('the same job has the same outcome, byte for byte, however it is cut and queued', () => {
  for (const whole of [prepared(neighboursText), prepared(crashText(), 'duration=3s')]) {
    const bytes = bytesOf(runJob(whole.job));
    expect(bytesOf(runJob(whole.job, { eventQueue: 'heap' }))).toBe(bytes);
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 100_000 }), (eventsMax) => {
        const running = new JobRun(whole);
        while (!running.advance(eventsMax));
        expect(bytesOf(running.finish())).toBe(bytes);
      }),
      { numRuns: 3 },
    );
  }
});

test('its result is the one of its scenario', () => {
  const { job, scenario } = prepared(neighboursText, 'seed=3');
  expect(runJob(job).result).toEqual(runScenario(scenario));
});

test('stopped on its way it has the outcome of the part that ran', () => {
  const running = new JobRun(prepared(crashText()));
  running.advance(1000);
  const { result, latency } = running.finish();
  expect(result.run).toMatchObject({ interrupted: true, events: 1000 });
  expect(latency.map(({ client }) => Histogram.fromBytes(client).count)).toEqual(
    result.latency.map(({ requests }) => requests),
  );
});

test('a job of another version is not run as one of this', () => {
  const { job } = prepared(crashText());
  expect(() => runJob({ ...job, dynamosim: '0.0.1' })).toThrow('a job of dynamosim 0.0.1 was given to');
});

test('a job that a recording holds reproduces what was recorded', () => {
  const running = new JobRun(prepared(crashText(), 'seed=9', 'faults.0.at=2s', 'duration=4s'));
  const { run } = running;
  const marks = new MarkRecorder(run.service.simulation.digest);
  run.service.simulation.observer = marks;
  while (!running.advance());
  const outcome = running.finish();
  const { job } = prepared(crashText(), 'seed=9', 'faults.0.at=2s', 'duration=4s');
  const written = recordingOf(run, outcome.result, marks.recorded(), { job, eventQueue: 'bucket' });
  const recording = parseRecording(JSON.parse(JSON.stringify(written)));
  if ('problem' in recording) throw new Error(recording.problem);
  expect(runJob(recording).runDigest).toBe(recording.digest);
  expect(bytesOf(runJob(recording))).toBe(bytesOf(outcome));
});

/** Also the latencies themselves, in nanoseconds, of the strong reads that succeeded after warm-up. */
function withRawLatencies(act: (options: RunOptions) => Outcome): {
  readonly outcome: Outcome;
  readonly rawNs: readonly number[];
} {
  const rawNs: number[] = [];
  const requestFinished: Trace['requestFinished'] = ({ nowNs }, { startedAtNs, isStrong }, winner) => {
    if (winner !== null && isStrong && startedAtNs >= warmupNs) rawNs.push(nowNs - startedAtNs);
  };
  const outcome = act({ observers: [{ requestFinished }] });
  return { outcome, rawNs };
}

test('merged over two seeds, an outcome has the percentiles of all requests of both', () => {
  const runs = [1, 2].map((seed) =>
    withRawLatencies((options) => runJob({ ...prepared(crashText()).job, seed }, options)),
  );
  const sorted = runs.flatMap(({ rawNs }) => rawNs).sort((a, b) => a - b);
  const merged = new Histogram();
  for (const { outcome } of runs) {
    const strong = outcome.latency.filter(({ consistency }) => consistency === 'strong');
    expect(strong.length).toBe(1);
    merged.merge(Histogram.fromBytes(strong[0].client));
  }
  expect(runs[0].rawNs).not.toEqual(runs[1].rawNs);
  expect(merged.count).toBe(sorted.length);
  expect(merged.sum()).toBe(sorted.reduce((sum, each) => sum + each, 0));
  expect([merged.min, merged.max]).toEqual([sorted[0], sorted.at(-1)]);
  const recorded = new Histogram();
  for (const each of sorted) recorded.record(each);
  expect(merged.toBytes()).toEqual(recorded.toBytes());
  for (const q of [0.01, 0.5, 0.9, 0.99, 0.999, 1]) {
    const exact = sorted[Math.ceil(q * sorted.length - 1e-6) - 1];
    expect(Math.abs(merged.quantile(q) - exact)).toBeLessThanOrEqual(exact * 0.001);
  }
});
