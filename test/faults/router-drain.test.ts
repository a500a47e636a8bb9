/** A drained router answers what it holds and gets nothing new, so that nobody notices, unlike when it crashes. */
import { expect, test } from 'vitest';
import { runSmallRegion, runUntil, smallRegion, sum } from '../small-region.js';

const faults = (kind: string) => [{ kind, target: 'r/az-1/router-1', at: '5s', for: '10s' }];
const failed = (kind: string) => sum(runSmallRegion({ faults: faults(kind) }), 'timedOut', 5, 15);

test('no request fails, where a crash costs those that it holds and those sent before the checks notice', () => {
  expect(failed('router-crash')).toBeGreaterThan(100);
  expect(failed('router-drain')).toBe(0);
});

test('it has no work while it lasts, and work again afterwards', () => {
  const { service } = runUntil(smallRegion({ faults: faults('router-drain') }), 5.1);
  const [router] = service.topology.regions[0].zones[0].router;
  const busyNsUntil = (seconds: number) => {
    service.advance(seconds * 1e9, Number.POSITIVE_INFINITY);
    return router.cpu.busyNs(service.simulation.nowNs);
  };
  const drained = busyNsUntil(6);
  expect(drained).toBeGreaterThan(0);
  expect(busyNsUntil(14.9)).toBe(drained);
  expect(busyNsUntil(20)).toBeGreaterThan(drained);
});
