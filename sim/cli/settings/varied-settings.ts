/**
 * What `vary` varies: words such as `tables.orders.capacity.mode=static,global`, several of which vary together, and the
 * scenario under each setting. All are read before anything runs, so that a wrong value is told at once.
 */

import type { Variant } from '../../experiments/vary.js';
import { type Problem, quoted, ScenarioError } from '../../scenario/reading/problem.js';
import { judgeKept } from '../compared/kept-results.js';
import type { ScenarioSource } from '../files/scenario-source.js';
import { UsageError } from '../usage-error.js';
import { jobsOnSeeds, type settingsOf } from './settings.js';

export interface Varied {
  readonly path: string;
  readonly values: readonly string[];
}

/** All results are kept until the last one, and nobody reads a longer table. */
export const variantsMax = 100;

/** Throws UsageError with the problems of all words, and where those are right of them together. */
export function variedOf(words: readonly string[]): Varied[] {
  const form = 'expected path=value,value';
  const varied = words.map((word): Varied => {
    const [path, ...rest] = word.split('=');
    return { path, values: rest.length === 0 ? [] : splitAtCommas(rest.join('=')).map((value) => value.trim()) };
  });
  const wrong = varied.flatMap(({ values }, index) => {
    if (values.length === 0) return [`found ${quoted(words[index])}; ${form}`];
    return values.includes('') ? [`found an empty value in ${quoted(words[index])}; ${form}`] : [];
  });
  if (wrong.length > 0) throw new UsageError(wrong);
  const [{ path, values }, ...others] = varied;
  const longer = others.find((each) => each.values.length !== values.length);
  const repeated = varied.find((each, index) => varied.findIndex((other) => other.path === each.path) < index);
  const together: string[] = [];
  if (longer !== undefined) {
    const found = `${countOf(values)} of ${path} and ${countOf(longer.values)} of ${longer.path}`;
    together.push(`found ${found}; expected as many of each, since they vary together`);
  }
  if (values.length > variantsMax) {
    together.push(`found ${countOf(values)} of ${path}; expected at most ${variantsMax}`);
  }
  if (repeated !== undefined) together.push(`found ${repeated.path} twice; expected all its values in one list`);
  if (together.length > 0) throw new UsageError(together);
  return varied;
}

/**
 * The scenario under each setting, and of each on each of the seeds; throws ScenarioError with the problems of all, UsageError where a setting is fixed
 * too.
 */
export function readVariants(
  source: ScenarioSource,
  settings: ReturnType<typeof settingsOf>,
  varied: readonly Varied[],
  seeds: readonly number[] | null = null,
): Variant[] {
  if (seeds !== null && varied.some(({ path }) => path === 'seed')) {
    throw new UsageError('found --seeds beside seed=…, which varies it; expected one of them');
  }
  const fixed = settings.find(({ path }) => varied.some((each) => each.path === path));
  if (fixed !== undefined) {
    const option = fixed.option === `--${fixed.path}` ? fixed.option : `--set ${fixed.path}`;
    throw new UsageError(`found ${option} beside ${fixed.path}=…, which varies it; expected one of them`);
  }
  const problems: { readonly problem: Problem; readonly setting: string }[] = [];
  const sources = new Map([[source.fileName, source.text]]);
  const variants = varied[0].values.flatMap((_, index) => {
    const chosen = varied.map(({ path, values }) => ({ option: path, path, value: values[index] }));
    try {
      return jobsOnSeeds(source, [...settings, ...chosen], seeds).map((prepared) => ({
        ...prepared,
        values: chosen.map(({ value }) => value),
      }));
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      // A varied value is quoted; its place is in another text for each row.
      for (const [file, text] of error.sources) if (!chosen.some(({ path }) => path === file)) sources.set(file, text);
      const setting = chosen.map(({ path, value }) => `${path}=${value}`).join(' ');
      problems.push(...error.problems.map((problem) => ({ problem, setting })));
      return [];
    }
  });
  if (problems.length === 0) {
    judgeKept(
      variants.map(({ scenario }) => scenario),
      seeds === null ? 'fewer values' : 'fewer values or seeds',
    );
    return variants;
  }
  const paths = varied.map(({ path }) => path);
  const settingsWith = (problem: Problem) => problems.filter((each) => isSame(each.problem, problem)).length;
  throw new ScenarioError(
    problems.map(({ problem, setting }) => {
      const isAboutSetting = paths.includes(problem.file);
      const isInEach = settingsWith(problem) === varied[0].values.length;
      if (isAboutSetting || isInEach) return problem;
      const words = `, with ${setting}`;
      return { ...problem, expected: problem.expected + words, message: problem.message + words };
    }),
    0,
    sources,
  );
}

const countOf = (values: readonly string[]) => `${values.length} value${values.length === 1 ? '' : 's'}`;

const isSame = (a: Problem, b: Problem) =>
  a.file === b.file && a.line === b.line && a.column === b.column && a.message === b.message;

/** Commas within brackets, braces and quotes belong to a value: `{ read: 1, write: 2 }` is one. */
function splitAtCommas(text: string): string[] {
  const values = [''];
  let depth = 0;
  let quote = '';
  for (const character of text) {
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if ((character === '"' || character === "'") && /(^|[[{,:])\s*$/.test(values[values.length - 1])) {
      quote = character;
    } else if ('[{'.includes(character)) depth++;
    else if (']}'.includes(character)) depth--;
    if (character === ',' && depth <= 0 && quote === '') values.push('');
    else values[values.length - 1] += character;
  }
  return values;
}
