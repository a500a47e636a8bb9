/**
 * A partition splits and its replicas move while clients read and write: nobody notices, nothing is lost, and who asks the
 * wrong node is told the right one. A change that cannot be finished is given up and leaves everything as it was.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Service } from '../../sim/assembly/service.js';
import { field } from '../../sim/replication/replica-table.js';
import { Run } from '../../sim/run.js';
import { logProblems } from '../replication/log-problems.js';
import { failures, smallRegion, type Text, tenantText, violations } from '../small-region.js';

/** Two nodes a zone, so that there is somewhere to go; 10 MB a partition, so that a copy takes 0.2 s. */
const region = (changes: Text = {}) =>
  smallRegion({
    duration: '6s',
    regions: { r: { routersPerZone: 1, storageNodesPerZone: 2 } },
    tables: { t: { partitions: 1, items: { count: 10_000, size: '1KB' }, splitting: { size: true } } },
    tenants: { a: tenantText({ arrivals: { poisson: '1000/s' }, stop: '5s' }) },
    ...changes,
  });

const repartitioning = (service: Service) => service.storage.repartitioning!;
const middle = 2 ** 31;

/** A run whose control plane does not hear of changes that it has not asked for. */
function unmanaged(scenario: ReturnType<typeof region>): Run {
  const run = new Run(scenario);
  repartitioning(run.service).listeners.splice(0);
  return run;
}

/** Runs the scenario with things done between its events. */
function runWith(
  scenario: ReturnType<typeof region>,
  deeds: readonly { atS: number; do: (service: Service) => void }[],
) {
  const run = unmanaged(scenario);
  for (const deed of deeds) {
    run.service.advance(deed.atS * 1e9, Number.POSITIVE_INFINITY);
    deed.do(run.service);
  }
  run.advance();
  return { service: run.service, result: run.finish() };
}

const othersOf = (service: Service): [number, number, number] => {
  const { zones } = service.topology.regions[0];
  const taken = [0, 1, 2].map((slot) => service.groups.hostOf(0, slot));
  return zones.map(({ storage }) => storage.find(({ id }) => !taken.includes(id))!.id) as [number, number, number];
};
const split = (atS: number) => ({
  atS,
  do: (service: Service) => expect(repartitioning(service).beginSplit(0, middle, othersOf(service))).toBe(true),
});

describe('a split', () => {
  const { service, result } = runWith(region(), [split(1)]);
  const child = 1;

  test('hands half of the keys to a new partition on other nodes', () => {
    expect(repartitioning(service).splits).toBe(1);
    expect(service.keySpaces.spaces[0].rangeOf(child)).toEqual({ from: middle, to: 2 ** 32 });
    expect([0, 1, 2].map((slot) => service.groups.hostOf(child, slot))).toEqual(othersOf(service));
  });

  test('no request fails, and none has to wait long', () => {
    expect(failures(result)).toBe(0);
    expect(Math.max(...result.latency.map(({ maxMs }) => maxMs!))).toBeLessThan(60);
  });

  test('both partitions take writes afterwards, and every promise is kept', () => {
    const before = service.groups.get(child, field.term);
    expect(before).toBe(service.groups.get(0, field.term));
    expect(service.groups.get(child, field.last)).toBeGreaterThan(0);
    expect(violations(result)).toEqual([]);
    expect(logProblems(service)).toEqual([]);
  });

  test('takes the time that the copy takes, in the background', () => {
    const copyNs = (5e6 / service.scenario.parameters.autoadmin.copyBandwidth) * 1e9;
    const run = unmanaged(region());
    run.service.advance(1e9, Number.POSITIVE_INFINITY);
    split(1).do(run.service);
    run.service.advance(1e9 + 0.9 * copyNs, Number.POSITIVE_INFINITY);
    expect(repartitioning(run.service).splits).toBe(0);
    run.service.advance(1e9 + 1.6 * copyNs, Number.POSITIVE_INFINITY);
    expect(repartitioning(run.service).splits).toBe(1);
  });
});

test('routers that have not heard of a split learn of it from the node they ask', () => {
  const silencePushes = (service: Service) => {
    for (const { metadata } of service.topology.regions[0].zones) metadata[0].crash(service.simulation.nowNs);
  };
  const { service, result } = runWith(region(), [{ atS: 0.5, do: silencePushes }, split(1)]);
  expect(repartitioning(service).splits).toBe(1);
  expect(failures(result)).toBe(0);
  expect(violations(result)).toEqual([]);
});

describe('a move', () => {
  const moveOf = (slot: number) => ({
    atS: 1,
    do: (service: Service) => expect(repartitioning(service).beginMove(0, slot, othersOf(service)[slot])).toBe(true),
  });

  test.each([1, 0])('of the replica in slot %i takes it to another node of its zone', (slot) => {
    const { service, result } = runWith(region(), [moveOf(slot)]);
    expect(repartitioning(service).moves).toBe(1);
    const host = service.groups.hostOf(0, slot);
    expect(service.topology.hosts[host].name).toMatch(/storage-2$|storage-1$/);
    expect(service.storage.leadership.nodes.groups[host]).toContain(0);
    expect(failures(result)).toBe(0);
    expect(violations(result)).toEqual([]);
    expect(logProblems(service)).toEqual([]);
  });
});

test('a copy whose target crashes is given up, and the partition serves on as it was', () => {
  const { service, result } = runWith(region(), [
    split(1),
    { atS: 1.05, do: (service) => service.topology.hosts[othersOf(service)[0]].crash(service.simulation.nowNs) },
  ]);
  expect(repartitioning(service)).toMatchObject({ splits: 0, givenUp: 1, underWay: 0 });
  expect(service.groups.count).toBe(1);
  expect(failures(result)).toBe(0);
  expect(violations(result)).toEqual([]);
});

test('a partition does one change at a time', () => {
  const run = unmanaged(region());
  split(0).do(run.service);
  expect(repartitioning(run.service).beginSplit(0, middle / 2, othersOf(run.service))).toBe(false);
  expect(repartitioning(run.service).beginMove(0, 1, othersOf(run.service)[1])).toBe(false);
});

test('whatever splits and moves under faults, no acknowledged write is lost and no strong read is stale', () => {
  const deed = fc.record({
    atMs: fc.integer({ min: 100, max: 4500 }),
    keyPosition: fc.integer({ min: 1, max: 2 ** 32 - 2 }),
    isMove: fc.boolean(),
    slot: fc.integer({ min: 0, max: 2 }),
  });
  const fault = fc.record({
    kind: fc.constantFrom('host-crash', 'host-pause', 'disk-stall'),
    target: fc.constantFrom('r/az-1/storage-1', 'r/az-2/storage-2', 'r/az-3/storage-1', 'r/az-3/storage-2'),
    at: fc.integer({ min: 500, max: 3000 }).map((ms) => `${ms}ms`),
    for: fc.integer({ min: 50, max: 1500 }).map((ms) => `${ms}ms`),
  });
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 8 }), fc.array(fault, { maxLength: 2 }), (deeds, faults) => {
      const timed = [...deeds].sort((a, b) => a.atMs - b.atMs);
      const { result } = runWith(
        region({ faults }),
        timed.map(({ atMs, keyPosition, isMove, slot }) => ({
          atS: atMs / 1000,
          do: (service: Service) => {
            const group = service.keySpaces.spaces[0].groupAt(keyPosition);
            const at = [0, 1, 2].map((each) => service.groups.hostOf(group, each));
            const free = (zone: number) =>
              service.topology.regions[0].zones[zone].storage.find(({ id }) => !at.includes(id));
            const zone = service.topology.hosts[at[slot]].zone;
            const changes = repartitioning(service);
            if (isMove) changes.beginMove(group, slot, free(zone)!.id);
            else
              changes.beginSplit(
                group,
                keyPosition,
                [0, 1, 2].map((each) => free(each)!.id) as [number, number, number],
              );
          },
        })),
      );
      expect(violations(result)).toEqual([]);
    }),
    { numRuns: 40 },
  );
});
