/**
 * The table of `vary`: a row for each setting that ran, with what it throttled, how fast and how wasteful it was, and the
 * metrics that were asked for; as text, CSV and JSON.
 *
 * p50 and p99 are those of one class of requests in all rows, the one with the most successes over all runs, so that
 * rows compare. Leaves out differences and their intervals: each row is one run.
 */
import type { Consistency, Result } from '../sim/result.js';
import { count, percent, plural, significant, unknownNumber } from './format.js';
import { elide, jsonText, printable, textWidth } from './safe-text.js';
import { figures, labels, line, type Row, renderLines, table } from './text-line.js';

/** How the JSON form begins, of any version. */
export const varyFormat = 'dynamosim vary ';
const version = 1;
const valueColumnsMax = 28;
/** The one in `p99.9` is none. */
const dotBeforeWord = /\.(?!\d)/;

export interface Variation {
  readonly title: string;
  /** Null where it is what varies. */
  readonly seed: number | null;
  readonly paths: readonly string[];
  readonly metrics: readonly string[];
  readonly runs: readonly {
    /** As they were written, one for each path. */
    readonly values: readonly string[];
    readonly result: Result;
    /** One for each metric. */
    readonly metrics: readonly (number | null)[];
  }[];
}

export interface VaryTable {
  readonly format: string;
  readonly title: string;
  readonly seed: number | null;
  readonly paths: readonly string[];
  readonly metrics: readonly string[];
  /** Whose p50 and p99 these are; null where no request succeeded. */
  readonly requests: RequestClass | null;
  readonly rows: readonly VaryRow[];
}

export interface VaryRow {
  readonly values: readonly string[];
  /** Attempts refused / attempts, over all tenants of tables with a capacity; null without such a table. */
  readonly throttledShare: number | null;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  /** Provisioned and not consumed / provisioned, over all tables with a provision. */
  readonly wastedShare: number | null;
  /** Whether objectives and expectations are met; null where the scenario has none. */
  readonly promisesMet: boolean | null;
  readonly metrics: readonly (number | null)[];
  /** Properties that the run broke. */
  readonly violated: readonly string[];
  readonly digest: string;
}

interface RequestClass {
  readonly tenant: string;
  readonly operation: string;
  readonly consistency: Consistency;
}

export function tableOf({ title, seed, paths, metrics, runs }: Variation): VaryTable {
  const requests = busiestClass(runs.map(({ result }) => result));
  const rows = runs.map(({ values, result, metrics }): VaryRow => {
    const latency = result.latency.find((row) => requests !== null && isOfClass(row, requests));
    return {
      values,
      throttledShare: throttledShareOf(result),
      p50Ms: latency?.p50Ms ?? null,
      p99Ms: latency?.p99Ms ?? null,
      wastedShare: wastedShareOf(result),
      promisesMet: promisesMet(result),
      metrics,
      violated: result.checks.filter(({ verdict }) => verdict === 'violated').map(({ property }) => property),
      digest: result.run.digest,
    };
  });
  return { format: `${varyFormat}${version}`, title, seed, paths, metrics, requests, rows };
}

/** Lines of a terminal, without the new line at their end. */
export function varyText(varied: VaryTable, options: { columns: number; colour: boolean }): string {
  const { title, seed, paths, metrics, requests, rows } = varied;
  const named = [...paths, ...metrics];
  const titles = named.map((path) => titleAmong(path, named));
  const [first, ...others] = titles.slice(0, paths.length).map(labels);
  const shown = rows.map(
    (row): Row => ({
      cells: [
        ...row.values.map((value) => elide(printable(value), valueColumnsMax)),
        percent(row.throttledShare),
        significant(row.p50Ms),
        significant(row.p99Ms),
        percent(row.wastedShare),
        row.promisesMet === null ? unknownNumber : row.promisesMet ? 'met' : 'missed',
        ...row.metrics.map(metricText),
      ],
      role: row.violated.length === 0 ? 'plain' : 'bad',
    }),
  );
  const ownFigures = figures('throttled', 'p50 ms', 'p99 ms', 'wasted', 'expected', ...titles.slice(paths.length));
  const runs = `${plural(rows.length, 'run')}${seed === null ? '' : `, seed ${seed}`}`;
  const whose = requests === null ? 'no request succeeded' : `p50 and p99 of ${printable(nameOf(requests))}`;
  const grid = table([first, ...others, ...ownFigures], shown, options.columns);
  const shortened = named.map((path, index) => ({ path, short: titles[index] }));
  const lines = [
    line(printable(title), 'title'),
    line(`${runs}; ${whose}`, 'faint'),
    line(''),
    ...grid,
    line(''),
    ...shortened
      .filter(({ path, short }) => path !== short)
      .map(({ path, short }) => line(printable(`${short} is ${path}`), 'faint')),
    ...rows
      .filter(({ violated }) => violated.length > 0)
      .map(({ values, violated }) =>
        line(printable(`Violated with ${values.join(', ')}: ${violated.join(', ')}`), 'bad'),
      ),
  ];
  // Columns that were asked for are never cut off: a narrow terminal wraps them.
  const columns = Math.max(options.columns, ...grid.map(({ text }) => textWidth(text)));
  return renderLines(lines, { columns, colour: options.colour }).trimEnd();
}

/** Counts exactly, all else like the table's own percentiles. */
function metricText(metric: number | null): string {
  return metric !== null && Number.isInteger(metric) ? count(metric) : significant(metric);
}

export function varyJson(varied: VaryTable): string {
  return jsonText(varied);
}

/**
 * As RFC 4180 has it, with a line of names; shares are fractions, and what cannot be known is empty. A text that a
 * spreadsheet would take for a formula gets an apostrophe before it, which makes it text there.
 */
export function varyCsv({ paths, metrics, rows }: VaryTable): string {
  const own = ['throttledShare', 'p50Ms', 'p99Ms', 'wastedShare', 'promisesMet'];
  const cells = rows.map((row) => [
    ...row.values,
    ...[row.throttledShare, row.p50Ms, row.p99Ms, row.wastedShare, row.promisesMet, ...row.metrics],
  ]);
  const lines = [[...paths, ...own, ...metrics], ...cells].map((line) => line.map(csvCell).join(','));
  return lines.map((each) => `${each}\r\n`).join('');
}

/** How a formula begins, also behind blanks (OWASP, "CSV Injection"); a number with a sign is none. */
const formula = /^\s*[=+\-@\t\r]/;
const signedNumber = /^[+-]\d+(\.\d+)?$/;

function csvCell(value: string | number | boolean | null): string {
  const isFormula = typeof value === 'string' && formula.test(value) && !signedNumber.test(value);
  const text = value === null ? '' : `${isFormula ? "'" : ''}${value}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Such as "storefront getItem strong". */
export function nameOf({ tenant, operation, consistency }: RequestClass): string {
  return `${tenant} ${operation}${consistency === 'write' ? '' : ` ${consistency}`}`;
}

function busiestClass(results: readonly Result[]): RequestClass | null {
  const rows = results.flatMap(({ latency }) => latency);
  const requestsOf = (each: RequestClass) =>
    rows.filter((row) => isOfClass(row, each)).reduce((sum, row) => sum + row.requests, 0);
  const [busiest] = rows
    .map(({ tenant, operation, consistency }) => ({ tenant, operation, consistency }))
    .map((each) => ({ each, requests: requestsOf(each) }))
    .filter(({ requests }) => requests > 0)
    .sort((a, b) => b.requests - a.requests);
  return busiest?.each ?? null;
}

const isOfClass = (a: RequestClass, b: RequestClass) =>
  a.tenant === b.tenant && a.operation === b.operation && a.consistency === b.consistency;

function promisesMet({ objectives, expectations }: Result): boolean | null {
  const promises = [...objectives, ...expectations];
  return promises.length === 0 ? null : promises.every(({ met }) => met);
}

/** Of each tenant that used a capacity, weighing as much as it made attempts. */
function throttledShareOf({ usage, outcomes }: Result): number | null {
  const attemptsOf = (tenant: string) =>
    outcomes.filter((row) => row.tenant === tenant).reduce((sum, { attempts }) => sum + attempts, 0);
  return weightedMean(
    usage.map(({ tenant, throttledShare }) => ({ value: throttledShare, weight: attemptsOf(tenant) })),
  );
}

function wastedShareOf({ tables }: Result): number | null {
  return weightedMean(
    tables.flatMap(({ wastedShare, provisionedReadUnits, provisionedWriteUnits }) =>
      wastedShare === null
        ? []
        : [{ value: wastedShare, weight: (provisionedReadUnits ?? 0) + (provisionedWriteUnits ?? 0) }],
    ),
  );
}

function weightedMean(items: readonly { readonly value: number; readonly weight: number }[]): number | null {
  const total = items.reduce((sum, { weight }) => sum + weight, 0);
  return total === 0 ? null : items.reduce((sum, { value, weight }) => sum + value * weight, 0) / total;
}

/** The last words of a path, as few as tell it from the others and from the table's own percentiles. */
function titleAmong(path: string, paths: readonly string[]): string {
  const words = path.split(dotBeforeWord);
  for (let used = 1; used < words.length; used++) {
    const ending = words.slice(-used).join('.');
    const isAlone = paths.filter((each) => each.endsWith(`.${ending}`)).length === 1;
    if (isAlone && !['p50', 'p99'].includes(ending)) return ending;
  }
  return path;
}
