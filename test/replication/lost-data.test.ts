/** A replica that lost its data does not decide who leads: it cannot tell which writes it had acknowledged. */
import { expect, test } from 'vitest';
import { runSmallRegion, sum, verdict, violations } from '../small-region.js';

/** The followers come back empty while the leader is frozen: only the leader has the writes. */
const emptyFollowers = [
  { kind: 'host-crash-losing-data', target: 'follower 1 of t/0', at: '5s', for: '500ms' },
  { kind: 'host-pause', target: 'leader of t/0', at: '5.4s', for: '6s' },
];

test.each([1, 2, 3])('an emptied replica does not vote a stale one into office, seed %i', (seed) => {
  const result = runSmallRegion({
    seed,
    faults: [
      // The other follower misses half a second of writes that the emptied one had.
      { kind: 'network-partition', target: 'leader of t/0', peer: 'follower 2 of t/0', at: '4.4s', for: '1.2s' },
      ...emptyFollowers,
    ],
  });
  expect(violations(result)).toEqual([]);
  expect(sum(result, 'writes', 15, 20)).toBeGreaterThan(300);
});

test('with all copies gone the check says how many writes went with them', () => {
  const result = runSmallRegion({
    faults: [{ kind: 'host-crash-losing-data', target: 'r', at: '5s', for: '2s' }],
  });
  expect(verdict(result, 'durability')).toBe('violated');
  expect(sum(result, 'writes', 12, 20)).toBeGreaterThan(500);
});
