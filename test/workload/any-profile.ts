/** Profiles of all kinds of change for property tests, on whole tenths of a second, within twenty seconds. */
import fc from 'fast-check';
import type { RateChange } from '../../sim/workload/rate-profile.js';
import { s } from './arrival-process.js';

const tenths = (min: number, max: number) => fc.integer({ min, max }).map((n) => (n * s) / 10);
const factor = fc.constantFrom(0, 0.001, 0.5, 1, 1.5, 3, 10);
const atNs = tenths(0, 150);

const anyStep = fc.record({
  kind: fc.constant('step' as const),
  factor: fc.constantFrom(0.5, 0.9, 1.1, 2),
  atNs,
  everyNs: fc.option(tenths(30, 100)),
});
const anyRamp = fc.record({ kind: fc.constant('ramp' as const), factor, atNs, overNs: tenths(1, 100) });
const anySpike = fc
  .record({
    kind: fc.constant('spike' as const),
    factor,
    atNs,
    forNs: tenths(1, 30),
    restNs: fc.option(tenths(0, 50)),
  })
  .map(({ restNs, ...spike }) => ({ ...spike, everyNs: restNs === null ? null : spike.forNs + restNs }));
const anyWave = fc.record({
  kind: fc.constant('wave' as const),
  amplitude: fc.constantFrom(0.1, 0.8, 1),
  atNs,
  periodNs: tenths(5, 300),
});

export const anyProfile: fc.Arbitrary<readonly RateChange[]> = fc.array(
  fc.oneof<fc.Arbitrary<RateChange>[]>(anyStep, anyRamp, anySpike, anyWave),
  { maxLength: 5 },
);
