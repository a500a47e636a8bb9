/**
 * What a sweep keeps of one job: the digests of job and run, what was met, the metrics, and the exact latencies of its
 * clients. It is one line of JSON, and equal jobs give equal lines, byte for byte, whoever ran them. A job that needs more
 * than a run may hold has its refusal in place of figures: that, too, is the same everywhere.
 *
 * A line is judged when it is read, for it comes from a file or another machine: its form, and its histograms, which bear a
 * checksum. Whether it is of the job that its number says is for whoever holds the plan.
 */
import { z } from 'zod';
import { Histogram } from '../../engine/histogram.js';
import { HistogramBytesError, histogramBytesMax } from '../../engine/histogram-bytes.js';
import { LimitError } from '../../engine/limits/limit-error.js';
import { figureOf } from '../../verdicts/metrics.js';
import { firstProblem } from '../first-problem.js';
import { digestOfJob, type PreparedJob } from '../job.js';
import { JobRun } from '../job-run.js';
import type { Outcome } from '../outcome.js';
import { checkedLine, parseCheckedLine } from './checked-line.js';
import { settledSeconds, settlingTenantsMax } from './settling.js';
import { metricsKept, standardMetricsMax } from './standard-metrics.js';

/** Objectives or expectations of a scenario: as many as its file may hold. */
const verdictsMax = 10_000;
const classesMax = 10_000;
export const recordBytesMax = 1 << 26;

const figure = z.number().nullable();
const digest = z.string().regex(/^[0-9a-f]{16,64}$/);
const verdict = z.object({ actual: figure, met: z.boolean() });
const common = { number: z.int().min(1), job: digest };
const doneSchema = z.strictObject({
  ...common,
  run: digest,
  /** In the order in which the cell's metrics are kept; null where this run has no such figure. */
  metrics: z
    .array(figure)
    .max(2 * standardMetricsMax)
    .readonly(),
  /** In the order of the scenario. */
  objectives: z.array(verdict).max(verdictsMax).readonly(),
  expectations: z.array(verdict).max(verdictsMax).readonly(),
  /** Names of the properties that the run broke. */
  violated: z.array(z.string()).readonly(),
  /** When each tenant's latency had settled, in seconds; null where that cannot be judged. */
  settled: z.array(figure).max(settlingTenantsMax).readonly(),
  /** What the clients saw, in nanoseconds: Histogram.toBytes. */
  latency: z
    .array(
      z.strictObject({
        tenant: z.string(),
        operation: z.string(),
        consistency: z.enum(['strong', 'eventual', 'write']),
        client: z.base64().max(4 * Math.ceil(histogramBytesMax / 3)),
      }),
    )
    .max(classesMax)
    .readonly(),
});
const refusedSchema = z.strictObject({
  ...common,
  /** What the run needed and may not have, and when. */
  refused: z.string(),
});

export type DoneRecord = Readonly<z.output<typeof doneSchema>>;
export type RefusedRecord = Readonly<z.output<typeof refusedSchema>>;
export type SweepRecord = DoneRecord | RefusedRecord;

export const isRefused = (record: SweepRecord): record is RefusedRecord => 'refused' in record;

/** Runs a job of a plan that asks for these metrics beside the standard ones. */
export function recordOf(number: number, prepared: PreparedJob, asked: readonly string[]): SweepRecord {
  const running = new JobRun(prepared);
  try {
    while (!running.advance());
    return doneRecord(number, prepared, asked, running.finish());
  } catch (error) {
    if (!(error instanceof LimitError)) throw error;
    const seconds = running.run.nowNs / 1e9;
    return {
      number,
      job: digestOfJob(prepared.job),
      refused: `the run ended at ${seconds} s, where it needed ${error.message}`,
    };
  }
}

function doneRecord(number: number, { scenario }: PreparedJob, asked: readonly string[], outcome: Outcome): DoneRecord {
  const { result, latency, jobDigest, runDigest, violated } = outcome;
  return {
    number,
    job: jobDigest,
    run: runDigest,
    metrics: metricsKept(scenario, asked).map(({ path }) => figureOf(result, path)),
    objectives: result.objectives.map(({ actual, met }) => ({ actual, met })),
    expectations: result.expectations.map(({ actual, met }) => ({ actual, met })),
    violated,
    settled: settledSeconds(scenario, result.series),
    latency: latency.map(({ tenant, operation, consistency, client }) => ({
      tenant,
      operation,
      consistency,
      client: Buffer.from(client).toString('base64'),
    })),
  };
}

export const recordLine = (record: SweepRecord) => `${checkedLine(record)}\n`;

/** The record on a line, or what is wrong with it in words. */
export function parseRecord(line: string): SweepRecord | { readonly problem: string } {
  const checked = parseCheckedLine(line);
  if ('problem' in checked) return checked;
  const { value } = checked;
  const isRefusal = typeof value === 'object' && value !== null && 'refused' in value;
  const parsed = (isRefusal ? refusedSchema : doneSchema).safeParse(value, { jitless: true });
  if (!parsed.success) return { problem: firstProblem(parsed.error, 'the record') };
  const record: SweepRecord = parsed.data;
  if (isRefused(record)) return record;
  for (const { client, tenant, operation } of record.latency) {
    const problem = problemOfHistogram(client);
    if (problem !== null) return { problem: `latency of ${tenant} ${operation}: ${problem}` };
  }
  return record;
}

function problemOfHistogram(base64: string): string | null {
  try {
    Histogram.fromBytes(new Uint8Array(Buffer.from(base64, 'base64')));
    return null;
  } catch (error) {
    if (error instanceof HistogramBytesError) return error.message;
    throw error;
  }
}
