/**
 * Members of a group change while it serves and while it is in trouble: a replica joins, leaves or is replaced under a new
 * configuration number each time, with a leader and a quorum and no calm.
 */
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Service } from '../../sim/assembly/service.js';
import { bitsOf, field, type ReplicaKind, ReplicaTable } from '../../sim/replication/replica-table.js';
import { Run } from '../../sim/run.js';
import { logProblems } from '../replication/log-problems.js';
import { failures, groupSize, smallRegion, sum, type Text, tenantText, verdict, violations } from '../small-region.js';

/** Nodes that have no replica yet, three of them; 1 MB a partition, so that a copy takes 20 ms. */
const region = (changes: Text = {}) =>
  smallRegion({
    regions: { r: { routersPerZone: 1, storageNodesPerZone: Math.ceil(groupSize.replicas / 3) + 1 } },
    tenants: { a: tenantText({ arrivals: { poisson: '500/s' }, stop: '18s' }) },
    parameters: { replication: { spareReplicas: 3 } },
    ...changes,
  });

interface Deed {
  readonly atS: number;
  readonly do: (service: Service) => void;
}

/** Runs the scenario with things done between its events. */
function runWith(scenario: ReturnType<typeof region>, deeds: readonly Deed[]) {
  const run = new Run(scenario);
  for (const deed of deeds) {
    run.service.advance(deed.atS * 1e9, Number.POSITIVE_INFINITY);
    deed.do(run.service);
  }
  run.advance();
  return { service: run.service, result: run.finish() };
}

const group = 0;
const slotsOf = ({ groups }: Service) =>
  Array.from({ length: groups.slots }, (_, slot) => slot).filter((slot) => groups.isMember(group, slot));
const hostsOf = (service: Service) => slotsOf(service).map((slot) => service.groups.hostOf(group, slot));
/** A node without a replica of the group; the first node of all where there is none. */
const freeNode = ({ storage, groups }: Service) =>
  storage.nodes.hosts.find(({ id }) => groups.slotOn(group, id) < 0)?.id ?? 0;
const leaderOf = ({ groups }: Service) => groups.get(group, field.leader);
const followersOf = (service: Service) => slotsOf(service).filter((slot) => slot !== leaderOf(service));

const add = (atS: number, kind: ReplicaKind): Deed => ({
  atS,
  do: (service) => expect(service.storage.membership.add(group, freeNode(service), kind)).toBe(true),
});
const replace = (atS: number, slotIn: (service: Service) => number, kind: ReplicaKind = 'storage'): Deed => ({
  atS,
  do: (service) =>
    expect(service.storage.membership.replace(group, slotIn(service), freeNode(service), kind)).toBe(true),
});
const crash = (rank: number, at: string) => ({ kind: 'host-crash', target: `follower ${rank} of t/0`, at });
const slotOfRank = (rank: number) => (service: Service) =>
  followersOf(service).sort((a, b) => service.groups.hostOf(group, a) - service.groups.hostOf(group, b))[rank - 1];

afterEach(() => vi.restoreAllMocks());

test('a replica that joins is a member when it has everything, and counts from then on', () => {
  const { service, result } = runWith(region(), [
    add(2, 'storage'),
    { atS: 2.001, do: (each) => expect(each.groups.configurations[group]).toBe(0) },
  ]);
  expect(hostsOf(service)).toHaveLength(groupSize.replicas + 1);
  expect(service.groups.configurations[group]).toBe(1);
  expect(service.groups.quorums[group]).toBe(groupSize.quorum + 1);
  expect(failures(result)).toBe(0);
  expect(violations(result)).toEqual([]);
  expect(logProblems(service)).toEqual([]);
});

test.each(['log', 'witness'] as const)('a %s replica votes, never leads and answers no read', (kind) => {
  const { service, result } = runWith(region({ faults: [{ kind: 'host-crash', target: 'leader of t/0', at: '8s' }] }), [
    add(2, kind),
    { atS: 7, do: (each) => expect(hostsOf(each)).toHaveLength(groupSize.replicas + 1) },
  ]);
  const slot = slotsOf(service).find((each) => !service.groups.mayLead(group, each))!;
  const node = service.groups.hostOf(group, slot);
  expect(leaderOf(service)).not.toBe(slot);
  // Requests take turns on the run queue, records do not.
  expect(service.topology.processors.storage.stations.jobs(node)).toBe(0);
  expect(result.elections.elections).toBe(1);
  expect(violations(result)).toEqual([]);
});

test('a log replica copies the log alone', () => {
  const { service } = runWith(region(), [add(2, 'log')]);
  expect(service.storage.catchUps.wholePartitions).toBe(0);
  const slot = slotsOf(service).find((each) => !service.groups.mayLead(group, each))!;
  expect(service.groups.durable(group, slot)).toBe(service.groups.get(group, field.last));
});

describe('a replica is replaced while another is down', () => {
  test.each(['storage', 'log'] as const)('the one that is down, by a %s replica', (kind) => {
    const { service, result } = runWith(region({ faults: [crash(1, '3s')] }), [replace(5, slotOfRank(1), kind)]);
    const { groups, topology } = service;
    expect(hostsOf(service)).toHaveLength(groupSize.replicas);
    expect(hostsOf(service).every((host) => topology.hosts[host].isUp)).toBe(true);
    expect(groups.configurations[group]).toBe(1);
    expect(groups.quorums[group]).toBe(groupSize.quorum);
    // The group is calm again: nothing reminds it of the dead node.
    expect(groups.get(group, field.watch)).toBe(-1);
    expect(failures(result)).toBe(0);
    expect(violations(result)).toEqual([]);
    expect(logProblems(service)).toEqual([]);
  });

  test('a healthy one', () => {
    const { service, result } = runWith(region({ faults: [crash(1, '3s')] }), [replace(5, slotOfRank(2))]);
    expect(service.groups.configurations[group]).toBe(1);
    expect(hostsOf(service)).toHaveLength(groupSize.replicas);
    expect(failures(result)).toBe(0);
    expect(violations(result)).toEqual([]);
  });
});

test('a newcomer that dies when it has joined is one of three, and the other two go on', () => {
  const joined = (each: Service) => each.groups.configurations[group] === 1;
  const { service, result } = runWith(region({ faults: [crash(1, '3s')] }), [
    replace(5, slotOfRank(1), 'log'),
    ...Array.from({ length: 60 }, (_, step) => ({
      atS: 5 + step / 20,
      do: (each: Service) => {
        const newcomer = slotsOf(each).find((slot) => !each.groups.mayLead(group, slot));
        const host = newcomer === undefined ? undefined : each.topology.hosts[each.groups.hostOf(group, newcomer)];
        if (joined(each) && host?.isUp) each.fleet.crash(host, true);
      },
    })),
  ]);
  expect(joined(service)).toBe(true);
  expect(hostsOf(service).filter((host) => service.topology.hosts[host].isUp)).toHaveLength(groupSize.replicas - 1);
  expect(failures(result)).toBe(0);
  expect(violations(result)).toEqual([]);
});

test('a leader that is to leave hands over first', () => {
  let leader = -1;
  const remember = (each: Service) => {
    leader = each.groups.leaderHost(group);
  };
  const { service, result } = runWith(region(), [{ atS: 3, do: remember }, replace(3, leaderOf)]);
  expect(service.groups.configurations[group]).toBe(1);
  expect(service.storage.elections.counts.handovers).toBe(1);
  expect(service.groups.slotOn(group, leader)).toBe(-1);
  expect(failures(result)).toBe(0);
  expect(violations(result)).toEqual([]);
});

test('without a majority nothing is agreed on, and the change is given up', () => {
  const away = Array.from({ length: groupSize.quorum }, (_, index) => crash(index + 1, '3s'));
  const { service } = runWith(
    region({ faults: away, parameters: { replication: { spareReplicas: 3, membershipTimeout: '8s' } } }),
    [replace(4, slotOfRank(1))],
  );
  expect(service.storage.membership).toMatchObject({ agreed: 0, givenUp: 1 });
  expect(service.groups.configurations[group]).toBe(0);
  expect(hostsOf(service)).toHaveLength(groupSize.replicas);
});

test('what a leaver and one other have is not left with the other alone', () => {
  // The first leader misses the writes of some seconds, is back, and lags when a witness comes for one of the two that have
  // them. The other of the two then fails, and the laggard and the witness are a majority: a copy before, or writes are lost.
  const follower = (service: Service) => followersOf(service)[1];
  const { service, result } = runWith(
    region({
      seed: 993,
      parameters: { replication: { spareReplicas: 3, catchUpBandwidth: '100KB/s' } },
      faults: [
        { kind: 'host-crash', target: 'leader of t/0', at: '1s', for: '2205ms' },
        { kind: 'host-crash', target: 'leader of t/0', at: '3700ms', for: '4s' },
      ],
    }),
    [replace(0.955, follower, 'witness')],
  );
  expect(violations(result)).toEqual([]);
  expect(logProblems(service)).toEqual([]);
});

const fault = fc.record({
  kind: fc.constantFrom('host-crash', 'host-crash', 'host-pause', 'network-partition'),
  target: fc.constantFrom('leader of t/0', 'follower 1 of t/0', 'follower 2 of t/0'),
  at: fc.integer({ min: 1000, max: 9000 }).map((ms) => `${ms}ms`),
  for: fc.integer({ min: 100, max: 4000 }).map((ms) => `${ms}ms`),
});
const deed = fc.record({
  atMs: fc.integer({ min: 500, max: 12_000 }),
  what: fc.constantFrom('add', 'remove', 'replace'),
  kind: fc.constantFrom<ReplicaKind>('storage', 'storage', 'log', 'witness'),
  nth: fc.integer({ min: 0, max: 6 }),
});

test('whatever joins and leaves under faults, every promise is kept', () => {
  fc.assert(
    fc.property(
      fc.array(deed, { minLength: 1, maxLength: 5 }),
      fc.array(fault, { maxLength: 3 }),
      fc.integer({ min: 1, max: 1000 }),
      (deeds, faults, seed) => {
        const timed = [...deeds].sort((a, b) => a.atMs - b.atMs);
        const { result } = runWith(
          region({ seed, faults }),
          timed.map(({ atMs, what, kind, nth }) => ({
            atS: atMs / 1000,
            do: (service: Service) => {
              const { membership } = service.storage;
              const slots = slotsOf(service);
              const slot = slots[nth % slots.length];
              if (what === 'add') membership.add(group, freeNode(service), kind);
              else if (what === 'remove') membership.remove(group, slot);
              else membership.replace(group, slot, freeNode(service), kind);
            },
          })),
        );
        expect(violations(result)).toEqual([]);
      },
    ),
    { seed: 1, numRuns: 40 },
  );
}, 300_000);

test('a change that one replica alone agrees to breaks promises, which the checks show', () => {
  // The leader is cut off and, alone, makes itself the only member; the others elect another.
  vi.spyOn(ReplicaTable.prototype, 'majority').mockImplementation(function (this: ReplicaTable, each) {
    return this.slots > 0 && bitsOf[this.members[each]] <= 1 ? 1 : 2;
  });
  const { result } = runWith(
    region({
      parameters: { replication: { spareReplicas: 3, replicas: 5, quorum: 3 } },
      regions: { r: { routersPerZone: 1, storageNodesPerZone: 3 } },
      faults: [
        ...['leader of t/0', 'follower 1 of t/0'].flatMap((target) =>
          [2, 3, 4].map((rank) => ({
            ...{ kind: 'network-partition', target, peer: `follower ${rank} of t/0`, at: '5s', for: '10s' },
          })),
        ),
      ],
    }),
    [],
  );
  expect(verdict(result, 'one-leader')).toBe('violated');
  expect(sum(result, 'writes', 1, 4)).toBeGreaterThan(0);
});
