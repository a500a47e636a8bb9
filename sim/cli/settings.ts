/**
 * What the command line sets in a scenario: `--set path=value`, and `--seed` and `--duration` as short ways to say the
 * same. A problem with a value is told where it was written.
 */
import { newJob, type PreparedJob } from '../experiments/job.js';
import { type Override, overridesFile } from '../scenario/reading/overrides.js';
import { type Problem, ScenarioError } from '../scenario/reading/problem.js';
import type { CommandWords } from './command.js';
import type { ScenarioSource } from './files/scenario-source.js';
import { UsageError } from './usage-error.js';

interface Setting extends Override {
  readonly option: string;
}

const shortWays = ['seed', 'duration'];

export function settingsOf(options: CommandWords['options']): Setting[] {
  const sets = (options.set ?? []).map((text) => {
    const [path, ...value] = text.split('=');
    if (value.length === 0) throw new UsageError(`found --set ${text}; expected --set path=value`);
    return { option: overridesFile, path, value: value.join('=') };
  });
  const short = shortWays.flatMap((path) =>
    (options[path] ?? []).map((value) => ({ option: `--${path}`, path, value })),
  );
  return [...sets, ...short];
}

/** Throws ScenarioError. */
export function jobWithSettings({ text, fileName }: ScenarioSource, settings: readonly Setting[]): PreparedJob {
  try {
    return newJob(text, fileName, settings);
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    throw new ScenarioError(error.problems.map((problem) => asWritten(problem, settings)));
  }
}

/** The reader numbers all settings as lines of `--set path=value`. */
function asWritten(problem: Problem, settings: readonly Setting[]): Problem {
  const setting = problem.file === overridesFile ? settings[problem.line - 1] : undefined;
  if (setting === undefined || setting.option === overridesFile) return problem;
  const column = Math.max(1, problem.column - `${setting.path}=`.length);
  return { ...problem, file: setting.option, line: 1, column };
}
