/** The runs of a setting, the worst first, each with its number, seed, verdict and figures; one is chosen, whose command is shown. */

import { count } from '../../../format.js';
import { button, element } from '../../../page/browser/dom.js';
import { reading, unitWord } from '../cell-state.js';
import type { CellData, RunData, Shape, SweepData } from '../sweep-data.js';

/** More rows nobody reads; sweep.parquet has them all. */
export const rowsMax = 50;
const figuresMax = 6;

/** As the criterion asks: those that missed it, then by how bad its figure is. */
export function inOrder(cell: CellData, shape: Shape, criterion: number): readonly RunData[] {
  const promise = shape.promises.findIndex((each) => each.criterion === criterion);
  if (promise < 0) {
    const figure = shape.figures.findIndex((each) => each.criterion === criterion);
    return figure < 0 ? cell.kept : byValue(cell.kept, figure, isBetterHigh(shape.figures[figure].name));
  }
  const { figure, atLeast } = shape.promises[promise];
  const missed = (run: RunData) => Number(run[3].includes(promise));
  return byValue(cell.kept, figure, atLeast !== null).toSorted((a, b) => missed(b) - missed(a));
}

/** Of metrics that nobody gave a bound. */
const isBetterHigh = (name: string) => /successShare|^availability|succeeded|run\.requests/.test(name);

function byValue(runs: readonly RunData[], figure: number, isLowWorse: boolean): readonly RunData[] {
  const sign = isLowWorse ? 1 : -1;
  const of = (run: RunData) => {
    const value = run[6][figure];
    // What has no figure is worst.
    return value === null ? Number.NEGATIVE_INFINITY : sign * value;
  };
  return runs.toSorted((a, b) => (of(a) < of(b) ? -1 : of(a) > of(b) ? 1 : 0));
}

export function runsTable(
  data: SweepData,
  shape: Shape,
  rows: readonly RunData[],
  figure: number | null,
  chosen: RunData,
  choose: (run: RunData) => void,
): HTMLElement {
  // Those of a part of the run last: their names are long.
  const rank = (at: number) => (at === figure ? 0 : shape.figures[at].criterion === null ? 2 : 1);
  const order = shape.figures.map((_, at) => at).sort((a, b) => rank(a) - rank(b) || a - b);
  const shown = order.slice(0, figuresMax);
  const table = element('table');
  const head = element('tr');
  const titles = [
    'job',
    'seed',
    'verdict',
    ...shown.map((at) => shape.figures[at].title + unitWord(shape.figures[at].unit)),
    'digest of the run',
  ];
  titles.forEach((title, at) => {
    const isName = at === 2 || at === titles.length - 1;
    const made = element('th', isName ? 'name' : '', title);
    made.scope = 'col';
    head.append(made);
  });
  const body = element('tbody');
  for (const run of rows) body.append(rowOf(data, shape, run, shown, run === chosen, choose));
  const header = element('thead');
  header.append(head);
  table.append(header, body);
  return table;
}

function rowOf(
  data: SweepData,
  shape: Shape,
  run: RunData,
  shown: readonly number[],
  isChosen: boolean,
  choose: (run: RunData) => void,
): HTMLElement {
  const [number, seed, digest, , , , values] = run;
  const row = element('tr', isBad(data, shape, run) ? 'bad' : '');
  const head = element('th');
  head.scope = 'row';
  const made = button(`${number}`, `Show the command of job ${number}`, () => choose(run));
  made.setAttribute('aria-label', `Job ${number}: show its command`);
  made.setAttribute('aria-pressed', String(isChosen));
  head.append(made);
  row.append(
    head,
    element('td', '', `${seed}`),
    element('td', 'name verdict-words', unbroken(verdictOf(data, shape, run))),
  );
  for (const at of shown) {
    const value = values[at];
    const cell = element('td');
    const text = reading({ kind: 'metric', unit: shape.figures[at].unit }, value);
    if (value === null) cell.textContent = text;
    else {
      const figure = element('data', '', text);
      figure.value = String(value);
      cell.append(figure);
    }
    row.append(cell);
  }
  row.append(element('td', 'name', digest ?? '-'));
  return row;
}

/** A unit stays with its number. */
export const unbroken = (text: string) => text.replace(/(\d) (%|ms|s)(?!\w)/g, '$1\u00a0$2');

const isBad = ({ criteria }: SweepData, { promises }: Shape, [, , , missed, violated, refused]: RunData) =>
  refused !== null || violated.length > 0 || missed.some((at) => criteria[promises[at].criterion].isJudged);

function verdictOf({ criteria }: SweepData, { promises }: Shape, [, , , missed, violated, refused]: RunData): string {
  if (refused !== null) return `✗ ${refused}`;
  const isJudged = (at: number) => criteria[promises[at].criterion].isJudged;
  const words = [
    ...violated.map((each) => `${each} violated`),
    ...missed.filter(isJudged).map((at) => criteria[promises[at].criterion].name),
  ];
  if (words.length > 0) return `✗ ${violated.length > 0 ? '' : 'missed: '}${words.join('; ')}`;
  const judged = promises.filter((_, at) => isJudged(at)).length;
  return judged === 0 ? '-' : `✓ met ${judged === 1 ? 'it' : `all ${count(judged)}`}`;
}
