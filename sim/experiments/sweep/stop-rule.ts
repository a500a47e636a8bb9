/**
 * Seeds until the interval is narrow enough: `until` of a plan names a metric and how great a share of its mean half of the
 * mean's 95 % interval may be. All cells of a scenario get further seeds together, in the order of the plan, so that pairs
 * stay pairs; how many is a function of the records alone, so whoever has the records, while they are made or years later,
 * stops after the same seeds.
 *
 * Halves shrink as the root of the number of seeds: the next look is where the widest would be narrow enough, at most at
 * twice as many seeds, for what is projected from few is unsure. Looks are few, and none comes before ten seeds: each is a
 * chance to stop because the figures happen to lie close together, for which the intervals cover a little less than 95 of 100
 * (Y. S. Chow and H. Robbins, On the Asymptotic Theory of Fixed-Width Sequential Confidence Intervals, 1965).
 */
import type { Scenario } from '../../scenario/scenario.js';
import { halfWidthShare } from '../seed-intervals.js';
import { CellJobs } from './cell-jobs.js';
import type { Records } from './merge.js';
import { cellCount, jobsPerCell, type SweepPlan } from './plan.js';
import { isRefused, parseRecord } from './record.js';
import { metricsKept } from './standard-metrics.js';

const firstSeeds = 10;
/** Of the seeds so far: below it another look costs more trust than seeds. */
const growthMin = 1.1;
const growthMax = 2;

export type Until = NonNullable<SweepPlan['until']>;

/** Figures of a latency, which alone stand for that of the most frequent operation of each tenant. */
export const shortMetrics = ['mean', 'p50', 'p99', 'p99.9'];

/** The metrics that are to be narrow in a scenario. */
export function pathsUntil({ tenants }: Scenario, { metric }: Pick<Until, 'metric'>): string[] {
  if (!shortMetrics.includes(metric)) return [metric];
  return tenants.flatMap(({ name, mix }) => {
    const most = mix.reduce((a, b) => (b.share > a.share ? b : a), mix[0]);
    return [`latency.${name}.${most.operation}.${metric}`];
  });
}

/** The widest interval at the last look: of which cell and metric, and half of it as a share of the mean; null where it has none. */
export interface Widest {
  readonly cell: number;
  readonly path: string;
  readonly share: number | null;
}

interface CellFigures {
  readonly index: number;
  readonly paths: readonly string[];
  /** Of each path its place in a record. */
  readonly places: readonly number[];
  /** Of each path, of the seeds looked at. */
  readonly values: readonly number[][];
}

/** Of one scenario of a plan with `until`. */
export class StopRule {
  /** Of each cell, from the first on. */
  seeds: number;
  /** `open`: these seeds have yet to be looked at. `lacking`: records of some are not there, and nothing goes on. */
  state: 'open' | 'narrow' | 'wide' | 'lacking' = 'open';
  widest: Widest | null = null;
  private looked = 0;
  private readonly cells: readonly CellFigures[];

  constructor(
    private readonly plan: SweepPlan,
    scenario: number,
  ) {
    const perScenario = cellCount(plan) / plan.scenarios.length;
    this.seeds = Math.min(firstSeeds, jobsPerCell(plan));
    this.cells = Array.from({ length: perScenario }, (_, at) => figuresOf(plan, scenario * perScenario + at));
  }

  /** Numbers of the jobs that have yet to be looked at. */
  numbers(): number[] {
    const fresh = Array.from({ length: this.seeds - this.looked }, (_, at) => this.looked + at + 1);
    return this.cells.flatMap(({ index }) => fresh.map((seed) => index * jobsPerCell(this.plan) + seed));
  }

  look(records: Records): void {
    for (const cell of this.cells) {
      for (let seed = this.looked; seed < this.seeds; seed++) {
        if (!take(cell, records.line(cell.index * jobsPerCell(this.plan) + seed + 1))) {
          this.state = 'lacking';
          return;
        }
      }
    }
    this.looked = this.seeds;
    this.widest = widestOf(this.cells);
    const { share: target } = this.plan.until!;
    const { share } = this.widest;
    const most = jobsPerCell(this.plan);
    if (share !== null && share <= target) this.state = 'narrow';
    else if (this.seeds === most) this.state = 'wide';
    else this.seeds = Math.min(most, Math.ceil(this.seeds * growthOf(share, target)));
  }
}

/** Of the number of seeds. */
export function growthOf(share: number | null, target: number): number {
  const projected = share === null ? growthMax : (share / target) ** 2;
  return Math.max(growthMin, Math.min(growthMax, projected));
}

function figuresOf(plan: SweepPlan, index: number): CellFigures {
  const { scenario } = new CellJobs(plan, index).own;
  const kept = metricsKept(scenario, plan.metrics).map(({ path }) => path);
  const paths = pathsUntil(scenario, plan.until!);
  return { index, paths, places: paths.map((path) => kept.indexOf(path)), values: paths.map(() => []) };
}

/** Whether there was a record; what is wrong with it is told where it is merged. */
function take({ places, values }: CellFigures, line: string | null): boolean {
  const record = line === null ? null : parseRecord(line);
  if (record === null || 'problem' in record) return false;
  if (isRefused(record)) return true;
  places.forEach((place, at) => {
    const figure = record.metrics[place] ?? null;
    if (figure !== null) values[at].push(figure);
  });
  return true;
}

/** The first of equals; one without an interval is wider than all others. */
function widestOf(cells: readonly CellFigures[]): Widest {
  const all = cells.flatMap(({ index, paths, values }) =>
    paths.map((path, at) => ({ cell: index, path, share: halfWidthShare(values[at]) })),
  );
  const widthOf = ({ share }: Widest) => share ?? Number.POSITIVE_INFINITY;
  return all.reduce((widest, each) => (widthOf(each) > widthOf(widest) ? each : widest), all[0]);
}
