/**
 * Whether the service came back after each fault. A fault is recovered from at the first moment from which on every tenant
 * fares as before the faults: of its requests that end the share that succeeds is at most a point lower, and its p99 is
 * at most twice what it was in the median window before (or no higher than in any window before).
 *
 * A tenant's windows are looked at in stretches of a second and of 100 requests at least, and its p99 only in those with
 * 1000 successes, most of which must lie in slow windows: fewer say nothing, and a stray window is no outage. Neither is a
 * single bad stretch between two good ones. What follows the next fault is that fault's. "Before" is from the end of the
 * warm-up to the first fault, or from the beginning where that leaves too few requests.
 *
 * Left out: tenants that sent too few requests before, and a load that changes by itself meanwhile, which is taken for the
 * fault's doing.
 */
import { endings } from '../measurement/outcome-counts.js';
import type { FaultRow, RecoveryRow, RunFacts, Series, TenantSeries } from '../result.js';

const stretchSecondsMin = 1;
const stretchRequestsMin = 100;
const p99RequestsMin = 1000;
const shareTolerance = 0.01;
const p99RiseMax = 2;
/** Sums of window widths: a hair is no time. */
const hairS = 1e-9;

interface Window {
  readonly fromS: number;
  readonly toS: number;
  readonly ended: number;
  readonly issued: number;
  readonly succeeded: number;
  readonly p99Ms: number | null;
}

interface Calm {
  readonly successShare: number;
  /** Null where too few succeeded to know. */
  readonly p99MaxMs: number | null;
}

/** One a fault, in the order of the faults. */
export function recoveries(
  { tenants, timeS, windowSeconds }: Series,
  { simulatedSeconds, warmupSeconds }: Pick<RunFacts, 'simulatedSeconds' | 'warmupSeconds'>,
  faults: readonly FaultRow[],
): readonly RecoveryRow[] {
  const firstS = Math.min(...faults.map(({ fromS }) => fromS));
  const known = tenants.flatMap((tenant) => {
    const windows = windowsOf(tenant, timeS, windowSeconds, simulatedSeconds);
    const before = windows.filter(({ toS }) => toS <= firstS + hairS);
    const calm = calmOf(before.filter(({ fromS }) => fromS >= warmupSeconds - hairS)) ?? calmOf(before);
    return calm === null ? [] : [{ windows, calm }];
  });
  return faults.map(({ fromS, toS }) => {
    const later = faults.map((other) => other.fromS).filter((otherS) => otherS > fromS);
    const untilS = Math.min(simulatedSeconds, ...later);
    const goodFromS = known.map(({ windows, calm }) => goodFrom(between(windows, fromS, untilS), calm));
    if (goodFromS.length === 0 || fromS >= simulatedSeconds)
      return { state: 'unknown', atS: null, afterS: null, untilS };
    if (goodFromS.includes(null)) return { state: 'notRecovered', atS: null, afterS: null, untilS };
    const atS = Math.max(fromS, ...goodFromS.map((each) => each ?? fromS));
    const state = goodFromS.every((each) => each === undefined) ? 'undisturbed' : 'recovered';
    return { state, atS, afterS: Math.max(0, atS - (toS ?? fromS)), untilS };
  });
}

function windowsOf(
  tenant: TenantSeries,
  timeS: readonly number[],
  windowSeconds: number,
  endS: number,
): readonly Window[] {
  return timeS.map((fromS, at) => ({
    fromS,
    toS: Math.min(fromS + windowSeconds, endS),
    ended: endings.reduce((sum, ending) => sum + tenant[ending][at], 0),
    issued: tenant.issued[at],
    succeeded: tenant.succeeded[at],
    p99Ms: tenant.p99Ms[at],
  }));
}

/** Those that begin within; the one in which the fault begins belongs to both. */
function between(windows: readonly Window[], fromS: number, untilS: number): readonly Window[] {
  return windows.filter((window) => window.toS > fromS + hairS && window.fromS < untilS - hairS);
}

function calmOf(before: readonly Window[]): Calm | null {
  const ended = sum(before, ({ ended }) => ended);
  if (ended < stretchRequestsMin) return null;
  const succeeded = sum(before, (window) => window.succeeded);
  const p99s = before.flatMap(({ p99Ms }) => p99Ms ?? []).sort((a, b) => a - b);
  const highest = p99s[p99s.length - 1];
  return {
    successShare: succeeded / ended,
    p99MaxMs: succeeded < p99RequestsMin ? null : Math.max(highest, p99RiseMax * p99s[(p99s.length - 1) >> 1]),
  };
}

/** From when on all stretches are good: undefined where none is bad, null where the last one is. */
function goodFrom(windows: readonly Window[], calm: Calm): number | null | undefined {
  const stretches = stretchesOf(windows);
  const bad = stretches.map((stretch) => isBad(stretch, calm));
  const isStray = (at: number) => at > 0 && bad[at - 1] === false && bad[at + 1] === false;
  const last = bad.findLastIndex((each, at) => each && !isStray(at));
  if (last < 0) return undefined;
  if (last === stretches.length - 1) return null;
  const badWindows = stretches[last].filter((window) => isBad([window], calm));
  return badWindows.length === 0 ? stretches[last + 1][0].fromS : badWindows[badWindows.length - 1].toS;
}

/** The rest, too short to be one, goes to the last. */
function stretchesOf(windows: readonly Window[]): readonly (readonly Window[])[] {
  const stretches: Window[][] = [];
  let open: Window[] = [];
  for (const window of windows) {
    open.push(window);
    const isLong = window.toS - open[0].fromS >= stretchSecondsMin - hairS;
    if (!isLong || sum(open, ({ ended, issued }) => Math.max(ended, issued)) < stretchRequestsMin) continue;
    stretches.push(open);
    open = [];
  }
  if (stretches.length === 0) return open.length === 0 ? [] : [open];
  stretches[stretches.length - 1].push(...open);
  return stretches;
}

function isBad(stretch: readonly Window[], { successShare, p99MaxMs }: Calm): boolean {
  const ended = sum(stretch, (window) => window.ended);
  const succeeded = sum(stretch, (window) => window.succeeded);
  if (ended === 0) return stretch.some(({ issued }) => issued > 0);
  if (succeeded / ended < successShare - shareTolerance) return true;
  if (p99MaxMs === null || succeeded < p99RequestsMin) return false;
  const slow = stretch.filter(({ p99Ms }) => p99Ms !== null && p99Ms > p99MaxMs);
  return sum(slow, (window) => window.succeeded) > succeeded / 2;
}

function sum(windows: readonly Window[], of: (window: Window) => number): number {
  return windows.reduce((total, window) => total + of(window), 0);
}
