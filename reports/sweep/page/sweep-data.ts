/**
 * What the page's script draws from: a sweep cell by cell, with what tells them apart, what they may be judged by, and the
 * runs that are kept of each. Figures are those of sweep.json, whole; names of values are cut to what a cell has room for.
 *
 * Lists stand in place of objects where there are as many as cells or runs: of ten thousand cells the names of fields would
 * be most of the page.
 */
import type { CellSummary, MetricSummary, Sweep, VerdictSummary } from '../../../sim/sweep-result.js';
import { elideNames, printable } from '../../safe-text.js';
import { titleAmong } from '../../vary/vary-text.js';
import { survivorsIn } from '../sweep-doubts.js';
import { promisesOfCell } from '../sweep-verdict.js';
import { Criteria, promisesIn } from './criteria.js';
import type { KeptRun, SweepRuns } from './sweep-runs.js';
import { tellingFigures } from './telling-figures.js';

const labelColumnsMax = 28;
const togetherColumnsMax = 44;

export interface SweepData {
  /** Of the runs of a cell that are to meet what is judged. */
  readonly minShare: number;
  /** Whether runs have seeds of the sweep's, or those that their scenarios say. */
  readonly isSeeded: boolean;
  readonly scenarios: readonly { readonly name: string; readonly word: string }[];
  readonly fixed: Sweep['fixed'];
  readonly varied: readonly { readonly path: string; readonly values: readonly string[] }[];
  readonly isZipped: boolean;
  readonly dimensions: readonly Dimension[];
  readonly criteria: readonly Criterion[];
  /** What is promised and shown; most cells share one. */
  readonly shapes: readonly Shape[];
  readonly cells: readonly CellData[];
}

/** What tells cells apart: a path that varies, several that vary in step, or the scenario. */
export interface Dimension {
  readonly title: string;
  /** Whole and short, in the order of the plan. */
  readonly values: readonly string[];
  readonly labels: readonly string[];
  /** Null of what has no order. */
  readonly amounts: readonly number[] | null;
}

export interface Criterion {
  readonly kind: 'all' | 'promise' | 'metric';
  readonly name: string;
  /** As of a metric; empty of shares of runs. */
  readonly unit: string;
  /** The name in as few words as tell it from the others. */
  readonly title: string;
  /** Whether missing it fails the sweep. */
  readonly isJudged: boolean;
}

export interface Shape {
  readonly promises: readonly {
    readonly criterion: number;
    readonly figure: number;
    readonly condition: string;
    readonly atLeast: number | null;
    readonly atMost: number | null;
  }[];
  readonly figures: readonly {
    readonly name: string;
    /** As few words of it as tell it from the others. */
    readonly title: string;
    readonly unit: string;
    /** Of its mean; null where sweep.json has none, as of a part of a run. */
    readonly criterion: number | null;
  }[];
}

/** How many met it, and the ends of Wilson's interval. */
export type MetData = readonly [met: number, low: number | null, high: number | null];
export type MeanData = readonly [
  mean: number | null,
  low: number | null,
  high: number | null,
  /** With `most` null where both are the mean, as of a single run. */
  least: number | null,
  most: number | null,
  change: number | null,
  changeLow: number | null,
  changeHigh: number | null,
  /** 1 of a latency of survivors (doubts.ts). */
  isOfSurvivors: number,
];

export interface CellData {
  readonly scenario: number;
  /** Of each dimension, the index of its value. */
  readonly at: readonly number[];
  readonly jobs: readonly [first: number, last: number];
  readonly runs: number;
  readonly refused: number;
  readonly violated: readonly string[];
  /** Of all that is judged, what the fewest runs met; null where nothing is. */
  readonly weakest: MetData | null;
  readonly shape: number;
  /** As in the shape. */
  readonly promises: readonly MetData[];
  readonly means: readonly (MeanData | null)[];
  readonly kept: readonly RunData[];
  readonly spreads: readonly (readonly number[])[] | null;
}

export type RunData = readonly [
  number: number,
  seed: number,
  digest: string | null,
  missed: readonly number[],
  violated: readonly string[],
  refused: string | null,
  values: readonly (number | null)[],
];

export function sweepData(sweep: Sweep, given: SweepRuns, minShare: number): SweepData {
  const runs = { ...given, cells: tellingFigures(sweep, given.cells) };
  const criteria = new Criteria(sweep, runs.cells);
  const shapes = new Map<string, number>();
  const isOfSurvivors = survivorsIn(sweep);
  const perScenario = sweep.cells.length / runs.scenarios.length;
  const cells = sweep.cells.map((cell, index): CellData => {
    const shown = runs.cells[index];
    const text = JSON.stringify(criteria.shapeOf(cell, shown));
    const shape = shapes.get(text) ?? shapes.size;
    shapes.set(text, shape);
    const scenario = Math.floor(index / perScenario);
    return {
      ...{ scenario, at: placeOf(sweep, runs, scenario, index % perScenario) },
      ...{ jobs: [cell.jobs.first, cell.jobs.last], runs: cell.runs, refused: cell.refused.length },
      violated: cell.violated.map(({ property }) => property),
      ...{ weakest: weakestOf(sweep, cell), shape },
      promises: promisesIn(cell, shown).map(metData),
      means: shown.figures.map(({ path, during }) => {
        const metric = during === '' ? cell.metrics.find((each) => each.path === path) : undefined;
        return metric === undefined ? null : meanData(metric, isOfSurvivors(cell, path));
      }),
      kept: shown.kept.map(runData),
      spreads: shown.spreads,
    };
  });
  return {
    ...{ minShare, isSeeded: sweep.seeds.length > 0 },
    scenarios: runs.scenarios.map(({ name, word }) => ({ name, word })),
    fixed: sweep.fixed,
    varied: sweep.varied.map(({ path, values }) => ({ path, values })),
    ...{ isZipped: sweep.isZipped, dimensions: dimensionsOf(sweep, runs), criteria: criteria.list },
    shapes: [...shapes.keys()].map((each): Shape => JSON.parse(each)),
    cells,
  };
}

function dimensionsOf({ varied, isZipped }: Sweep, { scenarios, amounts }: SweepRuns): Dimension[] {
  const paths = varied.map(({ path }) => path);
  const titles = paths.map((path) => printable(titleAmong(path, paths, [])));
  const inStep = isZipped && varied.length > 1;
  const columns = inStep ? togetherColumnsMax : labelColumnsMax;
  const named = (title: string, values: readonly string[], of: readonly number[] | null): Dimension => {
    return { title, values, labels: elideNames(values.map(printable), columns), amounts: of };
  };
  const ofScenarios =
    scenarios.length > 1
      ? [
          named(
            'scenario',
            scenarios.map(({ name }) => name),
            null,
          ),
        ]
      : [];
  if (!inStep) return [...ofScenarios, ...varied.map(({ values }, at) => named(titles[at], values, amounts[at]))];
  // In step: the first has the name, and a value says the others.
  const together = varied[0].values.map((_, place) =>
    varied.map(({ values }, at) => (at === 0 ? values[place] : `${titles[at]} ${values[place]}`)).join(', '),
  );
  return [...ofScenarios, named(titles[0], together, null)];
}

/** The last path changes fastest. */
function placeOf({ varied, isZipped }: Sweep, { scenarios }: SweepRuns, scenario: number, setting: number): number[] {
  let left = setting;
  const places = (isZipped ? varied.slice(0, 1) : varied)
    .toReversed()
    .map(({ values }) => {
      const place = left % values.length;
      left = Math.floor(left / values.length);
      return place;
    })
    .reverse();
  return scenarios.length > 1 ? [scenario, ...places] : places;
}

function weakestOf(sweep: Sweep, cell: CellSummary): MetData | null {
  const promises = promisesOfCell(sweep, cell);
  if (promises.length === 0) return null;
  return metData(promises.reduce((least, each) => (each.met < least.met ? each : least)));
}

const metData = ({ met, interval }: VerdictSummary): MetData => [met, interval?.low ?? null, interval?.high ?? null];

function meanData({ mean, interval, least, most, change }: MetricSummary, isOfSurvivors: boolean): MeanData {
  const ends = [interval?.low ?? null, interval?.high ?? null] as const;
  const changeEnds = [change?.interval?.low ?? null, change?.interval?.high ?? null] as const;
  const range = least === mean && most === mean ? ([null, null] as const) : ([least, most] as const);
  return [mean, ...ends, ...range, change?.mean ?? null, ...changeEnds, isOfSurvivors ? 1 : 0];
}

const runData = ({ number, seed, run, missed, violated, refused, values }: KeptRun): RunData => [
  ...([number, seed, run, missed, violated, refused, values] as const),
];
