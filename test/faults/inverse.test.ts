/** Every fault has an exact inverse: the fleet is as before when it has healed, whatever overlapped it, in any order. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Run } from '../../sim/run.js';
import { smallRegion, tenantText } from '../small-region.js';
import { anyFaults, healingKinds } from './any-faults.js';
import { fleetState } from './fleet-state.js';

const regions = { r: { routersPerZone: 2, storageNodesPerZone: 2 } };
const tables = { t: { partitions: 4 } };
const tenants = { a: tenantText({ arrivals: { poisson: '1/h' }, start: '29s' }) };

/** States before the first fault, while they last, and after the last has healed. */
function statesAround(faults: readonly object[]): { before: string; during: string[]; after: string } {
  const { service } = new Run(smallRegion({ duration: '30s', seriesWindow: '1s', regions, tables, tenants, faults }));
  const at = (seconds: number) => {
    service.advance(seconds * 1e9, Number.POSITIVE_INFINITY);
    return fleetState(service);
  };
  const before = at(4.9);
  const during = Array.from({ length: 30 }, (_, i) => at(5 + i * 0.5));
  return { before, during, after: at(28) };
}

test.each(healingKinds)('%s', (kind) => {
  fc.assert(
    fc.property(anyFaults([kind]), (faults) => {
      const { before, during, after } = statesAround(faults);
      expect(after).toBe(before);
      // A fault shorter than the time between two looks may be missed; one that does nothing must not be.
      const isLong = faults.some((fault) => Number.parseInt((fault as { for: string }).for, 10) > 1000);
      if (isLong && kind !== 'load-balancer-flap') expect(during.some((state) => state !== before)).toBe(true);
    }),
    { seed: 1, numRuns: 8 },
  );
});

test('overlapping faults of all kinds, in any order', () => {
  fc.assert(
    fc.property(anyFaults(healingKinds), (faults) => {
      const { before, after } = statesAround(faults);
      expect(after).toBe(before);
    }),
    { seed: 1, numRuns: 60 },
  );
});
