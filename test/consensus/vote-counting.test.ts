/**
 * A leader has the votes of a majority. In a group of five that is cut in two, the three go on and the two wait; whoever
 * counts fewer votes than that makes two leaders, which the check of leaders must show.
 */
import { afterEach, expect, test, vi } from 'vitest';
import { Elections } from '../../sim/consensus/election.js';
import type { GroupWatch } from '../../sim/replication/group-watch.js';
import { bitsOf } from '../../sim/replication/replica-table.js';
import { runSmallRegion, sum, verdict, violations } from '../small-region.js';

const five = { replication: { replicas: 5, quorum: 3 } };
const regions = { r: { routersPerZone: 1, storageNodesPerZone: 2 } };
const replica = (rank: number) => (rank === 0 ? 'leader of t/0' : `follower ${rank} of t/0`);

/** No message passes between the first replicas, the leader among them, and the others; routers reach all. */
const cutInTwo = (first: number) =>
  [0, 1, 2, 3, 4].slice(0, first).flatMap((one) =>
    [0, 1, 2, 3, 4].slice(first).map((other) => ({
      ...{ kind: 'network-partition', target: replica(one), peer: replica(other), at: '5s', for: '10s' },
    })),
  );
const runCut = (first: number, seed: number) =>
  runSmallRegion({ seed, regions, parameters: five, faults: cutInTwo(first) });

afterEach(() => vi.restoreAllMocks());

test.each([1, 2, 3])('two of five elect nobody while three go on with their leader, seed %i', (seed) => {
  const result = runCut(3, seed);
  expect(result.elections.suspicions).toBeGreaterThan(0);
  // When all hear each other again, those whose terms have run ahead may depose the leader.
  expect(result.elections.list.filter(({ servingS }) => servingS < 15)).toEqual([]);
  expect(sum(result, 'writes', 6, 15)).toBeGreaterThan(600);
  expect(violations(result)).toEqual([]);
});

test.each([1, 2, 3])('three of five replace a leader that is left with one follower, seed %i', (seed) => {
  const result = runCut(2, seed);
  expect(result.elections.elections).toBeGreaterThan(0);
  expect(sum(result, 'writes', 9, 15)).toBeGreaterThan(300);
  expect(violations(result)).toEqual([]);
});

test('a candidate that leads with two votes of five makes a second leader', () => {
  const votes = Elections.prototype as unknown as { hasMajority(watch: GroupWatch, slot: number): boolean };
  vi.spyOn(votes, 'hasMajority').mockImplementation(({ views }, slot) => bitsOf[views[slot].votes] >= 2);
  expect(verdict(runCut(3, 1), 'one-leader')).toBe('violated');
});

test('a candidate whose group is down to two of five waits until a third is back', () => {
  const result = runSmallRegion({
    regions,
    parameters: five,
    faults: [0, 1, 2].map((rank) => ({ kind: 'host-crash', target: replica(rank), at: '5s', for: '6s' })),
  });
  expect(sum(result, 'writes', 8, 11)).toBe(0);
  expect(sum(result, 'writes', 13, 20)).toBeGreaterThan(300);
  expect(violations(result)).toEqual([]);
});
