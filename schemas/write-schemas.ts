/** A step of the build: the JSON Schemas that the package brings, and the judge of results, beside this program. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { scenarioJsonSchema } from '../sim/scenario/json-schema.js';
import { resultJsonSchema } from './result-schema.js';
import { validatorOf } from './result-validator.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const schemas = { scenario: scenarioJsonSchema(), result: resultJsonSchema(root) };
for (const [name, schema] of Object.entries(schemas)) {
  writeFileSync(new URL(`${name}.schema.json`, import.meta.url), `${JSON.stringify(schema, null, 2)}\n`);
}
writeFileSync(new URL('result-validator.cjs', import.meta.url), validatorOf(schemas.result));
