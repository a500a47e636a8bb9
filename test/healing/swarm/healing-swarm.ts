/**
 * A small fleet that heals by itself, under two to eight overlapping faults of every kind: 12 storage nodes, twelve
 * partitions, logs archived every two seconds, replicas scrubbed every ten. Faults that destroy data, or make it wrong, hit
 * the nodes of one zone, drawn for the run, so that two of three copies are always left. Faults begin at 5 s to 14 s and are over by 20 s,
 * but for drives and hosts that never come back.
 *
 * What must hold in the end: every check, acknowledged writes as strong reads see them among them, and full replication
 * within 40 s of the last fault, as detecting takes 3 s, a copy one, and a node that was believed dead and flaps is trusted
 * again after 2, 4 and 8 s.
 */
import fc from 'fast-check';
import { run } from '../../../sim/run.js';
import { readScenario } from '../../../sim/scenario/read.js';
import type { Scenario } from '../../../sim/scenario/scenario.js';
import { anyFaults, harmlessKinds } from '../../faults/any-faults.js';
import { tenantText, violations } from '../../small-region.js';

const durationS = 60;
const faultsMax = 8;

export interface HealingSwarm {
  readonly seed: number;
  readonly faults: readonly object[];
  readonly client: object;
}

const ms = (from: number, to: number) => fc.integer({ min: from, max: to }).map((each) => `${each}ms`);
const at = ms(5000, 14_000);
const few = fc.integer({ min: 1, max: 20 });

/** Kinds that take data or make it wrong, each with what else happens to the node so that it matters. */
const harms = (target: string): fc.Arbitrary<object[]> => {
  const of = (kind: string, details: Record<string, fc.Arbitrary<unknown>>) =>
    fc.record({ kind: fc.constant(kind), target: fc.constant(target), at, ...details });
  const crash = of('host-crash', { for: ms(200, 4000) });
  return fc.oneof(
    of('host-crash-losing-data', { for: fc.constantFrom(undefined, '200ms', '2s', '5s') }).map((each) => [each]),
    of('disk-failure', { for: fc.constantFrom(undefined, '200ms', '2s', '5s') }).map((each) => [each]),
    fc.tuple(of('bit-rot', { items: few })),
    fc.tuple(of('silent-wrong-replica', { items: few })),
    fc.tuple(of('misdirected-write', { writes: few })),
    of('torn-write', { for: ms(200, 4000) }).map((each) => [each]),
    fc.tuple(of('lost-flush', { for: ms(2000, 6000) }), crash),
  );
};

/** One to three nodes of a zone of four. */
const harmfulFaults = fc.integer({ min: 1, max: 3 }).chain((zone) =>
  fc
    .uniqueArray(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 })
    .chain((nodes) => fc.tuple(...nodes.map((node) => harms(`r/az-${zone}/storage-${node}`))))
    .map((each) => each.flat()),
);

/** They are dropped, and sent again. */
const corruptedMessages = fc.record({
  kind: fc.constant('corrupted-message'),
  ...{ target: fc.constantFrom('r/az-1', 'leader of t/0', 'r/az-2/storage-1'), share: fc.constantFrom('1%', '20%') },
  ...{ at, for: ms(100, 5000) },
});

export const anyHealingSwarm: fc.Arbitrary<HealingSwarm> = fc.record({
  seed: fc.integer({ min: 1, max: 2 ** 31 }),
  faults: fc
    .tuple(harmfulFaults, anyFaults(harmlessKinds), fc.array(corruptedMessages, { maxLength: 1 }))
    .map((all) => all.flat().slice(0, faultsMax)),
  client: fc.record({
    retries: fc.constantFrom('none', 'standard'),
    hedgeAfter: fc.constantFrom('none', '20ms'),
  }),
});

export const scenarioOf = ({ seed, faults, client }: HealingSwarm): Scenario =>
  readScenario(
    JSON.stringify({
      ...{ title: 'A swarm of faults, healed', seed, duration: `${durationS}s`, warmup: '0s' },
      regions: { r: { zones: 3, routersPerZone: 2, storageNodesPerZone: 4 } },
      tables: { t: { partitions: 12, items: { count: 600, size: '1KB' } } },
      tenants: {
        a: tenantText({
          arrivals: { poisson: '60/s' },
          client: { instances: 30, timeout: '1s', ...client },
        }),
      },
      parameters: {
        healing: { enabled: true, reportEvery: '1s', reportTimeout: '200ms', trustAfter: '2s' },
        archive: { enabled: true, segmentAge: '2s' },
        scrub: { enabled: true, period: '10s' },
      },
      faults,
    }),
    'healing-swarm.yaml',
  );

/** What does not hold of a swarm that was run to its end. */
export function healingProblems(swarm: HealingSwarm): string[] {
  const result = run(scenarioOf(swarm));
  const { underReplicatedAtEnd } = result.healing;
  return [
    ...violations(result),
    ...(underReplicatedAtEnd === 0 ? [] : [`${underReplicatedAtEnd} partitions lack a replica at the end`]),
  ];
}
