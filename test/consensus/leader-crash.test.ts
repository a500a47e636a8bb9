/** A leader crashes: strong reads and writes stop for detection plus the rest of its lease, and no longer. */
import { describe, expect, test } from 'vitest';
import { tunables } from '../../sim/scenario/parameters/parameters.js';
import { kolmogorovSmirnov, kolmogorovSmirnovBound } from '../engine/goodness-of-fit.js';
import { failures, runSmallRegion, sum, tenantText, violations } from '../small-region.js';

const { heartbeat, missedHeartbeatsMax, answerTimeout, clockUncertainty, lease } = tunables.replication;
const msOf = (tunable: { readonly default: number }) => tunable.default / 1e6;
const heartbeatMs = msOf(heartbeat);
/** The last heartbeat left the leader at most one period before the crash; checks come with a quarter of jitter. */
const suspectedAfterMs = { atLeast: heartbeatMs * (missedHeartbeatsMax.default - 1), atMost: heartbeatMs * 3.25 };
/** The question to the peers, the votes, and one more round when two candidates split them. */
const electionMaxMs = 2 * msOf(answerTimeout) + 1.25 * heartbeatMs + 2 * msOf(answerTimeout);

const crashAtS = 5;
const leaderCrash = (seed: number, replication: object = {}) =>
  runSmallRegion({
    seed,
    duration: '15s',
    tenants: {
      a: tenantText({ reads: 'strong' }),
      eventual: tenantText({ mix: { getItem: '100%' }, reads: 'eventual' }),
    },
    faults: [{ kind: 'host-crash', target: 'leader of t/0', at: `${crashAtS}s` }],
    parameters: { replication },
  });

describe.each([1, 2, 3, 4, 5])('a leader crashes, seed %i', (seed) => {
  const result = leaderCrash(seed);
  const [election] = result.elections.list;

  test('one election, no broken promise', () => {
    expect(result.elections.elections).toBe(1);
    expect(violations(result)).toEqual([]);
  });

  test('followers suspect it after the heartbeats it may miss', () => {
    const afterMs = (election.suspectedS - crashAtS) * 1e3;
    expect(afterMs).toBeGreaterThanOrEqual(suspectedAfterMs.atLeast);
    expect(afterMs).toBeLessThanOrEqual(suspectedAfterMs.atMost);
  });

  test('the successor serves when the old lease is over', () => {
    const afterMs = (election.servingS - crashAtS) * 1e3;
    expect(afterMs).toBeGreaterThanOrEqual(msOf(lease) - heartbeatMs);
    expect(afterMs).toBeLessThanOrEqual(msOf(lease) + msOf(clockUncertainty));
    expect(result.elections.longestLeaderlessMs).toBeCloseTo(afterMs, 3);
  });

  test('strong reads and writes stop until then, and are all served soon after', () => {
    const silent = [crashAtS + 0.1, election.servingS] as const;
    expect(sum(result, 'strongReads', ...silent) + sum(result, 'writes', ...silent)).toBe(0);
    expect(sum(result, 'writes', election.servingS, election.servingS + 0.3)).toBeGreaterThan(0);
    expect(sum(result, 'strongReads', election.servingS, election.servingS + 0.3)).toBeGreaterThan(0);
    // Calls to the dead leader run out half a second after they were sent.
    expect(sum(result, 'serverErrors', election.servingS + 0.7, 15)).toBe(0);
    expect(sum(result, 'timedOut', election.servingS + 1, 15)).toBe(0);
  });

  test('eventual reads go on', () => {
    expect(failures(result, 'eventual')).toBe(0);
    expect(sum(result, 'eventualReads', crashAtS, crashAtS + 0.4, 1)).toBeGreaterThan(0);
  });
});

test.each([1, 2, 3, 4, 5])('with a short lease the outage is detection and election, seed %i', (seed) => {
  const { elections } = leaderCrash(seed, { lease: '300ms', answerTimeout: '100ms' });
  expect(elections.longestLeaderlessMs).toBeGreaterThanOrEqual(suspectedAfterMs.atLeast);
  expect(elections.longestLeaderlessMs).toBeLessThanOrEqual(suspectedAfterMs.atMost + electionMaxMs);
});

test('how long nobody leads is uniform over one heartbeat: the crash may come at any time between two', () => {
  const leaseMs = msOf(lease) + msOf(clockUncertainty);
  const ages = Array.from({ length: 100 }, (_, seed) => {
    const { elections } = runSmallRegion({
      seed,
      duration: '8s',
      tenants: { a: tenantText({ arrivals: { poisson: '1/s' } }) },
      faults: [{ kind: 'host-crash', target: 'leader of t/0', at: `${crashAtS}s` }],
    });
    return (leaseMs - elections.longestLeaderlessMs) / heartbeatMs;
  });
  expect(kolmogorovSmirnov(ages, (age) => age)).toBeLessThan(kolmogorovSmirnovBound(ages.length));
});
