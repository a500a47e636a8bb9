/** Whether a value is a result, all of it, as the published schema says it; the build makes the program that judges. */
import { createRequire } from 'node:module';
import { resultVersion } from '../../result.js';

/** Something in a stored result that should not be so. */
export interface Misfit {
  /** Names of fields, and numbers of entries. */
  readonly path: readonly string[];
  readonly found: string;
  readonly expected: string;
}

/** As ajv tells what it found. */
interface Finding {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
}
type Validator = ((value: unknown) => boolean) & { readonly errors: readonly Finding[] | null };

const textMax = 40;
const isValid = createRequire(import.meta.url)('#schemas/result-validator.cjs') as Validator;

/** Null of a value that has the shape of a result. */
export function shapeMisfit(value: unknown): Misfit | null {
  if (isValid(value)) return null;
  // Of alternatives, each is told first, and then that there was none.
  const { instancePath, keyword, params } = isValid.errors!.at(-1)!;
  const path = instancePath.split('/').slice(1).map(unescaped);
  if (keyword === 'required') return { path, found: `no "${params.missingProperty}"`, expected: 'it there' };
  if (keyword === 'additionalProperties') {
    const found = `the unknown field ${quoted(String(params.additionalProperty))}`;
    return { path, found, expected: `the fields of format ${resultVersion} alone` };
  }
  const found = path.reduce((inner, word) => (inner as Readonly<Record<string, unknown>>)[word], value);
  return { path, found: describe(found), expected: expectedOf(keyword, params) };
}

const unescaped = (word: string) => word.replaceAll('~1', '/').replaceAll('~0', '~');
const quoted = (text: string) => JSON.stringify(text.length > textMax ? `${text.slice(0, textMax)}…` : text);

function describe(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

const typeWords: Readonly<Record<string, string>> = {
  number: 'a number',
  string: 'a text',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  null: 'null',
};

function expectedOf(keyword: string, params: Finding['params']): string {
  if (keyword === 'type') {
    return [params.type]
      .flat()
      .map((type) => typeWords[String(type)])
      .reverse()
      .join(' or ');
  }
  if (keyword === 'const') return JSON.stringify(params.allowedValue);
  if (keyword === 'enum')
    return (params.allowedValues as readonly unknown[]).map((each) => JSON.stringify(each)).join(', ');
  return 'a value that the schema of results names';
}
