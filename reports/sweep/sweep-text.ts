/**
 * A sweep for a terminal: the verdict first, then a row a cell with what its requests fared, and the promises that were
 * missed most. A figure is the mean over the runs of its cell, ± its 95 % interval. A latency bears the mark of survivors
 * (doubts.ts) where fewer requests of its tenant succeeded than under another setting.
 */
import type { CellSummary, MetricSummary, Sweep } from '../../sim/sweep-result.js';
import { halfOf } from '../compare/words.js';
import { marks, markWords } from '../doubts.js';
import { count, percent, significant, unknownNumber } from '../format.js';
import { elide, printable, textWidth, wrap } from '../safe-text.js';
import { figures, labels, line, type Role, type Row, renderLines, tableInPieces } from '../text-line.js';
import { titleAmong } from '../vary/vary-text.js';
import { meanOf, survivorsIn } from './sweep-doubts.js';
import { type MissedPromise, promisesOfCell, type SweepVerdict } from './sweep-verdict.js';
import {
  lateSettlings,
  missedInWords,
  refusedInWords,
  sizeInWords,
  stopsInWords,
  verdictInWords,
  violatedInWords,
} from './sweep-words.js';

const valueColumnsMax = 40;
const linesMax = 4;
/** Cells that a terminal shows; the files have all. */
const cellsShownMax = 50;
const missedShownMax = 5;
const stopsShownMax = 10;

export function sweepText(
  sweep: Sweep,
  verdict: SweepVerdict,
  metrics: readonly string[],
  options: { columns: number; colour: boolean },
): string {
  const wrapped = (text: string, role: Role) =>
    wrap(printable(text), options.columns, linesMax).map((each) => line(each, role));
  const paths = sweep.varied.map(({ path }) => path);
  const shownPaths = [...new Set([...standardColumns(sweep, verdict), ...metrics])];
  const named = [...paths, ...shownPaths];
  const titles = named.map((path) => titleAmong(path, named, []));
  const hasScenarios = new Set(sweep.cells.map(({ scenario }) => scenario)).size > 1;
  const cells = sweep.cells.slice(0, cellsShownMax);
  const heads = shownPaths.map((path, at) => headOf(sweep, path, titles[paths.length + at]));
  const settings = [...(hasScenarios ? ['scenario'] : []), ...titles.slice(0, paths.length)];
  // A table needs a name for its rows, also where nothing varies.
  const labelled = settings.length > 0 ? settings : ['scenario'];
  const isOfSurvivors = survivorsIn(sweep);
  const grid = tableInPieces(
    labelled.map(labels),
    figures('runs', 'met', ...heads),
    cells.map((cell) => rowOf(sweep, cell, shownPaths, hasScenarios || settings.length === 0, isOfSurvivors)),
    options.columns,
  );
  const hidden = sweep.cells.length - cells.length;
  const lines = [
    ...wrapped(
      `${verdict.word}: ${verdictInWords(sweep, verdict)}`,
      verdict.word === 'PASSED' ? 'good' : verdict.word === 'FAILED' ? 'bad' : 'warning',
    ),
    ...wrapped(sizeInWords(sweep), 'faint'),
    line(''),
    ...grid,
    ...(hidden > 0 ? [line(`  and ${hidden} more`, 'faint')] : []),
    line(''),
    ...verdict.missed.slice(1, missedShownMax).flatMap((each) => wrapped(missedInWords(sweep, each), 'bad')),
    ...(verdict.missed.length > missedShownMax
      ? [line(`and ${verdict.missed.length - missedShownMax} more`, 'faint')]
      : []),
    ...verdict.violated.slice(0, missedShownMax).flatMap((each) => wrapped(violatedInWords(sweep, each), 'bad')),
    ...sweep.cells
      .flatMap(({ refused }) => refused)
      .slice(0, missedShownMax)
      .flatMap((each) => wrapped(refusedInWords(each), 'warning')),
    ...stopsInWords(sweep)
      .slice(0, stopsShownMax)
      .flatMap(({ words, isNarrow }) => wrapped(words, isNarrow ? 'plain' : 'warning')),
    ...lateSettlings(sweep)
      .slice(0, missedShownMax)
      .flatMap((words) => wrapped(words, 'warning')),
    ...named
      .map((path, at) => ({ path, short: titles[at] }))
      .filter(({ path, short }) => path !== short)
      .flatMap(({ path, short }) => wrapped(`${short} is ${path}`, 'faint')),
    ...(cells.some((cell) => shownPaths.some((path) => isOfSurvivors(cell, path)))
      ? wrapped(`${marks.survivors} ${markWords.survivors}`, 'faint')
      : []),
    ...wrapped(
      'Figures are means over the runs of a row, ± their 95 % intervals; met: runs that kept all that is judged',
      'faint',
    ),
  ];
  const columns = Math.max(options.columns, ...grid.map(({ text }) => textWidth(text)));
  return renderLines(lines, { columns, colour: options.colour }).trimEnd();
}

const notRecovered = 'recovery.notRecovered';

/**
 * The success of all, the percentiles of the busiest operation of the first cell, what was missed most, and outages that some
 * setting leaves.
 */
function standardColumns({ cells }: Sweep, { missed }: SweepVerdict): string[] {
  const [first] = cells;
  const busiest = first.latency.toSorted((a, b) => b.requests - a.requests).at(0);
  const latency =
    busiest === undefined ? [] : ['p50', 'p99'].map((q) => `latency.${busiest.tenant}.${busiest.operation}.${q}`);
  const isLeft = cells.some((cell) => (meanOf(cell, notRecovered) ?? 0) > 0);
  const worst = missed.slice(0, 1).flatMap(pathsOf);
  return ['outcomes.all.successShare', ...latency, ...worst, ...(isLeft ? [notRecovered] : [])];
}

/** None of a promise that is no metric of the whole run that the sweep keeps. */
function pathsOf({ cell: { metrics }, promise: { tenant, metric } }: MissedPromise): string[] {
  const path = tenant === null ? metric : `latency.${tenant}.${metric}`;
  return metrics.some((each) => each.path === path) ? [path] : [];
}

function headOf({ cells }: Sweep, path: string, title: string): string {
  const unit = cells.flatMap(({ metrics }) => metrics.filter((each) => each.path === path)).at(0)?.unit ?? '';
  return ['', 'count', 'ratio', 'share'].includes(unit) ? title : `${title} ${unit}`;
}

function rowOf(
  sweep: Sweep,
  cell: CellSummary,
  paths: readonly string[],
  isNamed: boolean,
  isOfSurvivors: ReturnType<typeof survivorsIn>,
): Row {
  const values = [...(isNamed ? [cell.scenario] : []), ...cell.values];
  const promises = promisesOfCell(sweep, cell);
  // Of several promises the least: no run can have kept more than its weakest.
  const met = promises.reduce((least, promise) => Math.min(least, promise.met), cell.runs);
  return {
    cells: [
      ...values.map((value) => elide(printable(value), valueColumnsMax)),
      count(cell.runs),
      promises.length === 0 ? unknownNumber : `${count(met)}`,
      ...paths.map((path) => {
        const mark = isOfSurvivors(cell, path) ? marks.survivors : '';
        return mark + figureIn(cell.metrics.find((each) => each.path === path));
      }),
    ],
    role: cell.violated.length > 0 ? 'bad' : 'plain',
  };
}

function figureIn(metric: MetricSummary | undefined): string {
  if (metric?.mean == null) return unknownNumber;
  const isShare = metric.unit === 'share';
  const half = metric.interval === null ? '' : halfOf(metric.interval, isShare ? 100 : 1);
  if (isShare) return percent(metric.mean) + half;
  return (Number.isInteger(metric.mean) ? count(metric.mean) : significant(metric.mean)) + half;
}
