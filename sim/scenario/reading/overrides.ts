/**
 * `--set path=value`: one value of the file replaced before it is judged. Paths are dot-separated, entries of lists are
 * numbers from 0. Missing mappings on the way are made, except among regions, tables and tenants: there a new name is a
 * misspelt one.
 */
import { type Mismatch, type Position, type Problem, problemAt, quoted, ScenarioError } from './problem.js';
import { describePlain, isMapping, type Place, type Plain, readYamlValue, type YamlDocument } from './yaml-document.js';
import { charactersMax } from './yaml-syntax.js';

export interface Override {
  readonly path: string;
  readonly value: string;
}

export const overridesFile = '--set';
export const overridesMax = 100;
/** Of a path: a scenario nests less than 12 deep, and a name may hold dots. */
const wordsMax = 64;
const sectionsOfNames = ['regions', 'tables', 'tenants'];

/** Changes the document in place; the n-th override stands on line n of `--set`. */
export function applyOverrides(document: YamlDocument, overrides: readonly Override[]): Problem[] {
  const start = { file: overridesFile, line: 1, column: 1 };
  if (overrides.length > overridesMax) {
    const found = `${overrides.length} settings`;
    return [problemAt(start, { found, expected: `at most ${overridesMax}` })];
  }
  const characters = overrides.reduce((sum, { path, value }) => sum + path.length + value.length, 0);
  if (characters > charactersMax) {
    const found = `settings of ${characters} characters`;
    return [problemAt(start, { found, expected: `at most ${charactersMax} in all` })];
  }
  return overrides.flatMap((override, index) => {
    const position = { ...start, line: index + 1 };
    const problem = applyOverride(document, override, position);
    return problem ? [problem] : [];
  });
}

function applyOverride(document: YamlDocument, { path, value }: Override, at: Position): Problem | null {
  const words = path.split('.', wordsMax + 1);
  if (words.length > wordsMax) {
    const found = `a path of more than ${wordsMax} words`;
    return problemAt(at, { found, expected: 'a path such as tables.orders.partitions' });
  }
  const valueAt = { ...at, column: path.length + 2 };
  const read = readOverrideValue(value, valueAt);
  if ('problem' in read) return read.problem;

  let container: Plain = document.root;
  let place = document.place;
  let column = 1;
  for (let i = 0; i < words.length; ) {
    const used = wordsOfStep(container, words, i);
    const word = words.slice(i, i + used).join('.');
    const step = Array.isArray(container) ? Number(word) : word;
    const problem = stepProblem(container, word, words.slice(0, i));
    if (problem) return problemAt({ ...at, column }, problem);

    i += used;
    const isLast = i === words.length;
    const inner: Plain | undefined = childOf(container, step);
    const next: Plain = isLast ? read.value : (inner ?? Object.create(null));
    setChild(container, step, next);
    const known = place.inside.get(step);
    if (isLast || !known) place.inside.set(step, { key: { ...at, column }, value: valueAt, inside: new Map() });
    place = place.inside.get(step) as Place;
    container = next;
    column += word.length + 1;
  }
  return null;
}

function readOverrideValue(text: string, at: Position): { value: Plain } | { problem: Problem } {
  try {
    return { value: readYamlValue(text, overridesFile) };
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    const { found, expected, column } = error.problems[0];
    return { problem: problemAt({ ...at, column: at.column + column - 1 }, { found, expected }) };
  }
}

/** Names, percentiles (`p99.9`) and objectives (`getItem.p99`) may hold dots: the longest known key wins. */
function wordsOfStep(container: Plain, words: readonly string[], from: number): number {
  if (words[0] === 'objectives' && from >= 2) return words.length - from;
  if (isMapping(container)) {
    for (let count = words.length - from; count > 1; count--) {
      if (words.slice(from, from + count).join('.') in container) return count;
    }
  }
  const isPercentile = /^p\d+$/.test(words[from]) && /^\d+$/.test(words[from + 1] ?? '');
  return isPercentile ? 2 : 1;
}

function stepProblem(container: Plain, word: string, before: readonly string[]): Mismatch | null {
  const where = before.length === 0 ? 'the scenario' : quoted(before.join('.'));
  if (Array.isArray(container)) {
    const isEntry = /^\d{1,9}$/.test(word) && Number(word) < container.length;
    const last = container.length - 1;
    const expected =
      last < 0 ? `no entry, because the list ${where} is empty` : `a number from 0 to ${last} in ${where}`;
    return isEntry ? null : { found: quoted(word), expected };
  }
  if (!isMapping(container)) {
    return { found: quoted(word), expected: `no more words, because ${where} is ${describePlain(container)}` };
  }
  if (word === '' || word === '__proto__') return { found: quoted(word), expected: 'a name between dots' };
  const mayBeNew = before.length !== 1 || !sectionsOfNames.includes(before[0]);
  if (mayBeNew || word in container) return null;
  const candidates = Object.keys(container);
  return { found: quoted(word), expected: `a name in ${where}: ${candidates.join(', ')}`, candidates, word };
}

function childOf(container: Plain, step: string | number): Plain | undefined {
  if (Array.isArray(container)) return container[Number(step)];
  return isMapping(container) ? container[step] : undefined;
}

function setChild(container: Plain, step: string | number, value: Plain): void {
  if (Array.isArray(container)) container[Number(step)] = value;
  else if (isMapping(container)) container[step] = value;
}
