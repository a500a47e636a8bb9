/**
 * Outages, in which failures come together: a run of five-minute windows in which requests failed, with those windows
 * between that saw no failure as long as they are few. A node that returns makes its partitions stumble once more, a
 * partition of many is asked seldom, and both belong to what began before.
 *
 * What an outage costs is what its windows lost, so that all outages cost what the availability of the run lacks.
 */
import { type AvailabilityWindow, availabilityOf } from '../availability.js';

/**
 * Windows without a failure that end an outage. Assumption: a quarter of an hour, in which a service that heals by itself has
 * healed.
 */
export const quietWindowsMin = 3;

export interface Outage {
  /** The first and the last window in which requests failed: places among the windows. */
  readonly first: number;
  readonly last: number;
  /** See `lostIn`. */
  readonly lostNs: number;
}

/** In the order of time. */
export function outagesIn(windows: readonly AvailabilityWindow[]): Outage[] {
  const outages: Outage[] = [];
  for (const [at, window] of windows.entries()) {
    const lostNs = lostIn(window);
    if (lostNs === 0) continue;
    const before = outages.at(-1);
    if (before === undefined || startsAnew(before.last, at)) outages.push({ first: at, last: at, lostNs });
    else outages[outages.length - 1] = { first: before.first, last: at, lostNs: before.lostNs + lostNs };
  }
  return outages;
}

/** Time without service that would have cost as much. */
export const lostIn = (window: AvailabilityWindow) => window.observedNs * (1 - availabilityOf(window));

/** Whether a failure in window `at` is of another outage than the last one, in window `before`. */
export const startsAnew = (before: number, at: number) => at - before > quietWindowsMin;
