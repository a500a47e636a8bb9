/**
 * The schema of `parameters:`, derived from the table of tunables, so that a new tunable can be set, is checked against
 * its range and is explained in editors without another line here.
 */
import type { z } from 'zod';
import type { Tunable, Tunables } from '../../engine/tunable.js';
import { type Defect, defects } from '../../protocol/defects.js';
import { timeDistribution } from '../quantities/distribution-format.js';
import { booleanWord, listOf, mapping, oneWord, quantity } from '../quantities/forms.js';
import {
  bandwidth,
  bytes,
  count,
  duration,
  formatQuantity,
  plainNumber,
  type QuantityKind,
  share,
} from '../quantities/units.js';
import { type Parameters, tunables } from './parameters.js';

const kinds: Readonly<Record<Exclude<Tunable['unit'], 'timeDistribution' | 'boolean'>, QuantityKind>> = {
  duration,
  count,
  ratio: share,
  bytes,
  bytesPerSecond: bandwidth,
};

type Quantity = Exclude<Tunable, { unit: 'timeDistribution' | 'boolean' }>;

/** A ratio that may lie above 1 is a plain number: shares end there. */
function kindOf({ unit, max }: Quantity): QuantityKind {
  return unit === 'ratio' && (max ?? 2) > 1 ? plainNumber : kinds[unit];
}

function valueSchema(tunable: Tunable): z.ZodType {
  if (tunable.unit === 'timeDistribution') return timeDistribution;
  if (tunable.unit === 'boolean') return booleanWord;
  const { min, max } = tunable;
  return quantity(kindOf(tunable), { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) });
}

/** A value as a user would write it; that of a distribution is a mapping, which has no short form. */
export function formatTunable(tunable: Tunable, value: unknown): string {
  if (tunable.unit === 'timeDistribution' || tunable.unit === 'boolean') return String(value);
  return formatQuantity(kindOf(tunable), value as number);
}

function defaultText(tunable: Tunable): string {
  return tunable.unit === 'timeDistribution' ? '' : ` (default ${formatTunable(tunable, tunable.default)})`;
}

function sectionSchema(section: Tunables) {
  const shape: Record<string, z.ZodType> = {};
  const defaults: Record<string, unknown> = {};
  for (const [name, tunable] of Object.entries(section)) {
    const description = `${tunable.about}${defaultText(tunable)}; ${tunable.source}`;
    shape[name] = valueSchema(tunable).optional().describe(description);
    defaults[name] = tunable.default;
  }
  return mapping(shape, `a mapping of ${Object.keys(section).join(', ')}`)
    .transform((given) => ({ ...defaults, ...given }))
    .prefault({});
}

const defectNames = Object.keys(defects) as [Defect, ...Defect[]];
const defectsSchema = listOf(oneWord(defectNames), 0, defectNames.length, 'defects')
  .prefault([])
  .describe('defects to plant, in files under scenarios/negative/ alone: what a checker must catch');

function parametersSchemaOf(table: Readonly<Record<string, Tunables>>) {
  const shape: Record<string, z.ZodType> = {};
  for (const [name, section] of Object.entries(table)) shape[name] = sectionSchema(section);
  shape.defects = defectsSchema;
  return mapping(shape, `a mapping of ${Object.keys(shape).join(', ')}`);
}

// Built from the table that the type Parameters is derived from.
export const parametersSchema = parametersSchemaOf(tunables) as unknown as z.ZodType<
  Parameters,
  Record<string, unknown>
>;
