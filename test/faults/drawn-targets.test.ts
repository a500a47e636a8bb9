/** The result says which hosts a fault hit, where the scenario left that to chance or to who led at the time. */
import { expect, test } from 'vitest';
import { faultHostsMax } from '../../sim/result.js';
import { runSmallRegion, runUntil, smallRegion } from '../small-region.js';

const nodes = { r: { zones: 3, routersPerZone: 8, storageNodesPerZone: 4 } };
const slow = { kind: 'slow-cpu', factor: 2, at: '1s', for: '1s' };
const hitIn = (target: string, changes: object = {}) => {
  const { faults } = runSmallRegion({ duration: '3s', regions: nodes, faults: [{ ...slow, target, ...changes }] });
  return faults[0];
};

test('drawn hosts are among those that may be drawn, as many as asked for, each once', () => {
  const { hosts, hostsHit, target } = hitIn('3 routers in r');
  expect(target).toBe('3 routers in r');
  expect(hostsHit).toBe(3);
  expect(new Set(hosts).size).toBe(3);
  for (const host of hosts) expect(host).toMatch(/^r\/az-[123]\/router-[1-8]$/);
});

test('a leader is the node that led when the fault began', () => {
  const handover = { kind: 'leader-handover', target: 'leader of t/0', at: '1s' };
  const late = { ...slow, target: 'leader of t/0', at: '2s' };
  const { faults, elections } = runSmallRegion({ duration: '4s', faults: [handover, late] });
  const [{ from, to }] = elections.list;
  expect(faults.map(({ hosts }) => hosts)).toEqual([[from], [to]]);
});

test('of many the first are named, and all are counted', () => {
  const { hosts, hostsHit } = hitIn('all routers in r');
  expect(hostsHit).toBe(24);
  expect(hosts).toHaveLength(faultHostsMax);
});

test('a fault that has not begun has hit nobody', () => {
  const run = runUntil(smallRegion({ faults: [{ ...slow, target: 'leader of t/0', at: '2s' }] }), 1);
  expect(run.finish().faults[0]).toMatchObject({ hosts: [], hostsHit: 0 });
});
