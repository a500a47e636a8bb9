/**
 * The references in docs/ are what the code makes of itself: changed by `npx vitest run test/reference.test.ts -u`. No row
 * of them is without words, and what they show is accepted.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { examplesIn } from '../schemas/reference/examples.js';
import { metricsReference } from '../schemas/reference/metrics-reference.js';
import { defaultText, modelReference } from '../schemas/reference/model-reference.js';
import { scenarioReference } from '../schemas/reference/scenario-reference.js';
import { sources } from '../schemas/reference/sources.js';
import type { Tunable } from '../sim/engine/tunable.js';
import { scenarioSchemaInWords } from '../sim/scenario/json-schema.js';
import { tunables } from '../sim/scenario/parameters/parameters.js';
import {
  bandwidth,
  bytes,
  count,
  duration,
  factor,
  plainNumber,
  rate,
  readQuantity,
  share,
  signedDuration,
} from '../sim/scenario/quantities/units.js';
import { readScenario } from '../sim/scenario/read.js';

const bundled = readdirSync('scenarios', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.yaml'))
  .sort()
  .map((file) => parse(readFileSync(`scenarios/${file}`, 'utf8')));
const schema = scenarioSchemaInWords();

test('the reference of scenarios is as docs has it', async () => {
  await expect(scenarioReference(schema, examplesIn(schema, bundled))).toMatchFileSnapshot('../docs/scenario.md');
});

test('the reference of the model is as docs has it', async () => {
  await expect(modelReference()).toMatchFileSnapshot('../docs/model.md');
});

test('the reference of metrics is as docs has it', async () => {
  await expect(metricsReference()).toMatchFileSnapshot('../docs/metrics.md');
});

test('no key of a scenario is without words', () => {
  const rows = scenarioReference(schema, new Map()).match(/^\|.*\|$/gm)!;
  const [wordless, told] = [rows.filter((row) => row.endsWith('|  |')), rows.filter((row) => !row.endsWith('|  |'))];
  // Of a kind of fault the last column is the keys that it may have.
  expect(wordless.filter((row) => !/leader-handover|bit-rot|log-rot|misdirected-write|silent-wrong/.test(row))).toEqual(
    [],
  );
  expect(told.length).toBeGreaterThan(100);
});

const parameters = Object.entries(tunables).flatMap(([section, table]) =>
  Object.entries<Tunable>(table).map(([name, tunable]) => ({ path: `parameters.${section}.${name}`, tunable })),
);

test.each(parameters)('$path has a source that the reference explains', ({ tunable: { source } }) => {
  expect(Object.keys(sources).filter((key) => new RegExp(`^${key}(?![\\w])`).test(source))).not.toEqual([]);
});

test.each(parameters)('$path is read back as its default where the reference is pasted', ({ path, tunable }) => {
  const [, section, name] = path.split('.');
  const text = [
    'title: Example',
    'regions: { r: {} }',
    'tables: { t: {} }',
    'tenants: { a: { arrivals: { poisson: 1/s } } }',
    `parameters: { ${section}: { ${name}: ${defaultText(tunable)} } }`,
  ].join('\n');
  const read: object = readScenario(text, 'example.yaml').parameters[section as keyof typeof tunables];
  expect(read).toHaveProperty(name, tunable.default);
});

/** Of every quantity in a schema: where it stands, and its example. */
function* examplesOf(
  part: unknown,
  path: string,
): Generator<readonly [path: string, expected: string, example: string]> {
  if (typeof part !== 'object' || part === null) return;
  const { expected, examples } = part as { expected?: unknown; examples?: readonly string[] };
  if (typeof expected === 'string') yield [path, expected, examples![0]];
  for (const [key, each] of Object.entries(part)) yield* examplesOf(each, `${path}.${key}`);
}

test('every example of a quantity lies within its bounds', () => {
  const quantities = [...examplesOf(schema, '')];
  const kinds = [duration, signedDuration, rate, bytes, bandwidth, count, share, factor, plainNumber];
  const wrong = quantities.filter(([, expected, example]) => {
    const kind = kinds.find(({ name }) => expected.startsWith(name))!;
    const value = (text: string) => (readQuantity(kind, text) as { value: number }).value;
    const [, least] = /of at least ([^ ,]+)/.exec(expected) ?? [];
    const [, most] = /of at most ([^ ,]+)/.exec(expected) ?? [];
    return (
      (least !== undefined && value(example) < value(least)) || (most !== undefined && value(example) > value(most))
    );
  });
  expect(wrong).toEqual([]);
  expect(quantities.length).toBeGreaterThan(200);
});
