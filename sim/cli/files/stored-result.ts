/**
 * A result that a run stored, in its folder or as a file of its own, with what the recording beside it says of how the run was
 * asked for. Whoever wants to know that nothing of it was changed replays it; this takes the result as it lies there.
 */
import { join } from 'node:path';
import { z } from 'zod';
import type { RunSource } from '../../../reports/page/source-section.js';
import { firstProblem } from '../../experiments/first-problem.js';
import { jobSchema } from '../../experiments/job.js';
import { type Result, resultVersion } from '../../result.js';
import { UsageError } from '../usage-error.js';
import { leadsToFile, type NotRead, readPlainFile, readTypedFile } from './file-access.js';
import { recordingName, resultName } from './folder-kinds.js';

const bytesMax = 1 << 28;

const rows = z.array(z.looseObject({}));
const part = z.looseObject({});
/** The sections that every result has; what lies in them is the version's to say. */
const shape = z.looseObject({
  version: z.literal(resultVersion),
  seed: z.number(),
  ...{ scenario: part, run: part, elections: part, routing: part, busiest: part, controlPlane: part },
  // Older results have no objectives over time.
  series: z.looseObject({ objectives: rows.default([]) }),
  ...{ latency: rows, serviceLatency: rows, distributions: rows, outcomes: rows, staleness: rows, availability: rows },
  ...{ objectives: rows, expectations: rows, isolation: rows, checks: rows, faults: rows, recovery: rows },
  ...{ stations: rows, usage: rows, tables: rows, tail: rows, exemplars: rows },
  // Nor batches.
  batches: rows.default([]),
});

export interface StoredResult {
  readonly result: Result;
  /** Null where no recording lies beside it. */
  readonly source: RunSource | null;
}

/** Throws UsageError. */
export function readStoredResult(path: string): StoredResult {
  if (leadsToFile(path)) return { result: resultIn(path, readTypedFile(path, bytesMax)), source: null };
  const place = join(path, resultName);
  return { result: resultIn(place, readPlainFile(place, bytesMax)), source: sourceIn(path) };
}

function resultIn(place: string, read: Buffer | NotRead): Result {
  if (!Buffer.isBuffer(read)) {
    throw new UsageError(
      `${place}: found ${read.found}; expected the result of a run, or a folder that \`run --out\` wrote`,
    );
  }
  const parsed = shape.safeParse(jsonIn(read), { jitless: true });
  if (parsed.success) return parsed.data as unknown as Result;
  throw new UsageError(`${place}: no result of format ${resultVersion}: ${firstProblem(parsed.error, 'the file')}`);
}

function sourceIn(folder: string): RunSource | null {
  const read = readPlainFile(join(folder, recordingName), bytesMax);
  const parsed = jobSchema.safeParse(Buffer.isBuffer(read) ? jsonIn(read) : null, { jitless: true });
  return parsed.success ? parsed.data : null;
}

/** Null of what is no JSON. */
function jsonIn(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
