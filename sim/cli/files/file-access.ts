/**
 * The one place where paths are opened, so that none is followed or waited for that should not be, never more is read
 * than a bound, and whatever the system refuses is told as the user's to mend.
 *
 * A path that the user typed leads where it leads; a file of a folder that we wrote is a plain file or none. A named pipe
 * is refused, since nobody may ever write to it; one that the shell opened (`<(...)`, `/dev/stdin`) is read to its end.
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { reasonOf, UsageError } from '../usage-error.js';

/** A mistake of the user's, in the words that follow "found". */
export interface NotRead {
  readonly found: string;
  readonly isMissing: boolean;
}

const { O_RDONLY, O_RDWR, O_WRONLY, O_APPEND, O_CREAT, O_EXCL } = constants;
/** Where a system has no such flag, it has no such danger either. */
const nonBlocking = constants.O_NONBLOCK ?? 0;
const noFollow = constants.O_NOFOLLOW ?? 0;
const notPlain: NotRead = { found: 'no plain file', isMissing: false };
const chunkBytes = 1 << 20;
const openedByShell = /^\/(dev\/(stdin|fd\/\d+)|proc\/(self|\d+)\/fd\/\d+)$/;

/** A path that the user typed. */
export function readTypedFile(path: string, bytesMax: number): Buffer | NotRead {
  return attempting(() => {
    const file = openSync(path, O_RDONLY | nonBlocking);
    const facts = statAndKeepOpen(file);
    if (facts.isFile() || facts.isDirectory()) return readAndClose(file, bytesMax);
    closeSync(file);
    if (facts.isFIFO() && !openedByShell.test(path)) return { found: 'a named pipe', isMissing: false };
    return readAndClose(openSync(path, O_RDONLY), bytesMax);
  });
}

/** A file of a folder that we wrote. */
export function readPlainFile(path: string, bytesMax: number): Buffer | NotRead {
  return attempting(() => {
    const file = openPlain(path);
    return typeof file === 'number' ? readAndClose(file, bytesMax) : file;
  });
}

/** SHA-256 of a file of a folder that we wrote, in hexadecimal digits. */
export function hashPlainFile(path: string, bytesMax: number): string | NotRead {
  const hash = createHash('sha256');
  const read = attempting(() => {
    const file = openPlain(path);
    if (typeof file !== 'number') return file;
    try {
      const chunk = Buffer.allocUnsafe(chunkBytes);
      let left = bytesMax;
      for (let length = readSync(file, chunk); length > 0; length = readSync(file, chunk)) {
        left -= length;
        if (left < 0) return { found: `a file of more than ${bytesMax} bytes`, isMissing: false };
        hash.update(chunk.subarray(0, length));
      }
      return chunk;
    } finally {
      closeSync(file);
    }
  });
  return Buffer.isBuffer(read) ? hash.digest('hex') : read;
}

/** Throws UsageError. */
export function namesOf(folder: string): string[] {
  return orTell(`${folder} cannot be listed`, () => readdirSync(folder));
}

/** Whether a file of a folder that we wrote begins with the text; false where it cannot be read. */
export function plainFileStartsWith(path: string, start: string): boolean {
  const expected = Buffer.from(start);
  const read = attempting(() => {
    const file = openPlain(path);
    if (typeof file !== 'number') return file;
    try {
      const found = Buffer.alloc(expected.length);
      readSync(file, found, 0, found.length, 0);
      return found;
    } finally {
      closeSync(file);
    }
  });
  return Buffer.isBuffer(read) && read.equals(expected);
}

/** Whether the path leads to anything but a folder, be it readable or not. */
export function leadsToFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === false;
  } catch (error) {
    // It leads nowhere, and whoever reads it will be told why.
    reasonOf(error);
    return true;
  }
}

/** What the path leads to; null where it leads nowhere, or where one may not look. */
export function kindOfPlace(path: string): 'folder' | 'file' | null {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    return found === undefined ? null : found.isDirectory() ? 'folder' : 'file';
  } catch (error) {
    reasonOf(error);
    return null;
  }
}

/** A file that was not there, safe on the disk; throws what the system says, and then leaves none. */
export function createFile(path: string, content: string | Uint8Array): void {
  const file = openSync(path, O_WRONLY | O_CREAT | O_EXCL | noFollow, 0o666);
  try {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
    fsyncSync(file);
  } catch (error) {
    unlinkSync(path);
    throw error;
  } finally {
    closeSync(file);
  }
}

/** To a file that is there or not; throws what the system says. */
export function appendToFile(path: string, text: string): void {
  const file = openSync(path, O_WRONLY | O_APPEND | O_CREAT | nonBlocking, 0o666);
  try {
    writeSync(file, text);
  } finally {
    closeSync(file);
  }
}

/** A file of ours that only grows, made or opened again, to be read and appended to. Throws what the system says, or UsageError. */
export function openGrowing(path: string): number {
  const file = openSync(path, O_RDWR | O_APPEND | O_CREAT | nonBlocking | noFollow, 0o666);
  if (statAndKeepOpen(file).isFile()) return file;
  closeSync(file);
  throw new UsageError(`${path}: found ${notPlain.found}; expected one that a former sweep wrote`);
}

/** A file of a folder that we wrote, which is larger than memory. Throws UsageError. */
export function openToRead(path: string): number {
  const file = orTell(`${path} cannot be read`, () => openPlain(path));
  if (typeof file === 'number') return file;
  throw new UsageError(`${path}: found ${file.found}; expected one that dynamosim wrote`);
}

/** The entry of a file that was just made is its folder's to keep. */
export function syncFolder(path: string): void {
  const folder = openSync(path, O_RDONLY);
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** Where relative paths begin; null where that folder has gone. */
export function workingFolder(): string | null {
  try {
    return process.cwd();
  } catch (error) {
    reasonOf(error);
    return null;
  }
}

/** Throws UsageError with these words and the system's reason. */
export function orTell<T>(what: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError(`${what}: ${reasonOf(error)}`);
  }
}

function attempting(read: () => Buffer | NotRead): Buffer | NotRead {
  try {
    return read();
  } catch (error) {
    const reason = reasonOf(error);
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return { found: isMissing ? 'no such file' : `a file that cannot be read: ${reason}`, isMissing };
  }
}

/** Never a link, and without waiting for whoever may be at the other end of a pipe. */
function openPlain(path: string): number | NotRead {
  if (!lstatSync(path).isFile()) return notPlain;
  const file = openSync(path, O_RDONLY | nonBlocking | noFollow);
  if (statAndKeepOpen(file).isFile()) return file;
  closeSync(file);
  return notPlain;
}

function statAndKeepOpen(file: number) {
  try {
    return fstatSync(file);
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

function readAndClose(file: number, bytesMax: number): Buffer | NotRead {
  try {
    const facts = fstatSync(file);
    if (facts.isDirectory()) return { found: 'a directory', isMissing: false };
    if (facts.size > bytesMax) return { found: `a file of ${facts.size} bytes`, isMissing: false };
    // Pipes and devices have no size: they are read until they end or pass the bound.
    const buffer = Buffer.allocUnsafe(facts.size > 0 ? facts.size + 1 : bytesMax + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < buffer.length; length += read) {
      read = readSync(file, buffer, length, buffer.length - length, null);
    }
    if (length > bytesMax) return { found: `a file of more than ${bytesMax} bytes`, isMissing: false };
    return buffer.subarray(0, length);
  } finally {
    closeSync(file);
  }
}
