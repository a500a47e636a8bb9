/**
 * Where the files of a run go. Whether that can work is found out before the run, and then they are put there all at once
 * (folder-swap.ts). A folder that holds other things and no former run is not ours to write into.
 */
import { lstatSync, mkdirSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { codeOf, UsageError } from '../usage-error.js';
import { orTell, plainFileStartsWith } from './file-access.js';
import { type FolderKind, isNameOf } from './folder-kinds.js';
import type { OutputFile } from './folder-stage.js';
import { finishSwaps, placeOf, swapFiles, trySwap } from './folder-swap.js';

export class OutputFolder {
  /** Whether a former run of the same kind lies in it. */
  readonly holdsFormer: boolean;
  /** Of the folder itself, wherever links lead to. */
  private readonly target: string;

  /** Makes the folder where it is missing; throws UsageError where no run can be written. */
  constructor(
    readonly path: string,
    private readonly kind: FolderKind,
  ) {
    this.target = this.attempt(() => {
      const absolute = resolve(path);
      makeFolder(dirname(absolute));
      const target = placeOf(absolute);
      finishSwaps(target);
      makeFolder(target);
      return realpathSync(target);
    });
    const names = this.attempt(() => readdirSync(this.target));
    this.holdsFormer = this.isFormer();
    if (names.length > 0 && !this.holdsFormer) {
      const found = names.length === 1 ? `the file ${names[0]}` : `${names.length} files such as ${names[0]}`;
      this.refuse(`found ${found}; expected an empty directory, or one that a former run wrote`);
    }
    for (const name of names.filter((each) => isNameOf(kind, each))) {
      const isPlain = this.attempt(() => lstatSync(join(this.target, name)).isFile());
      if (!isPlain) this.refuse(`found ${name}, which is no plain file; expected one that a former run wrote`);
    }
    this.attempt(() => trySwap(this.target));
  }

  /** All files of a run, in place of those of any former one. */
  replace(files: readonly OutputFile[]): void {
    const stray = files.find(({ name }) => !isNameOf(this.kind, name));
    if (stray !== undefined) throw new Error(`${stray.name} is no name of such a folder`);
    this.attempt(() => {
      makeFolder(this.target);
      swapFiles(this.target, files);
    });
  }

  private isFormer(): boolean {
    const { landmark, format } = this.kind;
    return plainFileStartsWith(join(this.target, landmark), `{\n  "format": "${format}`);
  }

  private refuse(problem: string): never {
    throw new UsageError(`--out ${this.path}: ${problem}`);
  }

  private attempt<T>(act: () => T): T {
    return orTell(`--out ${this.path}: cannot be written`, act);
  }
}

/** Node's own recursive form never returns where a file system answers ENOENT below an existing folder, as /proc does. */
function makeFolder(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    if (['EEXIST', 'EISDIR'].includes(String(codeOf(error)))) return;
    if (codeOf(error) !== 'ENOENT' || dirname(path) === path) throw error;
    makeFolder(dirname(path));
    mkdirSync(path);
  }
}
