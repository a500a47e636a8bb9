/**
 * How long a partition has no leader after its leader's host crashed. Its last heartbeat was sent U before, uniform in a
 * heartbeat's period H, because each group has a phase of its own. Two followers lose patience P = missedHeartbeatsMax x
 * H after it, each J later, uniform up to H / 4; the first asks the other whether it hears the leader, then for its vote:
 * a round trip of two delays d each. And nobody serves before the old lease L and the clocks' uncertainty c are over:
 *
 *   T = max(P + min(J1, J2) + 4 d, L + c) - U
 *
 * Where the lease is the longer, T is uniform. Where it is over before anyone has lost patience, the same partition of the
 * same seed has the same U, which the former case shows: without it, P(min(J1, J2) <= a) is 1 - (1 - 4 a / H)^2. Both
 * followers stand only if J1 and J2 are less than d apart, which 20 us out of 62.5 ms make one in 1,500; those few elections
 * are tried again and come later, within the distance allowed.
 */
import { describe, expect, test } from 'vitest';
import { run } from '../../sim/run.js';
import { readScenario } from '../../sim/scenario/read.js';
import { kolmogorovSmirnov, kolmogorovSmirnovBound } from '../engine/goodness-of-fit.js';

const [heartbeatMs, missed, delayMs] = [250, 3, 0.02];
const patienceMs = heartbeatMs * missed;
const jitterMaxMs = heartbeatMs / 4;
const uncertaintyMs = 1;
const crashS = 5;

/** From the crash of a leader's host to its successor, of each partition that it led, over several seeds. */
function leaderlessMs(leaseMs: number): Map<string, number> {
  const times = [1, 2, 3, 4].flatMap((seed) => {
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
            replication: {
              heartbeat: `${heartbeatMs}ms`,
              missedHeartbeatsMax: missed,
              lease: `${leaseMs}ms`,
              clockUncertainty: `${uncertaintyMs}ms`,
            },
            network: { crossZoneDelay: `${delayMs}ms`, hostBandwidth: '1000TB/s' },
          },
        }),
        'fail-over.yaml',
      ),
    );
    return elections.list
      .filter(({ cause }) => cause === 'suspicion')
      .map(({ partition, servingS }) => [`${partition} of seed ${seed}`, 1000 * (servingS - crashS)] as const);
  });
  return new Map(times);
}

describe('a partition is without a leader', () => {
  const longLeaseMs = 2000;
  const long = leaderlessMs(longLeaseMs);
  const sinceHeartbeatMs = (name: string) => longLeaseMs + uncertaintyMs - long.get(name)!;

  test('until the lease of the old one is over, where that is longer than patience', () => {
    const shares = [...long.keys()].map((name) => sinceHeartbeatMs(name) / heartbeatMs);
    expect(shares.length).toBeGreaterThan(1000);
    expect(kolmogorovSmirnov(shares, (share) => share)).toBeLessThan(kolmogorovSmirnovBound(shares.length));
  });

  test('until a follower has lost patience and been elected, where the lease is over before', () => {
    const jittersMs = [...leaderlessMs(600)].map(
      ([name, ms]) => ms + sinceHeartbeatMs(name) - patienceMs - 4 * delayMs,
    );
    expect(jittersMs.length).toBe(long.size);
    const atMost = (ms: number) => 1 - (1 - Math.min(1, Math.max(0, ms / jitterMaxMs))) ** 2;
    expect(kolmogorovSmirnov(jittersMs, atMost)).toBeLessThan(kolmogorovSmirnovBound(jittersMs.length));
  });
});
