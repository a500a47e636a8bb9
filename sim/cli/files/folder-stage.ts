/**
 * The folder in which a swap is prepared (folder-swap.ts), and what its content says of how far the swap came:
 *
 *   new      being written: worth nothing
 *   whole    all is written: the swap will be made
 *   moving   only within the target itself: the old files are gone, and the new ones are on their way
 *   former   the old folder, set aside
 *
 * Each step can be done again after it was cut short. Names cannot be foreseen, nothing is written through a link, and
 * what another user left under such a name is not touched.
 */
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { codeOf, UsageError } from '../usage-error.js';
import { createFile } from './file-access.js';
import { type FolderKind, folderKinds, isNameOf } from './folder-kinds.js';

export interface OutputFile {
  readonly name: string;
  readonly content: string | Uint8Array;
}

const states = ['new', 'whole', 'moving', 'former'] as const;
type State = (typeof states)[number];
const stageName = /^\.dynamosim-(\d+)-\w+$/;
/** What the system answers where only files can be flushed. */
const unflushable: readonly unknown[] = ['EISDIR', 'EPERM', 'EINVAL', 'ENOSYS', 'ENOTSUP'];

export class Stage {
  private readonly isWithin: boolean;

  private constructor(
    private readonly path: string,
    private readonly target: string,
  ) {
    this.isWithin = dirname(path) === target;
  }

  static make(place: string, target: string): Stage {
    return new Stage(mkdtempSync(join(place, `.dynamosim-${process.pid}-`)), target);
  }

  /**
   * What killed processes of this user left there for this target; none where nobody may look. Stages of others who are at
   * work there come and go meanwhile.
   */
  static leftIn(place: string, target: string): Stage[] {
    return namesIn(place)
      .filter((name) => stageName.test(name))
      .map((name) => new Stage(join(place, name), target))
      .filter((stage) => stage.isLeft());
  }

  /** Writes the files, up to where they count. */
  fill(files: readonly OutputFile[]): void {
    for (const state of states) mkdirSync(join(this.path, state));
    const folder = this.at('new');
    mkdirSync(folder);
    if (!this.isWithin) chmodSync(folder, statSync(this.target).mode);
    for (const { name, content } of files) createFile(join(folder, name), content);
    flush(folder);
    renameSync(folder, this.at('whole'));
    flush(join(this.path, 'whole'));
  }

  /** From wherever it stands to its end. Throws what the system says: `abandon` it then. */
  settle(): void {
    if (this.isWithin) this.moveIn();
    else this.swap();
    this.remove();
  }

  /** Back to what was; where that is no more, the stage stays, to be settled another time. */
  abandon(): void {
    const [whole, former] = [this.at('whole'), this.at('former')];
    if (existsSync(former) && !existsSync(this.target)) renameSync(former, this.target);
    const isPastReturn = this.isWithin ? this.counts() : existsSync(former);
    if (isPastReturn) return;
    if (existsSync(whole)) moveOthers(whole, this.target, [kindOf(whole)]);
    this.remove();
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  private swap(): void {
    const [whole, former] = [this.at('whole'), this.at('former')];
    if (existsSync(whole)) {
      if (existsSync(this.target) && !existsSync(former)) {
        moveOthers(this.target, whole, [kindOf(whole)]);
        renameSync(this.target, former);
      }
      renameSync(whole, this.target);
      flush(dirname(this.target));
    }
    if (!existsSync(former)) return;
    // Whatever came into the old folder in the last moment.
    if (existsSync(this.target)) moveOthers(former, this.target, folderKinds);
    else renameSync(former, this.target);
  }

  /** At no moment do old and new files lie side by side, and a landmark tells that all are there. */
  private moveIn(): void {
    const [whole, moving] = [this.at('whole'), this.at('moving')];
    if (existsSync(whole)) {
      const { landmark, others } = kindOf(whole);
      for (const name of [landmark, ...others]) rmSync(join(this.target, name), { force: true });
      renameSync(whole, moving);
    }
    if (!existsSync(moving)) return;
    const isLandmark = (name: string) => folderKinds.some(({ landmark }) => landmark === name);
    const names = readdirSync(moving).sort((a, b) => Number(isLandmark(a)) - Number(isLandmark(b)));
    for (const name of names) renameSync(join(moving, name), join(this.target, name));
    flush(this.target);
  }

  private at(state: State): string {
    return join(this.path, state, basename(this.target) || 'root');
  }

  /** Whether it holds what exists nowhere else. */
  private counts(): boolean {
    return (['whole', 'moving', 'former'] as const).some((state) => existsSync(this.at(state)));
  }

  private isLeft(): boolean {
    const facts = lstatSync(this.path, { throwIfNoEntry: false });
    if (facts?.isDirectory() !== true || facts.uid !== (process.getuid?.() ?? facts.uid)) return false;
    const isOfAnother = !this.isWithin && !states.some((state) => existsSync(this.at(state))) && !this.isEmpty();
    return !isOfAnother && (this.counts() || !this.isInUse());
  }

  private isEmpty(): boolean {
    return namesIn(this.path).every((name) => namesIn(join(this.path, name)).length === 0);
  }

  /** By a process that is there; where that is another one by now, the stage stays until it has gone, too. */
  private isInUse(): boolean {
    const [, id] = stageName.exec(basename(this.path)) ?? [];
    if (Number(id) === process.pid) return false;
    try {
      process.kill(Number(id), 0);
      return true;
    } catch (error) {
      return codeOf(error) !== 'ESRCH';
    }
  }
}

/** None where it has gone, or nobody may look. */
function namesIn(place: string): string[] {
  try {
    return readdirSync(place);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM'].includes(String(codeOf(error)))) return [];
    throw error;
  }
}

function kindOf(folder: string): FolderKind {
  const kind = folderKinds.find(({ landmark }) => existsSync(join(folder, landmark)));
  if (kind === undefined) throw new Error(`${folder} is no folder of ours`);
  return kind;
}

/** What is not ours. A link or a folder under one of our names is neither: nobody would know what to do with it. */
function moveOthers(from: string, to: string, kinds: readonly FolderKind[]): void {
  for (const name of readdirSync(from)) {
    if (!kinds.some((kind) => isNameOf(kind, name))) renameSync(join(from, name), join(to, name));
    else if (!lstatSync(join(from, name)).isFile()) throw new UsageError(`${join(from, name)} is no plain file`);
  }
}

function flush(folder: string): void {
  try {
    const file = openSync(folder, 'r');
    try {
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (!unflushable.includes(codeOf(error))) throw error;
  }
}
