/**
 * The time windows of a result as a chart draws them: each with its start and end, the last cut at the run's end, and
 * neighbours merged when there are more than a chart can show.
 */
import type { Result } from '../../sim/result.js';
import { condense } from '../sparkline.js';

/** More lines than this in 800 pixels turn into a blot. */
const windowsDrawnMax = 400;

export interface DrawnWindows {
  readonly edges: readonly { readonly fromS: number; readonly toS: number }[];
  /** Values of all windows, one a drawn window: those of merged windows are combined by `into`. */
  readonly merge: <T, U>(values: readonly T[], into: (several: readonly T[]) => U) => readonly U[];
}

export function drawnWindows({ run, series }: Result): DrawnWindows {
  const merge: DrawnWindows['merge'] = (values, into) => condense(values, windowsDrawnMax, into);
  const edges = merge(series.timeS, (starts) => ({
    fromS: starts[0],
    toS: Math.min(starts[starts.length - 1] + series.windowSeconds, run.simulatedSeconds),
  }));
  return { edges, merge };
}
