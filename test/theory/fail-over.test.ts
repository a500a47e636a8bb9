/**
 * How long a partition has no leader after its leader's host crashed. Its last heartbeat was sent U before, uniform in a
 * heartbeat's period H, because each group has a phase of its own. Two followers lose patience P = missedHeartbeatsMax x
 * H after it, each J later, uniform up to H / 4; the first asks the other whether it hears the leader, then for its vote:
 * a round trip of two delays d each. And nobody serves before the old lease L and the clocks' uncertainty c are over:
 *
 *   T = max(P + min(J1, J2) + 4 d, L + c) - U
 *
 * Where the lease is the longer, T is uniform. Where it is over before anyone has lost patience, P(min(J1, J2) <= a) is
 * 1 - (1 - 4 a / H)^2, and P(T <= t) its mean over U. Both followers stand only if J1 and J2 are less than d apart, which
 * 20 us out of 62.5 ms make one in 1,500; those few elections are tried again and come later, within the distance allowed.
 */
import { describe, expect, test } from 'vitest';
import { run } from '../../sim/run.js';
import { readScenario } from '../../sim/scenario/read.js';
import { kolmogorovSmirnov, kolmogorovSmirnovBound } from '../engine/goodness-of-fit.js';

const [heartbeatMs, missed, delayMs] = [250, 3, 0.02];
const patienceMs = heartbeatMs * missed;
const jitterMs = heartbeatMs / 4;
const crashS = 5;

/** From the crash of a leader's host to its successor, of each partition that it led, over several seeds. */
function leaderlessMs(lease: string): number[] {
  return [1, 2, 3, 4].flatMap((seed) => {
    const { elections } = run(
      readScenario(
        JSON.stringify({
          title: 'Fail-over',
          seed,
          duration: '10s',
          warmup: '0s',
          regions: { r: { zones: 3, routersPerZone: 1, storageNodesPerZone: 1 } },
          tables: { t: { partitions: 900 } },
          tenants: { a: { arrivals: { constant: '1/s' } } },
          faults: [{ kind: 'host-crash', target: 'r/az-1/storage-1', at: `${crashS}s` }],
          parameters: {
            replication: { heartbeat: `${heartbeatMs}ms`, missedHeartbeatsMax: missed, lease, clockUncertainty: '1ms' },
            network: { crossZoneDelay: `${delayMs}ms`, hostBandwidth: '1000TB/s' },
          },
        }),
        'fail-over.yaml',
      ),
    );
    return elections.list
      .filter(({ cause }) => cause === 'suspicion')
      .map(({ servingS }) => 1000 * (servingS - crashS));
  });
}

/** Of P(min(J1, J2) <= a), the integral from 0 on. */
function belowJitter(a: number): number {
  const within = Math.min(Math.max(a, 0), jitterMs);
  return within - (jitterMs / 3) * (1 - (1 - within / jitterMs) ** 3) + Math.max(0, a - jitterMs);
}

describe('a partition is without a leader', () => {
  test('until the lease of the old one is over, where that is longer than patience', () => {
    const timesMs = leaderlessMs('2s');
    expect(timesMs.length).toBeGreaterThan(1000);
    const uniform = (ms: number) => Math.min(1, Math.max(0, (ms - (2001 - heartbeatMs)) / heartbeatMs));
    expect(kolmogorovSmirnov(timesMs, uniform)).toBeLessThan(kolmogorovSmirnovBound(timesMs.length));
  });

  test('until a follower has lost patience and been elected, where the lease is over before', () => {
    const timesMs = leaderlessMs('600ms');
    expect(timesMs.length).toBeGreaterThan(1000);
    const atMost = (ms: number) => {
      const beyond = ms - patienceMs - 4 * delayMs;
      return (belowJitter(beyond + heartbeatMs) - belowJitter(beyond)) / heartbeatMs;
    };
    expect(kolmogorovSmirnov(timesMs, atMost)).toBeLessThan(kolmogorovSmirnovBound(timesMs.length));
  });
});
