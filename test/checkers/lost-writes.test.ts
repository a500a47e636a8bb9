/** Lost writes are counted, each once: those that a new leader left out, and those that went with a last copy. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DurabilityCheck } from '../../sim/checkers/durability.js';
import { KeySpace } from '../../sim/partitions/key-space.js';
import { KeySpaces } from '../../sim/partitions/key-spaces.js';
import type { Result } from '../../sim/result.js';
import { runSmallRegion, sum, tenantText } from '../small-region.js';

/** Requests every 100 ms, and windows of 50 ms: what begins between two requests finds none under way. */
const steady = {
  seriesWindow: '50ms',
  tenants: { a: tenantText({ arrivals: { constant: '10/s' }, mix: { putItem: '100%' } }) },
};
/** End of the window in which the only new leader begins to serve: the next request comes later. */
const servingS = ({ elections }: Result) => Math.ceil(elections.list[0].servingS * 20) / 20;
const lostWrites = ({ expectations }: Result) => expectations[0].actual;
const expected = (bound: object) => ({ expect: [{ metric: 'durability.lostWrites', ...bound }] });

describe('with a quorum of one, all that a cut-off leader acknowledged is lost', () => {
  const cutS = 5.05;
  const leaderCutOff = (seed: number, quorum: number) =>
    runSmallRegion({
      ...steady,
      ...expected({ atMost: 5 }),
      seed,
      faults: [
        { kind: 'network-partition', target: 'leader of t/0', peer: 'followers of t/0', at: `${cutS}s`, for: '5s' },
      ],
      parameters: { replication: { quorum } },
    });

  test.each([1, 2, 3])('write for write, seed %i', (seed) => {
    const result = leaderCutOff(seed, 1);
    // It serves to the end of its lease: 1.75 s to 2 s of writes that no follower ever saw. The successor's are safe.
    const acknowledged = sum(result, 'writes', cutS, servingS(result));
    expect(acknowledged).toBeGreaterThan(10);
    expect(lostWrites(result)).toBe(acknowledged);
    expect(result.expectations[0].met).toBe(false);
  });

  test('with a quorum of two it acknowledges none', () => {
    const result = leaderCutOff(1, 2);
    expect(sum(result, 'writes', cutS, result.elections.list[0].servingS)).toBe(0);
    expect(lostWrites(result)).toBe(0);
    expect(result.expectations[0].met).toBe(true);
  });
});

test.each([
  [['5.05s'], 5.05],
  [['5.05s', '10.05s'], 10.05],
] as const)('with all copies gone at %j, all writes until then are lost', (times, untilS) => {
  const result = runSmallRegion({
    ...steady,
    ...expected({ is: 0 }),
    faults: times.map((at) => ({ kind: 'host-crash-losing-data', target: 'r', at, for: '1s' })),
  });
  expect(lostWrites(result)).toBe(sum(result, 'writes', 0, untilS));
});

describe('where partitions split', () => {
  const clock = { nowNs: 0 };
  const items = 50;
  const anyItems = fc.array(fc.nat(items - 1), { maxLength: 100 });

  test('each write is lost with the partition that owns its item at the end', () => {
    fc.assert(
      fc.property(anyItems, anyItems, fc.integer({ min: 1, max: 2 ** 32 - 1 }), (before, after, cut) => {
        const space = new KeySpace(0, 1, items, 'hashed');
        const keySpaces = new KeySpaces([space], 1);
        const check = new DurabilityCheck(keySpaces, [items], (group) => `t/${group}`);
        for (const item of before) check.writeCommitted(clock, space.groupOf(item), 0, item);
        keySpaces.split(0, cut, 1);
        for (const item of after) check.writeCommitted(clock, space.groupOf(item), 0, item);
        const ofChild = [...before, ...after].filter((item) => space.groupOf(item) === 1).length;
        // Both logs have a sequence number for each write before the split.
        check.groupLost(clock, 1, before.length + after.length);
        expect(check.results()[0].violations).toBe(ofChild);
        check.groupLost(clock, 1, before.length + after.length);
        check.groupLost(clock, 0, before.length + after.length);
        expect(check.results()[0]).toMatchObject({
          violations: before.length + after.length,
          examined: before.length + after.length,
        });
      }),
    );
  });
});
