/**
 * The load that tenants put on the service by themselves, by the profiles of their arrivals: what a verdict needs to tell
 * a change of load from an effect of a fault. What they really sent would not do, as workers that wait for answers send
 * less through an outage, and more where errors come fast.
 *
 * Left out: the random states of bursty arrivals.
 */
import type { LoadSpec } from '../workload/load.js';
import { areaOf } from '../workload/rate-profile.js';

/** Of each tenant in each window, over that of a profile that changes nothing. */
export type PlannedLoads = readonly (readonly number[])[];

export function plannedLoads(
  tenants: readonly LoadSpec[],
  timeS: readonly number[],
  windowSeconds: number,
  endS: number,
): PlannedLoads {
  return tenants.map(({ profile, startsAtNs, stopsAtNs }) =>
    timeS.map((second) => {
      const [fromNs, toNs] = [second * 1e9, Math.min(second + windowSeconds, endS) * 1e9];
      const [sendsFromNs, sendsToNs] = [Math.max(fromNs, startsAtNs), Math.min(toNs, stopsAtNs)];
      return sendsToNs <= sendsFromNs ? 0 : areaOf(profile, sendsFromNs, sendsToNs) / (toNs - fromNs);
    }),
  );
}
