/**
 * The sentences above the charts of outcomes, distributions, availability and units: what the data say, computed from the
 * result, so that a stranger reads the finding and not only the axes. They speak of the tenant with the finding
 * (subject.ts). Names are made printable here.
 */
import type { RequestKind } from '../../sim/request-time.js';
import type { AvailabilityRow, ClientLatencyRow, Result, TableRow, UsageRow } from '../../sim/result.js';
import { isOfFew } from '../doubts.js';
import { count, milliseconds, percent, plural, short } from '../format.js';
import { elide, printable } from '../safe-text.js';
import { subjectOf, successEnough, successOfTenant } from '../subject.js';
import { endsBroken } from '../verdict-words.js';

const nameLengthMax = 40;
/** A tenant is named that succeeds less often than all together by so much. */
const behindMin = 0.01;
/** Requests still open at the end are said beyond this share. */
const openMin = 0.001;
/** A smaller share of a provision goes unused wherever nobody knows the load to the unit. */
const wasteMin = 0.05;

export function distributionFinding(result: Result): string {
  const subject = subjectOf(result);
  const own = result.latency.filter(({ tenant, requests }) => tenant === subject?.tenant && requests > 0);
  const missed = own.filter(({ operation }) =>
    result.objectives.some(
      ({ met, tenant, metric }) => !met && tenant === subject?.tenant && metric.startsWith(`${operation}.`),
    ),
  );
  const rows = missed.length > 0 ? missed : own;
  const row = rows.reduce<ClientLatencyRow | null>(
    (worst, each) => (worst === null || isSlower(each, worst) ? each : worst),
    null,
  );
  if (row === null) return 'No request succeeded, so there is no latency to show';
  const what = name(`${row.tenant} ${kindOf(row, result.latency)}`);
  const success = row.requests / (row.requests + row.failed);
  const survivors = success >= successEnough ? '' : `Of the ${percent(success)} of ${what} requests that succeeded, `;
  const tail = [
    { figure: 'p99.9', one: 1000, ms: row.p99_9Ms },
    { figure: 'p99', one: 100, ms: row.p99Ms },
  ].find(({ figure }) => !isOfFew(figure, row.requests));
  if (tail === undefined || tail.ms === null || row.p50Ms === null) {
    const slowest =
      survivors === '' ? `The slowest of ${count(row.requests)} ${what} requests` : `${survivors}the slowest`;
    return `${slowest} took ${milliseconds(row.maxMs)}`;
  }
  const whose = survivors === '' ? `1 in ${tail.one} ${what} requests` : `${survivors}1 in ${tail.one}`;
  const times = row.p50Ms > 0 ? `, ${short(tail.ms / row.p50Ms)} times the median` : '';
  return `${whose} took longer than ${milliseconds(tail.ms)}${times}`;
}

/** Reads of both kinds are two rows: then it says of which it speaks. */
export function kindOf({ tenant, operation, consistency }: RequestKind, rows: readonly RequestKind[]): string {
  const alike = rows.filter((row) => row.tenant === tenant && row.operation === operation);
  return alike.length > 1 ? `${consistency} ${operation}` : operation;
}

/** By the percentile that both have requests enough for. */
function isSlower(a: ClientLatencyRow, b: ClientLatencyRow): boolean {
  const known = (figure: string) => !isOfFew(figure, a.requests) && !isOfFew(figure, b.requests);
  if (known('p99.9')) return (a.p99_9Ms ?? 0) > (b.p99_9Ms ?? 0);
  return known('p99') ? (a.p99Ms ?? 0) > (b.p99Ms ?? 0) : a.requests > b.requests;
}

export function outcomesFinding(result: Result): string {
  const { outcomes } = result;
  const sum = (kind: 'succeeded' | 'throttled' | 'serverErrors' | 'timedOut' | 'issued' | 'attempts' | 'unfinished') =>
    outcomes.reduce((total, row) => total + row[kind], 0);
  const failures = [
    { requests: sum('throttled'), how: 'were throttled' },
    { requests: sum('serverErrors'), how: 'ended in a server error' },
    { requests: sum('timedOut'), how: 'timed out' },
  ].sort((a, b) => b.requests - a.requests);
  const failed = failures.reduce((total, each) => total + each.requests, 0);
  const ended = failed + sum('succeeded');
  if (ended === 0) return 'No request ended';
  const isOpen = sum('unfinished') > openMin * sum('issued');
  const open = isOpen ? `; ${count(sum('unfinished'))} more were open at the end` : '';
  if (failed === 0)
    return `All ${count(ended)} requests succeeded, with ${attemptsInWords(sum('attempts'), sum('issued'))}${open}`;
  const most = failures[0].requests === failed ? 'all others' : 'most others';
  const success = sum('succeeded') / ended;
  const behind = behindInWords(result, success);
  return `${percent(success)} of ${count(ended)} requests succeeded${behind}; ${most} ${failures[0].how}${open}`;
}

/** The tenant that fares worst, where it fares worse than all together. */
function behindInWords(result: Result, success: number): string {
  const [worst] = result.series.tenants
    .map(({ tenant }) => ({ tenant, success: successOfTenant(result, tenant) ?? 1 }))
    .sort((a, b) => a.success - b.success);
  const isBehind = result.series.tenants.length > 1 && worst.success < success - behindMin;
  return isBehind ? `, ${percent(worst.success)} of those of ${name(worst.tenant)}` : '';
}

const availabilityMetric = 'availability';
/** Whom to speak of first, of those alike. */
const scopes: readonly AvailabilityRow['scope'][] = ['tenant', 'table', 'region'];

/** Of a target that is missed, or else of who was worst off. */
export function availabilityFinding(result: Result): string {
  const { availability } = result;
  const lowest = (rows: readonly AvailabilityRow[]) =>
    [...rows]
      .sort(
        (a, b) =>
          a.monthly - b.monthly || a.clientView - b.clientView || scopes.indexOf(a.scope) - scopes.indexOf(b.scope),
      )
      .at(0);
  const row = lowest(availability.filter(({ met }) => !met)) ?? lowest(availability);
  if (row === undefined) return 'No availability was measured';
  const isBroken = endsBroken(result) !== null;
  const tenants = availability.filter(({ scope }) => scope === 'tenant');
  if (tenants.length > 1 && tenants.every(({ achieved, clientView }) => achieved === 1 && clientView >= 1 - behindMin))
    return `All ${count(tenants.length)} tenants were 100 % available in this run${isBroken ? '' : `: all meet ${targetsInWords(tenants, result)}`}`;
  const here = `${name(row.name)} was ${percent(row.achieved)} available in this run`;
  // A month in which it is repaired as the run ends is the best that anybody could have, and no promise is met by it.
  if (row.met && isBroken)
    return `${here}, which ended before it had recovered: ${percent(row.monthly)} over a 30-day month at best${clientsInWords(row)}`;
  const missed = availability.filter(({ met }) => !met).length;
  const others = missed > 1 ? ` (so do ${missed - 1} more)` : '';
  const broken = isBroken ? ' that is well from the end of the run on' : '';
  return `${here}, ${percent(row.monthly)} over a 30-day month${broken}: ${row.met ? 'meets' : 'misses'} ${targetInWords(row, result)}${others}${clientsInWords(row)}`;
}

/** A target that no objective sets is that of the agreement. */
function targetInWords(row: AvailabilityRow, result: Result): string {
  return `${isTargetSet(row, result) ? 'its target of' : "the SLA's"} ${percent(row.target)}`;
}

function targetsInWords(rows: readonly AvailabilityRow[], result: Result): string {
  return rows.some((row) => isTargetSet(row, result)) ? 'their targets' : `the SLA's ${percent(rows[0].target)}`;
}

export function isTargetSet({ scope, name: whose }: AvailabilityRow, { objectives }: Result): boolean {
  return (
    scope === 'tenant' && objectives.some(({ tenant, metric }) => tenant === whose && metric === availabilityMetric)
  );
}

/** Throttles and requests without an answer are no failures of the agreement, but they are to a client. */
function clientsInWords({ achieved, clientView }: AvailabilityRow): string {
  return clientView < achieved - behindMin ? `; clients saw ${percent(clientView)}` : '';
}

/** Of the table that refused most: what it refused, what it left unused, and how it grew. */
export function unitsFinding({ usage, tables }: Result): string {
  const refused = tables.map((row) => {
    const users = usage.filter(({ table }) => table === row.table);
    const refusedUnits = users.reduce((sum, { throttledUnits }) => sum + throttledUnits, 0);
    return { row, users, refusedUnits, askedUnits: refusedUnits + row.consumedReadUnits + row.consumedWriteUnits };
  });
  const most = refused.reduce<(typeof refused)[number] | null>(
    (worst, each) => (worst === null || each.refusedUnits > worst.refusedUnits ? each : worst),
    null,
  );
  if (most === null || most.askedUnits === 0) return 'No unit was asked for';
  const { row, users, refusedUnits } = most;
  const whole = refusedUnits === 0 ? 'served all units asked of it' : throttledInWords(users);
  return `${name(row.table)} ${whole}${wasteInWords(row, refusedUnits)}${growthInWords(row)}`;
}

/** Of attempts, as in the tables; of the tenant that was refused most. */
function throttledInWords(users: readonly UsageRow[]): string {
  const [worst] = [...users].sort((a, b) => b.throttledUnits - a.throttledUnits);
  const reasons = Object.keys(worst.throttledAttempts);
  const kinds = (['Read', 'Write'] as const).filter((kind) => reasons.some((each) => each.startsWith(`Table${kind}`)));
  const which = kinds.length === 1 ? ` (${kinds[0].toLowerCase()}s alone)` : ' (reads and writes)';
  const whose = users.length === 1 ? 'attempts' : `the attempts of ${name(worst.tenant)}`;
  return `throttled ${percent(worst.throttledShare)} of ${whose}${which}`;
}

/** Each kind of unit for itself: one that is left over makes up for none of the other that is missing. */
function wasteInWords(row: TableRow, refusedUnits: number): string {
  const unused = [
    { kind: 'read', provisioned: row.provisionedReadUnits, consumed: row.consumedReadUnits },
    { kind: 'write', provisioned: row.provisionedWriteUnits, consumed: row.consumedWriteUnits },
  ].flatMap(({ kind, provisioned, consumed }) => {
    const share = provisioned === null || provisioned === 0 ? 0 : 1 - consumed / provisioned;
    return share < wasteMin ? [] : [`${percent(share)} of its ${kind} units`];
  });
  if (unused.length === 0) return '';
  return `, ${refusedUnits === 0 ? 'and' : 'while'} ${unused.join(' and ')} went unused`;
}

function growthInWords({ partitionsAtStart, partitionsAtEnd }: TableRow): string {
  const isSame = partitionsAtStart === partitionsAtEnd;
  return isSame ? '' : `; it grew from ${plural(partitionsAtStart, 'partition')} to ${count(partitionsAtEnd)}`;
}

function attemptsInWords(attempts: number, issued: number): string {
  if (attempts <= issued) return 'no retries';
  const each = short(attempts / issued);
  return each === '1' ? `${count(attempts - issued)} attempts more than requests` : `${each} attempts each`;
}

function name(text: string): string {
  return elide(printable(text), nameLengthMax);
}
