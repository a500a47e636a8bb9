/**
 * Whatever goes wrong with the data of one zone, under overlapping faults of other kinds: with scrub and an archive all of it
 * is found and repaired, nobody reads what has been found, and no acknowledged write is lost.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { run } from '../../sim/run.js';
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

test.each(Array.from({ length: runs }, (_, number) => number))(`swarm ${seed}/%i`, (number) => {
  const { retries, heals, ...drawn } = sampleOf(anySwarm, seed, number);
  const result = run(
    smallRegion({
      ...drawn,
      duration: '60s',
      regions: { r: { zones: 3, routersPerZone: 2, storageNodesPerZone: 4 } },
      tables: { t: { partitions: 12, items: { count: 600, size: '1KB' } } },
      tenants: { a: tenantText({ arrivals: { poisson: '60/s' }, client: { instances: 30, timeout: '1s', retries } }) },
      parameters: {
        ...(heals ? { healing: { enabled: true, reportEvery: '1s', reportTimeout: '200ms', trustAfter: '2s' } } : {}),
        archive: { enabled: true, segmentAge: '2s' },
        scrub: { enabled: true, period: '5s' },
      },
    }),
  );
  expect({ violated: violations(result), left: result.integrity.damagedAtEnd }, JSON.stringify(drawn)).toEqual({
    violated: [],
    left: 0,
  });
});
