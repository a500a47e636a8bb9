/** Candidates that no majority votes for are counted: each stands again after its time to answer and a heartbeat. */
import { expect, test } from 'vitest';
import { runSmallRegion } from '../small-region.js';

const pair = { replication: { replicas: 2, quorum: 2 } };
const crash = (seconds: number) => ({
  kind: 'host-crash',
  target: 'leader of t/0',
  at: '5s',
  ...(seconds > 0 ? { for: `${seconds}s` } : {}),
});

test('the only follower of a dead leader stands in vain as often as its patience allows', () => {
  const result = runSmallRegion({ parameters: pair, faults: [crash(0)] });
  const { elections, electionsWithoutMajority } = result.elections;
  // It suspects after 3 to 4 heartbeats of 0.25 s and at most a quarter of one more; then each round takes the 0.1 s in
  // which answers are due, a heartbeat, and that jitter again. The run ends 15 s after the crash.
  const [heartbeat, answers, jitter] = [0.25, 0.1, 0.25 / 4];
  const atLeast = Math.floor((15 - 4 * heartbeat - jitter) / (answers + heartbeat + jitter));
  const atMost = Math.ceil((15 - 2 * heartbeat) / (answers + heartbeat));
  expect(elections).toBe(0);
  expect(electionsWithoutMajority).toBeGreaterThanOrEqual(atLeast);
  expect(electionsWithoutMajority).toBeLessThanOrEqual(atMost);
});

test('with a majority left nobody stands in vain', () => {
  const three = { replication: { replicas: 3, quorum: 2 } };
  const { elections } = runSmallRegion({ parameters: three, faults: [crash(8)] });
  expect(elections).toMatchObject({ elections: 1, electionsWithoutMajority: 0 });
});
