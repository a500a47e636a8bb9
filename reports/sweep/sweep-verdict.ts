/**
 * What a sweep is judged by: in each cell every objective, and where the scenarios ran as their files say every expectation
 * too, met in as great a share of the runs as is asked; no property violated in any. Under settings that vary, what a file
 * expects of its own setting is told and fails nothing.
 */
import type { CellSummary, Sweep, VerdictSummary } from '../../sim/sweep-result.js';

export interface MissedPromise {
  readonly cell: CellSummary;
  readonly promise: VerdictSummary;
}

export interface SweepVerdict {
  readonly word: 'FAILED' | 'INCOMPLETE' | 'NOT JUDGED' | 'PASSED';
  /** The most missed first. */
  readonly missed: readonly MissedPromise[];
  readonly violated: readonly {
    readonly cell: CellSummary;
    readonly property: string;
    readonly by: readonly number[];
  }[];
  readonly refused: number;
  readonly promises: number;
}

export const promisesOfCell = ({ isAsWritten }: Sweep, { objectives, expectations }: CellSummary) =>
  isAsWritten ? [...objectives, ...expectations] : objectives;

/** @param minShare of the runs of a cell that are to meet what is judged, in 0..1 */
export function sweepVerdict(sweep: Sweep, minShare: number): SweepVerdict {
  const judged = sweep.cells.flatMap((cell) => promisesOfCell(sweep, cell).map((promise) => ({ cell, promise })));
  const missed = judged
    .filter(({ promise: { share } }) => share !== null && share < minShare)
    .sort((a, b) => a.promise.share! - b.promise.share!);
  const violated = sweep.cells.flatMap((cell) => cell.violated.map(({ property, by }) => ({ cell, property, by })));
  const refused = sweep.cells.reduce((sum, cell) => sum + cell.refused.length, 0);
  const hasFailed = missed.length + violated.length > 0;
  const isWhole = sweep.missing.count + refused === 0;
  const whole = judged.length === 0 ? 'NOT JUDGED' : 'PASSED';
  const word = hasFailed ? 'FAILED' : isWhole ? whole : 'INCOMPLETE';
  return { word, missed, violated, refused, promises: judged.length };
}
