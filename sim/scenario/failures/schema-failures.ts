/**
 * Failures that are drawn, as people write them: `failures: { hosts: {}, disks: { mtbf: 10y } }`. The classes, and what is
 * usual of them, are declared with the kinds of fault in which they fail; a class that is not named does not fail.
 */
import type { z } from 'zod';
import type { DistributionSpec } from '../../engine/distribution-spec.js';
import { burstSources, type FailureClass, type FailureClassName, usualBursts } from '../../faults/failure-class.js';
import { classOf } from '../../faults/failures/drawn-failures.js';
import { failingKinds, specOf } from '../../faults/fault-kinds.js';
import { timeDistribution } from '../quantities/distribution-format.js';
import { mapping, quantity } from '../quantities/forms.js';
import { count, duration, formatDuration, formatQuantity, lifetime, share } from '../quantities/units.js';

/** In a burst: more hosts than that share no rack. */
const burstHostsMax = 1000;

const bursts = mapping(
  {
    share: quantity(share)
      .prefault(formatQuantity(share, usualBursts.inBursts))
      .describe(`of all failures of storage nodes, those in bursts; ${burstSources.inBursts}`),
    hosts: quantity(count, { min: 2, max: burstHostsMax })
      .prefault(usualBursts.hosts)
      .describe(`that fail in one, at most all of a rack; ${burstSources.hosts}`),
    within: quantity(duration)
      .prefault(formatDuration(usualBursts.withinNs))
      .describe(`of the first, all others; ${burstSources.within}`),
  },
  'a mapping with share, hosts and within',
);

export interface ClassText {
  readonly mtbf: number;
  /** Under either name; none where it is as usual. */
  readonly repair?: DistributionSpec;
  readonly replace?: DistributionSpec;
  readonly bursts?: z.output<typeof bursts>;
}

export type FailuresText = { readonly [Name in FailureClassName]?: ClassText };

function schemaOf(about: string, { mtbfNs, mtbfSource, endedBy, repairSource, comesInBursts, thing }: FailureClass) {
  const shape: Record<string, z.ZodType> = {
    mtbf: quantity(lifetime, { isAboveZero: true })
      .prefault(formatQuantity(lifetime, mtbfNs))
      .describe(`mean time to the next failure of each, no shorter than the mean ${endedBy} time; ${mtbfSource}`),
    [endedBy]: timeDistribution.optional().describe(`until it works again (default ${repairSource})`),
  };
  if (comesInBursts) shape.bursts = bursts.prefault({}).describe('failures that come together, in a rack');
  return mapping(shape, `a mapping with ${Object.keys(shape).join(', ')}`).describe(
    `${about}: each ${thing} by itself`,
  );
}

const names = failingKinds.map((kind) => classOf({ kind }).name).join(', ');
const expected = `a mapping with at least one of ${names}`;
const shape = Object.fromEntries(
  failingKinds.map((kind) => [classOf({ kind }).name, schemaOf(specOf(kind).about, classOf({ kind })).optional()]),
);
const byClass = mapping(shape, expected)
  .meta({ minProperties: 1 })
  .superRefine((given, ctx) => {
    if (Object.keys(given).length > 0) return;
    ctx.addIssue({ code: 'custom', message: expected, params: { found: 'no class of things that fail' } });
  });
// Each class is built from its declaration, which is what FailuresText says in types.
export const failuresSchema = byClass as unknown as z.ZodType<FailuresText>;
