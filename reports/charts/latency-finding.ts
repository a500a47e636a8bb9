/**
 * The sentence above latencies over time: how far those of the tenant with the finding rose, beside what, and whether that
 * was recovered from, which is the verdict of the result and no second opinion. Where nothing stands out it is neutral.
 *
 * Leaves out causes: a rise that coincides with a fault is reported as coinciding.
 */
import type { FaultRow, RecoveryRow, Result, TenantSeries } from '../../sim/result.js';
import { milliseconds, percent, short, timeSpan } from '../format.js';
import { elide, printable } from '../safe-text.js';
import { highest } from '../sparkline.js';
import { highestFigure, isolationOf, riseMin, subjectOf, successEnough, successOfTenant } from '../subject.js';

const nameLengthMax = 40;

interface Window {
  readonly fromS: number;
  readonly toS: number;
  readonly ms: number | null;
  /** Requests were issued and none succeeded. */
  readonly silent: boolean;
}

interface Rise {
  readonly fault: FaultRow;
  readonly recovery: RecoveryRow;
  readonly beforeMs: number;
  readonly worstMs: number | null;
  readonly silentS: number;
}

export function latencyFinding(result: Result): string {
  const subject = subjectOf(result);
  if (subject === null) return 'No tenant sent requests';
  const figure = highestFigure(subject);
  const windows = windowsAfterWarmup(result, subject, figure === 'p99' ? subject.p99Ms : subject.maxMs);
  const known = windows.map(({ ms }) => ms).filter((ms) => ms !== null);
  const isAlone = result.series.tenants.length === 1;
  if (known.length === 0) return `No request${isAlone ? '' : ` of ${name(subject.tenant)}`} succeeded`;
  const whose =
    (figure === 'p99' ? 'p99' : 'the slowest request of a window') + (isAlone ? '' : ` of ${name(subject.tenant)}`);
  const rise = steepestRise(windows, result);
  const survivors = survivorsInWords(result, subject);
  if (rise !== null) return sentence(riseInWords(whose, rise, isAlone) + survivors);
  return sentence((isolationInWords(result, subject) ?? levelInWords(whose, known, result)) + survivors);
}

function levelInWords(whose: string, known: readonly number[], { faults }: Result): string {
  const typicalMs = median(known);
  const worstMs = highest(known) ?? typicalMs;
  if (worstMs >= riseMin * typicalMs)
    return `${whose} was ${milliseconds(typicalMs)} in the median window and ${milliseconds(worstMs)} in the worst`;
  return `${whose} stayed near ${milliseconds(typicalMs)}${faults.length === 0 ? '' : ' through every fault'}`;
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
      silent: tenant.succeeded[index] === 0 && tenant.issued[index] > 0,
    }))
    .filter(({ toS }) => toS > run.warmupSeconds);
}

/** Compares each fault's time, up to the next fault, with the windows before the first one. */
function steepestRise(windows: readonly Window[], { faults, recovery }: Result): Rise | null {
  const firstS = Math.min(...faults.map(({ fromS }) => fromS));
  const before = windows.filter(({ toS }) => toS <= firstS).flatMap(({ ms }) => ms ?? []);
  if (before.length === 0) return null;
  const beforeMs = median(before);
  // Narrow windows hold few requests and scatter: what was seen before any fault is not its doing.
  const calmMaxMs = Math.max(riseMin * beforeMs, highest(before) ?? 0);
  const rises = faults.flatMap((fault, index): readonly Rise[] => {
    const { state, untilS } = recovery[index];
    if (state === 'undisturbed') return [];
    const during = windows.filter(({ fromS, toS }) => toS > fault.fromS && fromS < untilS);
    const bad = during.filter(({ ms, silent }) => silent || (ms !== null && ms > calmMaxMs));
    // The verdict sees also what was lost, of which latencies say nothing.
    if (bad.length === 0 && state === 'unknown') return [];
    const silentS = bad.filter(({ silent }) => silent).reduce((totalS, { fromS, toS }) => totalS + toS - fromS, 0);
    return [{ fault, recovery: recovery[index], beforeMs, worstMs: highest(bad.map(({ ms }) => ms)), silentS }];
  });
  return rises.reduce<Rise | null>((worst, rise) => (worst === null || isWorse(rise, worst) ? rise : worst), null);
}

function isWorse(a: Rise, b: Rise): boolean {
  return a.silentS > b.silentS || (a.silentS === b.silentS && (a.worstMs ?? 0) > (b.worstMs ?? 0));
}

function riseInWords(whose: string, rise: Rise, isAlone: boolean): string {
  const { fault, recovery, beforeMs, worstMs, silentS } = rise;
  const silence = silentS === 0 ? [] : [`nothing succeeded for ${timeSpan(silentS)}`];
  const height = worstMs === null ? [] : [`${whose} rose from ${milliseconds(beforeMs)} to ${milliseconds(worstMs)}`];
  const what = [...height, ...silence];
  const { condition, toS, target } = fault;
  const isOver = recovery.state === 'notRecovered' && toS !== null && toS < recovery.untilS;
  const when =
    condition === null
      ? `${isOver ? 'after' : 'during'} ${fault.kind} of ${name(target)}`
      : `${isOver ? 'after' : 'while'} ${name(target)} ${numberOf(target, condition)}`;
  return `${what.length === 0 ? 'fewer requests succeeded' : what.join(' and ')} ${when}${recoveryInWords(fault, recovery, isAlone)}`;
}

/** Of several targets "was" is "were". */
function numberOf(target: string, condition: string): string {
  return target.startsWith('all ') ? condition.replace(/^was\b/, 'were') : condition;
}

/** The verdict is on all tenants. */
function recoveryInWords({ fromS, toS }: FaultRow, { state, atS, untilS }: RecoveryRow, isAlone: boolean): string {
  const who = isAlone ? 'and' : 'and all tenants';
  if (state === 'notRecovered') return `, ${who} had not recovered by ${timeSpan(untilS)}`;
  if (state !== 'recovered' || atS === null) return '';
  return toS === null || atS <= toS
    ? `, ${who} recovered in ${timeSpan(atS - fromS)}`
    : `, ${who} recovered ${timeSpan(atS - toS)} after that`;
}

function name(text: string): string {
  return elide(printable(text), nameLengthMax);
}

/** Names of figures and tenants keep their small letters. */
function sentence(text: string): string {
  return text.replace(/^(the|nothing|fewer)\b/, (word) => word.charAt(0).toUpperCase() + word.slice(1));
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[(values.length - 1) >> 1] ?? 0;
}
