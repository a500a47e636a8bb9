/**
 * The words of `sweep` to its plan. Everything is read before anything runs: each scenario under each setting, and the
 * metrics that are asked of all.
 */
import { basename } from 'node:path';
import { grouped } from '../../engine/limits/grouped-digits.js';
import type { NewJob } from '../../experiments/job.js';
import { sweepCellsMax, sweepJobsMax, sweepMetricsMax, sweepPathsMax } from '../../experiments/sweep/limits.js';
import { cellAt, cellCount, jobCount, type SweepPlan } from '../../experiments/sweep/plan.js';
import type { Until } from '../../experiments/sweep/stop-rule.js';
import type { Warning } from '../../scenario/reading/problem.js';
import type { Scenario } from '../../scenario/scenario.js';
import { version } from '../../version.js';
import type { CommandWords } from '../command.js';
import { type SeedSpan, seedSpansOf } from '../compared/seed-list.js';
import { readScenarioSource, type ScenarioSource } from '../files/scenario-source.js';
import { isMistake, takeAll } from '../mistakes.js';
import { judgeMetrics } from '../settings/asked-metrics.js';
import { readEach } from '../settings/each-setting.js';
import { jobWithSettings, judgeSettings, settingsOf } from '../settings/settings.js';
import { judgeFixed, judgeTogether, repeatProblems, type Varied, valuesOf } from '../settings/varied-settings.js';
import { UsageError } from '../usage-error.js';
import { askedUntil, judgeUntil, untilOf } from './until-words.js';

export interface PlannedSweep {
  readonly plan: SweepPlan;
  /** What the user called each scenario, for the command that makes one of its jobs alone. */
  readonly written: readonly string[];
  readonly warnings: readonly Warning[];
}

/** How much a command has room for, of what each setting and each list of seeds may have. */
export interface PlanBounds {
  readonly valuesMax: number;
  readonly seedsMax: number;
}

const sweepBounds: PlanBounds = { valuesMax: sweepCellsMax, seedsMax: sweepJobsMax };

type Read = { readonly word: string; readonly source: ScenarioSource };

/** Throws all that is wrong with the words. */
export async function plannedSweep(
  { operands, options }: Pick<CommandWords, 'operands' | 'options'>,
  { valuesMax, seedsMax }: PlanBounds = sweepBounds,
): Promise<PlannedSweep> {
  let until: Until | null = null;
  let metrics = options.metric ?? [];
  const isZipped = options.zip !== undefined;
  const settings = settingsOf(options);
  let seeds: readonly SeedSpan[] = [];
  let varied: readonly Varied[] = [];
  const read: Read[] = [];
  let plan: SweepPlan | null = null;
  const scenarios: Scenario[] = [];
  const warnings: Warning[] = [];
  await takeAll(
    () => judgeSettings(options),
    () => {
      seeds = seedSpansOf(options, seedsMax) ?? [];
    },
    () => {
      varied = variedIn(options.vary ?? [], isZipped, valuesMax);
      judgeFixed(settings, varied);
      if (seeds.length > 0 && varied.some(({ path }) => path === 'seed')) {
        throw new UsageError('found --seeds beside seed=…, which varies it; expected one of them');
      }
    },
    () => {
      until = untilOf(options);
      metrics = [...new Set([...metrics, ...askedUntil(until)])];
    },
    () => {
      if (metrics.length > sweepMetricsMax) {
        throw new UsageError(`found ${metrics.length} metrics; expected at most ${sweepMetricsMax}`);
      }
    },
    ...operands.map((word) => () => {
      read.push({ word, source: readScenarioSource(word) });
    }),
    () => judgeNames(read.map(({ word }) => word)),
    () => {
      if (read.length < operands.length) return;
      const fixed = settings.map(({ path, value }) => ({ path, value }));
      const named = read.map(({ word, source: { text } }) => ({ name: nameOf(word), text }));
      const asked = { dynamosim: version, scenarios: named, fixed, varied, isZipped, seeds, metrics };
      judgeSize(asked);
      plan = until === null ? asked : { ...asked, until };
    },
    ...operands.map((_, at) => () => {
      const { source } = read[at] ?? { source: null };
      if (source === null) return;
      const cells = plan === null ? [[]] : settingsIn({ ...plan, scenarios: plan.scenarios.slice(0, 1) });
      let jobs: readonly NewJob[] | null = null;
      try {
        jobs = readEach(source, cells, (chosen) => jobWithSettings(source, [...settings, ...chosen]));
      } finally {
        // Metrics are held against the scenario as it is, where a setting is wrong.
        scenarios.push(...(jobs ?? asFiled(source)).map(({ scenario }) => scenario));
      }
      for (const job of jobs) warnings.push(...job.warnings);
    }),
    () => judgeMetrics(options.metric ?? [], scenarios),
    () => judgeMetrics(askedUntil(until), scenarios, '--until'),
    () => judgeUntil(until, scenarios),
  );
  return { plan: plan!, written: operands, warnings };
}

/** None where something is wrong in the file itself, which was told with the settings. */
function asFiled(source: ScenarioSource): NewJob[] {
  try {
    return [jobWithSettings(source, [])];
  } catch (error) {
    if (isMistake(error)) return [];
    throw error;
  }
}

/** The values of each cell of one scenario. */
function settingsIn(plan: SweepPlan) {
  return Array.from({ length: cellCount(plan) }, (_, index) => {
    const { values } = cellAt(plan, index);
    return plan.varied.map(({ path }, at) => ({ path, value: values[at] }));
  });
}

function variedIn(words: readonly string[], isZipped: boolean, valuesMax: number): readonly Varied[] {
  if (words.length > sweepPathsMax) {
    throw new UsageError(`found ${words.length} settings that vary; expected at most ${sweepPathsMax}`);
  }
  const varied = valuesOf(words);
  judgeNoRange(varied);
  if (isZipped && varied.length > 0) judgeTogether(varied);
  if (!isZipped) judgeValuesOnce(varied);
  const repeated = repeatProblems(varied);
  if (repeated.length > 0) throw new UsageError(repeated);
  const long = varied.filter(({ values }) => values.length > valuesMax);
  if (long.length > 0) {
    throw new UsageError(
      long.map(({ path, values }) => `found ${values.length} values of ${path}; expected at most ${valuesMax}`),
    );
  }
  return varied;
}

/** A range is what `search` takes. Throws UsageError. */
function judgeNoRange(varied: readonly Varied[]): void {
  const ranges = varied.filter(({ values }) => values.length === 1 && /^[^\s.]+\.\.[^\s.]+$/.test(values[0]));
  if (ranges.length === 0) return;
  const tail = 'expected values, such as 1,2,3: search takes a range';
  throw new UsageError(ranges.map(({ path, values }) => `found the range ${values[0]} of ${path}; ${tail}`));
}

/** Two settings of one name could not be told apart. Throws UsageError. */
function judgeValuesOnce(varied: readonly Varied[]): void {
  const problems = varied.flatMap(({ path, values }) => {
    const twice = values.find((value, at) => values.indexOf(value) < at);
    return twice === undefined ? [] : [`found ${twice} twice among the values of ${path}; expected each once`];
  });
  if (problems.length > 0) throw new UsageError(problems);
}

/** A bundled scenario has it by its name and by its file. */
const nameOf = (word: string) => basename(word).replace(/\.ya?ml$/i, '');

/** Shards of one plan, made on machines where it lies elsewhere, must call it alike. */
function judgeNames(words: readonly string[]): void {
  const names = words.map(nameOf);
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice !== undefined) throw new UsageError(`found two scenarios called ${twice}; expected other names`);
}

/** Throws UsageError. */
function judgeSize(plan: SweepPlan): void {
  const cells = cellCount(plan);
  if (cells > sweepCellsMax) {
    const lists = plan.varied.map(({ values }) => grouped(values.length)).join(' x ');
    const factors = `${grouped(plan.scenarios.length)} scenarios x ${lists} settings`;
    throw new UsageError(
      `found ${factors} = ${grouped(cells)}; expected at most ${grouped(sweepCellsMax)}: fewer values, or --zip`,
    );
  }
  const jobs = jobCount(plan);
  if (jobs > sweepJobsMax) {
    const found = `${grouped(cells)} settings x ${grouped(jobs / cells)} seeds = ${grouped(jobs)} jobs`;
    throw new UsageError(`found ${found}; expected at most ${grouped(sweepJobsMax)}: fewer values or seeds`);
  }
}
