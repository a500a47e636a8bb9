/**
 * Where the files of a run go. Whether that can work is found out before the run. Each file appears whole or not at all:
 * it is written beside its place and then moved there. A folder that holds other things is not ours to write into.
 */
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { recordingFormat } from '../experiments/recording.js';
import { reasonOf, UsageError } from './usage-error.js';

export interface OutputFile {
  readonly name: string;
  readonly content: string | Uint8Array;
}

export const recordingName = 'recording.json';

/** A file that tells a folder of ours from any other: what it is called, and its format, of any version. */
export interface Landmark {
  readonly name: string;
  readonly format: string;
}

const recordingLandmark: Landmark = { name: recordingName, format: recordingFormat.replace(/\d+$/, '') };
const temporary = (name: string) => `.${name}.part`;
const isTemporary = (name: string) => name.startsWith('.') && name.endsWith('.part');

export class OutputDirectory {
  /** Makes the folder where it is missing; throws UsageError where no run can be written. */
  constructor(
    readonly path: string,
    private readonly landmark = recordingLandmark,
  ) {
    this.attempt(() => makeDirectory(path));
    const names = this.attempt(() => readdirSync(path)).filter((name) => !isTemporary(name));
    if (names.length > 0 && !this.holdsFormerRun()) {
      const found = names.length === 1 ? `the file ${names[0]}` : `${names.length} files such as ${names[0]}`;
      throw new UsageError(
        `--out ${path}: found ${found}; expected an empty directory, or one that a former run wrote`,
      );
    }
    const probe = join(path, temporary('probe'));
    this.attempt(() => writeFileSync(probe, ''));
    this.attempt(() => unlinkSync(probe));
  }

  write(files: readonly OutputFile[]): void {
    for (const { name, content } of files) {
      this.attempt(() => writeFileSync(join(this.path, temporary(name)), content));
    }
    for (const { name } of files) {
      this.attempt(() => renameSync(join(this.path, temporary(name)), join(this.path, name)));
    }
  }

  private holdsFormerRun(): boolean {
    try {
      const { name, format } = this.landmark;
      const start = `{\n  "format": "${format}`;
      const file = openSync(join(this.path, name), 'r');
      const found = Buffer.alloc(start.length);
      readSync(file, found, 0, found.length, 0);
      closeSync(file);
      return found.toString('utf8') === start;
    } catch {
      return false;
    }
  }

  private attempt<T>(act: () => T): T {
    try {
      return act();
    } catch (error) {
      throw new UsageError(`--out ${this.path}: cannot be written: ${reasonOf(error)}`);
    }
  }
}

/** Node's own recursive form never returns where a file system answers ENOENT below an existing folder, as /proc does. */
function makeDirectory(path: string): void {
  if (existsSync(path)) return;
  makeDirectory(dirname(path));
  mkdirSync(path);
}
