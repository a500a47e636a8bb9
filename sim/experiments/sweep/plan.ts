/**
 * The plan of a sweep: scenarios, each under some settings, each of those on some seeds, as one numbered list of jobs. All
 * of it is plain data, so that whoever holds the plan and a number can make that job's outcome, and its digest says whether
 * two hold the same plan. A cell is one scenario under one setting; its jobs are its seeds.
 *
 * Numbers go from 1, cell by cell and in each seed by seed, so the jobs of a shard, which are congruent modulo the number
 * of shards, come from all over the plan.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Override } from '../../scenario/reading/overrides.js';
import { sweepCellsMax, sweepJobsMax, sweepMetricsMax, sweepPathsMax, sweepScenariosMax } from './limits.js';

const text = z.string();
const count = z.int().min(0);
const override = z.object({ path: text, value: text });
const planFields = z.object({
  /** The version that is to run it. */
  dynamosim: text,
  scenarios: z
    .array(z.object({ name: text, text }))
    .min(1)
    .max(sweepScenariosMax)
    .readonly(),
  /** Set in all jobs. */
  fixed: z.array(override).max(sweepJobsMax).readonly(),
  /** Every combination of these, the last one changing fastest, or the n-th values of all together where `isZipped`. */
  varied: z
    .array(z.object({ path: text, values: z.array(text).min(1).max(sweepCellsMax).readonly() }))
    .max(sweepPathsMax)
    .readonly(),
  isZipped: z.boolean(),
  /** First and last, both taken; none where each cell runs once, on the seed that its scenario or its settings say. */
  seeds: z
    .array(z.object({ first: count, last: count }))
    .max(sweepJobsMax)
    .readonly(),
  /** Beside those that every sweep keeps (standard-metrics.ts). */
  metrics: z.array(text).max(sweepMetricsMax).readonly(),
  /** Only so many of the seeds as it takes for half of the 95 % interval of a metric's mean to be this share of it (stop-rule.ts). */
  until: z.object({ metric: text, share: z.number().gt(0).max(1) }).optional(),
});

export type SweepPlan = Readonly<z.output<typeof planFields>>;

export interface Cell {
  /** From 0, in the order of the plan. */
  readonly index: number;
  readonly scenario: SweepPlan['scenarios'][number];
  /** One for each path that varies. */
  readonly values: readonly string[];
}

export const seedCount = ({ seeds }: SweepPlan) => seeds.reduce((sum, { first, last }) => sum + last - first + 1, 0);
/** Jobs of each cell. */
export const jobsPerCell = (plan: SweepPlan) => Math.max(1, seedCount(plan));

export function cellCount({ scenarios, varied, isZipped }: SweepPlan): number {
  if (varied.length === 0) return scenarios.length;
  const lengths = varied.map(({ values }) => values.length);
  return scenarios.length * (isZipped ? lengths[0] : lengths.reduce((product, length) => product * length, 1));
}

export const jobCount = (plan: SweepPlan) => cellCount(plan) * jobsPerCell(plan);

export function cellAt(plan: SweepPlan, index: number): Cell {
  const { scenarios, varied, isZipped } = plan;
  const perScenario = cellCount(plan) / scenarios.length;
  let left = index % perScenario;
  const values = isZipped
    ? varied.map((each) => each.values[left])
    : varied
        .toReversed()
        .map((each) => {
          const value = each.values[left % each.values.length];
          left = Math.floor(left / each.values.length);
          return value;
        })
        .reverse();
  return { index, scenario: scenarios[Math.floor(index / perScenario)], values };
}

/** A plan from a file is held to what `sweep` makes: of a greater one nobody could keep the records. */
export const planSchema = planFields
  .refine(({ seeds }) => seeds.every(({ first, last }) => first <= last), 'seeds that end before they begin')
  .refine(
    ({ varied, isZipped }) => !isZipped || varied.every(({ values }) => values.length === varied[0].values.length),
    'settings that vary together and have not as many values',
  )
  .refine((plan) => cellCount(plan) <= sweepCellsMax && jobCount(plan) <= sweepJobsMax, 'more jobs than a sweep has');

/** Its settings, in the order in which they are made. */
export function settingsOfCell({ fixed, varied }: SweepPlan, { values }: Cell): Override[] {
  return [...fixed, ...varied.map(({ path }, at) => ({ path, value: values[at] }))];
}

export interface NumberedJob {
  readonly number: number;
  readonly cell: Cell;
  /** Null where the scenario or its settings say it. */
  readonly seed: number | null;
}

export function jobAt(plan: SweepPlan, number: number): NumberedJob {
  if (!(number >= 1 && number <= jobCount(plan))) throw new Error(`a plan of ${jobCount(plan)} has no job ${number}`);
  const perCell = jobsPerCell(plan);
  return {
    number,
    cell: cellAt(plan, Math.floor((number - 1) / perCell)),
    seed: plan.seeds.length === 0 ? null : seedAt(plan, (number - 1) % perCell),
  };
}

function seedAt({ seeds }: SweepPlan, index: number): number {
  let left = index;
  for (const { first, last } of seeds) {
    if (left <= last - first) return first + left;
    left -= last - first + 1;
  }
  throw new Error(`no seed ${index}`);
}

/** SHA-256 in hexadecimal digits. */
export function digestOfPlan(plan: SweepPlan): string {
  const { dynamosim, scenarios, fixed, varied, isZipped, seeds, metrics, until } = plan;
  const settings = [
    fixed.map(({ path, value }) => [path, value]),
    varied.map(({ path, values }) => [path, values]),
    isZipped,
  ];
  const texts = scenarios.map((each) => [each.name, each.text]);
  const spans = seeds.map(({ first, last }) => [first, last]);
  const stop = until === undefined ? [] : [until.metric, until.share];
  return createHash('sha256')
    .update(JSON.stringify([dynamosim, texts, settings, spans, metrics, ...stop]))
    .digest('hex');
}
