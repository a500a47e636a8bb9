/**
 * Drives that lose what they acknowledged. While a drive lies nothing shows; when its host dies its logs end where they really
 * end, and what they had promised counts for nothing: such a replica neither votes nor stands before it has caught up.
 */
import { expect, test } from 'vitest';
import { field } from '../../sim/replication/replica-table.js';
import { Run, run } from '../../sim/run.js';
import { groupSize, runUntil, smallRegion, tenantText, verdict, violations } from '../small-region.js';
import { fleetState } from './fleet-state.js';

const slotOfFollower = ({ service: { groups } }: Run, rank: number) => {
  const followers = [0, 1, 2].filter((slot) => slot !== groups.get(0, field.leader));
  return followers.sort((a, b) => groups.hostOf(0, a) - groups.hostOf(0, b))[rank - 1];
};
const lostFlush = (target: string, changes: object = {}) => ({ kind: 'lost-flush', target, at: '2s', ...changes });
const crash = (target: string, at: string, lasts: string) => ({ kind: 'host-crash', target, at, for: lasts });

test('a drive that lies changes nothing before its host dies', () => {
  const faults = [lostFlush('follower 1 of t/0', { for: '5s' })];
  const lying = run(smallRegion({ duration: '10s', faults }));
  expect(lying.integrity.logsCut).toBe(0);
  expect(violations(lying)).toEqual([]);
  expect(lying.outcomes).toEqual(run(smallRegion({ duration: '10s' })).outcomes);
});

test('its log then ends where the drive began to lie, and is copied anew', () => {
  const faults = [lostFlush('follower 1 of t/0'), crash('follower 1 of t/0', '6s', '2s')];
  const scenario = smallRegion({ duration: '20s', faults });
  const slot = slotOfFollower(new Run(scenario), 1);
  const before = runUntil(scenario, 1.999);
  const had = before.service.groups.durable(0, slot);
  const cut = runUntil(scenario, 6.001);
  expect(cut.service.groups.durable(0, slot)).toBeGreaterThanOrEqual(had);
  expect(cut.service.groups.durable(0, slot)).toBeLessThan(had + 5);
  expect(cut.service.groups.get(0, field.commit)).toBeGreaterThan(had + 200);
  expect(cut.service.storage.partitionLogs.lies!.hasForgotten(0, slot)).toBe(true);
  const healed = runUntil(scenario, 19);
  expect(healed.service.storage.partitionLogs.lies!.hasForgotten(0, slot)).toBe(false);
  expect(healed.service.groups.durable(0, slot)).toBeGreaterThan(healed.service.groups.get(0, field.commit) - 5);
  const result = run(scenario);
  expect(result.integrity.logsCut).toBe(1);
  expect(violations(result)).toEqual([]);
  expect(verdict(result, 'durability')).toBe('holds');
});

test('a drive that has written its cache keeps everything', () => {
  const faults = [lostFlush('follower 1 of t/0', { for: '3s' }), crash('follower 1 of t/0', '6s', '2s')];
  const result = run(smallRegion({ duration: '12s', faults }));
  expect(result.integrity.logsCut).toBe(0);
});

/** One follower has lost what the leader and it alone had; then the leader dies, and the other one is heard again. */
const oneOfThreeHasIt = [
  lostFlush('r/az-2/storage-1', { for: '10s' }),
  { kind: 'network-partition', target: 'r/az-3', at: '4s', for: '7s' },
  crash('r/az-2/storage-1', '10s', '300ms'),
  crash('r/az-1/storage-1', '10.4s', '4s'),
];

test('who has forgotten what it promised elects nobody without it', () => {
  const tenants = { a: tenantText({ client: { instances: 30, retries: 'standard' } }) };
  const scenario = smallRegion({ duration: '25s', faults: oneOfThreeHasIt, tenants });
  const during = runUntil(scenario, 13.5);
  expect(during.service.storage.leadership.leaderlessGroups()).toBe(1);
  const result = run(scenario);
  expect(result.integrity.logsCut).toBe(1);
  expect(violations(result)).toEqual([]);
  const trusting = new Run(scenario);
  // As if it had forgotten nothing: what it promised with its last term is lost.
  Object.assign(trusting.service.storage.leadership.neighbours, { hasForgotten: () => false });
  trusting.advance();
  expect(violations(trusting.finish())).toContainEqual(expect.stringMatching(/^durability: write /));
});

/** Sequence numbers of the records that the log of the replica in `slot` has of partition 0, flushed or not. */
const inLog = ({ service: { groups, storage } }: Run, slot: number, isFlushed: boolean): number[] => {
  const { records } = storage.partitionLogs;
  const found: number[] = [];
  for (let at = groups.get(0, field.oldest); at >= 0; at = records.next(at)) {
    const isThere = (records.received(at) & (1 << slot)) !== 0;
    if (isThere && records.isDurable(at, slot) === isFlushed) found.push(records.sequenceNumber(at));
  }
  return found;
};

test('what was being flushed is torn and cut off, what was flushed stays', () => {
  const slow = { kind: 'slow-disk', target: 'follower 1 of t/0', at: '1s', for: '10s', factor: 100 };
  const faults = [slow, { kind: 'torn-write', target: 'follower 1 of t/0', at: '5s', for: '1s' }];
  const scenario = smallRegion({ duration: '15s', faults });
  const slot = slotOfFollower(new Run(scenario), 1);
  const before = runUntil(scenario, 4.9999999);
  const had = before.service.groups.durable(0, slot);
  expect(inLog(before, slot, false).length).toBeGreaterThan(0);
  const after = runUntil(scenario, 5);
  expect(after.service.groups.durable(0, slot)).toBe(had);
  expect(inLog(after, slot, false)).toEqual([]);
  expect(inLog(after, slot, true)).toEqual(inLog(before, slot, true));
  // Nobody was told of what is gone: the replica has broken no promise.
  expect(after.service.storage.partitionLogs.lies!.hasForgotten(0, slot)).toBe(false);
  const result = run(scenario);
  expect(result.integrity.logsCut).toBe(1);
  expect(violations(result)).toEqual([]);
});

test.each([
  { writes: 'stopped 2 s before', stop: '3s', torn: 0 },
  // A flush takes 28 ms (half of them more) and a write comes every 10 ms, so that each drive has one to write.
  { writes: 'go on', stop: '9s', torn: groupSize.replicas },
])('where all nodes tear what they write, and writes $writes, nothing is lost that was acknowledged', (each) => {
  const slow = { kind: 'slow-disk', target: 'r', at: '0s', for: '6s', factor: 1000 };
  const faults = [slow, { kind: 'torn-write', target: 'r', at: '5s', for: '1s' }];
  const writer = tenantText({ mix: { putItem: '100%' }, arrivals: { poisson: '100/s' }, stop: each.stop });
  const reader = tenantText({ mix: { getItem: '100%' }, reads: 'strong', arrivals: { poisson: '50/s' } });
  const result = run(smallRegion({ duration: '20s', faults, tenants: { writer, reader } }));
  expect(violations(result)).toEqual([]);
  expect(result.integrity.logsCut).toBe(each.torn);
});

test('a corrupted message is dropped, counted and sent again', () => {
  const faults = [{ kind: 'corrupted-message', target: 'leader of t/0', share: '5%', at: '2s', for: '5s' }];
  const result = run(smallRegion({ duration: '10s', faults }));
  // 200 requests a second with two appends and acknowledgements a write, heartbeats, calls and answers.
  expect(result.integrity.corruptedMessages).toBeGreaterThan(50);
  expect(result.integrity.wrongReads).toBe(0);
  expect(violations(result)).toEqual([]);
  const lost = [{ ...faults[0], kind: 'packet-loss' }];
  expect(run(smallRegion({ duration: '10s', faults: lost })).integrity.corruptedMessages).toBe(0);
});

interface Hidden {
  readonly lying: ReadonlyMap<number, unknown>;
}

test.each([
  { kind: 'lost-flush', target: 'r/az-1/storage-1' },
  { kind: 'torn-write', target: 'r/az-1/storage-1' },
  { kind: 'corrupted-message', target: 'r/az-1', share: '50%' },
])('after $kind the fleet is as before', (fault) => {
  const tenants = { a: tenantText({ arrivals: { poisson: '1/h' }, start: '19s' }) };
  const { service } = new Run(
    smallRegion({ tenants, seriesWindow: '1s', faults: [{ ...fault, at: '5s', for: '2s' }] }),
  );
  const stateAt = (seconds: number) => {
    service.advance(seconds * 1e9, Number.POSITIVE_INFINITY);
    return `${fleetState(service)}, ${(service.storage.partitionLogs.lies as unknown as Hidden | null)?.lying.size}`;
  };
  const before = stateAt(4.9);
  expect(stateAt(6)).not.toBe(before);
  expect(stateAt(18)).toBe(before);
});
