import { readdirSync, readFileSync } from 'node:fs';
import Ajv from 'ajv';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { faultKinds } from '../../sim/faults/fault-kinds.js';
import { scenarioJsonSchema } from '../../sim/scenario/json-schema.js';
import { tunables } from '../../sim/scenario/parameters/parameters.js';
import { starterScenario } from '../../sim/scenario/starter.js';
import { linesOf } from './examples.js';

interface Node {
  readonly properties: Record<string, Node>;
  readonly description?: string;
  readonly additionalProperties?: boolean | Node;
  readonly required?: string[];
  readonly items?: { oneOf: Node[] };
  readonly oneOf?: Node[];
  readonly const?: string;
}
const schema = scenarioJsonSchema() as Node;
const isValid = new Ajv.default({ strict: false }).compile(schema);

const folder = new URL('../../scenarios/', import.meta.url);
const bundled = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml'));

test.each(bundled)('an editor finds no fault with %s', (file) => {
  isValid(parse(readFileSync(new URL(file, folder), 'utf8')));
  expect(isValid.errors).toBe(null);
});

/** The starter with one value replaced, as an editor sees it and as the reader does. */
function judged(path: readonly string[], value: number): { editor: boolean; reader: boolean } {
  const file = parse(starterScenario('Bounds', 'schema.json'));
  let inner = file;
  for (const key of path.slice(0, -1)) {
    inner[key] ??= {};
    inner = inner[key];
  }
  inner[path[path.length - 1]] = value;
  return { editor: isValid(file), reader: linesOf(JSON.stringify(file)).length === 0 };
}

test.each([
  ['regions.us-east-1.zones', [3, 9], [0, 2.5, 10]],
  ['tables.orders.partitions', [1, 1000], [0, 1e7]],
  ['seed', [0, 2 ** 53 - 1], [-1, 0.5, 2 ** 53]],
  ['tenants.storefront.mix.getItem', [0.8], [-0.1, 1.1]],
  ['format', [1], [0, 2, 1.5]],
  ...Object.entries(tunables).flatMap(([section, rows]) =>
    Object.entries(rows).flatMap(([name, { unit, min, max }]): [string, number[], number[]][] => {
      const beyond = [...(min === undefined ? [] : [min - 1]), ...(max === undefined ? [] : [max + 1])];
      return unit === 'count' || unit === 'ratio' ? [[`parameters.${section}.${name}`, [], [...beyond, -1]]] : [];
    }),
  ),
] as [string, number[], number[]][])('bounds of %s are the reader’s', (path, inside, outside) => {
  const words = path.split('.');
  for (const value of inside) expect(judged(words, value), String(value)).toEqual({ editor: true, reader: true });
  for (const value of outside) expect(judged(words, value), String(value)).toEqual({ editor: false, reader: false });
});

test('editors are told the keys, which of them are required, and that no others exist', () => {
  expect(schema.required).toEqual(['title', 'regions', 'tables', 'tenants']);
  expect(schema.additionalProperties).toBe(false);
  const tenant = schema.properties.tenants.additionalProperties as Node;
  expect(tenant.additionalProperties).toBe(false);
  expect(tenant.required).toEqual(['arrivals']);
  expect(tenant.properties.arrivals.oneOf).toHaveLength(4);
});

test('each tunable is explained', () => {
  for (const [section, values] of Object.entries(tunables)) {
    for (const [name, tunable] of Object.entries(values)) {
      const node = schema.properties.parameters.properties[section].properties[name];
      expect(node.description).toContain(tunable.about);
    }
  }
});

test('defaults are told in the form in which they may be written', () => {
  const { admission, autoadmin } = schema.properties.parameters.properties;
  expect(admission.properties.adaptiveGain.description).toContain('(default 0.5)');
  expect(autoadmin.properties.splitAbove.description).toContain('(default 80%)');
  expect(autoadmin.properties.splitBytes.description).toContain('(default 10GB)');
});

test('each kind of fault has its own keys', () => {
  const kinds = schema.properties.faults.items?.oneOf ?? [];
  expect(kinds.map((kind) => kind.properties.kind.const)).toEqual([...faultKinds]);
  expect(kinds.every((kind) => kind.additionalProperties === false)).toBe(true);
});
