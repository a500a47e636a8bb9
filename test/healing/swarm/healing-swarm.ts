/**
 * A small fleet that heals by itself, under two to eight overlapping faults of every kind: 12 storage nodes, twelve
 * partitions, logs archived every two seconds. Faults that destroy data hit the nodes of one zone, drawn for the run, so
 * that two of three copies are always left; each node loses its data once. Faults begin at 5 s to 14 s and are over by 20 s,
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

export interface HealingSwarm {
  readonly seed: number;
  readonly faults: readonly object[];
  readonly client: object;
}

const destructiveKinds = ['host-crash-losing-data', 'disk-failure'] as const;

/** One to three nodes of a zone of four, each of which loses its data, for a while or for ever. */
const destructiveFaults = fc.integer({ min: 1, max: 3 }).chain((zone) =>
  fc.uniqueArray(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }).chain((nodes) =>
    fc.tuple(
      ...nodes.map((node) =>
        fc.record({
          kind: fc.constantFrom(...destructiveKinds),
          target: fc.constant(`r/az-${zone}/storage-${node}`),
          at: fc.integer({ min: 5000, max: 14_000 }).map((ms) => `${ms}ms`),
          for: fc.constantFrom(undefined, '200ms', '2s', '5s'),
        }),
      ),
    ),
  ),
);

export const anyHealingSwarm: fc.Arbitrary<HealingSwarm> = fc.record({
  seed: fc.integer({ min: 1, max: 2 ** 31 }),
  faults: fc.tuple(destructiveFaults, anyFaults(harmlessKinds)).map((both) => both.flat()),
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
