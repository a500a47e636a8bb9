/**
 * What the page of a sweep shows beyond sweep.json: single runs, the worst of each setting first, how the others spread, and
 * what their commands call the scenarios. It is bounded, whatever the sweep's size: whoever keeps it leaves out the rest.
 */
export interface SweepRuns {
  /** In the order of the plan. */
  readonly scenarios: readonly RanScenario[];
  /** Of each path that varies, its values as numbers in one unit; null where they are none, such as names of modes. */
  readonly amounts: readonly (readonly number[] | null)[];
  /** As the cells of the sweep. */
  readonly cells: readonly CellRuns[];
}

export interface RanScenario {
  readonly name: string;
  /** What a command calls it: a bundled scenario's name, or the file that its text is to be in. */
  readonly word: string;
  readonly text: string;
  /** Whether everybody has it. */
  readonly isBundled: boolean;
}

export interface CellRuns {
  readonly figures: readonly RunFigure[];
  /** The first of its objectives, then expectations; one beyond these is told by the cell alone. */
  readonly promises: readonly RunPromise[];
  /** The worst first. */
  readonly kept: readonly KeptRun[];
  /** Of each figure, values at even steps of its order over all runs, ascending; null where all runs are kept. */
  readonly spreads: readonly (readonly number[])[] | null;
}

/** A metric of a run. */
export interface RunFigure {
  readonly path: string;
  readonly unit: string;
  /** Such as "during 40 s to 42 s"; empty of the whole run. */
  readonly during: string;
}

export interface RunPromise {
  /** Index of what it is of, in `figures`. */
  readonly figure: number;
  readonly atLeast: number | null;
  readonly atMost: number | null;
}

export interface KeptRun {
  readonly number: number;
  readonly seed: number;
  /** Digest of the run; null of one that was refused. */
  readonly run: string | null;
  /** Of `promises`, those that it missed. */
  readonly missed: readonly number[];
  readonly violated: readonly string[];
  /** What it needed and might not have. */
  readonly refused: string | null;
  /** One for each figure. */
  readonly values: readonly (number | null)[];
}
