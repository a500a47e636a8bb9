/**
 * Faults as people write them. Which keys a kind takes, and what they mean, is declared with what it does, in faults/; here
 * is what their units look like. Targets are read in target-format.ts, where the names are known.
 */
import { z } from 'zod';
import type { FaultKey } from '../../faults/fault-key.js';
import type { ExtentKey } from '../../faults/fault-kind.js';
import { type FaultKind, faultKinds, specOf } from '../../faults/fault-kinds.js';
import { timeDistribution } from '../quantities/distribution-format.js';
import { line, mapping, oneWord, quantity } from '../quantities/forms.js';
import { bandwidth, count, duration, factor, moment, share, signedDuration } from '../quantities/units.js';

const factorMax = 1_000_000;
const targetExpected = 'a target such as us-east-1/az-2, "leader of orders/7" or "20% of routers in us-east-1"';
const targetText = line(targetExpected, 300).meta({
  description:
    'region, region/az-2, region/az-2/storage-3, region/az-2/rack-1; leader, followers or follower 2 of table/7; ' +
    '3 storage nodes, 20% of routers, all routers or 1 admission server in region/az-2',
  examples: ['us-east-1/az-2', 'leader of orders/7', '20% of routers in us-east-1'],
});
const extents = {
  peer: targetText.describe('the other side (default: everything outside of the target; of a region, all within it)'),
  direction: oneWord(['both', 'outbound', 'inbound']).describe('traffic affected, seen from the target (default both)'),
  for: quantity(duration, { min: 1 }).describe('healed after this (default: never in this run)'),
} satisfies Record<ExtentKey, z.ZodType>;

function formOf(key: FaultKey): z.ZodType {
  switch (key.unit) {
    case 'duration':
      return quantity(duration, key.min === undefined ? {} : { min: key.min });
    case 'signedDuration':
      return quantity(signedDuration);
    case 'timeDistribution':
      return timeDistribution;
    case 'bytesPerSecond':
      return quantity(bandwidth, { min: key.min });
    case 'ratio':
      return quantity(share, { isAboveZero: true });
    case 'count':
      return quantity(count, { min: 1, max: key.max });
    case 'times':
      return quantity(factor, { min: 1, max: factorMax });
  }
}

type Extents = { [K in ExtentKey]?: z.output<(typeof extents)[K]> };
/** Beside these, the values of the kind's own keys. */
export type FaultText = { kind: FaultKind; target: string; at: number; name?: string } & Extents;

const common = {
  target: targetText,
  at: quantity(moment).describe('the fault begins'),
  name: line('a text', 100).optional().describe('a note for readers; the run does not use it'),
};

function schemaOf(kind: FaultKind) {
  const { about, needs, may, extent } = specOf(kind);
  const shape: Record<string, z.ZodType> = { kind: z.literal(kind).describe(about), ...common };
  for (const [name, key] of Object.entries(needs)) shape[name] = formOf(key).describe(key.about);
  for (const [name, key] of Object.entries(may)) shape[name] = formOf(key).optional().describe(key.about);
  for (const name of extent) shape[name] = extents[name].optional();
  return mapping(shape, `a mapping with kind, ${['target', 'at', ...Object.keys(needs)].join(', ')}`);
}

const [first, ...rest] = faultKinds.map(schemaOf);
const byKind = z.discriminatedUnion('kind', [first, ...rest], {
  error: (issue) =>
    issue.code === 'invalid_union'
      ? `one of ${faultKinds.join(', ')}`
      : 'a fault such as {kind: zone-outage, target: us-east-1/az-2, at: 40s, for: 30s}',
});
// Each branch is built from the table, which is what FaultText says in types.
export const faultSchema = byKind as unknown as z.ZodType<FaultText>;
