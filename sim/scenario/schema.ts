/**
 * The scenario file as a zod schema: what may be written where, each quantity read to its base unit. Names that refer to
 * other parts of the file, times against the run's end and relations between parameters are judged in resolve.ts. The
 * JSON Schema for editors is made from this same value.
 */
import { z } from 'zod';
import { failuresSchema } from './failures/schema-failures.js';
import { faultSchema } from './faults/schema-fault.js';
import { parametersSchema } from './parameters/schema-parameters.js';
import { line, listOf, mapping, named, quantity } from './quantities/forms.js';
import { count, duration } from './quantities/units.js';
import { newestFormat } from './reading/migrations.js';
import { networkSchema } from './regions/schema-network.js';
import { backupSchema, restoreSchema } from './restores/schema-restore.js';
import { regionSchema, regionsMax, tableSchema } from './tables/schema-topology.js';
import { tenantSchema } from './tenants/schema-tenant.js';
import { expectationSchema, expectationsMax, isolationSchema, objectivesSchema } from './verdicts/schema-verdict.js';

const titleMax = 200;
const showsMax = 2000;
const faultsMax = 1000;
/** Judged in resolve.ts, where names of broken entries are known too. */
export const namesMax = { regions: regionsMax, tables: 1000, tenants: 1000 };
const seedMax = Number.MAX_SAFE_INTEGER;

export const scenarioSchema = mapping(
  {
    format: z.literal(newestFormat).optional().describe('of the file: 1, the only one so far'),
    title: line('a title', titleMax).min(1, { error: 'a title' }).describe('one line that names the question'),
    shows: line('a text', showsMax).default('').describe('what a reader should see in the result'),
    seed: quantity(count, { max: seedMax }).prefault(1).describe('any whole number below 2^53'),
    duration: quantity(duration, { min: 1 }).prefault('60s').describe('of virtual time'),
    warmup: quantity(duration).optional().describe('not counted (default: a tenth of the duration, at most 10s)'),
    seriesWindow: quantity(duration, { min: 1 }).optional().describe('width of the windows behind charts'),
    regions: named(regionSchema, 'a mapping from region names to regions').meta({
      ...{ minProperties: 1, maxProperties: namesMax.regions, description: 'where the service runs' },
    }),
    network: networkSchema.prefault({}).describe('what lies between regions'),
    tables: named(tableSchema, 'a mapping from table names to tables').meta({
      ...{ minProperties: 1, maxProperties: namesMax.tables, description: 'what is stored' },
    }),
    tenants: named(tenantSchema, 'a mapping from tenant names to tenants').meta({
      ...{ minProperties: 1, maxProperties: namesMax.tenants, description: 'who asks, for what, and how often' },
    }),
    faults: listOf(faultSchema, 0, faultsMax, 'faults').default([]).describe('what goes wrong, and when'),
    failures: failuresSchema.optional().describe('what fails by itself, drawn anew for each seed'),
    backup: backupSchema.optional().describe('copies of tables as they are at a time, made of the archive and kept'),
    restore: restoreSchema
      .optional()
      .describe('tables as they were at a time or in a backup, restored to new ones from the archive'),
    objectives: named(objectivesSchema, 'a mapping from tenant names to objectives')
      .prefault({})
      .describe('what tenants were promised'),
    expect: listOf(expectationSchema, 0, expectationsMax, 'expectations')
      .default([])
      .describe('conditions on metrics of the result'),
    isolation: isolationSchema.optional().describe('compare the victims with and without their neighbours'),
    parameters: parametersSchema.prefault({}).describe('tunables of the model'),
  },
  'a scenario: a mapping with title, regions, tables and tenants',
);

/** A file that passed the schema: shapes and units are right, names are not yet resolved. */
export type ScenarioFile = z.output<typeof scenarioSchema>;
