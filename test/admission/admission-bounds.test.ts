/** Over any window a table consumes at most its rate x time and the stated staleness, whatever is asked where and fails. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AdmissionRegion, greatestExcess, intervalS, lifeS } from './admission-region.js';

const rate = 1000;
const units = 10;
const routers = 6;
const depth = rate * intervalS;
/** The bucket, what routers hold, their overdrafts, and a request of each. */
const staleness = 3 * depth + depth / 10 + routers * units;
/** While routers come back to a server one by one, two of them vend. */
const handover = rate * (lifeS + intervalS) + depth;

const demand = fc.array(fc.integer({ min: 0, max: 3 * rate }), { minLength: routers, maxLength: routers });
const phase = fc.record({ seconds: fc.integer({ min: 1, max: 8 }), demand });
const phases = fc.array(phase, { minLength: 2, maxLength: 5 });
const seed = fc.integer({ min: 1, max: 1e6 });

type Phase = Readonly<{ seconds: number; demand: readonly number[] }>;

function regionAfter(
  seed: number,
  phases: readonly Phase[],
  beforeEach: (region: AdmissionRegion, at: number) => void,
) {
  const region = new AdmissionRegion(rate, routers / 3, 'global', units, seed);
  for (const [at, { seconds, demand }] of phases.entries()) {
    beforeEach(region, at);
    region.run(seconds, demand);
  }
  return region;
}

test('random demand over the routers, and a server that dies', () => {
  fc.assert(
    fc.property(seed, phases, (seed, phases) => {
      const region = regionAfter(seed, phases, (region, at) => {
        if (at === 1) region.crashServer(region.servers[0]);
      });
      expect(greatestExcess(region.grantedUpTo, rate)).toBeLessThanOrEqual(depth + 1e-6);
      expect(greatestExcess(region.admittedUpTo, rate)).toBeLessThanOrEqual(staleness + 1e-6);
    }),
    { numRuns: 40 },
  );
});

test('a server that dies or freezes, and comes back', () => {
  fc.assert(
    fc.property(seed, phases, fc.boolean(), fc.integer({ min: 1, max: 10 }), (seed, phases, crashes, forS) => {
      const region = regionAfter(seed, phases, (region, at) => {
        if (at === 1 && crashes) region.crashServer(region.servers[0]);
        if (at === 1 && !crashes) region.pauseServer(region.servers[0], forS);
        if (at === 2 && crashes) region.restartServer(region.servers[0]);
      });
      expect(greatestExcess(region.grantedUpTo, rate)).toBeLessThanOrEqual(depth + handover + 1e-6);
      expect(greatestExcess(region.admittedUpTo, rate)).toBeLessThanOrEqual(staleness + handover + 1e-6);
    }),
    { numRuns: 40 },
  );
});
