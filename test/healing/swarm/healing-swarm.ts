/**
 * A small fleet that heals by itself, under two to eight overlapping faults of every kind: 12 storage nodes, twelve
 * partitions, logs archived every two seconds, replicas scrubbed every ten. Faults that destroy data, or make it wrong, hit
 * the nodes of one zone, drawn for the run, so that two of three copies are always left; or, in one run of four, drives are
 * destroyed in two zones, so that one copy and the archive are.
 *
 * What must hold in the end: every check, acknowledged writes as strong reads see them among them, and full replication
 * within the time that full-replication.ts works out, after the last fault of the run. Where one copy and the archive are
 * left, a write that neither of them had is lost, which the check of durability tells, and lost-writes.ts holds to that.
 */
import fc from 'fast-check';
import { Run } from '../../../sim/run.js';
import { readScenario } from '../../../sim/scenario/read.js';
import type { Scenario } from '../../../sim/scenario/scenario.js';
import { tenantText, violations } from '../../small-region.js';
import { FullReplication } from './full-replication.js';
import { LostWrites } from './lost-writes.js';
import { oneCopyLeft, twoCopiesLeft } from './swarm-faults.js';

const durationS = 60;

export interface HealingSwarm {
  readonly seed: number;
  readonly copiesLeft: 1 | 2;
  readonly faults: readonly object[];
  readonly client: object;
}

const swarmOf = (copiesLeft: 1 | 2, faults: fc.Arbitrary<object[]>): fc.Arbitrary<HealingSwarm> =>
  fc.record({
    seed: fc.integer({ min: 1, max: 2 ** 31 }),
    copiesLeft: fc.constant(copiesLeft),
    faults,
    client: fc.record({
      retries: fc.constantFrom('none', 'standard'),
      hedgeAfter: fc.constantFrom('none', '20ms'),
    }),
  });

export const anyHealingSwarm: fc.Arbitrary<HealingSwarm> = fc.oneof(
  { weight: 3, arbitrary: swarmOf(2, twoCopiesLeft) },
  { weight: 1, arbitrary: swarmOf(1, oneCopyLeft) },
);

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
        healing: {
          ...{ enabled: true, reportEvery: '1s', reportTimeout: '200ms', trustAfter: '2s' },
          goOnWithoutMajorityAfter: '4s',
        },
        archive: { enabled: true, segmentAge: '2s' },
        scrub: { enabled: true, period: '10s' },
      },
      faults,
    }),
    'healing-swarm.yaml',
  );

/** What does not hold of a swarm that was run to its end. */
export function healingProblems(swarm: HealingSwarm): string[] {
  const scenario = scenarioOf(swarm);
  const replication = new FullReplication(scenario, swarm.copiesLeft);
  const lost = new LostWrites();
  const run = new Run(scenario, { observers: [replication, lost] });
  replication.run = run;
  lost.run = run;
  while (!run.advance());
  const violated = violations(run.finish());
  return [
    ...(swarm.copiesLeft === 2 ? violated : violated.filter((each) => !each.startsWith('durability:'))),
    ...replication.problems(),
    ...lost.problems(),
  ];
}
