/**
 * A result that a run stored, in its folder or as a file of its own, with what the recording beside it says of how the run was
 * asked for. Whoever wants to know that nothing of it was changed replays it; this takes the result as it lies there, if all of it has
 * the shape of one: whoever reads it need not look again.
 */
import { join } from 'node:path';
import type { RunSource } from '../../../reports/page/source-section.js';
import { jobSchema } from '../../experiments/job.js';
import { type Result, resultVersion } from '../../result.js';
import { kindOfPlace, leadsToFile, type NotRead, readPlainFile, readTypedFile } from '../files/file-access.js';
import { recordingName, resultName, sweepName, sweepPageName } from '../files/folder-kinds.js';
import { UsageError } from '../usage-error.js';
import { placeIn } from './json-place.js';
import { relationMisfit } from './result-relations.js';
import { shapeMisfit } from './result-shape.js';

const bytesMax = 1 << 28;
/** Of a path in a message; names in a stranger's file may be long. */
const pathMax = 200;
const expected = 'the result of a run, or a folder that `run --out` wrote';

export interface StoredResult {
  readonly result: Result;
  /** Null where no recording lies beside it. */
  readonly source: RunSource | null;
}

/** Throws UsageError. */
export function readStoredResult(path: string): StoredResult {
  if (leadsToFile(path)) return { result: resultIn(path, readTypedFile(path, bytesMax)), source: null };
  const place = join(path, resultName);
  const read = readPlainFile(place, bytesMax);
  if (!Buffer.isBuffer(read) && kindOfPlace(join(path, sweepName)) === 'file') {
    const page = `the page of a sweep is its ${sweepPageName}, which \`dynamosim merge\` makes again`;
    throw new UsageError(`${path}: found a sweep; expected ${expected}: ${page}`);
  }
  return { result: resultIn(place, read), source: sourceIn(path) };
}

function resultIn(place: string, read: Buffer | NotRead): Result {
  if (!Buffer.isBuffer(read)) throw new UsageError(`${place}: found ${read.found}; expected ${expected}`);
  const text = read.toString('utf8');
  const value = jsonIn(text);
  if (value === undefined) throw new UsageError(`${place}: found no JSON; expected ${expected}`);
  const misfit = shapeMisfit(value) ?? relationMisfit(value as Result);
  if (misfit === null) return value as Result;
  const at = placeIn(text, misfit.path);
  const file = at === null ? place : `${place}:${at.line}:${at.column}`;
  const path = misfit.path.length === 0 ? '' : `${misfit.path.join('.').slice(0, pathMax)}: `;
  const whose = `no result of format ${resultVersion}`;
  throw new UsageError(`${file}: ${whose}: ${path}found ${misfit.found}; expected ${misfit.expected}`);
}

function sourceIn(folder: string): RunSource | null {
  const read = readPlainFile(join(folder, recordingName), bytesMax);
  const parsed = jobSchema.safeParse(Buffer.isBuffer(read) ? jsonIn(read.toString('utf8')) : null, { jitless: true });
  return parsed.success ? parsed.data : null;
}

/** Undefined of what is no JSON. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
