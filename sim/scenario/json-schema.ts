/** The JSON Schema of scenario files for editors, made from the schema that readScenario judges by. */
import { z } from 'zod';
import { scenarioSchema } from './schema.js';

/** Draft 7, which is what YAML language servers speak. */
export function scenarioJsonSchema(): object {
  const schema = z.toJSONSchema(scenarioSchema, { io: 'input', target: 'draft-7' });
  return { title: 'dynamosim scenario', ...schema };
}
