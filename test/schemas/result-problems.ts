/** Results as a program reads them that knows the published schema alone. */
import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import type { Result } from '../../sim/result.js';

const file = new URL(import.meta.url.includes('/dist/') ? '../../schemas/' : '../../dist/schemas/', import.meta.url);
const isValid = new Ajv.default({ allErrors: true }).compile(
  JSON.parse(readFileSync(new URL('result.schema.json', file), 'utf8')),
);

/** What the schema finds in a result after its way through JSON. */
export function schemaProblems(result: Result): readonly string[] {
  isValid(JSON.parse(JSON.stringify(result)));
  return (isValid.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
