/** What varies: words such as `tables.orders.capacity.mode=static,global`, and what they must be together. */
import { quoted } from '../../scenario/reading/problem.js';
import { UsageError } from '../usage-error.js';
import type { settingsOf } from './settings.js';

export interface Varied {
  readonly path: string;
  readonly values: readonly string[];
}

/** Each path with its values. Throws UsageError with the problems of all words. */
export function valuesOf(words: readonly string[]): Varied[] {
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
  return varied;
}

/** Throws UsageError where lists are of several lengths, or a path has two. */
export function judgeTogether(varied: readonly Varied[]): void {
  const together = [...lengthProblems(varied), ...repeatProblems(varied)];
  if (together.length > 0) throw new UsageError(together);
}

function lengthProblems([first, ...others]: readonly Varied[]): string[] {
  const longer = others.find((each) => each.values.length !== first.values.length);
  if (longer === undefined) return [];
  const found = `${countOf(first.values)} of ${first.path} and ${countOf(longer.values)} of ${longer.path}`;
  return [`found ${found}; expected as many of each, since they vary together`];
}

export function repeatProblems(varied: readonly Varied[]): string[] {
  const repeated = varied.find((each, index) => varied.findIndex((other) => other.path === each.path) < index);
  return repeated === undefined ? [] : [`found ${repeated.path} twice; expected all its values in one list`];
}

/** Throws UsageError where a setting is fixed too. */
export function judgeFixed(settings: ReturnType<typeof settingsOf>, varied: readonly Varied[]): void {
  const fixed = settings.find(({ path }) => varied.some((each) => each.path === path));
  if (fixed === undefined) return;
  const option = fixed.option === `--${fixed.path}` ? fixed.option : `--set ${fixed.path}`;
  throw new UsageError(`found ${option} beside ${fixed.path}=…, which varies it; expected one of them`);
}

const countOf = (values: readonly string[]) => `${values.length} value${values.length === 1 ? '' : 's'}`;

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
