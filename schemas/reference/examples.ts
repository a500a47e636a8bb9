/** Values that scenarios give a key, to be shown as its example: the first in the order of the scenarios. */
import type { JsonSchema } from '../../sim/scenario/json-schema.js';
import { alternativesOf, type Properties } from './takes.js';

/** By the path of the key, as the reference writes it: `tenants.NAME.arrivals.poisson`. */
export type Examples = ReadonlyMap<string, string>;

const lengthMax = 60;

export function examplesIn(schema: JsonSchema, scenarios: readonly unknown[]): Examples {
  const examples = new Map<string, string>();
  for (const scenario of scenarios) visit('', schema, scenario, examples);
  return examples;
}

function visit(path: string, schema: JsonSchema, value: unknown, examples: Map<string, string>): void {
  const text = textOf(value);
  if (!examples.has(path) && text.length <= lengthMax) examples.set(path, text);
  if (typeof value !== 'object' || value === null) return;
  for (const { properties, additionalProperties, items, oneOf } of alternativesOf(schema)) {
    for (const [key, each] of Object.entries(value)) {
      const known = (properties as Properties | undefined)?.[key];
      if (known !== undefined) visit(joined(path, key), known, each, examples);
      else if (typeof additionalProperties === 'object' && properties === undefined) {
        visit(joined(path, 'NAME'), additionalProperties as JsonSchema, each, examples);
      } else if (Array.isArray(value) && items !== undefined && !Array.isArray(items)) {
        visit(`${path}[]`, items as JsonSchema, each, examples);
      }
    }
    // A fault's form is told by its kind; any that knows the key will do for an example.
    if (properties === undefined)
      for (const form of (oneOf ?? []) as readonly JsonSchema[]) visit(path, form, value, examples);
  }
}

export const joined = (path: string, key: string) => (path === '' ? key : `${path}.${key}`);

/** As YAML on one line. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(textOf).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{ ${Object.entries(value)
      .map(([key, each]) => `${key}: ${textOf(each)}`)
      .join(', ')} }`;
  }
  return String(value);
}
