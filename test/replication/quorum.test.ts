/** What a quorum is for: with one copy acknowledged the crash of a leader loses writes, with a majority of them never. */
import { expect, test } from 'vitest';
import { groupSize, runSmallRegion, verdict } from '../small-region.js';

/** The leader is cut from its followers, still serves under its lease for a second, and is gone. */
const isolatedLeaderCrashes = (quorum: number, seed: number) =>
  runSmallRegion({
    seed,
    faults: [
      { kind: 'network-partition', target: 'leader of t/0', peer: 'followers of t/0', at: '5s', for: '1s' },
      { kind: 'host-crash', target: 'leader of t/0', at: '5.9s', for: '6s' },
    ],
    parameters: { replication: { quorum } },
  });

test.each([1, 2, 3])('a quorum of one loses acknowledged writes, seed %i', (seed) => {
  expect(verdict(isolatedLeaderCrashes(1, seed), 'durability')).toBe('violated');
});

test.each([1, 2, 3])('a quorum of the majority loses none, seed %i', (seed) => {
  expect(verdict(isolatedLeaderCrashes(groupSize.quorum, seed), 'durability')).toBe('holds');
});

test('a quorum of all stops writes while one replica is away', () => {
  const result = runSmallRegion({
    faults: [{ kind: 'host-crash', target: 'follower 1 of t/0', at: '5s', for: '5s' }],
    parameters: { replication: { quorum: groupSize.replicas } },
  });
  const { writes } = result.series.tenants[0];
  expect(writes.slice(52, 99).reduce((a, b) => a + b)).toBe(0);
  expect(writes.slice(120).reduce((a, b) => a + b)).toBeGreaterThan(400);
});
