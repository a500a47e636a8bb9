/**
 * The runs that the page of a sweep shows, chosen while records come, in the order of their numbers: of each setting those
 * that missed most, and of the rest how their figures spread. No more is held than one setting's figures and what is kept.
 */
import type { CellRuns, KeptRun, RunPromise, SweepRuns } from '../../../reports/sweep/page/sweep-runs.js';
import type { CellTerms } from '../../experiments/sweep/cell-tally.js';
import { cellCount, jobAt, type SweepPlan } from '../../experiments/sweep/plan.js';
import { isRefused, type SweepRecord } from '../../experiments/sweep/record.js';
import { amountsAlike } from '../../scenario/quantities/alike.js';
import { bundledWith } from '../files/scenario-source.js';
import { busiestIn, type ShownFigures, shownFigures } from './shown-figures.js';

/** Of all settings together, or one a setting. */
const runsMax = 4000;
/** Of the values that stand for those of runs which are not kept, of all settings together. */
const spreadValuesMax = 150_000;
const spreadStepsMax = 41;
/** Fewer say no more than the least, the mean and the most do. */
const spreadStepsMin = 5;
const spreadDigits = 6;

const nothing: CellRuns = { figures: [], promises: [], kept: [], spreads: null };

export class KeptRuns {
  private readonly cells: CellRuns[] = [];
  /** Of each scenario, by the first of its runs that ended. */
  private readonly busiest = new Map<SweepPlan['scenarios'][number], readonly string[]>();
  private readonly perCell: number;
  private open: OpenCell | null = null;

  constructor(private readonly plan: SweepPlan) {
    this.perCell = Math.max(1, Math.floor(runsMax / cellCount(plan)));
  }

  /** In ascending order of the numbers. */
  take(record: SweepRecord, terms: CellTerms): void {
    const { index, scenario } = terms.cell;
    if (this.open?.index !== index) {
      this.close();
      if (!isRefused(record) && !this.busiest.has(scenario)) this.busiest.set(scenario, busiestIn(record));
      const shown = shownFigures(terms, cellCount(this.plan), this.plan.metrics, this.busiest.get(scenario) ?? []);
      const { first, last } = terms.jobs;
      this.open = new OpenCell(index, shown, last - first + 1, this.perCell);
    }
    this.open.take(record, jobAt(this.plan, record.number).seed ?? terms.scenario.seed);
  }

  /** Once the last has been taken. */
  runs(): SweepRuns {
    this.close();
    const { scenarios, varied } = this.plan;
    return {
      scenarios: scenarios.map(({ name, text }) => {
        const bundled = bundledWith(text, name);
        return { name, text, word: bundled ?? `${name}.yaml`, isBundled: bundled !== null };
      }),
      amounts: varied.map(({ path, values }) => (path === 'seed' ? null : amountsAlike(values))),
      cells: Array.from({ length: cellCount(this.plan) }, (_, index) => this.cells[index] ?? nothing),
    };
  }

  private close(): void {
    if (this.open === null) return;
    const steps = Math.floor(spreadValuesMax / (cellCount(this.plan) * Math.max(1, this.open.shown.figures.length)));
    this.cells[this.open.index] = this.open.close(Math.min(spreadStepsMax, steps));
    this.open = null;
  }
}

/** The setting whose records come. */
class OpenCell {
  private readonly worst: KeptRun[] = [];
  /** Of each figure the values of its runs. */
  private readonly values: readonly Float64Array[];
  private runs = 0;
  private taken = 0;

  constructor(
    readonly index: number,
    readonly shown: ShownFigures,
    jobs: number,
    private readonly keptMax: number,
  ) {
    this.values = shown.figures.map(() => new Float64Array(jobs));
  }

  take(record: SweepRecord, seed: number): void {
    const { number } = record;
    this.taken++;
    if (isRefused(record)) {
      const values = this.shown.figures.map(() => null);
      this.keep({ number, seed, run: null, missed: [], violated: [], refused: record.refused, values });
      return;
    }
    const promises = [...record.objectives, ...record.expectations];
    const values = this.shown.places.map(({ metric, promise }) =>
      metric === null ? promises[promise].actual : record.metrics[metric],
    );
    values.forEach((value, at) => {
      this.values[at][this.runs] = value ?? Number.NaN;
    });
    this.runs++;
    const missed = this.shown.promises.flatMap((_, at) => (promises[at].met ? [] : [at]));
    this.keep({ number, seed, run: record.run, missed, violated: record.violated, refused: null, values });
  }

  close(steps: number): CellRuns {
    const { figures, promises } = this.shown;
    this.cut();
    const isAll = this.worst.length === this.taken;
    const spreads =
      steps < spreadStepsMin ? [] : this.values.map((each) => stepsOf(each.subarray(0, this.runs), steps));
    return { figures, promises, kept: this.worst, spreads: isAll ? null : spreads };
  }

  private keep(run: KeptRun): void {
    this.worst.push(run);
    // Cut now and then, so that what is held stays in proportion to what is kept.
    if (this.worst.length >= 2 * this.keptMax + 100) this.cut();
  }

  private cut(): void {
    const { promises, figures } = this.shown;
    const first = figures.findIndex(({ path }) => /^outcomes\..+\.successShare$/.test(path));
    const keys = new Map(this.worst.map((run) => [run, badness(run, promises, first)]));
    this.worst.sort((a, b) => compare(keys.get(b)!, keys.get(a)!) || a.number - b.number);
    this.worst.splice(this.keptMax);
  }
}

/** What is worse is greater, place by place: refused, violated, promises missed, how far beyond a bound, success lost. */
function badness({ refused, violated, missed, values }: KeptRun, promises: readonly RunPromise[], success: number) {
  const excess = promises.map((promise) => excessOf(promise, values[promise.figure]));
  return [
    refused === null ? 0 : 1,
    violated.length,
    missed.length,
    excess.reduce((most, each) => Math.max(most, each), Number.NEGATIVE_INFINITY),
    1 - (values[success] ?? 1),
  ];
}

/** Of a bound, as a share of it; of a share, of what the bound leaves to lose. Without a figure it is beyond all. */
function excessOf({ atLeast, atMost }: RunPromise, value: number | null): number {
  if (value === null) return Number.POSITIVE_INFINITY;
  const below = atLeast === null ? Number.NEGATIVE_INFINITY : (atLeast - value) / Math.max(1e-9, Math.abs(1 - atLeast));
  const above = atMost === null ? Number.NEGATIVE_INFINITY : (value - atMost) / Math.max(1e-9, Math.abs(atMost));
  return Math.max(below, above);
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((each, index) => each !== b[index]);
  return at < 0 ? 0 : a[at] - b[at];
}

function stepsOf(values: Float64Array, steps: number): number[] {
  const known = values.filter((value) => !Number.isNaN(value)).sort();
  const most = Math.min(steps, known.length);
  return Array.from({ length: most }, (_, at) => {
    const value = known[most === 1 ? 0 : Math.round((at * (known.length - 1)) / (most - 1))];
    return Number(value.toPrecision(spreadDigits));
  });
}
