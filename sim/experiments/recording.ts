/**
 * What is kept of a run so that it can be made again and compared: its job, and its fingerprint. The marks of its events
 * (event-marks.ts) lie beside it. Nothing in it depends on where the scenario lay or what its file was called.
 */
import { z } from 'zod';
import type { Result } from '../result.js';
import type { EventQueueName, Run } from '../run.js';
import { isNegative } from '../scenario/parameters/judge-defects.js';
import type { Scenario } from '../scenario/scenario.js';
import { bytesPerEvent, marksMax } from './event-marks.js';
import { firstProblem } from './first-problem.js';
import { type Job, jobSchema } from './job.js';
import { recordingFormat, scenarioName } from './recording-format.js';

const text = z.string();
const count = z.int().min(0);
const recordingSchema = z.strictObject({
  format: z.literal(recordingFormat),
  ...jobSchema.shape,
  eventQueue: z.enum(['bucket', 'heap']),
  digest: text,
  events: count,
  /** Whether it was cut short, or the second run that isolation asks for. */
  interrupted: z.enum(['no', 'run', 'isolation']),
  marks: count.max(marksMax),
  checkpointInterval: z.int().min(1),
  checkpoints: z.array(text).readonly(),
  /** Names of the kinds of event, by type. */
  eventTypes: z.array(text).readonly(),
  /** As it was read, defaults filled in: shows what another version reads differently. */
  scenario: z.unknown(),
});

export type Recording = z.output<typeof recordingSchema>;

export interface RecordedFrom {
  readonly job: Job;
  readonly eventQueue: EventQueueName;
}

/** `result` is that of the whole experiment; its digest holds what is folded in at the end. */
export function recordingOf(run: Run, result: Result, marks: Uint8Array, { job, eventQueue }: RecordedFrom): Recording {
  const { dynamosim, fileName, text, overrides, seed } = job;
  const { simulation } = run.service;
  const isCut = run.nowNs < run.scenario.durationNs;
  return {
    format: recordingFormat,
    dynamosim,
    // Planted defects may stand only in a scenario that says so by its folder.
    fileName: `${isNegative(fileName) ? 'negative/' : ''}${scenarioName}`,
    ...{ text, overrides, seed },
    eventQueue,
    digest: result.run.digest,
    events: run.events,
    interrupted: isCut ? 'run' : result.run.interrupted ? 'isolation' : 'no',
    marks: marks.length / bytesPerEvent,
    checkpointInterval: simulation.digest.checkpointInterval,
    checkpoints: simulation.digest.listCheckpoints(),
    eventTypes: simulation.typeNames,
    scenario: run.scenario,
  };
}

/** The recording, or what is wrong with it in words. */
export function parseRecording(value: unknown): Recording | { readonly problem: string } {
  const parsed = recordingSchema.safeParse(value, { jitless: true });
  if (!parsed.success) return { problem: firstProblem(parsed.error, 'the file') };
  const { events, marks, checkpointInterval, checkpoints } = parsed.data;
  if (marks !== Math.min(events, marksMax)) return { problem: `it has ${marks} marks of ${events} events` };
  if (checkpoints.length !== Math.floor(events / checkpointInterval)) {
    return { problem: `it has ${checkpoints.length} checkpoints of ${events} events, one each ${checkpointInterval}` };
  }
  return parsed.data;
}

export interface ScenarioDifference {
  readonly path: string;
  readonly recorded: string;
  readonly now: string;
}

/** Where the scenario reads otherwise than when it was recorded, at most `max` places. */
export function scenarioDifferences(recorded: unknown, now: Scenario, max: number): ScenarioDifference[] {
  const differences: ScenarioDifference[] = [];
  compare(recorded, now, []);
  return differences;

  function compare(a: unknown, b: unknown, path: readonly string[]): void {
    if (differences.length >= max || a === b) return;
    if (isObject(a) && isObject(b)) {
      for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) compare(a[key], b[key], [...path, key]);
      return;
    }
    differences.push({ path: path.join('.'), recorded: inWords(a), now: inWords(b) });
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function inWords(value: unknown): string {
  return value === undefined ? 'not there' : JSON.stringify(value);
}
