/**
 * The sentence above latencies over time: how far those of the tenant with the finding rose, beside what, in which stretch
 * of time (rise.ts), and whether that was recovered from, which is the verdict of the result and no second opinion. Where
 * nothing stands out it is neutral.
 *
 * Leaves out causes: a rise that coincides with a fault is reported as coinciding.
 */
import type { FaultRow, RecoveryRow, Result } from '../../sim/result.js';
import type { TenantSeries } from '../../sim/series.js';
import { conditionOf } from '../fault-words.js';
import { milliseconds, percent, short, timeSpan, timeSpanRange } from '../format.js';
import { type Course, median, type Rise, type Span, steepestRise, type Window } from '../rise.js';
import { elide, printable } from '../safe-text.js';
import { highest } from '../sparkline.js';
import { highestFigure, isolationOf, riseMin, subjectOf, successEnough, successOfTenant } from '../subject.js';
import { endings } from '../vary/vary-table.js';
import { kindOf } from './findings.js';

const nameLengthMax = 40;

/** A window's slowest request scatters: what is no more than this over the usual one is its usual scatter. */
const scatterMax = 10;

/** Of the tenant with the finding, unless another is asked about. */
export function latencyFinding(result: Result, asked: TenantSeries | null = null): string {
  const subject = asked ?? subjectOf(result);
  if (subject === null) return 'No tenant sent requests';
  const course = courseOf(result, subject);
  const { figure, windows } = course;
  const isAlone = result.series.tenants.length === 1;
  if (windows.every(({ ms }) => ms === null))
    return `No request${isAlone ? '' : ` of ${name(subject.tenant)}`} succeeded`;
  const whose =
    (figure === 'p99' ? 'p99' : 'the slowest request of a window') + (isAlone ? '' : ` of ${name(subject.tenant)}`);
  const rise = steepestRise(course, result);
  if (rise !== null) return sentence(riseInWords(whose, rise, result, figure) + overTheRunInWords(result, subject));
  const level =
    figure === 'p99' ? levelInWords(whose, windows, result) : maximumInWords(course, asked === null, result);
  return sentence((isolationInWords(result, subject) ?? level) + survivorsInWords(result, subject));
}

function levelInWords(whose: string, windows: readonly Window[], { faults }: Result): string {
  const { typicalMs, worst, worstMs } = levelOf(windows);
  if (worstMs < riseMin * typicalMs)
    return `${whose} stayed near ${milliseconds(typicalMs)}${faults.length === 0 ? '' : ' through every fault'}`;
  return `${whose} was ${milliseconds(typicalMs)} in the median window and ${milliseconds(worstMs)} in the worst${meanwhile(worst, faults)}`;
}

/** @param isOfAll whether it may speak of all tenants, where nothing stands out */
function maximumInWords({ tenant, windows }: Course, isOfAll: boolean, result: Result): string {
  const { typicalMs, worst, worstMs } = levelOf(windows);
  const whose = result.series.tenants.length === 1 ? '' : ` of ${name(tenant)}`;
  if (worstMs >= scatterMax * typicalMs)
    return `the slowest request${whose} took ${milliseconds(worstMs)}, that of the median window ${milliseconds(typicalMs)}${meanwhile(worst, result.faults)}`;
  const others = isOfAll ? slowestOfAll(result) : null;
  if (others === null || whose === '') return `no request${whose} took longer than ${milliseconds(worstMs)}`;
  return `no request took longer than ${milliseconds(others.ms)}, which was one of ${name(others.tenant)}`;
}

function slowestOfAll(result: Result): { readonly tenant: string; readonly ms: number } | null {
  return result.series.tenants
    .map((each) => ({
      tenant: each.tenant,
      ms: highest(windowsAfterWarmup(result, each, each.maxMs).map(({ ms }) => ms)) ?? 0,
    }))
    .reduce((slowest, each) => (each.ms > slowest.ms ? each : slowest));
}

function levelOf(windows: readonly Window[]) {
  const known = windows.filter((window): window is Window & { ms: number } => window.ms !== null);
  const worst = known.reduce((slowest, each) => (each.ms > slowest.ms ? each : slowest));
  return { typicalMs: median(known.map(({ ms }) => ms)), worst, worstMs: worst.ms };
}

/** A fault that did not disturb anybody may still be why. */
export function meanwhile({ fromS, toS }: Pick<Window, 'fromS' | 'toS'>, faults: readonly FaultRow[]): string {
  const fault = faults.find((each) => each.fromS < toS && fromS < (each.toS ?? each.fromS));
  return fault === undefined ? '' : `, ${conditionInWords(fault)}`;
}

/** Null where its neighbours cost it little, or nobody asked. */
function isolationInWords(result: Result, { tenant }: TenantSeries): string | null {
  const row = isolationOf(result, tenant);
  if (row === null || row.ratio === null || row.ratio < riseMin) return null;
  const [shared, alone] = [milliseconds(row.p99SharedMs), milliseconds(row.p99AloneMs)];
  return `p99 of ${name(`${tenant} ${kindOf(row, result.isolation)}`)} was ${short(row.ratio)} times what it is alone: ${shared}, not ${alone}`;
}

/** Shorter, after what was lost to a fault. */
function overTheRunInWords(result: Result, { tenant }: TenantSeries): string {
  const success = successOfTenant(result, tenant);
  return success === null || success >= successEnough ? '' : `; ${percent(success)} succeeded over the run`;
}

/** Latencies are of those that succeeded: what is missing is said. */
function survivorsInWords(result: Result, { tenant }: TenantSeries): string {
  const success = successOfTenant(result, tenant);
  const whose = result.series.tenants.length === 1 ? '' : 'its ';
  return success === null || success >= successEnough ? '' : `; ${percent(success)} of ${whose}requests succeeded`;
}

function courseOf(result: Result, subject: TenantSeries): Course {
  const figure = highestFigure(subject);
  const values = figure === 'p99' ? subject.p99Ms : subject.maxMs;
  return { tenant: subject.tenant, figure, windows: windowsAfterWarmup(result, subject, values) };
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

function riseInWords(whose: string, rise: Rise, result: Result, figure: Course['figure']): string {
  const { fault, recovery, beforeMs, worstMs } = rise;
  const isAlone = result.series.tenants.length === 1;
  const worst = figure === 'max' ? '' : ` in the worst ${result.series.windowSeconds === 1 ? 'second' : 'window'}`;
  const height =
    worstMs === null ? [] : [`${whose} rose from ${milliseconds(beforeMs)} to ${milliseconds(worstMs)}${worst}`];
  const what = [...height, ...lossInWords(rise, isAlone ? '' : 'its ')];
  const when = stretchInWords(rise, result.run.simulatedSeconds);
  return `${what.length === 0 ? 'requests fared worse' : what.join(' and ')} ${when}${recoveryInWords(rise.stretch, fault, recovery, isAlone)}`;
}

/** Of the stretch; a silence says more than the share around it. */
function lossInWords({ silentS, stretch, successShare, lost }: Rise, whose: string): string[] {
  if (silentS > 0) {
    const isAll = silentS >= stretch.toS - stretch.fromS;
    return [`nothing succeeded${isAll ? '' : ` for ${timeSpan(silentS)}`}`];
  }
  return lost === 0 || successShare === null ? [] : [`only ${percent(successShare)} of ${whose}requests succeeded`];
}

/** The time that the figures are of, beside the fault's. */
function stretchInWords({ fault, stretch, around }: Rise, endS: number): string {
  const { kind, target, fromS, condition } = fault;
  const [own, was] = [`${kind} of ${name(target)}`, `${name(target)} ${conditionOf(target, condition ?? '')}`];
  if (around !== null)
    return `from ${timeSpanRange(around.fromS, around.toS)}, about when ${condition === null ? `${own} was` : was}`;
  const toS = Math.min(fault.toS ?? endS, endS);
  const afterS = timeSpan(stretch.toS - toS);
  if (toS === fromS && stretch.toS > toS) return `in the ${afterS} after ${own}`;
  if (stretch.toS > toS) return `${conditionInWords(fault)} and in the ${afterS} after`;
  if (stretch.toS === toS) return conditionInWords(fault);
  return `in the first ${timeSpan(stretch.toS - fromS)} ${condition === null ? `of ${own}` : `that ${was}`}`;
}

function conditionInWords({ condition, kind, target }: FaultRow): string {
  return condition === null
    ? `during ${kind} of ${name(target)}`
    : `while ${name(target)} ${conditionOf(target, condition)}`;
}

/** The verdict is on all tenants. */
function recoveryInWords(
  stretch: Span,
  { fromS, toS }: FaultRow,
  { state, atS, untilS }: RecoveryRow,
  isAlone: boolean,
): string {
  const who = isAlone ? '' : 'all tenants ';
  if (state === 'notRecovered') return `, ${isAlone ? 'not' : 'not all tenants'} recovered by ${timeSpan(untilS)}`;
  if (state !== 'recovered' || atS === null) return '';
  if (stretch.toS === atS) return `, then ${who}recovered`;
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
