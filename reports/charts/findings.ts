/**
 * The sentence above each chart: what the data say, computed from the result, so that a stranger reads the finding and
 * not only the axes. Where nothing stands out the sentence is neutral. Names are made printable here.
 *
 * Leaves out causes: a rise that coincides with a fault is reported as coinciding.
 */
import type { AvailabilityRow, FaultRow, LatencyRow, Result, TableRow, TenantSeries } from '../../sim/result.js';
import { busiestTenants } from '../busiest.js';
import { count, milliseconds, percent, plural, short, timeSpan } from '../format.js';
import { elide, printable } from '../safe-text.js';
import { highest } from '../sparkline.js';

/** A p99 over this many times its level before the faults is worth a sentence, and is over when it is below that again. */
const riseMin = 1.5;
const nameLengthMax = 40;

interface Window {
  readonly fromS: number;
  readonly toS: number;
  readonly p99Ms: number | null;
  /** Requests were issued and none succeeded. */
  readonly silent: boolean;
}

interface Rise {
  readonly fault: FaultRow;
  readonly beforeMs: number;
  readonly worstMs: number | null;
  readonly silentS: number;
  /** When p99 was last above all that it was before; null: still so when the run or the next fault came. */
  readonly recoveredS: number | null;
}

export function latencyFinding(result: Result): string {
  const [busiest] = busiestTenants(result.series, 1);
  if (busiest === undefined) return 'No tenant sent requests';
  const windows = windowsAfterWarmup(result, busiest);
  const known = windows.map(({ p99Ms }) => p99Ms).filter((p99Ms) => p99Ms !== null);
  const whose = result.series.tenants.length > 1 ? `p99 of ${name(busiest.tenant)}` : 'p99';
  if (known.length === 0) return 'No request succeeded, so there is no latency to show';
  const rise = steepestRise(windows, result.faults);
  if (rise !== null) return riseInWords(whose, rise);
  const typicalMs = median(known);
  if (highest(known)! < riseMin * typicalMs) {
    const through = result.faults.length === 0 ? '' : ' through every fault';
    return `${whose} stayed near ${milliseconds(typicalMs)}${through}`;
  }
  return `${whose} was ${milliseconds(typicalMs)} in the median window and ${milliseconds(highest(known))} in the worst`;
}

export function distributionFinding({ latency }: Result): string {
  const row = latency.reduce<LatencyRow | null>(
    (most, each) => (most === null || each.requests > most.requests ? each : most),
    null,
  );
  if (row === null || row.p99_9Ms === null || row.p50Ms === null) {
    return 'No request succeeded, so there is no latency to show';
  }
  const what = name(`${row.tenant} ${row.operation}`);
  const times = row.p50Ms > 0 ? `, ${short(row.p99_9Ms / row.p50Ms)} times the median` : '';
  return `1 in 1000 ${what} requests took longer than ${milliseconds(row.p99_9Ms)}${times}`;
}

export function outcomesFinding({ outcomes }: Result): string {
  const sum = (kind: 'succeeded' | 'throttled' | 'serverErrors' | 'timedOut' | 'issued' | 'attempts') =>
    outcomes.reduce((total, row) => total + row[kind], 0);
  const failures = [
    { requests: sum('throttled'), how: 'were throttled' },
    { requests: sum('serverErrors'), how: 'ended in a server error' },
    { requests: sum('timedOut'), how: 'timed out' },
  ].sort((a, b) => b.requests - a.requests);
  const failed = failures.reduce((total, each) => total + each.requests, 0);
  const finished = failed + sum('succeeded');
  if (finished === 0) return 'No request finished';
  if (failed === 0)
    return `All ${count(finished)} requests succeeded, with ${attemptsInWords(sum('attempts'), sum('issued'))}`;
  const most = failures[0].requests === failed ? 'all others' : 'most others';
  return `${percent(sum('succeeded') / finished)} of ${count(finished)} requests succeeded; ${most} ${failures[0].how}`;
}

export function availabilityFinding({ availability }: Result): string {
  const row = availability.find(({ met }) => !met) ?? availability.at(0);
  if (row === undefined) return 'No availability was measured';
  const missed = availability.filter(({ met }) => !met).length;
  const others = missed > 1 ? ` (so do ${missed - 1} more)` : '';
  return `${monthInWords(row)}: ${row.met ? 'meets' : 'misses'} its target of ${percent(row.target)}${others}`;
}

function monthInWords({ name: whose, achieved, monthly }: AvailabilityRow): string {
  return `${name(whose)} was ${percent(achieved)} available in this run, ${percent(monthly)} over a 30-day month`;
}

/** Of the table that refused most: what it refused, what it left unused, and how it grew. */
export function unitsFinding({ usage, tables }: Result): string {
  const refused = tables.map((row) => {
    const refusedUnits = usage
      .filter(({ table }) => table === row.table)
      .reduce((sum, { throttledUnits }) => sum + throttledUnits, 0);
    return { row, refusedUnits, askedUnits: refusedUnits + row.consumedReadUnits + row.consumedWriteUnits };
  });
  const most = refused.reduce<(typeof refused)[number] | null>(
    (worst, each) => (worst === null || each.refusedUnits > worst.refusedUnits ? each : worst),
    null,
  );
  if (most === null || most.askedUnits === 0) return 'No unit was asked for';
  const { row, refusedUnits, askedUnits } = most;
  const whole =
    refusedUnits === 0 ? 'served all units' : `throttled ${percent(refusedUnits / askedUnits)} of the units`;
  return `${name(row.table)} ${whole} asked of it${wasteInWords(row, refusedUnits)}${growthInWords(row)}`;
}

function wasteInWords({ wastedShare }: TableRow, refusedUnits: number): string {
  if (wastedShare === null) return '';
  return `, ${refusedUnits === 0 ? 'and' : 'while'} ${percent(wastedShare)} of its provision went unused`;
}

function growthInWords({ partitionsAtStart, partitionsAtEnd }: TableRow): string {
  const isSame = partitionsAtStart === partitionsAtEnd;
  return isSame ? '' : `; it grew from ${plural(partitionsAtStart, 'partition')} to ${count(partitionsAtEnd)}`;
}

function attemptsInWords(attempts: number, issued: number): string {
  return attempts <= issued ? 'no retries' : `${short(attempts / issued)} attempts each`;
}

function windowsAfterWarmup({ run, series }: Result, tenant: TenantSeries): readonly Window[] {
  return series.timeS
    .map((fromS, index) => ({
      fromS,
      toS: Math.min(fromS + series.windowSeconds, run.simulatedSeconds),
      p99Ms: tenant.p99Ms[index],
      silent: tenant.succeeded[index] === 0 && tenant.issued[index] > 0,
    }))
    .filter(({ toS }) => toS > run.warmupSeconds);
}

/** Compares each fault's time, up to the next fault, with the windows before the first one. */
function steepestRise(windows: readonly Window[], faults: readonly FaultRow[]): Rise | null {
  const firstS = Math.min(...faults.map(({ fromS }) => fromS));
  const before = windows.filter(({ toS }) => toS <= firstS).flatMap(({ p99Ms }) => p99Ms ?? []);
  if (before.length === 0) return null;
  const beforeMs = median(before);
  // Narrow windows hold few requests and scatter: what was seen before any fault is not its doing.
  const calmMaxMs = Math.max(riseMin * beforeMs, highest(before) ?? 0);
  const isBad = ({ p99Ms, silent }: Window) => silent || (p99Ms !== null && p99Ms > calmMaxMs);
  const rises = faults.flatMap((fault): readonly Rise[] => {
    const nextS = Math.min(...faults.map(({ fromS }) => fromS).filter((fromS) => fromS > fault.fromS));
    const during = windows.filter(({ fromS, toS }) => toS > fault.fromS && fromS < nextS);
    const bad = during.filter(isBad);
    if (bad.length === 0) return [];
    const last = bad[bad.length - 1];
    return [
      {
        fault,
        beforeMs,
        worstMs: highest(bad.map(({ p99Ms }) => p99Ms)),
        silentS: bad.filter(({ silent }) => silent).reduce((totalS, { fromS, toS }) => totalS + toS - fromS, 0),
        recoveredS: last === during[during.length - 1] ? null : last.toS,
      },
    ];
  });
  return rises.reduce<Rise | null>((worst, rise) => (worst === null || isWorse(rise, worst) ? rise : worst), null);
}

function isWorse(a: Rise, b: Rise): boolean {
  return a.silentS > b.silentS || (a.silentS === b.silentS && (a.worstMs ?? 0) > (b.worstMs ?? 0));
}

function riseInWords(whose: string, { fault, beforeMs, worstMs, silentS, recoveredS }: Rise): string {
  const rose =
    worstMs === null
      ? `No request succeeded for ${timeSpan(silentS)}`
      : `${whose} rose from ${milliseconds(beforeMs)} to ${milliseconds(worstMs)}`;
  const healedS = fault.toS ?? Number.POSITIVE_INFINITY;
  const recovery =
    recoveredS === null
      ? ''
      : recoveredS <= healedS
        ? `, and recovered in ${timeSpan(recoveredS - fault.fromS)}`
        : `, and recovered ${timeSpan(recoveredS - healedS)} after that`;
  const { condition } = fault;
  const target = name(fault.target);
  return `${rose} ${condition === null ? `during ${fault.kind} of ${target}` : `while ${target} ${condition}`}${recovery}`;
}

function name(text: string): string {
  return elide(printable(text), nameLengthMax);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
}
