/**
 * The reference of scenario files in Markdown, made from the schema that files are judged by: a section for each mapping,
 * a row for each key with what it takes, its default, an example out of the bundled scenarios, and what it means.
 */
import type { JsonSchema } from '../../sim/scenario/json-schema.js';
import { type Examples, joined } from './examples.js';
import { code, table } from './markdown.js';
import { alternativesOf, distributions, type Properties, takes } from './takes.js';

type Entries = readonly (readonly [string, JsonSchema])[];

/** Told elsewhere. */
const elsewhere: Readonly<Record<string, string>> = { parameters: '[the parameters of the model](model.md)' };
const file = 'The file';

const introduction = `# What a scenario may say

Made from the schema that files are judged by. What has a default may be left out. Examples are from the bundled scenarios
where one of them uses the key, and otherwise only show how such a quantity is written. NAME is a name
of your own, \`[]\` an entry of a list. Editors show the same by the JSON Schema that \`npx dynamosim schema\` prints.`;

export function scenarioReference(schema: JsonSchema, examples: Examples): string {
  const { TimeDistribution } = schema.definitions as Properties;
  const sections = [...sectionsOf('', schema, examples), ...sectionsOf(distributions, TimeDistribution, examples)];
  return [introduction, ...sections, ''].join('\n\n');
}

function* sectionsOf(path: string, schema: JsonSchema, examples: Examples): Generator<string> {
  for (const { properties, additionalProperties, items, oneOf, required, description } of alternativesOf(schema)) {
    if (properties !== undefined) {
      const keys = Object.entries(properties as Properties);
      const needed = (required ?? []) as readonly string[];
      const choice = oneOf === undefined ? '' : `Exactly one of ${choicesOf(oneOf)}.`;
      yield [heading(path), description ?? '', choice, tableOf(path, keys, needed, examples)]
        .filter(Boolean)
        .join('\n\n');
      for (const { names, child } of grouped(keys)) {
        if (elsewhere[names[0]] === undefined) yield* sectionsOf(joined(path, names[0]), child, examples);
      }
    } else if (oneOf !== undefined) {
      yield kindsOf(path, oneOf as readonly JsonSchema[], examples);
    } else if (typeof additionalProperties === 'object') {
      yield* sectionsOf(joined(path, 'NAME'), additionalProperties as JsonSchema, examples);
    } else if (items !== undefined && !Array.isArray(items)) {
      yield* sectionsOf(`${path}[]`, items as JsonSchema, examples);
    }
  }
}

const heading = (path: string) => `## ${path === '' ? file : path === distributions ? path : code(path)}`;
const choicesOf = (oneOf: unknown) =>
  (oneOf as readonly { readonly required: readonly string[] }[]).map(({ required }) => code(required[0])).join(', ');

function tableOf(path: string, keys: Entries, needed: readonly string[], examples: Examples): string {
  const rows = grouped(keys).map(({ names, child }) => {
    const at = joined(path, names[0]);
    const byDefault = needed.includes(names[0]) ? 'needed' : valueText(child.default);
    return [
      namesText(names),
      elsewhere[names[0]] ?? takes(at, child),
      byDefault,
      valueText(examples.get(at) ?? (child.examples as readonly string[] | undefined)?.[0]),
      child.description ?? '',
    ];
  });
  return table(['key', 'takes', 'default', 'example', 'what it is'], rows);
}

const valueText = (value: unknown) =>
  value === undefined || value === '' ? '' : code(typeof value === 'object' ? JSON.stringify(value) : String(value));

/** Each of some words with each of others is told by the words. */
function namesText(names: readonly string[]): string {
  const words = names.map((name) => /^(\w+)(\..+)$/.exec(name)?.slice(1) ?? [name, '']);
  const firsts = [...new Set(words.map(([first]) => first))];
  const seconds = [...new Set(words.map(([, second]) => second))];
  if (seconds.length < 2 || firsts.length * seconds.length !== names.length) return names.map(code).join(', ');
  return `one of ${firsts.map(code).join(', ')} with one of ${seconds.map(code).join(', ')}`;
}

/** Neighbours that take and mean the same are one row. */
function grouped(keys: Entries): readonly { readonly names: string[]; readonly child: JsonSchema }[] {
  const groups: { names: string[]; child: JsonSchema; text: string }[] = [];
  for (const [name, child] of keys) {
    const text = JSON.stringify(child);
    if (groups.at(-1)?.text === text) groups.at(-1)!.names.push(name);
    else groups.push({ names: [name], child, text });
  }
  return groups;
}

/** Of forms that a key named kind tells apart: what all have, and what each has of its own. */
function kindsOf(path: string, forms: readonly JsonSchema[], examples: Examples): string {
  const keysOf = (form: JsonSchema) => form.properties as Properties;
  const [first, ...others] = forms.map(keysOf);
  const isShared = (key: string) =>
    others.every((keys) => JSON.stringify(keys[key]) === JSON.stringify(first[key]) && first[key] !== undefined);
  const shared = Object.entries(first).filter(([key]) => isShared(key));
  // Kinds may mean different things by one key: it is told as often as that.
  const all = forms.flatMap((form) => Object.entries(keysOf(form)).filter(([key]) => key !== 'kind' && !isShared(key)));
  const distinct = new Map(all.map((entry) => [JSON.stringify(entry), entry]));
  const rows = forms.map((form) => {
    const { kind, ...keys } = keysOf(form);
    const own = Object.keys(keys).filter((key) => !isShared(key));
    const needed = (form.required as readonly string[]).filter((key) => own.includes(key));
    const optional = own.filter((key) => !needed.includes(key));
    return [
      code(String(kind.const)),
      kind.description ?? '',
      needed.map(code).join(', '),
      optional.map(code).join(', '),
    ];
  });
  return [
    heading(path),
    `All have \`kind\` and these:`,
    tableOf(path, shared, forms[0].required as readonly string[], examples),
    'The kinds, and which of the keys below they need or may have:',
    table(['kind', 'what happens', 'needs', 'may have'], rows),
    tableOf(path, [...distinct.values()], [], examples),
  ].join('\n\n');
}
