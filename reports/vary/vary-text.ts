/**
 * The table of `vary` for a terminal. A latency that says less than it seems to carries a mark (doubts.ts), which a line
 * below explains; columns that were asked for have their units, and none is cut off: they go on below.
 */
import type { Span } from '../compare/differences.js';
import { changesTable, hasChanges } from '../compare/vary-changes-text.js';
import { halfOf, intervalWords, meansWords } from '../compare/words.js';
import { isOfFew, marks, markWords, missesTail, type Sample, successOf } from '../doubts.js';
import { count, percent, plural, significant, timeSpan, unknownNumber } from '../format.js';
import { latencyMetricOf } from '../latency-metric.js';
import { printable, textWidth, wrap } from '../safe-text.js';
import { figures, labels, line, type Role, type Row, renderLines, type TextLine, tableInPieces } from '../text-line.js';
import type { Recovery, RequestClass, VaryRow, VaryTable } from './vary-table.js';
import { shownValues } from './vary-values.js';

/** Shares of different things stand side by side where there are capacities. */
const wholes = 'success is of requests, throttled of attempts, wasted of the units provisioned';
/** Of a sentence. */
const linesMax = 4;
/** The one in `p99.9` is none. */
const dotBeforeWord = /\.(?!\d)/;
/** Units that a column's head need not say: counts have none, and shares are shown in per cent. */
const unsaidUnits = ['count', 'ratio', 'share'];
/** Fields that are named after what they count. */
const saysUnit = /(Ms|Seconds|Minutes|Units|PerSecond)$/;
/** Words that say too little alone, or are heads of the table's own columns. */
const vagueEndings = ['p50', 'p99', 'ofAll'];
const tenantShareTolerance = 0.01;

/** Lines of a terminal, without the new line at their end. */
export function varyText(varied: VaryTable, options: { columns: number; colour: boolean }): string {
  const { title, paths, metrics, units, requests, rows } = varied;
  const named = [...paths, ...metrics];
  const tenants = rows.at(0)?.tenants.map(({ tenant }) => tenant) ?? [];
  const titles = named.map((path) => titleAmong(path, named, tenants));
  const asked = titles
    .slice(paths.length)
    .map((each, at) => (unsaidUnits.includes(units[at]) || saysUnit.test(each) ? each : `${each} ${units[at]}`));
  const whose = requests === null ? 'no request succeeded' : `p50 and p99 of ${printable(nameOf(requests))}`;
  const settings = titles.slice(0, paths.length).map(labels);
  const { own, shown } = figuresOf(varied);
  const grid = tableInPieces(settings, figures(...own, ...asked), shown, options.columns);
  const changes = changesTable(varied, settings, asked, options.columns);
  const wrapped = (text: string, role: Role) =>
    wrap(printable(text), options.columns, linesMax).map((each) => line(each, role));
  const lines = [
    ...wrapped(title, 'title'),
    ...wrapped(`${runsInWords(varied)}; ${whose}`, 'faint'),
    line(''),
    ...grid,
    line(''),
    ...(varied.answer === '' ? [] : [...wrapped(varied.answer, 'title'), line('')]),
    ...(changes.length === 0
      ? []
      : [line('Change from the first row, shares in points', 'heading'), ...changes, line('')]),
    ...named
      .map((path, at) => ({ path, short: titles[at] }))
      .filter(({ path, short }) => path !== short)
      .flatMap(({ path, short }) => wrapped(`${short} is ${path}`, 'faint')),
    ...(own.includes('wasted') ? wrapped(wholes, 'faint') : []),
    ...intervalsIn(varied).flatMap((text) => wrapped(text, 'faint')),
    ...doubts(grid),
    ...tenantsLeftBehind(rows).flatMap((text) => wrapped(text, 'warning')),
    ...rows
      .filter(({ violated }) => violated.length > 0)
      .flatMap(({ values, violated }) => wrapped(`Violated with ${values.join(', ')}: ${violated.join(', ')}`, 'bad')),
  ];
  // Of names that leave no room for a figure, the terminal wraps the lines.
  const columns = Math.max(options.columns, ...[...grid, ...changes].map(({ text }) => textWidth(text)));
  return renderLines(lines, { columns, colour: options.colour }).trimEnd();
}

/** The rows, and the heads of all columns but those that were asked for. */
function figuresOf(varied: VaryTable): { readonly own: readonly string[]; readonly shown: readonly Row[] } {
  const { rows, metrics } = varied;
  const hasFaults = rows.some(({ recovery }) => recovery !== null);
  const hasProvision = rows.some(({ wastedShare }) => wastedShare !== null);
  const samples = rows.map(({ sample }) => sample);
  const values = shownValues(varied);
  const shown = rows.map((row, at): Row => {
    const { sample, intervals, recovery, promisesMet, violated } = row;
    return {
      cells: [
        ...values[at],
        percent(row.successShare) + half(intervals?.successShare, 100),
        percent(row.throttledShare) + half(intervals?.throttledShare, 100),
        markOf('p50', sample, samples) + significant(row.p50Ms) + half(intervals?.p50Ms),
        markOf('p99', sample, samples) + significant(row.p99Ms) + half(intervals?.p99Ms),
        ...(hasProvision ? [percent(row.wastedShare) + half(intervals?.wastedShare, 100)] : []),
        ...(hasFaults ? [recoveryText(recovery)] : []),
        promisesMet === null ? unknownNumber : promisesMet ? 'met' : 'missed',
        ...metrics.map((_, at) => metricText(varied, row, at)),
      ],
      role: violated.length === 0 ? 'plain' : 'bad',
    };
  });
  const optional = [...(hasProvision ? ['wasted'] : []), ...(hasFaults ? ['recovered'] : [])];
  return { own: ['success', 'throttled', 'p50 ms', 'p99 ms', ...optional, 'expected'], shown };
}

/** Such as "3 settings on 20 seeds from 1 to 20". */
function runsInWords({ rows, seed, seeds }: VaryTable): string {
  if (seeds.length === 0) return `${plural(rows.length, 'run')}${seed === null ? '' : `, seed ${seed}`}`;
  const last = seeds[seeds.length - 1];
  return `${plural(rows.length, 'setting')} on ${plural(seeds.length, 'seed')} from ${seeds[0]} to ${last}`;
}

const half = (span: Span | null | undefined, scale = 1) => (span ? halfOf(span, scale) : '');

/** What ± means, where there is one. */
function intervalsIn(varied: VaryTable): readonly string[] {
  const means = varied.seeds.length === 0 ? [] : [`${meansWords}, ± their 95 % intervals`];
  const spans = varied.rows.flatMap(({ change }) =>
    change === null ? [] : [change.successShare, change.p50Ms, change.p99Ms],
  );
  const isKnown = hasChanges(varied) && spans.some((each) => each !== null && each.low !== null);
  return isKnown ? [...means, `Of a change ${intervalWords(varied, 'it')}`] : means;
}

/** Such as "storefront getItem strong". */
export function nameOf({ tenant, operation, consistency }: RequestClass): string {
  return `${tenant} ${operation}${consistency === 'write' ? '' : ` ${consistency}`}`;
}

/** Of a latency of one row beside those of the others. */
export function markOf(figure: string, own: Sample, all: readonly (Sample | null)[]): string {
  const best = Math.max(...all.map((sample) => (sample === null ? 0 : (successOf(sample) ?? 0))));
  const few = own.succeeded > 0 && isOfFew(figure, own.succeeded) ? marks.few : '';
  const survivors = own.succeeded > 0 && missesTail(figure, successOf(own) ?? 0, best) ? marks.survivors : '';
  return few + survivors;
}

/** Shares keep their nines, counts are exact, all else like the table's own percentiles. */
function metricText({ metrics, units, rows }: VaryTable, row: VaryRow, at: number): string {
  const value = row.metrics[at];
  if (value === null) return unknownNumber;
  if (units[at] === 'share') return percent(value) + half(row.intervals?.metrics[at], 100);
  const sample = row.metricSamples[at];
  const metric = latencyMetricOf(metrics[at]);
  const samples = rows.map(({ metricSamples }) => metricSamples[at]);
  const mark = sample === null || metric === null ? '' : markOf(metric.figure, sample, samples);
  return mark + (Number.isInteger(value) ? count(value) : significant(value)) + half(row.intervals?.metrics[at]);
}

function recoveryText(recovery: Recovery | null): string {
  switch (recovery?.state) {
    case undefined:
      return unknownNumber;
    case 'undisturbed':
      return 'undisturbed';
    case 'recovered':
      return recovery?.longestSeconds ? `${timeSpan(recovery.longestSeconds)} after` : 'during the fault';
    case 'notRecovered':
      return 'not';
    case 'unknown':
      return 'unknown';
  }
}

/** What the marks mean that the table has. */
function doubts(grid: readonly TextLine[]): readonly TextLine[] {
  const words = grid.flatMap(({ text }) => text.split(/\s+/));
  return (['few', 'survivors'] as const)
    .filter((doubt) => words.some((word) => /^[~*]+\d/.test(word) && word.includes(marks[doubt])))
    .map((doubt) => line(`${marks[doubt]} ${markWords[doubt]}`, 'warning'));
}

/** Success is that of all tenants: of one that fares worse, the worst row is said. */
function tenantsLeftBehind(rows: readonly VaryRow[]): readonly string[] {
  const behind = rows.flatMap(({ values, successShare, tenants }) =>
    tenants.flatMap(({ tenant, successShare: own }) =>
      own === null || successShare === null || own >= successShare - tenantShareTolerance
        ? []
        : [{ tenant, own, values }],
    ),
  );
  const names = [...new Set(behind.map(({ tenant }) => tenant))];
  return names.map((name) => {
    const [worst] = behind.filter(({ tenant }) => tenant === name).sort((a, b) => a.own - b.own);
    return `${name} down to ${percent(worst.own)} success, with ${worst.values.join(', ')}`;
  });
}

/** The last words of a path, as few as tell it from the others, from the table's own figures, and from other tenants. */
export function titleAmong(path: string, paths: readonly string[], tenants: readonly string[]): string {
  const words = path.split(dotBeforeWord);
  for (let used = 1; used < words.length; used++) {
    const ending = words.slice(-used).join('.');
    const isAlone = paths.filter((each) => each.endsWith(`.${ending}`)).length === 1;
    const before = words.slice(0, -used);
    const losesTenant = tenants.length > 1 && tenants.some((tenant) => before.includes(tenant));
    if (isAlone && !losesTenant && !vagueEndings.includes(ending)) return ending;
  }
  return path;
}
