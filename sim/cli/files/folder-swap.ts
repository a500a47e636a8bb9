/**
 * Our files in a folder, replaced as a whole: the folder holds the old ones or the new ones, never some of each, wherever
 * the process is killed or the disk is full. What else lies in the folder stays.
 *
 *   PARENT/.dynamosim-PID-XXXXXX/new/NAME          written, and safe on the disk
 *                               /whole/NAME        from here on the new files count: whoever comes next goes on
 *   PARENT/NAME/*  ─>  .dynamosim-…/whole/NAME/*   what is not ours
 *   PARENT/NAME    ─>  .dynamosim-…/former/NAME    the old folder aside
 *   .dynamosim-…/whole/NAME  ─>  PARENT/NAME       the new one in its place; then .dynamosim-… is removed
 *
 * Between those last two moves there is no folder; `finishSwaps` ends what was begun, for everybody who opens it next. A
 * folder that cannot be moved, such as a mount point or the one that we work in, is staged within itself: once the new
 * files count, the old ones are removed, and then the new ones move in one by one, the landmark last.
 *
 * Leaves out two processes that write one folder at the same time: the later one wins, or fails and says so.
 */
import { lstatSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { codeOf } from '../usage-error.js';
import { workingFolder } from './file-access.js';
import { type OutputFile, Stage } from './folder-stage.js';

/** What the system answers where a folder cannot be made or moved, although files may be written. */
const refusals: readonly unknown[] = ['EACCES', 'EPERM', 'EROFS', 'EBUSY', 'EXDEV', 'EINVAL'];

/** `target` is there, and a real path. Throws what the system says; the folder then holds what it held. */
export function swapFiles(target: string, files: readonly OutputFile[]): void {
  staged(target, (stage) => {
    stage.fill(files);
    stage.settle();
  });
}

/** Whether files could be swapped, as far as can be known before. Throws what the system says. */
export function trySwap(target: string): void {
  staged(target, (stage) => stage.remove());
}

/** Ends what a killed process began, and removes what it left. The folder need not be there. */
export function finishSwaps(target: string): void {
  for (const place of new Set([dirname(target), target])) {
    for (const left of Stage.leftIn(place, target)) {
      refusalOf(
        () => left,
        (stage) => stage.settle(),
      );
    }
  }
}

/** The real path of a folder, also of one that is missing for the moment. */
export function placeOf(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
    if (isLink) return placeOf(resolve(dirname(path), readlinkSync(path)));
    return join(realpathSync(dirname(path)), basename(path));
  }
}

/** Beside the folder where that can be done, and otherwise within it. */
function staged(target: string, act: (stage: Stage) => void): void {
  const stageIn = (place: string) => () => Stage.make(place, target);
  if (isMovable(target) && refusalOf(stageIn(dirname(target)), act) === null) return;
  const refusal = refusalOf(stageIn(target), act);
  if (refusal !== null) throw refusal;
}

/** Not a mount, and not a folder that we work in: who works in another one is not known. */
function isMovable(target: string): boolean {
  const here = workingFolder();
  const isAboveHere = here !== null && `${here}${sep}`.startsWith(`${target}${sep}`);
  return !isAboveHere && statSync(dirname(target)).dev === statSync(target).dev;
}

/** Of the system, to make or move a folder; null where the act was done. What fails is undone. */
function refusalOf(stageOf: () => Stage, act: (stage: Stage) => void): unknown {
  let stage: Stage | null = null;
  try {
    stage = stageOf();
    act(stage);
    return null;
  } catch (error) {
    stage?.abandon();
    if (refusals.includes(codeOf(error))) return error;
    throw error;
  }
}
