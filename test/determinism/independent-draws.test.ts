/**
 * Deleting a fault, a tenant or a table leaves the draws of all others unchanged, stream by stream. Precisely:
 *
 *   every stream     is named by the one host, tenant, table or fault that it serves; its values, in their order, depend on
 *                    the seed and that name alone
 *   a tenant         issues the same requests at the same times to the end, unless it waits for answers: then what it
 *                    draws is the same, and when follows from the service; what an item weighs that it reads is the table's
 *   a fault          hits the same hosts, where they are drawn (a role, such as a leader, is whoever holds it)
 *   a partition      has the same phase of heartbeats, and in a term the same election jitter; without a capacity, the
 *                    same replicas and first leader
 *   a table          is kept by the same admission servers
 *
 * A stream of a host is drawn from by whoever uses the host, so that the company decides who gets which of its values, and
 * how many are drawn: sharing a machine is real. So is room: tables with a capacity are placed after those before them.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FaultSpec } from '../../sim/faults/fault-kinds.js';
import type { Scenario } from '../../sim/scenario/scenario.js';
import { smallRegion } from '../small-region.js';
import { anyScenario } from './any-scenario.js';
import { DrawLog } from './draw-log.js';

const isOpen = ({ tenants }: Scenario, name: string) =>
  tenants.some((tenant) => tenant.name === name && tenant.arrivals.kind !== 'closed');

/** All that is drawn for: the scenarios are enough to come by each. */
const purposes = [
  ...['arrivals', 'back-off', 'choice of replica', 'disk', 'election jitter', 'faults', 'health check phase'],
  ...['heartbeat phase', 'item sizes', 'keys', 'load balancing', 'mix', 'network', 'place on the admission ring'],
  ...['placement', 'points of the admission ring', 'processor', 'sizes'],
];

/** What a tenant draws for each request that it issues. */
const issuing = ['arrivals', 'mix', 'keys', 'sizes'];

const namesTable = ({ target, peer }: FaultSpec, name: string) =>
  [target, peer].some((place) => place !== null && 'table' in place && place.table === name);

/** With the nth of them deleted; a table goes with its tenants, and with the faults that name it. */
function withoutFault(scenario: Scenario, nth: number): Scenario {
  return { ...scenario, faults: scenario.faults.filter((_, index) => index !== nth % scenario.faults.length) };
}

function withoutTenant(scenario: Scenario, nth: number): Scenario {
  return { ...scenario, tenants: scenario.tenants.filter((_, index) => index !== nth % scenario.tenants.length) };
}

function withoutTable(scenario: Scenario, nth: number): Scenario {
  const { name } = scenario.tables[nth % scenario.tables.length];
  return {
    ...scenario,
    tables: scenario.tables.filter((table) => table.name !== name),
    tenants: scenario.tenants.filter(({ table }) => table !== name),
    faults: scenario.faults.filter((fault) => !namesTable(fault, name)),
  };
}

/** Names of what was drawn otherwise in `part`, the run of `fewer`, than in `whole`. */
function changedDraws(whole: DrawLog, part: DrawLog, fewer: Scenario): string[] {
  const changed: string[] = [];
  const compare = (name: string, ...drawn: [unknown, unknown]) => {
    if (JSON.stringify(drawn[0]) !== JSON.stringify(drawn[1])) changed.push(name);
  };
  for (const [name, { entity, purpose, values, count }] of part.streams) {
    const before = whole.streams.get(name);
    const isWhole = issuing.includes(purpose) && isOpen(fewer, entity.replace('tenant ', ''));
    const both = Math.min(values.length, before?.values.length ?? 0);
    compare(name, values.slice(0, both), before?.values.slice(0, both));
    if (isWhole) compare(`number of ${name}`, count, before?.count);
  }
  for (const [tenant, requests] of part.requests) {
    if (isOpen(fewer, tenant)) compare(`requests of ${tenant}`, requests, whole.requests.get(tenant));
  }
  for (const [fault, hosts] of part.targets) compare(`targets of ${fault.kind}`, hosts, whole.targets.get(fault));
  for (const [place, jitterNs] of part.jitters) {
    if (whole.jitters.has(place)) compare(`jitter of ${place}`, jitterNs, whole.jitters.get(place));
  }
  for (const facts of ['phases', 'places', 'servers'] as const) {
    for (const [name, fact] of part[facts]) compare(`${facts} of ${name}`, fact, whole[facts].get(name));
  }
  return changed;
}

test('deleting a fault, a tenant or a table leaves the draws of all others unchanged', () => {
  const drawnFor = new Set<string>();
  fc.assert(
    fc.property(anyScenario, fc.nat(3), (scenario, nth) => {
      const whole = new DrawLog(scenario);
      for (const { purpose, count } of whole.streams.values()) if (count > 0) drawnFor.add(purpose);
      for (const without of [withoutFault, withoutTenant, withoutTable]) {
        const fewer = without(scenario, nth);
        expect(changedDraws(whole, new DrawLog(fewer), fewer), without.name).toEqual([]);
      }
    }),
    { seed: 1, numRuns: 50 },
  );
  expect([...drawnFor].sort()).toEqual(purposes);
});

test('every stream serves one host, tenant, table or fault', () => {
  fc.assert(
    fc.property(anyScenario, (scenario) => {
      const { streams } = new DrawLog(scenario);
      const kinds = scenario.faults.map(({ kind }) => kind);
      const others = [...streams.values()]
        .map(({ entity }) => entity)
        .filter((entity) => {
          const isHost = entity.startsWith('r/az-');
          const isNamed =
            scenario.tenants.some(({ name }) => entity === `tenant ${name}`) ||
            scenario.tables.some(({ name }) => entity === `table ${name}`);
          return !isHost && !isNamed && !kinds.some((kind) => entity.startsWith(`${kind} `) && entity.includes(' ns'));
        });
      expect(others).toEqual([]);
    }),
    { seed: 1, numRuns: 20 },
  );
});

describe('a fault that draws its hosts', () => {
  const drawn = { kind: 'slow-cpu', target: '2 storage nodes in r', at: '1s', for: '1s', factor: 2 };
  const targetsOf = (...faults: object[]) => {
    const regions = { r: { routersPerZone: 1, storageNodesPerZone: 20 } };
    return [...new DrawLog(smallRegion({ duration: '3s', regions, faults })).targets.values()];
  };

  test('hits the same ones however severe it is and however long it lasts', () => {
    expect(targetsOf({ ...drawn, for: '2s', factor: 100 })).toEqual(targetsOf(drawn));
  });

  test('draws for itself, beside others of its kind, time or target', () => {
    const others = [{ at: '1.1s' }, { target: '2 storage nodes in r/az-1' }, { kind: 'slow-disk' }];
    const [first, ...rest] = targetsOf(drawn, ...others.map((change) => ({ ...drawn, ...change })));
    expect(rest.filter((hosts) => hosts.join() === first.join())).toEqual([]);
  });

  test('draws for itself, beside one alike', () => {
    const [first, second] = targetsOf(drawn, drawn);
    expect(second).not.toEqual(first);
    expect(targetsOf(drawn)).toEqual([first]);
  });
});
