/**
 * A partition of five, six or seven replicas that loses all of them at once, or all but one, goes on as soon as there are slots
 * for a majority of new ones: a group has eight, and one that is left rests for 30 s. So many rounds of new replicas it takes,
 * with a rest before each but the first, are worked out from these.
 */
import { expect, test } from 'vitest';
import { slotRestNs } from '../../sim/consensus/rested-slots.js';
import { majorityOf, slotsMax } from '../../sim/replication/replica-table.js';
import { Run } from '../../sim/run.js';
import { archivedRegion } from '../archive/archive-region.js';
import { tenantText, verdict, violations } from '../small-region.js';

const destroyedAtS = 5;
const healing = {
  ...{ enabled: true, reportEvery: '500ms', reportTimeout: '100ms', trustAfter: '1s' },
  goOnWithoutMajorityAfter: '4s',
};
const properties = ['acknowledged-writes', 'fresh-strong-reads', 'one-leader', 'distinct-zones', 'archived-log'];

/** Of so many replicas the leader and others but `copiesLeft` are destroyed for good. */
function lossOf(replicas: number, copiesLeft: 0 | 1, durationS: number) {
  const lost = Array.from({ length: replicas - 1 - copiesLeft }, (_, nth) => `follower ${nth + 1} of t/0`);
  const committedAtS: number[] = [];
  const run = new Run(
    archivedRegion({
      duration: `${durationS}s`,
      regions: { r: { zones: replicas, routersPerZone: 1, storageNodesPerZone: 3 } },
      tables: { t: { partitions: 1, items: { count: 300, size: '1KB' } } },
      tenants: {
        a: tenantText({ arrivals: { poisson: '10/s' }, mix: { putItem: '50%', getItem: '50%' }, reads: 'strong' }),
      },
      parameters: { healing, replication: { replicas, quorum: majorityOf(replicas) } },
      faults: ['leader of t/0', ...lost].map((target) => ({
        ...{ kind: 'disk-failure', target, at: `${destroyedAtS}s` },
      })),
    }),
    { observers: [{ writeCommitted: ({ nowNs }) => committedAtS.push(nowNs / 1e9 - destroyedAtS) }] },
  );
  run.advance();
  const result = run.finish();
  return { result, servesAfterS: committedAtS.find((atS) => atS > 0.1) };
}

test.each([
  [5, 0],
  [5, 1],
  [6, 0],
  [7, 0],
  [7, 1],
] as const)('of %i replicas with %i copies left', (replicas, copiesLeft) => {
  const needed = majorityOf(replicas) - copiesLeft;
  const rests = Math.ceil(needed / (slotsMax - replicas)) - 1;
  const restsS = (rests * slotRestNs) / 1e9;
  // Of five, those that have no slot at first have one when the others have rested, and a log replica before them another.
  const untilWholeS = replicas === 5 ? 3 * (slotRestNs / 1e9) : 0;
  const { result, servesAfterS } = lossOf(replicas, copiesLeft, destroyedAtS + restsS + 15 + untilWholeS);
  expect(servesAfterS).toBeGreaterThan(restsS);
  // Believed lost and looked at anew, a look after each rest, an election and its lease.
  expect(servesAfterS).toBeLessThan(restsS + 10 + rests);
  expect(result.losses.partitionsRebuilt).toBe(copiesLeft === 0 ? 1 : 0);
  expect(violations(result)).toEqual([]);
  if (untilWholeS === 0) return;
  expect(result.healing.underReplicatedAtEnd).toBe(0);
  for (const property of properties) expect([property, verdict(result, property)]).toEqual([property, 'holds']);
});
