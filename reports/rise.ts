/**
 * What a fault cost one tenant, in a stretch of time that its sentence can name: the time of the fault; or its beginning,
 * where the service came back in it; or also what followed, where nothing came of it before, or all of it went on. All
 * figures are of that stretch alone. Shares come from the phases of the result where the stretch is made of them, and so
 * agree with its tables; from whole windows elsewhere.
 */
import type { FaultRow, RecoveryRow, Result } from '../sim/result.js';
import { highest } from './sparkline.js';
import { riseMin, successEnough } from './subject.js';

/** Sums of window widths: a hair is no time. */
const hairS = 1e-9;

export interface Window {
  readonly fromS: number;
  readonly toS: number;
  readonly ms: number | null;
  readonly succeeded: number;
  readonly ended: number;
  /** Requests were issued and none succeeded. */
  readonly silent: boolean;
}

/** Whose windows they are, and what they tell of its slow requests. */
export interface Course {
  readonly tenant: string;
  readonly figure: 'p99' | 'max';
  readonly windows: readonly Window[];
}

export interface Span {
  readonly fromS: number;
  readonly toS: number;
}

export interface Rise {
  readonly fault: FaultRow;
  readonly recovery: RecoveryRow;
  readonly stretch: Span;
  /** Whole windows that hold the stretch, of which its figures are; null where they are of the stretch itself. */
  readonly around: Span | null;
  /** Of all the time before any fault, or of its median window. */
  readonly beforeMs: number;
  /** Of the worst window. */
  readonly worstMs: number | null;
  readonly silentS: number;
  /** Null where nothing ended. */
  readonly successShare: number | null;
  /** Requests that ended otherwise; 0 where they are too small a share to speak of. */
  readonly lost: number;
}

/** Of the faults the one that cost most: a silence before what failed, and that before what was slow. */
export function steepestRise(course: Course, result: Result): Rise | null {
  const firstS = Math.min(...result.faults.map(({ fromS }) => fromS));
  const before = course.windows.filter(({ toS }) => toS <= firstS + hairS).flatMap(({ ms }) => ms ?? []);
  if (before.length === 0) return null;
  const usualMs = median(before);
  // Narrow windows hold few requests and scatter: what was seen before any fault is not its doing.
  const scatter = course.figure === 'p99' ? 1 : riseMin;
  const calmMaxMs = Math.max(riseMin * usualMs, scatter * (highest(before) ?? 0));
  const beforeMs = (course.figure === 'p99' ? p99Before(course, result) : null) ?? usualMs;
  const rises = result.faults.flatMap((_, index) => riseAt(index, course, result, { beforeMs, calmMaxMs }) ?? []);
  return rises.reduce<Rise | null>((worst, rise) => (worst === null || isWorse(rise, worst) ? rise : worst), null);
}

function p99Before({ tenant }: Course, { phases }: Result): number | null {
  const first = phases.at(0);
  if (first === undefined || first.faults.length > 0) return null;
  return first.tenants.find((row) => row.tenant === tenant)?.p99Ms ?? null;
}

function riseAt(
  index: number,
  course: Course,
  result: Result,
  { beforeMs, calmMaxMs }: { readonly beforeMs: number; readonly calmMaxMs: number },
): Rise | null {
  const [fault, recovery] = [result.faults[index], result.recovery[index]];
  if (recovery.state === 'undisturbed') return null;
  const isBad = ({ ms, silent }: Window) => silent || (ms !== null && ms > calmMaxMs);
  const isFelt = (span: Span) => within(course.windows, span).some(isBad) || lostIn(span, course, result).lost > 0;
  const stretch = stretchOf(fault, recovery, isFelt, (span) => within(course.windows, span).some(isBad));
  const windows = within(course.windows, stretch);
  const bad = windows.filter(isBad);
  const loss = lostIn(stretch, course, result);
  // The verdict sees also what other tenants lost, and what these windows do not tell.
  const isSeen = bad.length > 0 || (recovery.state !== 'unknown' && loss.lost > 0);
  if (!isSeen && (recovery.state === 'unknown' || result.series.tenants.length > 1)) return null;
  const silentS = bad.filter(({ silent }) => silent).reduce((totalS, { fromS, toS }) => totalS + toS - fromS, 0);
  return { fault, recovery, stretch, beforeMs, worstMs: highest(bad.map(({ ms }) => ms)), silentS, ...loss };
}

function stretchOf(
  { fromS, toS }: FaultRow,
  { state, atS, untilS }: RecoveryRow,
  isFelt: (span: Span) => boolean,
  isBad: (span: Span) => boolean,
): Span {
  const ownS = Math.max(fromS, Math.min(toS ?? untilS, untilS));
  const goodS = Math.max(fromS, atS ?? untilS);
  if (state === 'notRecovered') return { fromS, toS: untilS };
  if (goodS > ownS) return { fromS, toS: isFelt({ fromS, toS: ownS }) ? ownS : goodS };
  return { fromS, toS: isBad({ fromS: goodS, toS: ownS }) ? ownS : goodS };
}

/** Those that have a part in it. */
function within(windows: readonly Window[], { fromS, toS }: Span): readonly Window[] {
  return toS - fromS < hairS ? [] : windows.filter((each) => each.toS > fromS + hairS && each.fromS < toS - hairS);
}

function lostIn(span: Span, course: Course, result: Result): Pick<Rise, 'successShare' | 'lost' | 'around'> {
  const windows = within(course.windows, span);
  const rows = phasesOf(span, course, result) ?? windows;
  const sum = (of: (row: { ended: number; succeeded: number }) => number) =>
    rows.reduce((total, row) => total + of(row), 0);
  const ended = sum((row) => row.ended);
  const successShare = ended === 0 ? null : sum(({ succeeded }) => succeeded) / ended;
  const isLoss = successShare !== null && successShare < successEnough;
  const lost = isLoss ? ended - sum(({ succeeded }) => succeeded) : 0;
  return { successShare, lost, around: rows === windows ? aroundOf(span, windows) : null };
}

/** Null where they begin or end elsewhere. What of the span is warm-up is in no figure. */
function phasesOf({ fromS, toS }: Span, { tenant }: Course, { phases, run }: Result) {
  const countedFromS = Math.max(fromS, run.warmupSeconds);
  const inside = phases.filter((phase) => phase.fromS >= countedFromS - hairS && phase.toS <= toS + hairS);
  const [first, last] = [inside.at(0), inside.at(-1)];
  if (first === undefined || last === undefined) return null;
  if (first.fromS > countedFromS + hairS || last.toS < toS - hairS) return null;
  return inside.flatMap((phase) => phase.tenants.filter((row) => row.tenant === tenant));
}

function aroundOf(span: Span, windows: readonly Window[]): Span | null {
  const [first, last] = [windows.at(0), windows.at(-1)];
  if (first === undefined || last === undefined) return null;
  const isExact = first.fromS >= span.fromS - hairS && last.toS <= span.toS + hairS;
  return isExact ? null : { fromS: first.fromS, toS: last.toS };
}

function isWorse(a: Rise, b: Rise): boolean {
  if (a.silentS !== b.silentS) return a.silentS > b.silentS;
  return a.lost === b.lost ? (a.worstMs ?? 0) > (b.worstMs ?? 0) : a.lost > b.lost;
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[(values.length - 1) >> 1] ?? 0;
}
