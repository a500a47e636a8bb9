/**
 * The sentence above latencies over time: how far those of the tenant with the finding rose, beside what, and whether that
 * was recovered from, which is the verdict of the result and no second opinion. Where nothing stands out it is neutral.
 *
 * Leaves out causes: a rise that coincides with a fault is reported as coinciding.
 */
import type { FaultRow, RecoveryRow, Result, TenantSeries } from '../../sim/result.js';
import { conditionOf } from '../fault-words.js';
import { milliseconds, percent, short, timeSpan } from '../format.js';
import { elide, printable } from '../safe-text.js';
import { highest } from '../sparkline.js';
import { highestFigure, isolationOf, riseMin, subjectOf, successEnough, successOfTenant } from '../subject.js';
import { endings } from '../vary-table.js';

const nameLengthMax = 40;

/** A window's slowest request scatters: what is no more than this over the usual one is its usual scatter. */
const scatterMax = 10;

interface Window {
  readonly fromS: number;
  readonly toS: number;
  readonly ms: number | null;
  readonly succeeded: number;
  readonly ended: number;
  /** Requests were issued and none succeeded. */
  readonly silent: boolean;
}

interface Rise {
  readonly fault: FaultRow;
  readonly recovery: RecoveryRow;
  readonly beforeMs: number;
  readonly worstMs: number | null;
  readonly silentS: number;
  /** Of what ended until the recovery; null where nothing did. */
  readonly successShare: number | null;
}

/** Of the tenant with the finding, unless another is asked about. */
export function latencyFinding(result: Result, subject: TenantSeries | null = subjectOf(result)): string {
  if (subject === null) return 'No tenant sent requests';
  const figure = highestFigure(subject);
  const windows = windowsAfterWarmup(result, subject, figure === 'p99' ? subject.p99Ms : subject.maxMs);
  const known = windows.map(({ ms }) => ms).filter((ms) => ms !== null);
  const isAlone = result.series.tenants.length === 1;
  if (known.length === 0) return `No request${isAlone ? '' : ` of ${name(subject.tenant)}`} succeeded`;
  const whose =
    (figure === 'p99' ? 'p99' : 'the slowest request of a window') + (isAlone ? '' : ` of ${name(subject.tenant)}`);
  const rise = steepestRise(windows, result, figure);
  const survivors = survivorsInWords(result, subject);
  if (rise !== null) return sentence(riseInWords(whose, rise, isAlone) + (survivors && `${survivors} over the run`));
  const level = figure === 'p99' ? levelInWords(whose, windows, result) : maximumInWords(subject, windows, result);
  return sentence((isolationInWords(result, subject) ?? level) + survivors);
}

function levelInWords(whose: string, windows: readonly Window[], { faults }: Result): string {
  const { typicalMs, worst, worstMs } = levelOf(windows);
  if (worstMs < riseMin * typicalMs)
    return `${whose} stayed near ${milliseconds(typicalMs)}${faults.length === 0 ? '' : ' through every fault'}`;
  return `${whose} was ${milliseconds(typicalMs)} in the median window and ${milliseconds(worstMs)} in the worst${meanwhile(worst, faults)}`;
}

function maximumInWords(subject: TenantSeries, windows: readonly Window[], result: Result): string {
  const { typicalMs, worst, worstMs } = levelOf(windows);
  const whose = result.series.tenants.length === 1 ? '' : ` of ${name(subject.tenant)}`;
  if (worstMs < scatterMax * typicalMs) return `no request${whose} took longer than ${milliseconds(worstMs)}`;
  return `the slowest request${whose} took ${milliseconds(worstMs)}, that of the median window ${milliseconds(typicalMs)}${meanwhile(worst, result.faults)}`;
}

function levelOf(windows: readonly Window[]) {
  const known = windows.filter((window): window is Window & { ms: number } => window.ms !== null);
  const worst = known.reduce((slowest, each) => (each.ms > slowest.ms ? each : slowest));
  return { typicalMs: median(known.map(({ ms }) => ms)), worst, worstMs: worst.ms };
}

/** A fault that did not disturb anybody may still be why. */
export function meanwhile({ fromS, toS }: Pick<Window, 'fromS' | 'toS'>, faults: readonly FaultRow[]): string {
  const fault = faults.find((each) => each.fromS < toS && fromS < (each.toS ?? each.fromS));
  return fault === undefined ? '' : `, ${conditionInWords(fault, false)}`;
}

/** Null where its neighbours cost it little, or nobody asked. */
function isolationInWords(result: Result, { tenant }: TenantSeries): string | null {
  const row = isolationOf(result, tenant);
  if (row === null || row.ratio === null || row.ratio < riseMin) return null;
  const [shared, alone] = [milliseconds(row.p99SharedMs), milliseconds(row.p99AloneMs)];
  return `p99 of ${name(`${tenant} ${row.operation}`)} was ${short(row.ratio)} times what it is alone: ${shared}, not ${alone}`;
}

/** Latencies are of those that succeeded: what is missing is said. */
function survivorsInWords(result: Result, { tenant }: TenantSeries): string {
  const success = successOfTenant(result, tenant);
  const whose = result.series.tenants.length === 1 ? '' : 'its ';
  return success === null || success >= successEnough ? '' : `; ${percent(success)} of ${whose}requests succeeded`;
}

function windowsAfterWarmup(
  { run, series }: Result,
  tenant: TenantSeries,
  values: readonly (number | null)[],
): readonly Window[] {
  return series.timeS
    .map((fromS, index) => ({
      fromS,
      toS: Math.min(fromS + series.windowSeconds, run.simulatedSeconds),
      ms: values[index],
      succeeded: tenant.succeeded[index],
      ended: endings.reduce((sum, ending) => sum + tenant[ending][index], 0),
      silent: tenant.succeeded[index] === 0 && tenant.issued[index] > 0,
    }))
    .filter(({ toS }) => toS > run.warmupSeconds);
}

/** Compares each fault's time, up to the next fault and as long as it was felt, with the windows before the first one. */
function steepestRise(
  windows: readonly Window[],
  { faults, recovery }: Result,
  figure: ReturnType<typeof highestFigure>,
): Rise | null {
  const firstS = Math.min(...faults.map(({ fromS }) => fromS));
  const before = windows.filter(({ toS }) => toS <= firstS).flatMap(({ ms }) => ms ?? []);
  if (before.length === 0) return null;
  const beforeMs = median(before);
  // Narrow windows hold few requests and scatter: what was seen before any fault is not its doing.
  const scatter = figure === 'p99' ? 1 : riseMin;
  const calmMaxMs = Math.max(riseMin * beforeMs, scatter * (highest(before) ?? 0));
  const rises = faults.flatMap((fault, index): readonly Rise[] => {
    const { state, atS, untilS } = recovery[index];
    if (state === 'undisturbed') return [];
    const feltUntilS = atS === null ? untilS : Math.min(untilS, Math.max(atS, fault.toS ?? untilS));
    const during = windows.filter(({ fromS, toS }) => toS > fault.fromS && fromS < feltUntilS);
    const bad = during.filter(({ ms, silent }) => silent || (ms !== null && ms > calmMaxMs));
    // The verdict sees also what was lost, of which latencies say nothing.
    if (bad.length === 0 && state === 'unknown') return [];
    const silentS = bad.filter(({ silent }) => silent).reduce((totalS, { fromS, toS }) => totalS + toS - fromS, 0);
    const lost = windows.filter(({ fromS, toS }) => toS > fault.fromS && fromS < (atS ?? untilS));
    const successShare = shareOf(lost);
    return [
      { fault, recovery: recovery[index], beforeMs, worstMs: highest(bad.map(({ ms }) => ms)), silentS, successShare },
    ];
  });
  return rises.reduce<Rise | null>((worst, rise) => (worst === null || isWorse(rise, worst) ? rise : worst), null);
}

function shareOf(windows: readonly Window[]): number | null {
  const ended = windows.reduce((sum, window) => sum + window.ended, 0);
  return ended === 0 ? null : windows.reduce((sum, { succeeded }) => sum + succeeded, 0) / ended;
}

function isWorse(a: Rise, b: Rise): boolean {
  return a.silentS > b.silentS || (a.silentS === b.silentS && (a.worstMs ?? 0) > (b.worstMs ?? 0));
}

function riseInWords(whose: string, rise: Rise, isAlone: boolean): string {
  const { fault, recovery, beforeMs, worstMs, silentS, successShare } = rise;
  const height = worstMs === null ? [] : [`${whose} rose from ${milliseconds(beforeMs)} to ${milliseconds(worstMs)}`];
  const what = [...height, ...lossInWords(silentS, successShare, isAlone ? '' : 'its ')];
  const { toS } = fault;
  const isOver = recovery.state === 'notRecovered' && toS !== null && toS < recovery.untilS;
  const when = conditionInWords(fault, isOver);
  return `${what.length === 0 ? 'requests were slower' : what.join(' and ')} ${when}${recoveryInWords(fault, recovery, isAlone)}`;
}

/** Of a fault's time; a silence says more than the share around it. */
function lossInWords(silentS: number, successShare: number | null, whose: string): string[] {
  if (silentS > 0) return [`nothing succeeded for ${timeSpan(silentS)}`];
  if (successShare === null || successShare >= successEnough) return [];
  return [`only ${percent(successShare)} of ${whose}requests succeeded`];
}

function conditionInWords({ condition, kind, target }: FaultRow, isOver: boolean): string {
  if (condition === null) return `${isOver ? 'after' : 'during'} ${kind} of ${name(target)}`;
  return `${isOver ? 'after' : 'while'} ${name(target)} ${conditionOf(target, condition)}`;
}

/** The verdict is on all tenants. */
function recoveryInWords({ fromS, toS }: FaultRow, { state, atS, untilS }: RecoveryRow, isAlone: boolean): string {
  const who = isAlone ? '' : 'all tenants ';
  if (state === 'notRecovered') return `, ${isAlone ? 'not' : 'not all tenants'} recovered by ${timeSpan(untilS)}`;
  if (state !== 'recovered' || atS === null) return '';
  return toS === null || atS <= toS
    ? `, ${who}recovered in ${timeSpan(atS - fromS)}`
    : `, ${who}recovered ${timeSpan(atS - toS)} after that`;
}

function name(text: string): string {
  return elide(printable(text), nameLengthMax);
}

/** Names of figures and tenants keep their small letters. */
function sentence(text: string): string {
  return text.replace(/^(the|nothing|no|only|requests)\b/, (word) => word.charAt(0).toUpperCase() + word.slice(1));
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[(values.length - 1) >> 1] ?? 0;
}
