/**
 * The JSON Schema of result.json, made from the types of sim/result.ts and their comments when the package is built, so that
 * the contract is said once. The compiler works out computed types, such as rows with a field for each thing counted.
 *
 * Leaves out ranges: types do not say that a share ends at 1.
 */
import tjs from 'typescript-json-schema';
import { resultVersion } from '../sim/result.js';

export type Schema = { readonly [key: string]: unknown };

const refersTo = '#/definitions/';
const plainName = /^\w+$/;
/** How the compiler calls a type of another file. */
const importedName = /^import\(.*\)\.(\w+)$/;
/** The compiler tells what such a mapping may hold, its schema does not. */
const numbersByName = /Record<string,number>/;
const numbers: Schema = { type: 'object', additionalProperties: { type: 'number' } };

/** `root` holds the sources. */
export function resultJsonSchema(root: string): Schema {
  const program = tjs.programFromConfig(`${root}/tsconfig.json`, [`${root}/sim/result.ts`]);
  const made = tjs.generateSchema(program, 'Result', { required: true, ignoreErrors: true });
  if (made === null) throw new Error('the types of a result have no schema');
  const definitions = (made.definitions ?? {}) as Readonly<Record<string, Schema>>;
  const { $schema, description: _, ...fields } = strict(made as Schema, definitions);
  const about = `What a run of dynamosim answers, version ${resultVersion}: written by \`dynamosim run --out\` as result.json`;
  return { $schema, title: `dynamosim result ${resultVersion}`, description: about, ...fields };
}

/** The same with objects that have no further fields, and with definitions under the plain names of their types. */
function strict(schema: Schema, definitions: Readonly<Record<string, Schema>>): Schema {
  const meantBy = ($ref: string) => (numbersByName.test(nameIn($ref)) ? numbers : definitions[nameIn($ref)]);
  const converted = (value: unknown, key: string): unknown => {
    if (Array.isArray(value)) return value.map((each) => converted(each, ''));
    if (typeof value !== 'object' || value === null) return value;
    const { $ref, allOf } = value as { $ref?: string; allOf?: readonly (Schema & { $ref?: string })[] };
    if ($ref !== undefined) {
      const plain = nameOf(nameIn($ref));
      return plain === null ? converted(meantBy($ref), '') : { ...value, $ref: refersTo + plain };
    }
    if (allOf !== undefined)
      return converted(joined(allOf.map(({ $ref: of, ...part }) => (of ? meantBy(of) : part))), '');
    const entries = Object.entries(value).map(([inner, each]) => [inner, converted(each, inner)] as const);
    if (key === 'definitions') return byPlainName(entries);
    const isObject = key !== 'properties' && 'properties' in value;
    return Object.fromEntries(isObject ? [...entries, ['additionalProperties', false] as const] : entries);
  };
  return converted(schema, '') as Schema;
}

/** An object that has the fields of them all. */
function joined(parts: readonly Schema[]): Schema {
  if (!parts.every((part) => 'properties' in part)) throw new Error('an intersection of more than plain objects');
  const properties = Object.assign({}, ...parts.map((part) => part.properties));
  return { type: 'object', properties, required: Object.keys(properties) };
}

/** Types without a name of their own stand where they are used. */
function byPlainName(entries: readonly (readonly [string, unknown])[]): Schema {
  const named = entries.flatMap(([name, schema]) => {
    const plain = nameOf(name);
    return plain === null ? [] : [[plain, schema] as const];
  });
  return Object.fromEntries(named.sort(([a], [b]) => (a < b ? -1 : 1)));
}

const nameIn = ($ref: string) => decodeURIComponent($ref.slice(refersTo.length));
const nameOf = (name: string) => (plainName.test(name) ? name : (importedName.exec(name)?.[1] ?? null));
