/**
 * Whatever a scenario may say, its run ends: what is due after the end of time never comes, be it the end of a fault that
 * has none, a draw from a tail without a mean, or a time that nobody lives to see.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type FaultKind, faultKinds, specOf } from '../sim/faults/fault-kinds.js';
import { Run } from '../sim/run.js';
import { tunables } from '../sim/scenario/parameters/parameters.js';
import { smallRegion, type Text, tenantText, verdict } from './small-region.js';

/** Enough for all that happens at once; where requests wait for ever, there are never so many. */
const eventsMax = 20_000;
const endOfTime = `${Number.MAX_SAFE_INTEGER}ns`;
const of = <T>(...values: readonly T[]) => fc.constantFrom(...values);

const anyTime = of('0s', '1ns', '1ms', '1h', '100d', endOfTime);
const anyShape = of(0.01, 0.1, 0.5, 1, 1.5, 2, 1000);
/** Each kind of tail, from none to one that has no mean, about times from nothing to the end of time. */
const anyDistribution: fc.Arbitrary<unknown> = fc.oneof(
  anyTime,
  fc.record({ uniform: of(['0s', endOfTime]) }),
  fc.record({ exponential: anyTime }),
  fc.record({ lognormal: fc.record({ median: anyTime, sigma: of(0, 1, 10) }) }),
  fc.record({ pareto: fc.record({ scale: anyTime, shape: anyShape }), offset: anyTime }),
  fc.record({ weibull: fc.record({ scale: anyTime, shape: anyShape }) }),
  fc.record({ gamma: fc.record({ mean: anyTime, shape: anyShape }) }),
  fc.record({
    hyperexponential: fc.tuple(anyTime, anyTime).map((means) => means.map((mean) => ({ share: '50%', mean }))),
  }),
  fc.record({
    mixture: fc.tuple(anyTime, anyTime, anyShape).map(([often, scale, shape]) => [
      { share: '80%', of: often },
      { share: '20%', of: { pareto: { scale, shape }, offset: '1ms' } },
    ]),
  }),
  fc.record({ empirical: anyTime.map((most) => ({ p0: '0s', p50: '0s', p100: most })) }),
);

/** Runs it, and looks at what no run may get wrong. */
function expectToEnd(changes: Text): void {
  const run = new Run(smallRegion({ duration: '5s', seriesWindow: '1s', ...changes }));
  run.advance(eventsMax);
  const result = run.finish();
  expect(['requests-end-once', 'littles-law'].map((property) => verdict(result, property))).not.toContain('violated');
  const wrong: string[] = [];
  JSON.stringify(result, (key, value) => {
    if (typeof value === 'number' && !Number.isFinite(value)) wrong.push(key);
    return value;
  });
  expect(wrong).toEqual([]);
}

/** The severest that the format allows; a fault that turns every 5 us turns as often in 5 s as any may. */
const extremes = {
  duration: of('5us', endOfTime),
  signedDuration: of('1ms', endOfTime, `-${endOfTime}`),
  timeDistribution: anyDistribution,
  ratio: of('1%', '100%'),
  times: of('1x', '1000000x'),
  count: of(1, 1000),
  bytesPerSecond: of('1KB/s', '1000TB/s'),
} as const;
const targets: Readonly<Record<string, readonly string[]>> = {
  region: ['r'],
  zone: ['r/az-1'],
  rack: ['r/az-1/rack-1'],
  leader: ['leader of t/0'],
  storage: ['leader of t/0', 'followers of t/0', 'r/az-2/storage-1'],
  router: ['r/az-1/router-1', 'all routers in r'],
  anything: ['leader of t/0', 'r/az-1', 'all routers in r', 'r'],
};

/** What some faults hit must be there. */
const withServices = { archive: { enabled: true, segmentAge: '1s' } };

function neverHealed(kind: FaultKind): fc.Arbitrary<Text> {
  const { target, needs, may, takesServiceDown } = specOf(kind);
  const keys = Object.entries({ ...needs, ...may }).map(([name, { unit }]) => [name, extremes[unit]] as const);
  return fc.record({
    ...Object.fromEntries(keys),
    kind: fc.constant(kind),
    target: of(...targets[target]),
    // A service that is never up is a mistake, told before the run.
    at: takesServiceDown ? of('1ns', '1s') : of('0s', '1s'),
  });
}

test.each(faultKinds)('%s that never ends', (kind) => {
  fc.assert(
    fc.property(fc.array(neverHealed(kind), { minLength: 1, maxLength: 2 }), (faults) =>
      expectToEnd({ faults, parameters: withServices }),
    ),
    { seed: 1, numRuns: 5 },
  );
});

test('faults of all kinds that never end', () => {
  const anyFault = of(...faultKinds).chain(neverHealed);
  fc.assert(
    fc.property(fc.array(anyFault, { minLength: 2, maxLength: 5 }), (faults) =>
      expectToEnd({ faults, parameters: withServices }),
    ),
    { seed: 1, numRuns: 30 },
  );
});

const drawn = Object.entries(tunables).flatMap(([section, rows]) =>
  Object.entries(rows).flatMap(([name, { unit }]) => (unit === 'timeDistribution' ? [[section, name] as const] : [])),
);

test.each(drawn)('any parameters.%s.%s', (section, name) => {
  fc.assert(
    fc.property(anyDistribution, (distribution) =>
      expectToEnd({ parameters: { [section]: { [name]: distribution } } }),
    ),
    { seed: 1, numRuns: 10 },
  );
});

test('any pause between requests, any time-out, any length of a run', () => {
  const anyTenant = fc.record({
    arrivals: fc.oneof(
      anyDistribution.map((think) => ({ closed: { workers: 3, think } })),
      of({
        bursty: [
          { rate: '100/s', stay: '1s' },
          { rate: '0/s', stay: endOfTime },
        ],
      }),
    ),
    client: of({}, { timeout: endOfTime }, { timeout: '1ns' }, { retries: 'adaptive' }, { hedgeAfter: '1ms' }),
  });
  fc.assert(
    fc.property(anyTenant, of('1ns', '5s', '10d', endOfTime), (tenant, duration) =>
      expectToEnd({ duration, seriesWindow: undefined, tenants: { a: tenantText(tenant) } }),
    ),
    { seed: 1, numRuns: 30 },
  );
});
