/** The JSON Schema of scenario files for editors, made from the schema that readScenario judges by. */
import { z } from 'zod';
import { scenarioSchema } from './schema.js';

/** Of a place in a file. Those of quantities say with `expected` what is written there, units and bounds, in words. */
export type JsonSchema = { readonly [keyword: string]: unknown; readonly description?: string };

/** Draft 7, which is what YAML language servers speak. */
export function scenarioJsonSchema(): object {
  return { title: 'dynamosim scenario', ...(inDraft7(scenarioSchemaInWords()) as object) };
}

/** The same with the keyword `expected`, which no draft has. */
export function scenarioSchemaInWords(): JsonSchema {
  return z.toJSONSchema(scenarioSchema, { io: 'input', target: 'draft-7' }) as JsonSchema;
}

/** Editors show descriptions, and refuse what they do not know. */
function inDraft7(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(inDraft7);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { expected, ...others } = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, inDraft7(value)]),
  );
  if (expected === undefined) return others;
  // A key of a scenario may have that name, and then it is a schema.
  if (typeof expected !== 'string') return { ...others, expected };
  return { ...others, description: [others.description, expected].filter(Boolean).join('; ') };
}
