/**
 * What came of a job, for all that read runs: one run's summary, the rows of `vary`, and whatever merges many. The same
 * job gives the same outcome, byte for byte, wherever it ran. Its plain form is safe for JSON and is judged when it is
 * read: only the inside of the result is believed, beyond its version and digest.
 */
import { z } from 'zod';
import { Histogram } from '../engine/histogram.js';
import { HistogramBytesError, histogramBytesMax } from '../engine/histogram-bytes.js';
import { batchCount } from '../measurement/batches/latency-batches.js';
import { type Result, resultVersion } from '../result.js';
import type { EndedRun } from './ended-run.js';
import { firstProblem } from './first-problem.js';
import { digestOfJob, type Job } from './job.js';

const outcomeFormat = 'dynamosim outcome 1';

export interface Outcome extends EndedRun {
  readonly jobDigest: string;
  readonly runDigest: string;
  /** All objectives and expectations. */
  readonly isMet: boolean;
  /** Names of the properties that the run broke. */
  readonly violated: readonly string[];
}

export function outcomeOf(job: Job, { result, latency }: EndedRun): Outcome {
  return {
    jobDigest: digestOfJob(job),
    runDigest: result.run.digest,
    isMet: [...result.objectives, ...result.expectations].every(({ met }) => met),
    violated: result.checks.filter(({ verdict }) => verdict === 'violated').map(({ property }) => property),
    result,
    latency,
  };
}

const histogramBytes = z.codec(
  z.base64().max(4 * Math.ceil(histogramBytesMax / 3)),
  z.custom<Uint8Array>((value) => value instanceof Uint8Array),
  {
    decode: (text, context) => {
      const bytes = new Uint8Array(Buffer.from(text, 'base64'));
      const message = problemOf(bytes);
      if (message !== null) context.issues.push({ code: 'custom', input: text, message });
      return bytes;
    },
    encode: (bytes) => Buffer.from(bytes).toString('base64'),
  },
);

function problemOf(bytes: Uint8Array): string | null {
  try {
    Histogram.fromBytes(bytes);
    return null;
  } catch (error) {
    if (error instanceof HistogramBytesError) return error.message;
    throw error;
  }
}

/** Enough of one to be held against what the outcome says of it. */
function isResult(value: unknown): boolean {
  const result = value as Partial<Result> | null;
  return result?.version === resultVersion && typeof result.run?.digest === 'string';
}

const text = z.string();
const latencySchema = z.object({
  tenant: text,
  operation: text,
  consistency: z.enum(['strong', 'eventual', 'write']),
  client: histogramBytes,
  service: histogramBytes,
  batches: z.array(histogramBytes).max(batchCount).readonly(),
});
const outcomeSchema = z
  .object({
    format: z.literal(outcomeFormat),
    jobDigest: text,
    runDigest: text,
    isMet: z.boolean(),
    violated: z.array(text).readonly(),
    result: z.custom<Result>(isResult, { error: `expected a result of version ${resultVersion}` }),
    latency: z.array(latencySchema).readonly(),
  })
  .refine(({ result, runDigest }) => result.run.digest === runDigest, { error: 'its result is of another run' });

export type PlainOutcome = z.input<typeof outcomeSchema>;

export function plainOutcome(outcome: Outcome): PlainOutcome {
  return z.encode(outcomeSchema, { format: outcomeFormat, ...outcome }, { jitless: true });
}

/** The outcome, or what is wrong with it in words. */
export function parseOutcome(value: unknown): Outcome | { readonly problem: string } {
  const parsed = outcomeSchema.safeParse(value, { jitless: true });
  if (!parsed.success) return { problem: firstProblem(parsed.error, 'the outcome') };
  const { format, ...outcome } = parsed.data;
  return outcome;
}
