/** The result that a run left behind: `result.json`, named by itself or by its folder. */
import { join } from 'node:path';
import { type Result, resultVersion } from '../../result.js';
import { UsageError } from '../usage-error.js';
import { leadsToFile, type NotRead, readTypedFile } from './file-access.js';
import { resultName } from './folder-kinds.js';

/** Far more than the bounds of a result allow. */
const resultBytesMax = 1 << 28;

/** Throws UsageError where there is none that this version can read. */
export function readStoredResult(path: string): Result {
  const file = leadsToFile(path) ? path : join(path, resultName);
  const read = readTypedFile(file, resultBytesMax);
  if (!Buffer.isBuffer(read)) return refused(file, read.found);
  const result = parsed(file, read.toString('utf8'));
  if (result.version !== resultVersion) {
    return refused(file, `a result of format ${JSON.stringify(result.version) ?? 'unknown'}`);
  }
  if (!Array.isArray(result.exemplars)) return refused(file, 'a result of an earlier version, without exemplars');
  return result;
}

function parsed(file: string, text: string): Partial<Result> & Result {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Result;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return refused(file, 'no result');
}

function refused(file: string, found: NotRead['found']): never {
  throw new UsageError(`${file}: found ${found}; expected a result of format ${resultVersion}, as run --out writes it`);
}
