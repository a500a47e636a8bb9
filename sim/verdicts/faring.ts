/**
 * How a tenant fares, from its windows: what is usual for it before any fault, and whether a stretch of windows is worse.
 * Bad is a stretch of which a point less succeeds, and less than of any before (but as chance may have it where shares varied
 * before, as those of a table do that refuses what exceeds its provision), or most of which lies in slow windows: those
 * whose p99 is twice what it was in the median window before, and higher than in any. That takes 1000 requests. A stretch of
 * fewer can be sure of less, and is bad beyond doubt where it loses half of what succeeded, where most of it lies in windows
 * of such a p50, or of a p99 of ten times whatever any of 1000 requests before took (the p99 of a hundred is the second
 * slowest of them), or where a kind of request (strong reads, eventual reads, writes) has no success for a time that usually
 * brings twenty: by chance that happens once in 500 million times.
 */
import { endings } from '../measurement/outcome-counts.js';
import { successColumns } from '../measurement/tenant-series.js';
import type { TenantSeries } from '../series.js';

const stretchRequestsMin = 100;
const stretchSecondsMin = 1;
/** Sums of window widths: a hair is no time. */
export const hairS = 1e-9;
const p99RequestsMin = 1000;
const shareTolerance = 0.01;
/** Standard deviations that chance reaches once in 30,000 times. */
const chanceMax = 4;
const halfLost = 0.5;
const riseMax = 2;
/** Of a p99 of few requests over the slowest before: far beyond what a stalled drive adds. */
const sureRise = 10;
const silenceRequestsMin = 20;

export interface Window {
  readonly fromS: number;
  readonly toS: number;
  readonly ended: number;
  readonly issued: number;
  readonly succeeded: number;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  readonly maxMs: number | null;
  /** Successes by kind. */
  readonly kinds: readonly number[];
  /** Over that of an unchanged profile. */
  readonly load: number;
}

/** What is usual. */
export interface Calm {
  readonly successShare: number;
  /** Below it a stretch succeeded less than is usual. */
  readonly successShareMin: number;
  /** Standard deviation of the shares of stretches, at most; 0 where there are fewer than two. */
  readonly successShareSpread: number;
  /** Null where too few succeeded to know. */
  readonly p50MaxMs: number | null;
  readonly p99MaxMs: number | null;
  /** A p99 that few requests do not have by chance; null where too few succeeded before to know. */
  readonly sureP99MaxMs: number | null;
  /** Successes a second by kind, at a load of 1. */
  readonly kindsPerSecond: readonly number[];
  /** Requests that a silence of each kind would usually have brought, at most. */
  readonly silenceMax: readonly number[];
}

export function windowsOf(
  tenant: TenantSeries,
  timeS: readonly number[],
  windowSeconds: number,
  endS: number,
  load: readonly number[] | undefined,
): readonly Window[] {
  return timeS.map((fromS, at) => ({
    fromS,
    toS: Math.min(fromS + windowSeconds, endS),
    ended: endings.reduce((sum, ending) => sum + tenant[ending][at], 0),
    issued: tenant.issued[at],
    succeeded: tenant.succeeded[at],
    p50Ms: tenant.p50Ms[at],
    p99Ms: tenant.p99Ms[at],
    maxMs: tenant.maxMs[at],
    kinds: successColumns.map((kind) => tenant[kind][at]),
    load: load?.[at] ?? 1,
  }));
}

export function calmOf(before: readonly Window[]): Calm | null {
  const ended = sum(before, (window) => window.ended);
  if (ended < stretchRequestsMin) return null;
  const succeeded = sum(before, (window) => window.succeeded);
  const loadedS = sum(before, ({ fromS, toS, load }) => load * (toS - fromS));
  const kindsPerSecond = successColumns.map((_, kind) =>
    loadedS === 0 ? 0 : sum(before, ({ kinds }) => kinds[kind]) / loadedS,
  );
  const slowestMs = before.reduce((slowest, { maxMs }) => Math.max(slowest, maxMs ?? 0), 0);
  const shares = stretchesOf(before).flatMap((stretch) => successShareOf(stretch) ?? []);
  return {
    successShare: succeeded / ended,
    successShareMin: Math.min(succeeded / ended - shareTolerance, ...shares),
    successShareSpread: spreadOf(shares),
    p50MaxMs: succeeded < stretchRequestsMin ? null : usualMax(before.flatMap(({ p50Ms }) => p50Ms ?? [])),
    p99MaxMs: succeeded < p99RequestsMin ? null : usualMax(before.flatMap(({ p99Ms }) => p99Ms ?? [])),
    sureP99MaxMs: succeeded < p99RequestsMin ? null : sureRise * slowestMs,
    kindsPerSecond,
    silenceMax: kindsPerSecond.map((perSecond, kind) =>
      Math.max(0, ...silencesOf(before, kind, perSecond).map(({ missed }) => missed)),
    ),
  };
}

/** What four values show is less than half of the truth in one of ten cases, so of few it is taken for more. */
function spreadOf(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const mean = values.reduce((total, each) => total + each, 0) / values.length;
  const squares = values.reduce((total, each) => total + (each - mean) * (each - mean), 0);
  const degreesOfFreedom = values.length - 1;
  return Math.sqrt(squares / degreesOfFreedom) * (1 + 2 / degreesOfFreedom);
}

function usualMax(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.max(sorted[sorted.length - 1], riseMax * sorted[(sorted.length - 1) >> 1]);
}

/** Runs of windows without a success of a kind, and how many of it they would usually have brought. */
function silencesOf(windows: readonly Window[], kind: number, perSecond: number) {
  const found: { missed: number; readonly windows: Window[] }[] = [];
  let isOpen = false;
  for (const window of windows) {
    const isSilent = window.kinds[kind] === 0;
    if (isSilent) {
      if (!isOpen) found.push({ missed: 0, windows: [] });
      const silence = found[found.length - 1];
      silence.missed += perSecond * window.load * (window.toS - window.fromS);
      silence.windows.push(window);
    }
    isOpen = isSilent;
  }
  return found;
}

/** Windows within a silence too long for chance. */
export function silentWindows(windows: readonly Window[], calm: Calm): ReadonlySet<Window> {
  const silences = successColumns.flatMap((_, kind) =>
    silencesOf(windows, kind, calm.kindsPerSecond[kind]).filter(
      ({ missed }) => missed >= silenceRequestsMin && missed > calm.silenceMax[kind],
    ),
  );
  return new Set(silences.flatMap((silence) => silence.windows));
}

/** By its median alone: in a stretch that is bad, where that ends. */
export function isSlow({ p50Ms }: Window, { p50MaxMs }: Calm): boolean {
  return p50Ms !== null && p50MaxMs !== null && p50Ms > p50MaxMs;
}

export type Faring = 'usual' | 'scarce' | 'doubtful' | 'bad';

/** Doubtful is bad as chance may have it now and then; scarce is doubtful for want of successes alone. */
export function faringOf(stretch: readonly Window[], calm: Calm, silent: ReadonlySet<Window>): Faring {
  const ended = sum(stretch, (window) => window.ended);
  const succeeded = sum(stretch, (window) => window.succeeded);
  if (stretch.some((window) => silent.has(window))) return 'bad';
  if (ended === 0) return stretch.some(({ issued }) => issued > 0) ? 'doubtful' : 'usual';
  const isMostlySlow = (slow: (window: Window) => boolean) =>
    sum(stretch, (window) => (slow(window) ? window.succeeded : 0)) > succeeded / 2;
  if (ended >= stretchRequestsMin && succeeded / ended < halfLost * calm.successShare) return 'bad';
  if (succeeded >= stretchRequestsMin && isMostlySlow((window) => isSlow(window, calm))) return 'bad';
  const isMostlyAbove = (limitMs: number | null) =>
    limitMs !== null && isMostlySlow(({ p99Ms }) => p99Ms !== null && p99Ms > limitMs);
  if (succeeded >= stretchRequestsMin && isMostlyAbove(calm.sureP99MaxMs)) return 'bad';
  if (succeeded >= p99RequestsMin && isMostlyAbove(calm.p99MaxMs)) return 'doubtful';
  return succeeded / ended < calm.successShareMin ? 'scarce' : 'usual';
}

/** Whether stretches in a row lack no more successes together than the spread before has one expect. */
export function isChance(stretches: readonly (readonly Window[])[], calm: Calm): boolean {
  const lacking = stretches.reduce((total, stretch) => total + calm.successShare - shareOf(stretch), 0);
  return lacking < chanceMax * calm.successShareSpread * Math.sqrt(stretches.length);
}

const shareOf = (stretch: readonly Window[]) =>
  sum(stretch, (window) => window.succeeded) / sum(stretch, (window) => window.ended);

function sum(windows: readonly Window[], of: (window: Window) => number): number {
  return windows.reduce((total, window) => total + of(window), 0);
}

/** Of a second and of 100 requests at least; the rest, too short to be one, goes to the last. */
export function stretchesOf(windows: readonly Window[]): readonly (readonly Window[])[] {
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

/** Null where too few ended to know. */
function successShareOf(stretch: readonly Window[]): number | null {
  const ended = sum(stretch, (window) => window.ended);
  return ended < stretchRequestsMin ? null : shareOf(stretch);
}
