/** The file of a page that is made from stored results: a former page of ours is replaced at once, anything else is left alone. */
import { renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { documentStart } from '../../../reports/page/document.js';
import { UsageError } from '../usage-error.js';
import { createFile, orTell, readPlainFile } from './file-access.js';

const bytesMax = 1 << 28;

/** What was done, in words; throws UsageError. */
export function writePage(path: string, page: string): string {
  const former = readPlainFile(path, bytesMax);
  if (!Buffer.isBuffer(former)) {
    if (!former.isMissing) refuse(path, former.found);
    orTell(`${path}: cannot be written`, () => createFile(path, page));
    return `Wrote ${path}`;
  }
  if (former.equals(Buffer.from(page))) return `${path} is the same already`;
  if (!former.toString('utf8', 0, documentStart.length).startsWith(documentStart)) refuse(path, 'a file that is none');
  orTell(`${path}: cannot be written`, () => replaceFile(path, page));
  return `Wrote ${path} in place of a former page`;
}

/** Whoever reads it sees the old one or the new one; throws what the system says. */
export function replaceFile(path: string, content: string): void {
  const beside = join(dirname(path), `.dynamosim-${process.pid}.part`);
  createFile(beside, content);
  try {
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}

function refuse(path: string, found: string): never {
  throw new UsageError(
    `${path}: found ${found}; expected a former page of dynamosim, or nothing there: --out FILE says another place`,
  );
}
