/**
 * Over any window a table consumes at most its rate x time, its savings and the stated slack, whatever is asked where and
 * fails: the whole of what it saves at the window's beginning, what routers hold and what they may owe.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AdmissionRegion, greatestExcess, intervalS, lifeS } from './admission-region.js';

interface Table {
  readonly rate: number;
  /** Of a request. */
  readonly units: number;
  readonly routers: number;
  readonly burstWindowS: number;
}

/** Windows in which tables save are short, so that they are used up within a test, and the bound is near. */
const tables: readonly [string, Table][] = [
  ['a large table', { rate: 1000, units: 10, routers: 6, burstWindowS: 4 }],
  ['a table of which a router gets less than a request', { rate: 10, units: 3, routers: 30, burstWindowS: 20 }],
];

/** Units: what is vended at most beyond rate x time, and what is consumed. */
function boundsOf({ rate, units, routers, burstWindowS }: Table) {
  const savings = rate * burstWindowS;
  const intervalsWorth = rate * intervalS;
  const held = 2 * intervalsWorth;
  const owed = intervalsWorth / 10 + 2 * units * routers;
  return { vended: savings, consumed: savings + held + owed };
}

/** A server that was silent and comes back has saved meanwhile, and for a while two of them vend. */
const handover = ({ rate, burstWindowS }: Table) => rate * (lifeS + intervalS) + rate * burstWindowS;

type Phase = Readonly<{ seconds: number; demand: readonly number[] }>;

/** Demands of routers from none to three times the table's rate each, and phases in which nobody asks. */
function phasesOf({ rate, routers }: Table): fc.Arbitrary<Phase[]> {
  const busy = fc.array(fc.integer({ min: 0, max: 3 * rate }), { minLength: routers, maxLength: routers });
  const demand = fc.oneof({ weight: 3, arbitrary: busy }, { weight: 1, arbitrary: fc.constant<number[]>([]) });
  return fc.array(fc.record({ seconds: fc.integer({ min: 1, max: 8 }), demand }), { minLength: 2, maxLength: 6 });
}
const seed = fc.integer({ min: 1, max: 1e6 });

function regionAfter(
  { rate, units, routers, burstWindowS }: Table,
  seed: number,
  phases: readonly Phase[],
  beforeEach: (region: AdmissionRegion, at: number) => void,
) {
  const region = new AdmissionRegion(rate, routers / 3, { units, seed, burstWindowS });
  for (const [at, { seconds, demand }] of phases.entries()) {
    beforeEach(region, at);
    region.run(seconds, demand);
  }
  return region;
}

describe.each(tables)('%s', (_, table) => {
  const { vended, consumed } = boundsOf(table);

  test('under random demand over the routers, and a server that dies', () => {
    fc.assert(
      fc.property(seed, phasesOf(table), (seed, phases) => {
        const region = regionAfter(table, seed, phases, (region, at) => {
          if (at === 1) region.crashServer(region.servers[0]);
        });
        expect(greatestExcess(region.grantedUpTo, table.rate)).toBeLessThanOrEqual(vended + 1e-6);
        expect(greatestExcess(region.admittedUpTo, table.rate)).toBeLessThanOrEqual(consumed + 1e-6);
      }),
      { seed: 1, numRuns: 40 },
    );
  });

  test('a server that dies or freezes, and comes back', () => {
    fc.assert(
      fc.property(
        seed,
        phasesOf(table),
        fc.boolean(),
        fc.integer({ min: 1, max: 10 }),
        (seed, phases, crashes, forS) => {
          const region = regionAfter(table, seed, phases, (region, at) => {
            if (at === 1 && crashes) region.crashServer(region.servers[0]);
            if (at === 1 && !crashes) region.pauseServer(region.servers[0], forS);
            if (at === 2 && crashes) region.restartServer(region.servers[0]);
          });
          const more = handover(table);
          expect(greatestExcess(region.grantedUpTo, table.rate)).toBeLessThanOrEqual(vended + more + 1e-6);
          expect(greatestExcess(region.admittedUpTo, table.rate)).toBeLessThanOrEqual(consumed + more + 1e-6);
        },
      ),
      { seed: 1, numRuns: 40 },
    );
  });

  test('what was saved is used up to the last of it, and then the rate is all there is', () => {
    const { rate, routers, burstWindowS } = table;
    const region = new AdmissionRegion(rate, routers / 3, { units: table.units, burstWindowS });
    region.run(4 * burstWindowS, []);
    region.run(
      60,
      Array.from({ length: routers }, () => (3 * rate) / routers),
    );
    const excess = greatestExcess(region.admittedUpTo, rate);
    // Half an interval's worth stays in the bucket, for routers that have had nothing yet.
    expect(excess).toBeGreaterThanOrEqual(rate * (burstWindowS - intervalS / 2));
    expect(excess).toBeLessThanOrEqual(consumed);
    const { length } = region.admittedUpTo;
    const last20s = region.admittedUpTo[length - 1] - region.admittedUpTo[length - 201];
    expect(last20s / 20 / rate).toBeGreaterThan(0.95);
    expect(last20s / 20 / rate).toBeLessThan(1.05);
  });
});
