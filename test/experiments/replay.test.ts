import { expect, test } from 'vitest';
import { MarkRecorder } from '../../sim/experiments/event-marks.js';
import { parseRecording, type Recording, recordingOf } from '../../sim/experiments/recording.js';
import { Replay, type ReplayVerdict } from '../../sim/experiments/replay.js';
import { RunExperiment } from '../../sim/experiments/run-experiment.js';
import type { Result } from '../../sim/result.js';
import { Run } from '../../sim/run.js';
import type { Scenario } from '../../sim/scenario/scenario.js';
import { crash, crashText, neighbours, prepared } from './scenarios.js';

interface Recorded {
  readonly recording: Recording;
  readonly result: Result;
  readonly marks: Uint8Array;
}

const { job } = prepared(crashText());

function record(scenario: Scenario, { marksMax = 1e6, eventsMax = 1e9 } = {}): Recorded {
  const experiment = new RunExperiment(scenario);
  const { run } = experiment;
  const { simulation } = run.service;
  const recorder = new MarkRecorder(simulation.digest, marksMax);
  simulation.observer = recorder;
  let isOver = experiment.advance(eventsMax);
  while (eventsMax === 1e9 && !isOver) isOver = experiment.advance(eventsMax);
  const result = experiment.finish();
  const marks = recorder.recorded();
  const written = recordingOf(run, result, marks, { job, eventQueue: 'bucket' });
  const recording: Recording = JSON.parse(JSON.stringify(written));
  return { recording, marks, result };
}

function replay(scenario: Scenario, { recording, marks }: Omit<Recorded, 'result'>, sliceEvents = 997): ReplayVerdict {
  const replaying = new Replay(scenario, recording, marks);
  while (!replaying.advance(sliceEvents));
  return replaying.finish();
}

function divergenceOf(verdict: ReplayVerdict) {
  if (verdict.kind !== 'diverged') throw new Error(`the verdict is ${verdict.kind}`);
  return verdict.divergence;
}

const recorded = record(crash());
const shorterLease = crash('{ replication: { lease: 1500ms } }');

test('the same run is identical, however it is cut into slices', () => {
  const { recording, result } = recorded;
  expect(replay(crash(), recorded, 1)).toEqual({ kind: 'identical', recording, result });
  expect(replay(crash(), recorded, 1e9)).toEqual({ kind: 'identical', recording, result });
});

test('isolation asks for a second run, whole or cut short, which the result speaks of', () => {
  const whole = record(neighbours);
  expect(whole.result.isolation).not.toEqual([]);
  expect(replay(neighbours, whole)).toMatchObject({ kind: 'identical', result: whole.result });

  const cut = record(neighbours, { eventsMax: whole.recording.events + 1 });
  expect(cut.recording).toMatchObject({ events: whole.recording.events, interrupted: 'isolation' });
  expect(cut.result).toMatchObject({ isolation: [], run: { interrupted: true } });
  expect(replay(neighbours, cut)).toMatchObject({ kind: 'identical', recording: cut.recording, result: cut.result });
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
  expect(cut.recording).toMatchObject({ events: 3000, interrupted: 'run' });
  expect(replay(crash(), cut)).toEqual({ kind: 'identical', recording: cut.recording, result: cut.result });
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

test('the same events with other draws are no identical run, and say so also where the marks end before', () => {
  const other = { ...recorded.recording, digest: '0000000000000000' };
  expect(replay(crash(), { ...recorded, recording: other }).kind).toBe('drewOtherwise');
  const { checkpointInterval } = recorded.recording;
  const atCheckpoint = record(crash(), { marksMax: 10, eventsMax: checkpointInterval });
  expect(atCheckpoint.recording.checkpoints).toHaveLength(1);
  const drawn = { ...atCheckpoint.recording, digest: '0000000000000000' };
  expect(replay(crash(), { ...atCheckpoint, recording: drawn }).kind).toBe('drewOtherwise');
});

test('where two runs part lies between two events, in this order, wherever one of them ends', () => {
  const sparse = record(crash(), { marksMax: 10 });
  const { events } = sparse.recording;
  for (const recordedEvents of [11, 4096, 4097, events - 1, events + 1, 2 * events]) {
    const verdict = replay(crash(), { ...sparse, recording: { ...sparse.recording, events: recordedEvents } });
    if (verdict.kind !== 'divergedLate') throw new Error(`the verdict is ${verdict.kind}`);
    expect(verdict.afterEvent).toBeLessThan(verdict.byEvent);
    expect(verdict.byEvent).toBeLessThanOrEqual(Math.min(events, recordedEvents) + 1);
  }
});

test('counts that contradict each other are no recording', () => {
  const problemOf = (changes: Partial<Recording>) => {
    const parsed = parseRecording({ ...recorded.recording, ...changes });
    return 'problem' in parsed ? parsed.problem : null;
  };
  const { events, marks, checkpoints } = recorded.recording;
  expect(problemOf({})).toBeNull();
  expect(problemOf({ events: events - 1 })).toBe(`it has ${marks} marks of ${events - 1} events`);
  expect(problemOf({ events: 1, marks: 1 })).toMatch(/checkpoints of 1 events/);
  expect(problemOf({ checkpoints: checkpoints.slice(1) })).toMatch(/checkpoints of/);
});
