/** Files of an older format are read through the chain of migrations, and messages keep the places of the file. */
import { expect, test } from 'vitest';
import { readWithWarnings } from '../../../sim/scenario/read.js';
import { type Migration, migrations, newestFormat } from '../../../sim/scenario/reading/migrations.js';
import type { Override } from '../../../sim/scenario/reading/overrides.js';
import { ScenarioError } from '../../../sim/scenario/reading/problem.js';
import type { PlainMapping } from '../../../sim/scenario/reading/yaml-document.js';

/** A key at the top of the file, in the format before, had another name. */
const renamed =
  (before: string, after: string): Migration =>
  ({ root, place, problems }) => {
    const { [before]: value, ...others } = root;
    const inside = new Map(place.inside);
    const moved = inside.get(before);
    if (moved === undefined) return { root, place, problems };
    inside.delete(before);
    const newRoot: PlainMapping = Object.assign(Object.create(null), others, { [after]: value });
    return { root: newRoot, place: { ...place, inside: inside.set(after, moved) }, problems };
  };
const planted = [renamed('kunden', 'customers'), renamed('customers', 'tenants')];

const textOf = (head: string, tenants: string) => `${head}title: Old
regions: { r: {} }
tables: { t: {} }
${tenants}:
  a: { arrivals: { poisson: 1/s } }
  b:
    arrivals: { poisson: 2/s }
objectives: { b: { success: 99% } }
`;

const read = (text: string, chain: readonly Migration[] = migrations, overrides: readonly Override[] = []) =>
  readWithWarnings(text, 'old.yaml', overrides, () => [], chain);

function problemsOf(act: () => unknown): readonly string[] {
  try {
    act();
  } catch (error) {
    if (error instanceof ScenarioError) {
      return error.problems.map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`);
    }
    throw error;
  }
  return [];
}

test('the chain leads to the newest format, which is that of new files', () => {
  expect(migrations.length + 1).toBe(newestFormat);
});

test('a file of any format means what the newest says, and one without a format is of the first', () => {
  const { scenario } = read(textOf('', 'tenants'));
  expect(read(textOf('format: 1\n', 'tenants')).scenario).toEqual(scenario);
  expect(read(textOf('', 'kunden'), planted).scenario).toEqual(scenario);
  expect(read(textOf('format: 1\n', 'kunden'), planted).scenario).toEqual(scenario);
  expect(read(textOf('format: 2\n', 'customers'), planted).scenario).toEqual(scenario);
  expect(read(textOf('format: 3\n', 'tenants'), planted).scenario).toEqual(scenario);
});

test('a migration is not made of files that are newer', () => {
  const problems = problemsOf(() => read(textOf('format: 2\n', 'kunden'), planted));
  expect(problems).toContainEqual(expect.stringMatching(/^old\.yaml:5:1: found the unknown key "kunden"/));
});

test('problems, settings and verdicts keep the places of the file', () => {
  const wrong = textOf('format: 1\n', 'kunden').replace('poisson: 2/s', 'poisson: 2');
  expect(problemsOf(() => read(wrong, planted))).toEqual([
    expect.stringMatching(/^old\.yaml:8:26: found 2; expected a rate/),
  ]);
  const set = [{ path: 'kunden.b.arrivals', value: '{ poisson: x }' }];
  expect(problemsOf(() => read(textOf('', 'kunden'), planted, set))).toEqual([
    expect.stringMatching(/^--set:1:\d+: found "x"; expected a rate/),
  ]);
  expect(read(textOf('format: 1\n', 'kunden'), planted).lines.objectives).toEqual([9]);
});

test.each(['2', '0', '1.5', '"1"', 'x', '', '[1]'])(
  'format: %s is refused with one message, whatever else is wrong',
  (format) => {
    const text = textOf(`format: ${format}\nnonsense: 7\n`, 'customers');
    expect(problemsOf(() => read(text))).toEqual([
      expect.stringMatching(/^old\.yaml:1:\d+: found .*; expected format: 1, the only one so far; a newer dynamosim/),
    ]);
  },
);

test('a migration changes no document', () => {
  const text = textOf('', 'kunden');
  const frozen: Migration = (document) =>
    planted[0](Object.freeze({ ...document, root: Object.freeze(document.root) }));
  expect(read(text, [frozen, planted[1]]).scenario).toEqual(read(text, planted).scenario);
});
