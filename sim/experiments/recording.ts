/**
 * What is kept of a run so that it can be made again and compared: its job, and its fingerprint. The marks of its events
 * (event-marks.ts) lie beside it.
 */
import { z } from 'zod';
import type { EventQueueName, Run } from '../run.js';
import type { Scenario } from '../scenario/scenario.js';
import { bytesPerEvent, marksMax } from './event-marks.js';
import { firstProblem } from './first-problem.js';
import { type Job, jobSchema } from './job.js';

export const recordingFormat = 'dynamosim recording 1';

const text = z.string();
const count = z.int().min(0);
const recordingSchema = z.object({
  format: z.literal(recordingFormat),
  ...jobSchema.shape,
  eventQueue: z.enum(['bucket', 'heap']),
  digest: text,
  events: count,
  interrupted: z.boolean(),
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

/** `digest` is the result's: it holds what is folded in at the end. */
export function recordingOf(run: Run, digest: string, marks: Uint8Array, from: RecordedFrom): Recording {
  const { simulation } = run.service;
  return {
    format: recordingFormat,
    ...from.job,
    eventQueue: from.eventQueue,
    digest,
    events: run.events,
    interrupted: run.nowNs < run.scenario.durationNs,
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
  return parsed.success ? parsed.data : { problem: firstProblem(parsed.error, 'the file') };
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
