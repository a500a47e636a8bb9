/** The pieces of a profile against what the format says of every moment. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { peakOf, piecesOf, type RateChange, RateProfile } from '../../sim/workload/rate-profile.js';
import { anyProfile } from './any-profile.js';
import { factorAt, s } from './arrival-process.js';

const toNs = 20 * s;

test('factor, greatest factor and end of every piece, and no more pieces than are said', () => {
  fc.assert(
    fc.property(anyProfile, (changes) => {
      const profile = new RateProfile(changes, 0);
      let pieces = 1;
      for (; profile.fromNs < toNs; profile.nextPiece(), pieces++) {
        const { fromNs, greatestFactor } = profile;
        const lengthNs = Math.min(profile.toNs, toNs + s) - fromNs;
        expect(lengthNs).toBeGreaterThan(0);
        const factors = [0.001, 0.5, 0.999].map((share) => {
          const ns = fromNs + share * lengthNs;
          return [profile.factorAt(ns), factorAt(changes, ns)];
        });
        expect(Math.max(...factors.map(([factor, right]) => Math.abs(factor - right)))).toBeLessThan(1e-9);
        expect(Math.max(...factors.map(([factor]) => factor))).toBeLessThanOrEqual(greatestFactor * (1 + 1e-12));
      }
      expect(pieces).toBeLessThanOrEqual(2 + changes.reduce((sum, change) => sum + piecesOf(change, toNs), 0));
    }),
    { seed: 1, numRuns: 100 },
  );
});

test('the peak is that of one moment, and not the product of all', () => {
  fc.assert(
    fc.property(anyProfile, (changes) => {
      let greatest = 0;
      for (let ns = 0; ns < toNs; ns += s / 200) greatest = Math.max(greatest, factorAt(changes, ns + 1));
      const peak = peakOf(changes, 0, toNs);
      expect(peak).toBeGreaterThan(greatest * (1 - 1e-6));
      // Changes of a piece that move may have their greatest at opposite ends.
      expect(peak).toBeLessThan(1.5 + 2 * greatest);
    }),
    { seed: 1, numRuns: 100 },
  );
  const spikes = Array.from({ length: 1000 }, (_, i): RateChange => {
    return { kind: 'spike', factor: 5, atNs: i * s, forNs: s / 2, everyNs: null };
  });
  expect(peakOf(spikes, 0, 1000 * s)).toBe(5);
});

test('a step again and again is a power, to the last bit where that is whole', () => {
  const profile = new RateProfile([{ kind: 'step', factor: 3, atNs: s, everyNs: s }], 0);
  const factors = Array.from({ length: 30 }, () => {
    const { greatestFactor } = profile;
    profile.nextPiece();
    return greatestFactor;
  });
  expect(factors).toEqual(Array.from({ length: 30 }, (_, i) => 3 ** i));
});
