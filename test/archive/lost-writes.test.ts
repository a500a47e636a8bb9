/** Writes that were lost with all their copies wait for the archive no more: it is not behind with what does not exist. */
import { expect, test } from 'vitest';
import { runArchived } from './archive-region.js';

const lostAtS = 5;
const healing = { enabled: true, reportEvery: '500ms', reportTimeout: '100ms', trustAfter: '1s' };
const allDrives = { kind: 'disk-failure', target: 'r', at: `${lostAtS}s` };
/** Segments of 500 ms, which agents begin to upload within 50 ms, in tens of milliseconds or the time-out of a try, 1 s. */
const behindMaxMs = 500 + 50 + 1000;

test('when all drives are gone for good', () => {
  const { result } = runArchived({ faults: [allDrives], parameters: { healing } });
  expect(result.archive.unarchivedWritesLost).toBeGreaterThan(0);
  expect(result.archive).toMatchObject({ behindAtEndMs: 0, behindAtEndBytes: 0 });
  expect(result.archive.furthestBehindMs).toBeLessThan(behindMaxMs);
});

test('when the partitions are rebuilt and written again', () => {
  const downS = 3;
  const { result } = runArchived({
    duration: '25s',
    tenants: { a: { table: 't', arrivals: { poisson: '200/s' }, mix: { putItem: '100%' }, stop: '22s' } },
    faults: [{ ...allDrives, for: `${downS}s` }],
    parameters: { healing },
  });
  expect(result.archive.unarchivedWritesLost).toBeGreaterThan(0);
  expect(result.losses).toMatchObject({ partitionsLost: 2, partitionsRebuilt: 2 });
  // Until the first of them was archived again all of the outage had passed.
  expect(result.archive.furthestBehindMs).toBeLessThan(Math.min(behindMaxMs, downS * 1000));
  expect(result.archive).toMatchObject({ behindAtEndMs: 0, behindAtEndBytes: 0 });
});
