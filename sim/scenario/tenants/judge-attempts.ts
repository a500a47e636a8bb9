/**
 * What waits when nobody answers: a client's attempts come at its tenant's rate and each waits for the time-out. A run has
 * a bound on what is under way at once, and ends where that is passed. Most runs never come near it, however high the
 * product, because somebody answers; so it is a warning.
 */
import { grouped } from '../../engine/limits/grouped-digits.js';
import { pooledMax } from '../../engine/pool.js';
import { peakOf } from '../../workload/rate-profile.js';
import { count, duration, formatQuantity } from '../quantities/units.js';
import type { Judgement } from '../reading/judgement.js';
import type { ArrivalSpec, Scenario } from '../scenario.js';

export function judgeAttempts({ tenants, durationNs }: Scenario, judgement: Judgement): void {
  for (const { name, arrivals, profile, client, startsAtNs, stopsAtNs } of tenants) {
    const peak = peakOf(profile, startsAtNs, Math.min(stopsAtNs, durationNs)) * greatestRate(arrivals);
    const waitingMax = (peak * Math.min(client.requestTimeoutNs, durationNs)) / 1e9;
    if (waitingMax <= pooledMax) continue;
    const attempts = formatQuantity(count, Math.round(waitingMax));
    const timeout = formatQuantity(duration, client.requestTimeoutNs);
    judgement.warn(
      ['tenants', name, 'client', 'timeout'],
      `up to ${attempts} attempts wait at once if nobody answers within ${timeout}, and a run with more than ${grouped(pooledMax)} ends`,
    );
  }
}

function greatestRate(arrivals: ArrivalSpec): number {
  if (arrivals.kind === 'closed') return 0;
  return arrivals.kind === 'bursty'
    ? Math.max(...arrivals.states.map(({ perSecond }) => perSecond))
    : arrivals.perSecond;
}
