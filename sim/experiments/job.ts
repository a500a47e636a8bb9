/**
 * A job is all that a run's outcome is a function of: the text of a scenario, what is set in it, the seed, and the version
 * of the model. It is plain data, so that it can be kept, sent, and run elsewhere with the same outcome. Leaves out what
 * changes no outcome, such as the kind of event queue, and where it runs (runner.ts).
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Override } from '../scenario/reading/overrides.js';
import type { Warning } from '../scenario/reading/problem.js';
import type { Scenario } from '../scenario/scenario.js';
import type { VerdictLines } from '../scenario/verdicts/verdict-lines.js';
import { version } from '../version.js';
import { readWithWarnings } from './read-scenario.js';

export const jobSchema = z.object({
  /** The version that is to run it: another one may answer otherwise. */
  dynamosim: z.string(),
  /** What problems in the scenario call its file. */
  fileName: z.string(),
  text: z.string(),
  overrides: z.array(z.object({ path: z.string(), value: z.string() })).readonly(),
  /** In place of the scenario's own and of one among the overrides. */
  seed: z.int().min(0),
});

export type Job = Readonly<z.output<typeof jobSchema>>;

/** A job and the scenario that was read from it. */
export interface PreparedJob {
  readonly job: Job;
  readonly scenario: Scenario;
  /** Where its verdicts stand in the text. */
  readonly lines: VerdictLines;
}

/** With what should be known before it is run. */
export interface NewJob extends PreparedJob {
  readonly warnings: readonly Warning[];
}

/** For this version, on the scenario's own seed. Throws ScenarioError. */
export function newJob(text: string, fileName: string, settings: readonly Override[] = []): NewJob {
  const { scenario, lines, warnings } = readWithWarnings(text, fileName, settings);
  const overrides = settings.map(({ path, value }) => ({ path, value }));
  return { job: { dynamosim: version, fileName, text, overrides, seed: scenario.seed }, scenario, lines, warnings };
}

/** Throws ScenarioError. */
export function prepareJob(job: Job): PreparedJob {
  const { scenario, lines } = readWithWarnings(job.text, job.fileName, job.overrides);
  return { job, scenario: { ...scenario, seed: job.seed }, lines };
}

/**
 * SHA-256 in hexadecimal digits, which names the outcome before it is there. The file's name is left out, and a seed among
 * the overrides, which `seed` says already: neither changes the outcome.
 */
export function digestOfJob({ dynamosim, text, overrides, seed }: Job): string {
  const settings = overrides.filter(({ path }) => path !== 'seed').map(({ path, value }) => [path, value]);
  return createHash('sha256')
    .update(JSON.stringify([dynamosim, text, settings, seed]))
    .digest('hex');
}
