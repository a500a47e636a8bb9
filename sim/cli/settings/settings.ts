/**
 * What the command line sets in a scenario: `--set path=value`, and `--seed` and `--duration` as short ways to say the
 * same. A problem with a value is told where it was written.
 */
import { type NewJob, newJob } from '../../experiments/job.js';
import { type Override, overridesFile } from '../../scenario/reading/overrides.js';
import { type Position, ScenarioError } from '../../scenario/reading/problem.js';
import type { CommandWords } from '../command.js';
import type { ScenarioSource } from '../files/scenario-source.js';
import { UsageError } from '../usage-error.js';

interface Setting extends Override {
  readonly option: string;
}

const shortWays = ['seed', 'duration'];

const isWhole = (text: string) => text.includes('=');
const isSeveral = (seeds: string) => /^\d+(\.\.|,)/.test(seeds);

/** Throws UsageError for those that `settingsOf` leaves out, and for several seeds where one is meant. */
export function judgeSettings({ set = [], seed = [] }: CommandWords['options']): void {
  const several = seed.filter(isSeveral);
  const wrong = [
    ...set.filter((text) => !isWhole(text)).map((text) => `found --set ${text}; expected --set path=value`),
    ...several.map(
      (text) => `found --seed ${text}; expected one, or --seeds ${text} as sweep, vary and compare take it`,
    ),
  ];
  if (wrong.length > 0) throw new UsageError(wrong);
}

export function settingsOf(options: CommandWords['options']): Setting[] {
  const sets = (options.set ?? []).filter(isWhole).map((text) => {
    const [path, ...value] = text.split('=');
    return { option: overridesFile, path, value: value.join('=') };
  });
  const short = shortWays.flatMap((path) =>
    (options[path] ?? [])
      .filter((value) => path !== 'seed' || !isSeveral(value))
      .map((value) => ({ option: `--${path}`, path, value })),
  );
  return [...sets, ...short];
}

/** Throws ScenarioError. */
export function jobWithSettings({ text, fileName }: ScenarioSource, settings: readonly Setting[]): NewJob {
  try {
    const prepared = newJob(text, fileName, settings);
    return { ...prepared, warnings: prepared.warnings.map((warning) => asWritten(warning, settings)) };
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    const sources = new Map([...error.sources, ...settings.map(({ option, value }) => [option, value] as const)]);
    sources.set(overridesFile, error.sources.get(overridesFile) ?? '');
    const problems = error.problems.map((problem) => asWritten(problem, settings));
    throw new ScenarioError(problems, error.omitted, sources);
  }
}

/** The same once for each seed; on the one that the settings or the scenario say where none are given. */
export function jobsOnSeeds(
  source: ScenarioSource,
  settings: readonly Setting[],
  seeds: readonly number[] | null,
): NewJob[] {
  if (seeds === null) return [jobWithSettings(source, settings)];
  return seeds.map((seed) =>
    jobWithSettings(source, [...settings, { option: '--seeds', path: 'seed', value: String(seed) }]),
  );
}

/** The reader numbers all settings as lines of `--set path=value`. */
function asWritten<Told extends Position>(told: Told, settings: readonly Setting[]): Told {
  const setting = told.file === overridesFile ? settings[told.line - 1] : undefined;
  if (setting === undefined || setting.option === overridesFile) return told;
  const column = Math.max(1, told.column - `${setting.path}=`.length);
  return { ...told, file: setting.option, line: 1, column };
}
