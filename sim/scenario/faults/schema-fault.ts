/**
 * Faults as people write them. Which keys a kind takes is declared with what it does, in faults/; here is what the keys
 * look like. Targets are read in target-format.ts, where the names are known.
 */
import { z } from 'zod';
import type { FaultKey } from '../../faults/fault-kind.js';
import { type FaultKind, faultKinds, specOf } from '../../faults/fault-kinds.js';
import { timeDistribution } from '../quantities/distribution-format.js';
import { line, mapping, oneWord, quantity } from '../quantities/forms.js';
import { duration, factor, share, signedDuration } from '../quantities/units.js';

const factorMax = 1_000_000;
const targetExpected = 'a target such as us-east-1/az-2, "leader of orders/7" or "20% of routers in us-east-1"';
const targetText = line(targetExpected, 300).meta({
  description:
    'region, region/az-2, region/az-2/storage-3; leader, followers or follower 2 of table/7; ' +
    '3 storage nodes, 20% of routers, all routers or 1 admission server in region/az-2',
  examples: ['us-east-1/az-2', 'leader of orders/7', '20% of routers in us-east-1'],
});
const details = {
  peer: targetText.describe('the other side (default: everything else in the region)'),
  direction: oneWord(['both', 'outbound', 'inbound']).describe('traffic affected, seen from the target (default both)'),
  for: quantity(duration, { min: 1 }).describe('healed after this (default: never in this run)'),
  share: quantity(share, { isAboveZero: true }),
  factor: quantity(factor, { min: 1, max: factorMax }).describe('times slower, such as 10x'),
  delay: timeDistribution.describe('added to every message'),
  offset: quantity(signedDuration).describe('the clock reads this much ahead; negative: behind'),
  period: quantity(duration, { min: 1 }).describe('between leaving and returning'),
} satisfies Record<FaultKey, z.ZodType>;

type Details = { [K in FaultKey]?: z.output<(typeof details)[K]> };
export type FaultText = { kind: FaultKind; target: string; at: number; name?: string } & Details;

const common = {
  target: targetText,
  at: quantity(duration).describe('the fault begins'),
  name: line('a text', 100).optional().describe('a note for readers; the run does not use it'),
};
const optionalDetails = Object.fromEntries(
  Object.entries(details).map(([name, schema]): [string, z.ZodType] => [name, schema.optional()]),
);

function schemaOf(kind: FaultKind) {
  const { needs, may } = specOf(kind);
  const shape: Record<string, z.ZodType> = { kind: z.literal(kind), ...common };
  for (const name of needs) shape[name] = details[name];
  for (const name of may) shape[name] = optionalDetails[name];
  return mapping(shape, `a mapping with kind, ${['target', 'at', ...needs].join(', ')}`);
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
