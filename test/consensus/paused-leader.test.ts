/** A leader freezes longer than its lease and wakes up: it is not the leader any more, and knows before it answers. */
import { expect, test } from 'vitest';
import { runSmallRegion, sum, violations } from '../small-region.js';

test.each([1, 2, 3, 4])('a paused leader is replaced, and steps down when it wakes, seed %i', (seed) => {
  const result = runSmallRegion({
    seed,
    faults: [{ kind: 'host-pause', target: 'leader of t/0', at: '5s', for: '5s' }],
  });
  expect(result.elections.elections).toBe(1);
  expect(violations(result)).toEqual([]);
  expect(sum(result, 'writes', 8, 10)).toBeGreaterThan(100);
  expect(sum(result, 'serverErrors', 10, 20)).toBe(0);
});

test('a pause shorter than the patience of its followers changes nothing', () => {
  const { elections } = runSmallRegion({
    faults: [{ kind: 'host-pause', target: 'leader of t/0', at: '5s', for: '300ms' }],
  });
  expect(elections.suspicions).toBe(0);
});
