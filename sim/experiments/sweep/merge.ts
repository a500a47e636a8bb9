/**
 * From the records of a sweep to what is told of it: number by number and cell by cell, so that the same records give the
 * same bytes whoever ran them, in whatever order they came. Of the records no more is held than the metrics of one cell and
 * of the first, beside what `each` keeps.
 */
import type { Sweep } from '../../sweep-result.js';
import { promisesOf } from '../../verdicts/expectations.js';
import { metricProblem } from '../../verdicts/metrics.js';
import { digestOfJob } from '../job.js';
import { CellJobs } from './cell-jobs.js';
import { CellTally, type CellTerms } from './cell-tally.js';
import { cellAt, cellCount, digestOfPlan, jobsPerCell, type SweepPlan } from './plan.js';
import { isRefused, parseRecord, type SweepRecord } from './record.js';
import { settlingTenantsMax } from './settling.js';
import { metricsKept } from './standard-metrics.js';
import { StopRule } from './stop-rule.js';
import { sweepFormat } from './sweep-format.js';

/** Where records are kept, by number. */
export interface Records {
  /** The line of a number, or null where none is found. */
  line(number: number): string | null;
}

/** A line that no run of the plan can have written. */
export class RecordError extends Error {
  override readonly name = 'RecordError';

  constructor(
    readonly number: number,
    problem: string,
  ) {
    super(problem);
  }
}

/** A plan that no command can have made. */
export class PlanError extends Error {
  override readonly name = 'PlanError';
}

/** Takes every record that there is, in the order of the numbers, with what its cell is judged by. */
export type EachRecord = (record: SweepRecord, terms: CellTerms) => void;

/** Throws RecordError, PlanError, and ScenarioError where the plan has a scenario that cannot be read. */
export function mergeSweep(plan: SweepPlan, records: Records, each: EachRecord = () => {}): Sweep {
  const missing: number[] = [];
  const stops = stopsOf(plan, records);
  const perScenario = cellCount(plan) / plan.scenarios.length;
  /** Of each scenario its first cell, which the others are held against. */
  const first = new Map<SweepPlan['scenarios'][number], CellTally>();
  const cells = Array.from({ length: cellCount(plan) }, (_, index) => {
    const jobs = new CellJobs(plan, index);
    const terms = termsOf(plan, jobs, stops?.[Math.floor(index / perScenario)].seeds ?? jobsPerCell(plan));
    const tally = new CellTally(terms);
    for (let number = terms.jobs.first; number <= terms.jobs.last; number++) {
      const record = recordOf(number, jobs, terms, records);
      if (record === null) {
        missing.push(number);
        continue;
      }
      tally.take(record);
      each(record, terms);
    }
    const before = first.get(terms.cell.scenario) ?? null;
    if (before === null) first.set(terms.cell.scenario, tally);
    return tally.summary(before);
  });
  const { dynamosim, varied, isZipped, fixed, seeds } = plan;
  return {
    format: `${sweepFormat}1`,
    ...{
      dynamosim,
      plan: digestOfPlan(plan),
      jobs: cells.reduce((sum, { jobs }) => sum + jobs.last - jobs.first + 1, 0),
    },
    missing: { count: missing.length, numbers: spansOf(missing) },
    ...{ varied, isZipped, fixed, seeds, until: untilOf(plan, stops) },
    isAsWritten: varied.length === 0 && fixed.length === 0,
    cells,
  };
}

/** Of each scenario after how many seeds it stopped; null where all of the plan's are asked for. */
function stopsOf(plan: SweepPlan, records: Records): StopRule[] | null {
  if (plan.until === undefined) return null;
  return plan.scenarios.map((_, at) => {
    const rule = new StopRule(plan, at);
    while (rule.state === 'open') rule.look(records);
    return rule;
  });
}

function untilOf(plan: SweepPlan, stops: readonly StopRule[] | null): Sweep['until'] {
  if (plan.until === undefined || stops === null) return null;
  const scenarios = stops.map(({ seeds, state, widest }, at) => ({
    ...{ scenario: plan.scenarios[at].name, seeds, isNarrow: state === 'narrow' },
    widest: widest === null ? null : { ...widest, values: cellAt(plan, widest.cell).values },
  }));
  return { ...plan.until, scenarios };
}

/** @param seeds that count, from the first on */
function termsOf(plan: SweepPlan, jobs: CellJobs, seeds: number): CellTerms {
  const first = jobs.cell.index * jobsPerCell(plan) + 1;
  const { scenario } = jobs.own;
  const unknown = plan.metrics.find((path) => metricProblem(scenario, path, null) !== null);
  if (unknown !== undefined) throw new PlanError(`${unknown} is no metric of ${jobs.cell.scenario.name}`);
  return {
    ...{ cell: jobs.cell, scenario, metrics: metricsKept(scenario, plan.metrics), ...promisesOf(scenario) },
    jobs: { first, last: first + seeds - 1 },
  };
}

function recordOf(number: number, jobs: CellJobs, terms: CellTerms, records: Records): SweepRecord | null {
  const line = records.line(number);
  if (line === null) return null;
  const record = parseRecord(line);
  if ('problem' in record) throw new RecordError(number, record.problem);
  const isOfIt = record.number === number && record.job === digestOfJob(jobs.at(number).job);
  if (!isOfIt) throw new RecordError(number, 'it is of another job');
  if (!isRefused(record) && !fits(record, terms)) throw new RecordError(number, 'it is of another scenario');
  return record;
}

function fits(record: Exclude<SweepRecord, { refused: string }>, terms: CellTerms): boolean {
  if (record.settled.length !== Math.min(terms.scenario.tenants.length, settlingTenantsMax)) return false;
  return (['metrics', 'objectives', 'expectations'] as const).every(
    (rows) => record[rows].length === terms[rows].length,
  );
}

/** Of ascending numbers. */
export function spansOf(numbers: readonly number[]): string[] {
  const spans: [number, number][] = [];
  for (const number of numbers) {
    const last = spans.at(-1);
    if (last?.[1] === number - 1) last[1] = number;
    else spans.push([number, number]);
  }
  return spans.map(([first, last]) => (first === last ? `${first}` : `${first}..${last}`));
}
