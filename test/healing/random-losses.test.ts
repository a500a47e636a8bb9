/**
 * Whatever is lost, a replica of each partition at a time, is replaced: no write that was acknowledged is lost, no strong
 * read is stale, zones stay distinct, and in the end every partition has all its copies. Each loss is of one host, which
 * has at most one replica of a partition, and the next comes when the last is healed: 25 s after it.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { run } from '../../sim/run.js';
import { readScenario } from '../../sim/scenario/read.js';
import { tenantText, violations } from '../small-region.js';

const apartS = 25;
const kinds = ['host-crash', 'host-crash-losing-data', 'disk-failure', 'network-partition', 'host-pause'] as const;

const loss = fc.record({
  kind: fc.constantFrom(...kinds),
  zone: fc.integer({ min: 1, max: 3 }),
  node: fc.integer({ min: 1, max: 4 }),
  /** Seconds until it is back; 0 is never, for what may stay. */
  forS: fc.constantFrom(0, 2, 4, 8, 15),
});
type Loss = typeof loss extends fc.Arbitrary<infer T> ? T : never;

/** A host that has gone for good cannot be lost again. */
const onceEach = (losses: readonly Loss[]) =>
  losses.filter(
    ({ zone, node }, index) =>
      !losses.slice(0, index).some((before) => before.zone === zone && before.node === node && before.forS === 0),
  );

const faultOf = ({ kind, zone, node, forS }: Loss, index: number) => ({
  kind,
  target: `az-${zone}/storage-${node}`,
  at: `${5 + index * apartS}s`,
  // Nobody is told apart from the dead for ever by being cut off or standing still.
  for: forS === 0 ? undefined : `${forS}s`,
});

/** Four nodes a zone, of which at most two are lost for good, so that each zone has a node left for its replicas. */
const scenarioOf = (seed: number, losses: readonly Loss[]) =>
  readScenario(
    JSON.stringify({
      title: 'Random losses',
      seed,
      duration: `${10 + losses.length * apartS + 60}s`,
      warmup: '0s',
      regions: { r: { zones: 3, routersPerZone: 1, storageNodesPerZone: 4 } },
      tables: { t: { partitions: 8, items: { count: 4000, size: '1KB' } } },
      tenants: { a: tenantText({ arrivals: { poisson: '60/s' }, client: { instances: 30, retries: 'standard' } }) },
      parameters: { healing: { enabled: true, reportEvery: '1s', reportTimeout: '200ms', trustAfter: '2s' } },
      faults: losses.map(faultOf),
    }),
    'random-losses.yaml',
  );

test('each loss is healed, and nothing that was acknowledged is lost', { timeout: 120_000 }, () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), fc.array(loss, { minLength: 2, maxLength: 4 }), (seed, drawn) => {
      const losses = onceEach(drawn.filter((each, at) => drawn.findIndex(({ zone }) => zone === each.zone) === at));
      const result = run(scenarioOf(seed, losses));
      expect(violations(result)).toEqual([]);
      expect(result.healing.underReplicatedAtEnd).toBe(0);
      expect(result.healing.secondsWithOneCopy).toBe(0);
    }),
    { numRuns: 60, verbose: 1 },
  );
});
