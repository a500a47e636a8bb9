/**
 * The trend over stored runs as one page that needs nothing beside it and no script: of each scenario the verdicts run by
 * run, latencies as lines and in a table, and which promise was missed where. Each run leads to its own page.
 */

import type { ClientLatencyRow } from '../../sim/result.js';
import { isOfClass } from '../compared-class.js';
import { marksAlone, wordsAlone } from '../doubts.js';
import { count, percent, plural, short, significant, unknownNumber } from '../format.js';
import { dataTable, names, numbers } from '../page/data-table.js';
import { documentOf, navigationOf } from '../page/document.js';
import { type Html, html, nothing } from '../page/html.js';
import { classOf } from '../page/stage-words.js';
import type { RequestClass } from '../vary/vary-table.js';
import type { Verdict } from '../verdict-words.js';
import type { StoredRun } from './trend.js';
import { type Trend, type TrendRun, trendRunsMax, trendsOf } from './trend.js';
import { trendLine } from './trend-line.js';

/** Lines of one scenario. */
const linesMax = 6;
/** Runs named beside a promise that they missed. */
const namedMax = 5;
const figures = [
  ['p50', 'p50Ms'],
  ['p99', 'p99Ms'],
  ['p99.9', 'p99_9Ms'],
] as const;

export function trendPage(runs: readonly StoredRun[]): string {
  const trends = trendsOf(runs);
  const links = trends.map(({ title }, at) => [`scenario-${at}`, title] as const);
  const failed = trends.flatMap((trend) => trend.runs).filter(({ verdict }) => verdict.word === 'FAILED').length;
  const cut = runs.filter(({ result }) => result.run.interrupted).length;
  const body = html`${navigationOf(trends.length > 1 ? links.slice(0, linesMax) : [])}<main id="main"><header><h1>${titleOf(trends)}</h1><p class="facts">In the order of the versions that made them, then of their names: files say when they were copied, and runs know no date.</p></header><p class="verdict ${failed > 0 ? 'bad' : 'good'}" role="heading" aria-level="2"><strong>${failed > 0 ? `${failed} failed` : 'None failed'}</strong> of ${plural(runs.length, 'run')}${cut > 0 ? `; ${cut} interrupted` : ''}</p>${trends.map(trendSection)}</main>`;
  return documentOf(`Trend over ${plural(runs.length, 'run')}`, body, null);
}

const titleOf = (trends: readonly Trend[]) =>
  trends.length === 1 ? `Trend: ${trends[0].title}` : `Trend of ${plural(trends.length, 'scenario')}`;

function trendSection(trend: Trend, at: number): Html {
  return html`<section id="scenario-${at}"><h2>${trend.title}</h2>${runsTable(trend)}${lines(trend)}${classesTable(trend)}${promisesTable(trend)}</section>`;
}

const words = { FAILED: 'failed', INTERRUPTED: 'interrupted', 'NOT JUDGED': 'not judged', PASSED: 'passed' } as const;

function runsTable({ runs, requests }: Trend): Html {
  const whose = requests === null ? '' : `, latencies of ${classOf(requests)} in ms`;
  return table(
    `Run by run${whose}`,
    [
      ...names('run', 'verdict'),
      ...numbers('missed', 'worst availability', 'worst success', ...figures.map(([name]) => name), 'requests', 'seed'),
      ...names('version', 'changed'),
    ],
    runs.map((run) => {
      const { verdict, availability, successShare, result, version, changed } = run;
      const row = requests === null ? undefined : rowOf(run, requests);
      return {
        cells: [
          linkTo(run),
          endInWords(run),
          missedInWords(verdict),
          figure(availability, percent),
          figure(successShare, percent),
          ...figures.map(([name, field]) => figure(row?.[field] ?? null, (ms) => markOf(name, row) + significant(ms))),
          figure(result.run.requests, (value) => count(value ?? 0)),
          String(result.seed),
          version ?? unknownNumber,
          changed.join(', '),
        ],
        isBad: verdict.word === 'FAILED',
      };
    }),
    [
      'worst: of the tenant that fared worst in it, in each run',
      ...doubtsIn(
        requests === null ? [] : [requests],
        runs,
        figures.map(([name]) => name),
      ),
    ],
  );
}

/** The verdict, with what makes its figures unlike those of the others. */
function endInWords({ verdict, endsBroken, result }: TrendRun): string {
  const isCut = result.run.interrupted && verdict.word !== 'INTERRUPTED';
  const seconds = result.run.interrupted ? [`at ${short(result.run.simulatedSeconds)} s`] : [];
  return [
    words[verdict.word],
    ...(isCut ? [words.INTERRUPTED] : []),
    ...seconds,
    ...(endsBroken === null ? [] : ['ended broken']),
  ].join(', ');
}

/** As `run` counts them: objectives and expectations, and properties beside them. */
function missedInWords({ missed, promises, violated }: Verdict): string {
  return `${count(missed)} of ${count(promises)}${violated === 0 ? '' : `, ${count(violated)} violated`}`;
}

/** The first line is of the class that tells most. */
function lines({ runs, requests, classes }: Trend): Html {
  if (runs.length < 2) return nothing;
  const isFirst = (each: RequestClass) => requests !== null && isOfClass(each, requests);
  const shown = [...classes].sort((a, b) => Number(isFirst(b)) - Number(isFirst(a))).slice(0, linesMax);
  const isBad = runs.map(({ verdict }) => verdict.word === 'FAILED');
  return html`${shown.map((each) => {
    const values = p99sOf(runs, each);
    return html`<figure class="trend"><figcaption><h3>${lineTitle(classOf(each), values)}</h3></figcaption>${trendLine(values, isBad)}</figure>`;
  })}`;
}

function lineTitle(name: string, values: readonly (number | null)[]): string {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return `${name}: no p99`;
  const [first, last] = [known[0], known[known.length - 1]];
  const change = first === 0 ? '' : ` (${last < first ? '-' : '+'}${percent(Math.abs(last / first - 1))})`;
  return `${name}: p99 from ${significant(first)} to ${significant(last)} ms${change}, at most ${significant(Math.max(...known))} ms`;
}

function classesTable({ runs, classes }: Trend): Html {
  if (classes.length < 2) return nothing;
  const shown = classes.slice(0, linesMax);
  const notes =
    classes.length > shown.length ? [`and ${plural(classes.length - shown.length, 'more kind')} of requests`] : [];
  return table(
    'p99 of each kind of requests, in ms',
    [...names('run'), ...numbers(...shown.map(classOf))],
    runs.map((run) => ({
      cells: [
        linkTo(run),
        ...shown.map((each) =>
          figure(p99sOf([run], each)[0], (ms) => markOf('p99', rowOf(run, each)) + significant(ms)),
        ),
      ],
    })),
    [...notes, ...doubtsIn(shown, runs, ['p99'])],
  );
}

function promisesTable({ promises }: Trend): Html {
  return table(
    'Objectives, expectations and properties',
    [...names('what was asked'), ...numbers('kept', 'of runs'), ...names('missed in')],
    promises.map(({ name, asked, missed }) => ({
      cells: [
        name,
        String(asked - missed.length),
        String(asked),
        html`${missed.slice(0, namedMax).map((each, at) => html`${at === 0 ? '' : ', '}${linkTo(each)} (${each.words})`)}${missed.length > namedMax ? ` and ${missed.length - namedMax} more` : ''}`,
      ],
      isBad: missed.length > 0,
    })),
  );
}

/** All runs are shown, of which there are not many. */
function table(...[caption, columns, rows, notes = []]: Parameters<typeof dataTable>): Html {
  return dataTable(caption, columns, rows, notes, caption, trendRunsMax);
}

const rowOf = ({ result }: TrendRun, each: RequestClass) => result.latency.find((row) => isOfClass(row, each));
const p99sOf = (runs: readonly TrendRun[], each: RequestClass) => runs.map((run) => rowOf(run, each)?.p99Ms ?? null);

/** As in each run's own report. */
const markOf = (figure: string, row: ClientLatencyRow | undefined) =>
  row === undefined ? '' : marksAlone(figure, { succeeded: row.requests, failed: row.failed ?? 0 });

/** What the marks mean that a table bears. */
function doubtsIn(classes: readonly RequestClass[], runs: readonly TrendRun[], names: readonly string[]): string[] {
  const marked = classes.flatMap((each) =>
    runs.flatMap((run) => names.map((name) => `${markOf(name, rowOf(run, each))}0`)),
  );
  const words = wordsAlone(marked);
  return words === '' ? [] : [words];
}

const linkTo = ({ name, link }: Pick<StoredRun, 'name' | 'link'>) =>
  link === null ? html`${name}` : html`<a href="${link}">${name}</a>`;

function figure(value: number | null, text: (value: number | null) => string): Html {
  return value === null
    ? html`<span class="unknown">${unknownNumber}</span>`
    : html`<data value="${value}">${text(value)}</data>`;
}
