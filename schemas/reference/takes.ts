/** What may be written at a place of a scenario, in words, out of its JSON Schema. */
import type { JsonSchema } from '../../sim/scenario/json-schema.js';
import { anchorOf, code } from './markdown.js';

export type Properties = Readonly<Record<string, JsonSchema>>;

const ofDistribution: Readonly<Record<string, string>> = {
  TimeDistribution: 'a time',
  SizeDistribution: 'a size',
  CountDistribution: 'a whole number',
};
export const distributions = 'Distributions';

/** What stands at a place is one of these. */
export function alternativesOf(schema: JsonSchema): readonly JsonSchema[] {
  if (schema.expected !== undefined) return [schema];
  const several = (schema.anyOf ?? schema.allOf) as readonly JsonSchema[] | undefined;
  return several === undefined ? [schema] : several.flatMap(alternativesOf);
}

/** `path` is where it stands, which is the heading of a mapping's own section. */
export function takes(path: string, schema: JsonSchema): string {
  return alternativesOf(schema)
    .map((each) => takesOne(path, each))
    .join('; or ');
}

function takesOne(path: string, schema: JsonSchema): string {
  const { expected, $ref, properties, additionalProperties, items } = schema;
  if (typeof expected === 'string') return expected;
  if (typeof $ref === 'string') {
    return `${ofDistribution[$ref.split('/').at(-1)!]} or [a distribution](${anchorOf(distributions)})`;
  }
  if (schema.const !== undefined) return code(String(schema.const));
  if (Array.isArray(schema.enum)) return schema.enum.map((word) => code(String(word))).join(', ');
  if (properties !== undefined) return `a mapping: [${code(path)}](${anchorOf(path)})`;
  if (typeof additionalProperties === 'object') return takesNamed(path, additionalProperties as JsonSchema);
  if (Array.isArray(items)) return `\`[\` ${items.map((each) => takes(path, each)).join(', ')} \`]\``;
  if (items !== undefined)
    return `a list of at most ${schema.maxItems}, each ${takes(`${path}[]`, items as JsonSchema)}`;
  if (schema.oneOf !== undefined) return `a mapping: [${code(path)}](${anchorOf(path)})`;
  if (schema.type === 'boolean') return '`true`, `false`';
  if (schema.maxLength !== undefined) return `a text of at most ${schema.maxLength} characters`;
  return Array.isArray(schema.type) ? `a ${schema.type.join(' or a ')}` : `a ${schema.type}`;
}

function takesNamed(path: string, value: JsonSchema): string {
  return `names, each with ${takes(`${path}.NAME`, value)}`;
}
