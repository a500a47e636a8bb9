/**
 * One follower no longer hears its leader, everybody else does (P22 section 6.2): asking the peers prevents an election.
 */
import { expect, test } from 'vitest';
import { failures, runSmallRegion, violations } from '../small-region.js';

const grayFailure = (askPeers: boolean) =>
  runSmallRegion({
    faults: [
      {
        ...{ kind: 'network-partition', target: 'leader of t/0', peer: 'follower 1 of t/0', direction: 'outbound' },
        ...{ at: '5s', for: '8s' },
      },
    ],
    parameters: { replication: { askPeers } },
  });

test('the follower asks, is told that the leader is heard, and withdraws', () => {
  const result = grayFailure(true);
  expect(result.elections.suspicions).toBeGreaterThan(3);
  expect(result.elections.withdrawn).toBe(result.elections.suspicions);
  expect(result.elections.elections).toBe(0);
  expect(failures(result)).toBe(0);
  expect(violations(result)).toEqual([]);
});

test('without asking it deposes a healthy leader', () => {
  const result = grayFailure(false);
  expect(result.elections.elections).toBeGreaterThan(0);
  expect(violations(result)).toEqual([]);
});

test('a leader that neither follower hears is replaced although its routers reach it', () => {
  const result = runSmallRegion({
    faults: [{ kind: 'network-partition', target: 'leader of t/0', peer: 'followers of t/0', at: '5s', for: '8s' }],
  });
  expect(result.elections.elections).toBe(1);
  expect(violations(result)).toEqual([]);
});

test('a deaf follower that has asked for votes in vain does not keep a better candidate out of office', () => {
  // It hears nothing for four seconds, so its term is far ahead and its log far behind when the leader dies.
  const result = runSmallRegion({
    faults: [
      {
        ...{ kind: 'network-partition', target: 'leader of t/0', peer: 'follower 1 of t/0', direction: 'outbound' },
        ...{ at: '5s', for: '4s' },
      },
      { kind: 'host-crash', target: 'leader of t/0', at: '8.9s' },
    ],
    parameters: { replication: { askPeers: false }, network: { retransmitsMax: 0 } },
  });
  expect(result.elections.longestLeaderlessMs).toBeLessThan(3000);
  expect(violations(result)).toEqual([]);
});
