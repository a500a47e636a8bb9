/** A file as bytes, never more of it than a bound: whatever a user names may be huge, or endless, or no file. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** A mistake of the user's, in the words that follow "found". */
export interface NotRead {
  readonly found: string;
  readonly isMissing: boolean;
}

export function readBounded(path: string, bytesMax: number, reasonOf: (error: unknown) => string): Buffer | NotRead {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return { found: isMissing ? 'no such file' : `a file that cannot be read: ${reasonOf(error)}`, isMissing };
  }
  try {
    const facts = fstatSync(file);
    if (facts.isDirectory()) return { found: 'a directory', isMissing: false };
    if (facts.size > bytesMax) return { found: `a file of ${facts.size} bytes`, isMissing: false };
    // Pipes and devices have no size: they are read until they end or pass the bound.
    const buffer = Buffer.allocUnsafe(facts.isFile() ? facts.size + 1 : bytesMax + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < buffer.length; length += read) {
      read = readSync(file, buffer, length, buffer.length - length, null);
    }
    if (length > bytesMax) return { found: `a file of more than ${bytesMax} bytes`, isMissing: false };
    return buffer.subarray(0, length);
  } catch (error) {
    return { found: `a file that cannot be read: ${reasonOf(error)}`, isMissing: false };
  } finally {
    closeSync(file);
  }
}
