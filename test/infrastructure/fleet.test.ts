/** Hosts join and leave while a run lasts: those that join get work, those that leave finish theirs, and nobody notices. */
import { expect, test } from 'vitest';
import type { Reserve } from '../../sim/assembly/fleet.js';
import { resultOfRun } from '../../sim/assembly/result-of-run.js';
import { Service } from '../../sim/assembly/service.js';
import { BucketQueue } from '../../sim/engine/bucket-queue.js';
import { isSound } from '../../sim/replication/storage-nodes.js';
import { routerRole } from '../../sim/routing/router-role.js';
import { storageRole } from '../../sim/storage/storage-role.js';
import { logProblems } from '../replication/log-problems.js';
import { failures, smallRegion, type Text, tenantText, violations } from '../small-region.js';

const graceNs = 1e9;
const tenants = { a: tenantText({ arrivals: { poisson: '1000/s' }, stop: '9s' }) };

function serviceOf(reserve: Reserve, changes: Text = {}): Service {
  const scenario = smallRegion({ duration: '10s', tenants, ...changes });
  return new Service(scenario, new BucketQueue(), {}, reserve);
}

const until = (service: Service, s: number) => service.advance(s * 1e9, Number.POSITIVE_INFINITY);

function expectUndisturbed(service: Service): void {
  const result = resultOfRun(service);
  expect(failures(result)).toBe(0);
  expect(violations(result)).toEqual([]);
  expect(logProblems(service)).toEqual([]);
}

test.each(['unlimited', 'global'])('a router that joins gets requests after its first health check (%s)', (mode) => {
  const capacity = mode === 'unlimited' ? {} : { capacity: { mode, read: 20_000, write: 10_000 } };
  const tables = { t: { partitions: 12, items: { count: 1000, size: '1KB' }, ...capacity } };
  const regions = { r: { routersPerZone: 1, storageNodesPerZone: 2 } };
  const service = serviceOf({ router: 1 }, { tables, regions });
  until(service, 3);
  const numbers = service.topology.hosts.map(({ id, name }) => `${id} ${name}`);
  const router = service.fleet.add(routerRole, 0, 1)!;
  expect(router.name).toBe('r/az-2/router-2');
  const changed = service.topology.hosts.filter(({ id, name }) => `${id} ${name}` !== numbers[id]);
  expect(changed).toEqual([router]);
  // The first thing that it does is to answer a check, which is due within an interval.
  const { checkInterval } = service.scenario.parameters.loadBalancer;
  let ms = 3000;
  while (router.cpu.jobs === 0) until(service, ++ms / 1e3);
  expect(router.cpu.jobs).toBe(1);
  expect(ms / 1e3).toBeLessThanOrEqual(3 + checkInterval / 1e9 + 0.01);
  until(service, 10);
  const [beside] = service.topology.regions[0].zones[1].router;
  expect(router.cpu.jobs).toBeGreaterThan(500);
  expect(beside.cpu.jobs).toBeGreaterThan(router.cpu.jobs);
  expectUndisturbed(service);
});

test('a router that drains answers what it has and is gone', () => {
  const service = serviceOf({}, { regions: { r: { routersPerZone: 2, storageNodesPerZone: 1 } } });
  const [router] = service.topology.regions[0].zones[0].router;
  until(service, 3);
  service.fleet.drain(router, graceNs);
  until(service, 3.1);
  const { jobs } = router.cpu;
  expect(router.isUp).toBe(true);
  until(service, 4);
  expect(router.isUp).toBe(false);
  until(service, 10);
  expect(router.cpu.jobs).toBe(jobs);
  expectUndisturbed(service);
});

test('what a draining router still works on keeps it there', () => {
  const service = serviceOf({}, { regions: { r: { routersPerZone: 2, storageNodesPerZone: 1 } } });
  const [router] = service.topology.regions[0].zones[0].router;
  until(service, 3);
  router.pause(3e9, 3.5e9);
  service.fleet.drain(router, 1e8);
  until(service, 3.4);
  expect(router.isUp).toBe(true);
  until(service, 10);
  expect(router.isUp).toBe(false);
  expectUndisturbed(service);
});

test('a storage node that joins takes a replica over, and the one that had it can leave', () => {
  const tables = { t: { partitions: 1, items: { count: 10_000, size: '1KB' }, splitting: { size: true } } };
  const service = serviceOf({ storage: 1 }, { tables });
  const repartitioning = service.storage.repartitioning!;
  repartitioning.listeners.splice(0);
  until(service, 1);
  const node = service.fleet.add(storageRole, 0, 0)!;
  const slot = [0, 1, 2].find((each) => service.topology.hosts[service.groups.hostOf(0, each)].zone === 0)!;
  const before = service.topology.hosts[service.groups.hostOf(0, slot)];
  service.fleet.drain(before, graceNs);
  until(service, 3);
  expect(before.isUp).toBe(true);
  expect([before, node].map((host) => isSound(host, service.disks))).toEqual([false, true]);
  expect(repartitioning.beginMove(0, slot, node.id)).toBe(true);
  until(service, 10);
  expect(service.groups.hostOf(0, slot)).toBe(node.id);
  expect(service.disks.station(node.id).jobs).toBeGreaterThan(500);
  expect(before.isUp).toBe(false);
  expectUndisturbed(service);
});

test('no more can join than the reserve holds', () => {
  const service = serviceOf({ router: 2 });
  expect(service.fleet.add(routerRole, 0, 0)?.name).toBe('r/az-1/router-2');
  expect(service.fleet.add(routerRole, 0, 0)?.name).toBe('r/az-1/router-3');
  expect(service.fleet.add(routerRole, 0, 0)).toBe(null);
  expect(service.fleet.add(storageRole, 0, 0)).toBe(null);
});
