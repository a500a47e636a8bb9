/**
 * Availability as the service level agreement defines it (facts section 3): in each five-minute window the share of
 * requests that were not answered 500 or 503; throttles are no errors; a window without requests counts as fully
 * available; the figure of a month is the plain mean over its windows. Of a window that the warm-up or the end of the run
 * cuts short, the rest is taken as healthy: it weighs by the seconds that were observed of it, so that the month is the
 * same whatever the length of the run.
 *
 * What counts is each answer a router gives, so a retried request counts once for every answer. Requests that no router
 * ever answered are not seen from here. The clients' own view stands beside it, by the same windows: each request counts
 * once, when it ends, and whatever is no success is an error, a throttle too.
 */

import { WindowedCounts } from '../engine/time-windows.js';

export const availabilityWindowNs = 300e9;
export const minutesPerMonth = 30 * 24 * 60;
const windowsPerMonth = (minutesPerMonth * 60e9) / availabilityWindowNs;

/** Windows of all regions, tables and tenants: a month of a hundred tenants. */
export const availabilityWindowsMax = 1_000_000;

export interface AvailabilityWindow {
  readonly fromNs: number;
  /** How much of the window lies between the end of the warm-up and the end of the run. */
  readonly observedNs: number;
  requests: number;
  errors: number;
}

export interface Availability {
  readonly windows: readonly AvailabilityWindow[];
  readonly achieved: number;
  readonly requestWeighted: number;
  readonly monthly: number;
}

export class AvailabilityCounts {
  private readonly counts = new WindowedCounts(availabilityWindowNs, ['requests', 'errors']);
  private readonly requestsColumn = this.counts.column('requests');
  private readonly errorsColumn = this.counts.column('errors');

  ended(nowNs: number, isError: boolean): void {
    this.counts.add(nowNs, this.requestsColumn, 1);
    if (isError) this.counts.add(nowNs, this.errorsColumn, 1);
  }

  windows(fromNs: number, untilNs: number): AvailabilityWindow[] {
    const requests = this.counts.series('requests', untilNs);
    const errors = this.counts.series('errors', untilNs);
    const first = Math.floor(fromNs / availabilityWindowNs);
    return requests.slice(first).map((count, i) => {
      const beginsAtNs = (first + i) * availabilityWindowNs;
      const observedNs = Math.min(untilNs, beginsAtNs + availabilityWindowNs) - Math.max(fromNs, beginsAtNs);
      return { fromNs: beginsAtNs, observedNs: Math.max(0, observedNs), requests: count, errors: errors[first + i] };
    });
  }
}

/** The sum of several tenants' windows, of whom there is one: they are many, so each tenant's are there only while they are added. */
export function addWindows(
  parts: readonly AvailabilityCounts[],
  fromNs: number,
  untilNs: number,
): readonly AvailabilityWindow[] {
  const sum = parts[0].windows(fromNs, untilNs);
  for (const part of parts.slice(1)) {
    for (const [i, window] of part.windows(fromNs, untilNs).entries()) {
      sum[i].requests += window.requests;
      sum[i].errors += window.errors;
    }
  }
  return sum;
}

export const availabilityOf = (window: AvailabilityWindow) =>
  window.requests === 0 ? 1 : 1 - window.errors / window.requests;

export function availability(windows: readonly AvailabilityWindow[]): Availability {
  let requests = 0;
  let errors = 0;
  let observedWindows = 0;
  let lostWindows = 0;
  for (const window of windows) {
    const weight = window.observedNs / availabilityWindowNs;
    requests += window.requests;
    errors += window.errors;
    observedWindows += weight;
    lostWindows += weight * (1 - availabilityOf(window));
  }
  return {
    windows,
    achieved: observedWindows === 0 ? 1 : 1 - lostWindows / observedWindows,
    requestWeighted: requests === 0 ? 1 : 1 - errors / requests,
    monthly: 1 - lostWindows / Math.max(windowsPerMonth, observedWindows),
  };
}
