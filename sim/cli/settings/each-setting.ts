/**
 * A scenario read under many settings before anything runs, so that what is wrong with any is told at once: what is wrong
 * under each of them once, what is wrong under some with its setting.
 */
import type { Override } from '../../scenario/reading/overrides.js';
import { type Problem, ScenarioError } from '../../scenario/reading/problem.js';
import type { ScenarioSource } from '../files/scenario-source.js';

export interface Chosen extends Override {
  /** What a problem with the value calls its place. */
  readonly option: string;
}

/** Nobody reads more, and each is held against all others. */
const wrongSettingsMax = 100;

/** Throws ScenarioError with the problems of all. */
export function readEach<T>(
  source: ScenarioSource,
  settings: readonly (readonly Override[])[],
  read: (chosen: readonly Chosen[]) => T,
): T[] {
  const problems: { readonly problem: Problem; readonly setting: string }[] = [];
  const sources = new Map([[source.fileName, source.text]]);
  let wrong = 0;
  const all: T[] = [];
  for (const setting of settings) {
    const chosen = setting.map(({ path, value }) => ({ option: path, path, value }));
    try {
      all.push(read(chosen));
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      // A varied value is quoted; its place is in another text for each row.
      for (const [file, text] of error.sources) if (!chosen.some(({ path }) => path === file)) sources.set(file, text);
      const inWords = chosen.map(({ path, value }) => `${path}=${value}`).join(' ');
      problems.push(...error.problems.map((problem) => ({ problem, setting: inWords })));
      if (++wrong === wrongSettingsMax) break;
    }
  }
  if (problems.length === 0) return all;
  const paths = (settings[0] ?? []).map(({ path }) => path);
  const told: Problem[] = [];
  for (const { problem, setting } of problems) {
    const under = problems.filter((each) => isSame(each.problem, problem)).length;
    const isWhole = paths.includes(problem.file) || under === settings.length || setting === '';
    const words = `, with ${setting}`;
    told.push(isWhole ? problem : { ...problem, expected: problem.expected + words, message: problem.message + words });
  }
  throw new ScenarioError(told, 0, sources);
}

const isSame = (a: Problem, b: Problem) =>
  a.file === b.file && a.line === b.line && a.column === b.column && a.message === b.message;
