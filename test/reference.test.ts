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
  expect(wordless.filter((row) => !row.includes('leader-handover'))).toEqual([]);
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
