/** A copy takes bandwidth also when it comes to nothing: what it had copied until then counts. */
import { expect, test } from 'vitest';
import { Run } from '../../sim/run.js';
import { smallRegion, tenantText, violations } from '../small-region.js';

const partitionMB = 20;
const lostAtS = 5;
const leaderLostAtS = 20;
/** Silence of the lost replica, a report of it, and a look of autoadmin. */
const begunAfterS = { atLeast: 3, atMost: 3 + 1 + 2 };

test.each([false, true])('of one partition, where the leader dies meanwhile: %s', (leaderDies) => {
  const run = new Run(
    smallRegion({
      duration: '60s',
      regions: { r: { zones: 3, routersPerZone: 1, storageNodesPerZone: 3 } },
      tables: { t: { partitions: 1, items: { count: partitionMB * 1000, size: '1KB' } } },
      tenants: { a: tenantText({ arrivals: { poisson: '5/s' } }) },
      faults: [
        { kind: 'host-crash', target: 'follower 1 of t/0', at: `${lostAtS}s` },
        ...(leaderDies ? [{ kind: 'host-crash', target: 'leader of t/0', at: `${leaderLostAtS}s`, for: '2s' }] : []),
      ],
      parameters: {
        // A megabyte a second.
        replication: { catchUpBandwidth: '1MB/s', catchUpChunk: '10KB' },
        healing: { enabled: true, reportEvery: '1s' },
      },
    }),
  );
  run.advance();
  const { wholePartitions } = run.service.storage.catchUps;
  const result = run.finish();
  expect(violations(result)).toEqual([]);
  expect(result.healing).toMatchObject({ underReplicatedAtEnd: 0, storageReplicasAdded: 1 });
  const copiedMB = result.healing.copiedBytes / 1e6;
  // Beside items some log, a few writes of 1 KB a second.
  const logMB = 0.5;
  const wastedS = leaderDies ? leaderLostAtS - lostAtS : 0;
  expect(wholePartitions).toBe(leaderDies ? 2 : 1);
  expect(copiedMB).toBeGreaterThan(partitionMB + Math.max(0, wastedS - begunAfterS.atMost));
  expect(copiedMB).toBeLessThan(partitionMB + logMB + Math.max(0, wastedS - begunAfterS.atLeast));
});
