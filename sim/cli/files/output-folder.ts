/**
 * Where the files of a run go. Whether that can work is found out before the run, which leaves nothing behind, and then they
 * are put there all at once (folder-swap.ts). A folder that holds other things and no former run is not ours to write into.
 */
import { lstatSync, mkdirSync, readdirSync, realpathSync, rmdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { codeOf, reasonOf, UsageError } from '../usage-error.js';
import { orTell, plainFileStartsWith } from './file-access.js';
import { type FolderKind, isNameOf } from './folder-kinds.js';
import type { OutputFile } from './folder-stage.js';
import { finishSwaps, placeOf, swapFiles, trySwap } from './folder-swap.js';

export class OutputFolder {
  /** Whether a former run of the same kind lies in it. */
  readonly holdsFormer: boolean;
  /** Of the folder itself, wherever links lead to. */
  private readonly target: string;

  /**
   * Throws UsageError where no run can be written.
   * @param isShared others write files of their own there at the same time, and nobody all of them: nothing is tried out
   */
  constructor(
    readonly path: string,
    private readonly kind: FolderKind,
    private readonly isShared = false,
  ) {
    const made: string[] = [];
    try {
      this.target = this.attempt(() => {
        const absolute = resolve(path);
        makeFolder(dirname(absolute), made);
        const target = placeOf(absolute);
        if (!isShared) finishSwaps(target);
        makeFolder(target, made);
        return realpathSync(target);
      });
      this.holdsFormer = this.judge();
    } finally {
      removeEmpty(made);
    }
  }

  /** All files of a run, in place of those of any former one; once whoever interrupted meanwhile has been heard. */
  async replace(files: readonly OutputFile[]): Promise<void> {
    const stray = files.find(({ name }) => !isNameOf(this.kind, name));
    if (stray !== undefined) throw new Error(`${stray.name} is no name of such a folder`);
    await new Promise(setImmediate);
    const made: string[] = [];
    try {
      this.attempt(() => {
        makeFolder(this.target, made);
        swapFiles(this.target, files);
      });
    } catch (error) {
      removeEmpty(made);
      throw error;
    }
  }

  /** For files that come before the rest (`FolderKind.staying`). Throws UsageError. */
  make(): void {
    this.attempt(() => makeFolder(this.target, []));
  }

  /** Whether it holds a former run; throws UsageError where it is not ours to write into. */
  private judge(): boolean {
    const { kind } = this;
    const names = this.attempt(() => readdirSync(this.target)).filter((name) => !kind.staying?.(name));
    const holdsFormer = this.isFormer();
    if (names.length > 0 && !holdsFormer) {
      const found = names.length === 1 ? `the file ${names[0]}` : `${names.length} files such as ${names[0]}`;
      this.refuse(`found ${found}; expected an empty directory, or one that a former run wrote`);
    }
    for (const name of names.filter((each) => isNameOf(kind, each))) {
      const isPlain = this.attempt(() => lstatSync(join(this.target, name)).isFile());
      if (!isPlain) this.refuse(`found ${name}, which is no plain file; expected one that a former run wrote`);
    }
    if (!this.isShared) this.attempt(() => trySwap(this.target));
    return holdsFormer;
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

/**
 * Node's own recursive form never returns where a file system answers ENOENT below an existing folder, as /proc does.
 * @param made takes those that were missing, the outermost first
 */
function makeFolder(path: string, made: string[]): void {
  try {
    mkdirSync(path);
  } catch (error) {
    if (['EEXIST', 'EISDIR'].includes(String(codeOf(error)))) return;
    if (codeOf(error) !== 'ENOENT' || dirname(path) === path) throw error;
    makeFolder(dirname(path), made);
    mkdirSync(path);
  }
  made.push(path);
}

/** What somebody put into one in the meantime stays, and so does the folder. */
function removeEmpty(made: readonly string[]): void {
  for (const path of made.toReversed()) {
    try {
      rmdirSync(path);
    } catch (error) {
      reasonOf(error);
      return;
    }
  }
}
