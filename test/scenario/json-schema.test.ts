import { expect, test } from 'vitest';
import { faultKinds } from '../../sim/faults/fault-kinds.js';
import { scenarioJsonSchema } from '../../sim/scenario/json-schema.js';
import { tunables } from '../../sim/scenario/parameters/parameters.js';

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
