/**
 * The tables of the terminal summary. Each function takes the whole result and the columns at hand, shows its busiest
 * rows, and returns nothing at all where the result has nothing to say.
 */

import { type Consistency, stages, type TailRow } from '../../sim/request-time.js';
import type { ClientLatencyRow, OutcomeRow, Result } from '../../sim/result.js';
import { busiest, roomFor } from '../busiest.js';
import { marksAlone, wordsAlone } from '../doubts.js';
import { count, percent, short, significant, unknownNumber } from '../format.js';
import { printable, wrap } from '../safe-text.js';
import { figures, labels, line, type Row, type TextLine, table } from '../text-line.js';
import { endsBroken, isPart, judgedWord } from '../verdict-words.js';
import { minutesInWords } from './month-line.js';

/** Of a p99.9 over its median: queues and disks make some 4, whoever waits for a fault hundreds. */
const longTailMin = 10;
const latencyRowsMax = 6;
const outcomeRowsMax = 4;
const availabilityRowsMax = 5;
const isolationRowsMax = 4;
const usageRowsMax = 4;
const tableRowsMax = 4;
const tailRowsMax = 3;
const rateDigits = 3;
const tailStagesMax = 3;
/** Less would read as 0 %. */
const tailShareMin = 0.005;
/** The slowest band first: a short run may have no request in it. */
const bandsFromSlowest = ['p99.9-max', 'p99-p99.9', 'p90-p99', 'p50-p90', 'p0-p50'];

export function latencyTable(
  { latency, serviceLatency }: Result,
  columns: number,
  rowsMax = latencyRowsMax,
): readonly TextLine[] {
  const shown = busiest(latency, roomFor(latency.length, rowsMax), weightOf);
  const rows = shown.map((row): Row => {
    const service = serviceLatency.find((each) => rowName(each) === rowName(row));
    const cells = [
      marked('p50', row, row.p50Ms),
      marked('p99', row, row.p99Ms),
      marked('p99.9', row, row.p99_9Ms),
      significant(row.maxMs),
      service === undefined ? unknownNumber : marked('p99', { ...service, failed: 0 }, service.p99Ms),
    ];
    return { cells: [rowName(row), count(row.requests), ...cells], role: 'plain' };
  });
  if (rows.length === 0) return [];
  const titles = [labels('Latency in ms'), ...figures('requests', 'p50', 'p99', 'p99.9', 'max', 'service p99')];
  const doubts = wordsAlone(rows.flatMap(({ cells }) => cells.slice(1)));
  return [
    ...table(titles, rows, columns, latency.length - rows.length),
    ...(doubts === '' ? [] : [line(doubts, 'faint')]),
  ];
}

/** The busiest of those with a long tail, which is what the sentences are about, and then the busiest of all. */
const weightOf = ({ requests, p50Ms, p99_9Ms }: ClientLatencyRow) =>
  requests + ((p99_9Ms ?? 0) > longTailMin * (p50Ms ?? Infinity) ? Number.MAX_SAFE_INTEGER / 2 : 0);

function marked(figure: string, { requests, failed }: { requests: number; failed: number }, ms: number | null): string {
  return (ms === null ? '' : marksAlone(figure, { succeeded: requests, failed })) + significant(ms);
}

/** Summed over the operations of a tenant. */
export function outcomeTable({ outcomes }: Result, columns: number): readonly TextLine[] {
  const tenants = [...new Set(outcomes.map((row) => row.tenant))].map((tenant) => {
    const rows = outcomes.filter((row) => row.tenant === tenant);
    const sum = (of: (row: OutcomeRow) => number) => rows.reduce((total, row) => total + of(row), 0);
    return {
      tenant,
      issued: sum((row) => row.issued),
      sums: [
        sum((row) => row.issued),
        sum((row) => row.succeeded),
        sum((row) => row.throttled),
        sum((row) => row.serverErrors),
        sum((row) => row.timedOut),
        sum((row) => row.unfinished),
        sum((row) => row.retries),
      ],
    };
  });
  const shown = busiest(tenants, roomFor(tenants.length, outcomeRowsMax), (each) => each.issued);
  const rows = shown.map(({ tenant, sums }): Row => ({ cells: [tenant, ...sums.map(count)], role: 'plain' }));
  if (rows.length === 0) return [];
  const kinds = figures('issued', 'succeeded', 'throttled', '5xx', 'timed out', 'open', 'retries');
  return table([labels('Outcomes'), ...kinds], rows, columns, tenants.length - rows.length);
}

/** Missed targets come first when there is no room for all, then those that lost most. */
export function availabilityTable(result: Result, columns: number): readonly TextLine[] {
  const { availability } = result;
  const shown = busiest(
    availability,
    roomFor(availability.length, availabilityRowsMax),
    // Of those alike the first, which are the regions.
    ({ met, monthly }) => (met ? 0 : 1) + 1 - monthly,
  );
  const rows = shown.map(
    (row): Row => ({
      cells: [
        `${row.scope} ${row.name}`,
        percent(row.achieved),
        percent(row.clientView),
        percent(row.monthly),
        percent(row.target),
        judgedWord(row.met, isPart(result)),
      ],
      role: row.met ? 'plain' : 'bad',
    }),
  );
  if (rows.length === 0) return [];
  const titles = [labels('Availability'), ...figures('this run', 'clients saw', '30-day month', 'target', 'verdict')];
  return [
    ...table(titles, rows, columns, availability.length - rows.length),
    ...globalTargets(result, columns),
    ...errorBudget(result, columns),
  ];
}

/** Of the global table that is worst off: what is published beside the target, and what clients saw of the month. */
function globalTargets({ availability }: Result, columns: number): readonly TextLine[] {
  const tables = availability.filter(({ scope, global }) => scope === 'table' && global !== undefined);
  return busiest(tables, 1, ({ clientMonthly }) => 1 - clientMonthly).flatMap((row) => {
    const { publishedTarget, publishedMet, clientsMet, clientsMetPublished } = row.global!;
    const word = (isMet: boolean) => (isMet ? 'met' : 'missed');
    const published = `${row.name} is global: published is ${percent(publishedTarget)}, ${word(publishedMet)}`;
    const seen = `of the month clients saw ${percent(row.clientMonthly)}, which has ${word(clientsMetPublished)} that and ${word(clientsMet)} the target`;
    return wrap(printable(`${published}; ${seen}`), columns, 3).map((each) => line(each, 'plain'));
  });
}

/** Of the tenant that used most of its own; a month without errors needs no line. */
function errorBudget(result: Result, columns: number): readonly TextLine[] {
  const { availability } = result;
  const atLeast = endsBroken(result) === null ? '' : 'at least ';
  const spent = availability.filter(({ scope, budgetUsedMinutes }) => scope === 'tenant' && budgetUsedMinutes > 0);
  return busiest(spent, 1, (row) => row.budgetUsedShare ?? Number.POSITIVE_INFINITY).flatMap((row) => {
    const share = row.budgetUsedShare === null ? '' : `${percent(row.budgetUsedShare)}, `;
    const text = `Error budget of ${row.name} used in the month: ${atLeast}${share}${minutesInWords(row.budgetUsedMinutes)} of ${minutesInWords(row.budgetMinutes)}`;
    return wrap(printable(text), columns, 2).map((each) => line(each, row.met ? 'plain' : 'bad'));
  });
}

export function isolationTable({ isolation }: Result, columns: number): readonly TextLine[] {
  const shown = busiest(isolation, roomFor(isolation.length, isolationRowsMax), (row) => row.ratio ?? 0);
  const rows = shown.map((row): Row => {
    const ratio = row.ratio === null ? significant(null) : `${short(row.ratio)} x`;
    const { ratioLow, ratioHigh } = row;
    const interval =
      ratioLow === null || ratioHigh === null ? unknownNumber : `${significant(ratioLow)} to ${significant(ratioHigh)}`;
    const cells = [rowName(row), significant(row.p99AloneMs), significant(row.p99SharedMs), ratio, interval];
    return { cells, role: 'plain' };
  });
  if (rows.length === 0) return [];
  const titles = [labels('Isolation: p99 in ms'), ...figures('alone', 'with neighbours', 'ratio', '95 % interval')];
  return table(titles, rows, columns, isolation.length - rows.length);
}

/** What each tenant used a second, beside what its table provisions for all its tenants. */
export function usageTable({ usage, tables, run }: Result, columns: number): readonly TextLine[] {
  const seconds = run.simulatedSeconds - run.warmupSeconds;
  const perSecond = (units: number | null) => (units === null ? unknownNumber : rate(units / seconds));
  const shown = busiest(usage, roomFor(usage.length, usageRowsMax), (row) => row.throttledUnits + consumedUnits(row));
  const rows = shown.map((row): Row => {
    const provider = tables.find((each) => each.table === row.table);
    const consumed = consumedUnits(row);
    const burst = row.burstReadUnits + row.burstWriteUnits;
    const cells = [
      row.tenant,
      perSecond(row.consumedReadUnits),
      perSecond(provider?.provisionedReadUnits ?? null),
      perSecond(row.consumedWriteUnits),
      perSecond(provider?.provisionedWriteUnits ?? null),
      percent(row.throttledShare),
      percent(consumed === 0 ? null : burst / consumed),
    ];
    return { cells, role: row.throttledUnits === 0 ? 'plain' : 'warning' };
  });
  if (rows.length === 0 || seconds <= 0) return [];
  const units = figures('reads', 'of', 'writes', 'of', 'attempts throttled', 'burst');
  return table([labels('Usage in units/s'), ...units], rows, columns, usage.length - rows.length);
}

export function tableTable({ tables }: Result, columns: number): readonly TextLine[] {
  const shown = busiest(tables, roomFor(tables.length, tableRowsMax), consumedUnits);
  const rows = shown.map((row): Row => {
    const { partitionsAtStart, partitionsAtEnd } = row;
    const partitions = `${count(partitionsAtStart)} -> ${count(partitionsAtEnd)}`;
    const skew = row.skew === null ? unknownNumber : `${short(row.skew)} x`;
    return { cells: [row.table, row.mode ?? 'unlimited', partitions, skew, percent(row.wastedShare)], role: 'plain' };
  });
  if (rows.length === 0) return [];
  const titles = [labels('Tables'), ...figures('mode', 'partitions', 'busiest / mean', 'provision wasted')];
  return table(titles, rows, columns, tables.length - rows.length);
}

function consumedUnits(row: { consumedReadUnits: number; consumedWriteUnits: number }): number {
  return row.consumedReadUnits + row.consumedWriteUnits;
}

/** Units a second in three digits, which is all that a column has room for. */
function rate(unitsPerSecond: number): string {
  return count(Number(unitsPerSecond.toPrecision(rateDigits)));
}

/** Where the time of the slowest requests went. A row without requests in the table's band shows its own slowest. */
export function tailTable({ tail }: Result, columns: number): readonly TextLine[] {
  const rowsOf = new Map<string, TailRow[]>();
  for (const row of tail) {
    const name = rowName(row);
    rowsOf.set(name, [...(rowsOf.get(name) ?? []), row]);
  }
  const operations = [...rowsOf].map(([name, ofName]) => {
    const bands = ofName.filter((row) => row.requests > 0);
    return { name, slowest: slowestOf(bands), requests: bands.reduce((sum, row) => sum + row.requests, 0) };
  });
  const shown = busiest(operations, tailRowsMax, ({ requests }) => requests);
  const band = slowestOf(shown.flatMap(({ slowest }) => slowest ?? []))?.band;
  if (band === undefined) return [];
  const rows = shown.flatMap(({ name, slowest }): readonly Row[] => {
    if (slowest === undefined) return [];
    const stagesInBand = slowest.band === band ? topStages(slowest) : `${slowest.band}: ${topStages(slowest)}`;
    return [{ cells: [name, stagesInBand], role: 'plain' }];
  });
  return table([labels('Slowest requests'), labels(`where the time of ${band} went`)], rows, columns);
}

function slowestOf(rows: readonly TailRow[]): TailRow | undefined {
  return bandsFromSlowest.map((band) => rows.find((row) => row.band === band)).find((row) => row !== undefined);
}

function topStages({ share }: TailRow): string {
  return busiest(stages, tailStagesMax, (stage) => share[stage] ?? 0)
    .map((stage) => ({ stage, share: share[stage] ?? 0 }))
    .filter((each) => each.share >= tailShareMin)
    .sort((a, b) => b.share - a.share)
    .map((each) => `${inShort(each.stage)} ${Math.round(100 * each.share)}%`)
    .join(', ');
}

/** The page's words are longer than a terminal has room for: "node queue". */
const inShort = (stage: string) =>
  stage.replace('backoff', 'back-off').replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** A write needs no second word: its operation says it. */
function rowName(row: { tenant: string; operation: string; consistency: Consistency }): string {
  return `${row.tenant} ${row.operation}${row.consistency === 'write' ? '' : ` ${row.consistency}`}`;
}
