/**
 * Faults as people write them. Each kind takes its own keys: the table below is the format's whole knowledge of kinds,
 * and faults/ is what they do. Targets are read in target.ts, where the names are known.
 */
import { z } from 'zod';
import { timeDistribution } from '../quantities/distribution-format.js';
import { line, mapping, oneWord, quantity } from '../quantities/forms.js';
import { duration, factor, share, signedDuration } from '../quantities/units.js';
import { type FaultKind, faultKinds } from '../scenario.js';

/** Which targets make sense: storage and routers stand for the hosts of that role within a zone or region, too. */
export type TargetRule = 'anything' | 'storage' | 'routers' | 'zone' | 'leader';

interface FaultForm {
  readonly target: TargetRule;
  readonly needs: readonly DetailName[];
  readonly may: readonly DetailName[];
}
type DetailName = keyof typeof details;

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
};

const place: readonly DetailName[] = ['peer', 'direction', 'for'];
const lasting: readonly DetailName[] = ['for'];

export const faultForms: Readonly<Record<FaultKind, FaultForm>> = {
  'host-crash': { target: 'anything', needs: [], may: lasting },
  'host-crash-losing-data': { target: 'storage', needs: [], may: lasting },
  'host-pause': { target: 'anything', needs: [], may: lasting },
  'slow-cpu': { target: 'anything', needs: ['factor'], may: lasting },
  'slow-disk': { target: 'storage', needs: ['factor'], may: lasting },
  'disk-stall': { target: 'storage', needs: [], may: lasting },
  'disk-failure': { target: 'storage', needs: [], may: lasting },
  'zone-outage': { target: 'zone', needs: [], may: lasting },
  'network-partition': { target: 'anything', needs: [], may: place },
  'packet-loss': { target: 'anything', needs: ['share'], may: place },
  'network-delay': { target: 'anything', needs: ['delay'], may: place },
  'slow-network': { target: 'anything', needs: ['factor'], may: place },
  'bandwidth-cut': { target: 'anything', needs: ['factor'], may: lasting },
  'router-crash': { target: 'routers', needs: [], may: lasting },
  'load-balancer-flap': { target: 'routers', needs: ['period'], may: ['share', 'for'] },
  'clock-skew': { target: 'anything', needs: ['offset'], may: lasting },
  'leader-handover': { target: 'leader', needs: [], may: [] },
};

type Details = { [K in DetailName]?: z.output<(typeof details)[K]> };
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
  const { needs, may } = faultForms[kind];
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
