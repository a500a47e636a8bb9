import { expect, test } from 'vitest';
import { MarkRecorder } from '../../sim/experiments/event-marks.js';
import { parseRecording, type Recording, recordingOf } from '../../sim/experiments/recording.js';
import { Replay, type ReplayVerdict } from '../../sim/experiments/replay.js';
import { Run } from '../../sim/run.js';
import type { Scenario } from '../../sim/scenario/scenario.js';
import { crash, crashText, prepared } from './scenarios.js';

interface Recorded {
  readonly recording: Recording;
  readonly marks: Uint8Array;
}

const { job } = prepared(crashText());

function record(scenario: Scenario, { marksMax = 1e6, eventsMax = 1e9 } = {}): Recorded {
  const run = new Run(scenario);
  const { simulation } = run.service;
  const recorder = new MarkRecorder(simulation.digest, marksMax);
  simulation.observer = recorder;
  run.advance(eventsMax);
  const { digest } = run.finish().run;
  const marks = recorder.recorded();
  const recorded = recordingOf(run, digest, marks, { job, eventQueue: 'bucket' });
  const recording = parseRecording(JSON.parse(JSON.stringify(recorded)));
  if ('problem' in recording) throw new Error(recording.problem);
  return { recording, marks };
}

function replay(scenario: Scenario, { recording, marks }: Recorded, sliceEvents = 997): ReplayVerdict {
  const replaying = new Replay(scenario, recording, marks);
  while (!replaying.advance(sliceEvents));
  return replaying.finish();
}

function divergenceOf(verdict: ReplayVerdict) {
  if (verdict.kind !== 'diverged') throw new Error(`the verdict is ${verdict.kind}`);
  return verdict.divergence;
}

const recorded = record(crash());
const { events, digest } = recorded.recording;
const shorterLease = crash('{ replication: { lease: 1500ms } }');

test('the same run is identical, however it is cut into slices', () => {
  const identical = { kind: 'identical', events, digest };
  expect(replay(crash(), recorded, 1)).toEqual(identical);
  expect(replay(crash(), recorded, 1e9)).toEqual(identical);
});

test('an event that comes earlier is the first to differ, and leads back to the fault', () => {
  const { event, replayed, recordedName, recordedNext, lastCommon } = divergenceOf(replay(shorterLease, recorded));
  expect(replayed?.event).toMatchObject({ number: event, name: 'old lease over' });
  expect(replayed?.event.about).toMatch(/^orders\/0 at us-east-1\/az-\d\/storage-\d$/);
  expect(replayed?.causes.at(-1)).toMatchObject({ name: 'fault begins', timeNs: 1e9 });
  expect(lastCommon?.number).toBe(event - 1);
  expect(recordedNext?.event.name).toBe(recordedName);
  expect(recordedNext?.event.number).toBeGreaterThan(event);
});

test('an event that comes later is found by its recorded kind, and leads back to the fault', () => {
  const { event, recordedName, recordedNext } = divergenceOf(replay(crash(), record(shorterLease)));
  expect(recordedName).toBe('old lease over');
  expect(recordedNext?.event.name).toBe('old lease over');
  expect(recordedNext?.event.number).toBeGreaterThan(event);
  expect(recordedNext?.causes.at(-1)).toMatchObject({ name: 'fault begins', timeNs: 1e9 });
});

test('a difference is seen where the events themselves first differ', () => {
  const times = (scenario: Scenario) => {
    const seen: string[] = [];
    const run = new Run(scenario);
    run.service.simulation.observer = {
      observe: (timeNs, _sequence, type, payload) => seen.push(`${timeNs} ${type} ${payload}`),
    };
    run.advance();
    return seen;
  };
  const there = times(crash());
  const first = times(shorterLease).findIndex((each, index) => each !== there[index]);
  expect(divergenceOf(replay(shorterLease, recorded)).event).toBe(first + 1);
});

test('a run that goes on after its recorded end diverges there', () => {
  const { recording, marks } = record({ ...crash(), durationNs: 5e9 });
  const { event, recordedName, replayed } = divergenceOf(replay(crash(), { recording, marks }));
  expect({ event, recordedName }).toEqual({ event: recording.events + 1, recordedName: null });
  expect(replayed?.event.timeNs).toBeGreaterThan(5e9);
});

test('a run that ends before its recorded end diverges there', () => {
  const shorter = { ...crash(), durationNs: 5e9 };
  const { event, recordedName, replayed } = divergenceOf(replay(shorter, recorded));
  expect(replayed).toBeNull();
  expect(recordedName).not.toBeNull();
  expect(event).toBe(record(shorter).recording.events + 1);
});

test('an interrupted run is replayed as far as it got', () => {
  const cut = record(crash(), { eventsMax: 3000 });
  expect(replay(crash(), cut)).toEqual({ kind: 'identical', events: 3000, digest: cut.recording.digest });
});

test('beyond the marks, the checkpoints say between which events the runs part', () => {
  const sparse = record(crash(), { marksMax: 10 });
  const { event } = divergenceOf(replay(shorterLease, recorded));
  const verdict = replay(shorterLease, sparse);
  if (verdict.kind !== 'divergedLate') throw new Error(`the verdict is ${verdict.kind}`);
  expect(verdict.afterEvent).toBeLessThan(event);
  expect(verdict.byEvent).toBeGreaterThanOrEqual(event);
  expect(replay(crash(), sparse).kind).toBe('identical');
});

test('the same events with other draws are no identical run', () => {
  const other = { ...recorded.recording, digest: '0000000000000000' };
  expect(replay(crash(), { ...recorded, recording: other }).kind).toBe('drewOtherwise');
});
