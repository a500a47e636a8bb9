/**
 * Whatever goes wrong with the data of one zone, under overlapping faults of other kinds: with scrub and an archive all of it
 * is found and repaired, nobody reads what has been found, and no acknowledged write is lost.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Run, run } from '../../sim/run.js';
import { anyFaults, harmlessKinds } from '../faults/any-faults.js';
import { sampleOf } from '../sampling.js';
import { smallRegion, tenantText, violations } from '../small-region.js';

const seed = 7;
const runs = 16;
const whole = (min: number, max: number) => fc.integer({ min, max });
const atMs = whole(5000, 14_000).map((ms) => `${ms}ms`);

/** One to three of the four nodes of a zone: of each partition two copies are always good. */
const badData = whole(1, 3).chain((zone) =>
  fc.uniqueArray(whole(1, 4), { minLength: 1, maxLength: 3 }).chain((nodes) =>
    fc.tuple(
      ...nodes.map((node) => {
        const where = { target: fc.constant(`r/az-${zone}/storage-${node}`), at: atMs };
        const lasting = { ...where, for: fc.constantFrom('200ms', '2s', '5s') };
        return fc.oneof(
          fc.record({ kind: fc.constantFrom('bit-rot', 'silent-wrong-replica'), ...where, items: whole(1, 60) }),
          fc.record({ kind: fc.constant('log-rot'), ...where, records: whole(1, 60) }),
          fc.record({ kind: fc.constant('misdirected-write'), ...where, writes: whole(1, 20) }),
          fc.record({ kind: fc.constant('lost-flush'), ...lasting, pages: whole(1, 5) }),
          fc.record({ kind: fc.constantFrom('torn-write', 'host-crash-losing-data'), ...lasting }),
        );
      }),
    ),
  ),
);
const anySwarm = fc.record({
  seed: whole(1, 2 ** 31),
  faults: fc.tuple(badData, anyFaults(harmlessKinds)).map((both) => both.flat()),
  retries: fc.constantFrom('none', 'standard'),
  heals: fc.boolean(),
});

type Swarm = typeof anySwarm extends fc.Arbitrary<infer Drawn> ? Drawn : never;

const scenarioOf = ({ retries, heals, ...drawn }: Swarm, durationS = 60, scrubs = true) =>
  smallRegion({
    ...drawn,
    duration: `${durationS}s`,
    regions: { r: { zones: 3, routersPerZone: 2, storageNodesPerZone: 4 } },
    tables: { t: { partitions: 12, items: { count: 600, size: '1KB' } } },
    tenants: { a: tenantText({ arrivals: { poisson: '60/s' }, client: { instances: 30, timeout: '1s', retries } }) },
    parameters: {
      ...(heals ? { healing: { enabled: true, reportEvery: '1s', reportTimeout: '200ms', trustAfter: '2s' } } : {}),
      archive: { enabled: true, segmentAge: '2s' },
      scrub: { enabled: scrubs, period: '5s' },
    },
  });

test.each(Array.from({ length: runs }, (_, number) => number))(`swarm ${seed}/%i`, (number) => {
  const swarm = sampleOf(anySwarm, seed, number);
  const result = run(scenarioOf(swarm));
  expect({ violated: violations(result), left: result.integrity.damagedAtEnd }, JSON.stringify(swarm)).toEqual({
    violated: [],
    left: 0,
  });
});

test('each copy that was damaged is repaired, overwritten, discarded or still damaged, in any run and whenever it ends', () => {
  const ends = { repairedCopies: 0, overwrittenCopies: 0, discardedCopies: 0, damagedAtEnd: 0 };
  for (let number = 0; number < runs; number++) {
    const swarm = sampleOf(anySwarm, seed, number);
    const ended = new Run(scenarioOf(swarm, 25, number % 2 === 0));
    while (!ended.advance());
    const { reads, partitionLogs } = ended.service.storage;
    const left = (reads.damage?.all().length ?? 0) + (partitionLogs.rot?.count ?? 0);
    const { integrity } = ended.finish();
    expect(integrity.damagedAtEnd, JSON.stringify(swarm)).toBe(left);
    let total = 0;
    for (const end of Object.keys(ends) as (keyof typeof ends)[]) {
      ends[end] += integrity[end];
      total += integrity[end];
    }
    expect(integrity.damagedCopies, JSON.stringify(swarm)).toBe(total);
  }
  // What no drawn run does shows nothing.
  for (const [end, count] of Object.entries(ends)) expect([end, count > 0]).toEqual([end, true]);
});
