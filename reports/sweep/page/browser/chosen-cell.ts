/** The chosen setting: what its runs met, how they spread, each of them with the command that runs it alone, and its means. */

import { halfOf, mayBeChance, signedShort } from '../../../compare/words.js';
import { marks } from '../../../doubts.js';
import { count, percent, plural, unknownNumber } from '../../../format.js';
import { button, element, within } from '../../../page/browser/dom.js';
import { runCommand } from '../../../run-command.js';
import { harmless } from '../../../safe-text.js';
import { reading, unitWord } from '../cell-state.js';
import { whereOf } from '../frontier.js';
import type { CellData, RunData, Shape, SweepData } from '../sweep-data.js';
import type { Choice } from './choice.js';
import { list } from './choices.js';
import { inOrder, rowsMax, runsTable, unbroken } from './run-rows.js';
import { spreadChart } from './spread-chart.js';

const elsewhere = 'more in sweep.parquet';

export function drawChosen(choice: Choice): void {
  new ChosenCell(choice);
}

class ChosenCell {
  private readonly room = within(document, '#chosen-cell');
  /** In the shape of the cell; null of none. */
  private figure: number | null = null;
  /** By number; null of the worst. */
  private run: number | null = null;
  private last = '';

  constructor(private readonly choice: Choice) {
    choice.onChange(() => this.update());
    this.update();
  }

  private get cell(): CellData {
    return this.choice.chosen;
  }

  private get shape(): Shape {
    return this.choice.data.shapes[this.cell.shape];
  }

  private update(): void {
    const { cell, criterion } = this.choice;
    const now = `${cell} ${criterion}`;
    if (now === this.last) return;
    this.last = now;
    this.run = null;
    this.figure = this.figureAsked();
    this.draw();
  }

  /** Of the criterion; of all that is judged, that of the promise which the fewest met. */
  private figureAsked(): number | null {
    const { data, criterion } = this.choice;
    const { promises, figures } = this.shape;
    const asked = promises.find((each) => each.criterion === criterion)?.figure;
    if (asked !== undefined) return asked;
    const own = figures.findIndex((each) => each.criterion === criterion);
    if (own >= 0) return own;
    const judged = promises.map((each, at) => ({ ...each, met: this.cell.promises[at][0] }));
    const [weakest] = judged.filter((each) => data.criteria[each.criterion].isJudged).sort((a, b) => a.met - b.met);
    return weakest?.figure ?? (figures.length > 0 ? 0 : null);
  }

  private draw(): void {
    const { choice, cell } = this;
    const where = whereOf(choice.data, cell);
    within(document, '#chosen').textContent = where;
    const link = element('a', '', `${where}: ${plural(cell.runs, 'run')} behind it`);
    link.href = '#runs';
    within(document, '.chosen-line').replaceChildren('Chosen: ', link);
    const rows = inOrder(cell, this.shape, choice.criterion);
    const focused = this.room.contains(document.activeElement)
      ? document.activeElement?.getAttribute('aria-label')
      : null;
    this.room.replaceChildren(
      element('p', 'facts', factsOf(cell)),
      ...promisesTable(choice.data, cell, this.shape),
      ...this.spread(),
      ...this.runs(rows),
      ...meansTable(cell, this.shape),
    );
    if (focused) this.room.querySelector<HTMLElement>(`[aria-label="${focused}"]`)?.focus();
  }

  private spread(): HTMLElement[] {
    const { shape, figure } = this;
    if (figure === null) return [];
    const made = element('figure', 'spread');
    const caption = element('figcaption');
    const entries = shape.figures.map(({ name }, value) => ({ value, text: name }));
    caption.append(
      list('spread', 'How its runs spread in', entries, figure, (value) => {
        this.figure = value;
        this.draw();
        within(document, '#spread').focus();
      }),
    );
    const chart = spreadChart(this.cell, shape, figure, this.room.clientWidth);
    made.append(caption);
    if (chart === null) {
      const isLeftOut = this.cell.spreads?.length === 0;
      made.append(
        element(
          'p',
          'note',
          isLeftOut
            ? 'Of so many settings only sweep.parquet tells how their runs spread.'
            : 'None of its runs has this figure.',
        ),
      );
    } else made.append(chart.picture, element('p', 'note', chart.note));
    return [made];
  }

  private runs(rows: readonly RunData[]): HTMLElement[] {
    const { data } = this.choice;
    const { cell, shape } = this;
    const shown = rows.slice(0, rowsMax);
    const chosen = shown.find(([number]) => number === this.run) ?? shown[0];
    if (chosen === undefined) return [element('p', 'note', 'None of its runs has ended.')];
    const left = cell.runs + cell.refused - shown.length;
    const scroll = element('div', 'scroll');
    scroll.tabIndex = 0;
    scroll.setAttribute('role', 'region');
    scroll.setAttribute('aria-label', 'Runs of this setting');
    scroll.append(
      runsTable(data, shape, shown, this.figure, chosen, ([number]) => {
        this.run = number;
        this.draw();
      }),
    );
    const figure = element('figure', 'table run-rows');
    figure.append(
      element('figcaption', '', `Its runs, the worst first`),
      scroll,
      ...(left > 0 ? [element('p', 'note', `and ${count(left)} ${elsewhere}`)] : []),
    );
    return [...this.command(chosen), figure];
  }

  private command([number, seed]: RunData): HTMLElement[] {
    const { data } = this.choice;
    const { at, scenario } = this.cell;
    const settings = [...data.fixed, ...settingsOf(data, at)];
    const text = runCommand({ scenario: data.scenarios[scenario].word, settings, seed: data.isSeeded ? seed : null });
    const row = element('div', 'copied');
    // Characters that nobody can see are shown, and copied as they are.
    const pre = element('pre', '', text.split('\n').map(harmless).join('\n'));
    pre.id = 'run-command';
    pre.tabIndex = 0;
    const copy = button('Copy', 'Copy the command', async () => {
      try {
        await navigator.clipboard.writeText(text);
        copy.textContent = 'Copied';
      } catch {
        getSelection()?.selectAllChildren(pre);
        copy.textContent = 'Selected';
      }
    });
    row.append(pre, copy);
    return [element('p', 'command-of', `Job ${number} alone:`), row];
  }
}

/** Of each path that varies. */
function settingsOf({ varied, isZipped, scenarios }: SweepData, at: readonly number[]) {
  const places = scenarios.length > 1 ? at.slice(1) : at;
  return varied.map(({ path, values }, which) => ({ path, value: values[isZipped ? places[0] : places[which]] }));
}

function factsOf({ jobs: [first, last], runs, refused, violated }: CellData): string {
  const lacking = last - first + 1 - runs - refused;
  return [
    `${plural(runs, 'run')}, ${first === last ? `job ${first}` : `jobs ${first} to ${last}`}`,
    ...(lacking > 0 ? [`${count(lacking)} missing`] : []),
    ...(refused > 0 ? [`${count(refused)} needed more than a run may hold`] : []),
    ...violated.map((each) => `${each} violated`),
  ].join(' · ');
}

function promisesTable(data: SweepData, cell: CellData, { promises }: Shape): HTMLElement[] {
  if (promises.length === 0) return [];
  const rows = promises.map(({ criterion }, at) => {
    const { name, isJudged } = data.criteria[criterion];
    const [met, low, high] = cell.promises[at];
    const isMissed = cell.runs > 0 && met / cell.runs < data.minShare;
    // What fails nothing here is told and does not shout.
    const row = element('tr', isMissed ? (isJudged ? 'bad' : '') : 'good');
    const range = low === null || high === null ? '' : `${percent(low)} to ${percent(high)}`;
    const said = cell.runs === 0 ? 'no run' : isMissed ? 'missed' : 'met';
    row.append(
      element('td', 'mark', said),
      element('th', 'name', unbroken(name) + (isJudged ? '' : ' (expected by the file, and failing nothing here)')),
    );
    row.append(element('td', '', range), element('td', '', `${count(met)} of ${plural(cell.runs, 'run')}`));
    return row;
  });
  return [
    tableOf(
      'promises',
      'Objectives in this setting',
      ['verdict', 'objective', 'a run meets it with (95 %)', 'met by'],
      1,
      rows,
    ),
  ];
}

function meansTable(cell: CellData, { figures }: Shape): HTMLElement[] {
  const rows = figures.flatMap(({ name, unit }, at) => {
    const mean = cell.means[at];
    if (mean === null) return [];
    const [value, low, high, least, most, change, changeLow, changeHigh, isOfSurvivors] = mean;
    const scale = unit === 'share' ? 100 : 1;
    const read = (each: number | null) => reading({ kind: 'metric', unit }, each);
    const row = element('tr');
    const head = element('th', 'name', name + unitWord(unit));
    head.scope = 'row';
    const mark = isOfSurvivors === 1 ? marks.survivors : '';
    row.append(
      head,
      figureCell(mark + read(value), value, halfOf({ low, high }, scale)),
      element('td', '', value === null ? unknownNumber : `${read(least ?? value)} to ${read(most ?? value)}`),
    );
    const changed = change === null ? unknownNumber : signedShort(scale * change);
    const half = halfOf({ low: changeLow, high: changeHigh }, scale);
    const changeCell = figureCell(changed, change, half + (unit === 'share' ? ' points' : ''));
    if (changeLow === null || mayBeChance({ low: changeLow, high: changeHigh })) changeCell.className = 'unknown';
    row.append(changeCell);
    return [row];
  });
  if (rows.length === 0) return [];
  const titles = ['figure', 'mean', 'least to most', 'change from the first setting'];
  const made = tableOf('', 'Means of this setting', titles, 0, rows);
  made.append(
    element(
      'p',
      'note',
      '± 95 % intervals; a change is faint where its interval reaches over zero, so that it may be chance',
    ),
  );
  return [made];
}

/** With its whole value, as every figure of the page. */
function figureCell(text: string, value: number | null, after: string): HTMLElement {
  const cell = element('td');
  if (value === null) cell.textContent = text;
  else {
    const figure = element('data', '', text);
    figure.value = String(value);
    cell.append(figure, after);
  }
  return cell;
}

function tableOf(
  className: string,
  caption: string,
  titles: readonly string[],
  names: number,
  rows: readonly HTMLElement[],
): HTMLElement {
  const table = element('table', className);
  const head = element('tr');
  titles.forEach((title, at) => {
    const made = element('th', at === names ? 'name' : '', title);
    made.scope = 'col';
    head.append(made);
  });
  const [header, body] = [element('thead'), element('tbody')];
  header.append(head);
  body.append(...rows);
  table.append(header, body);
  const scroll = element('div', 'scroll');
  scroll.tabIndex = 0;
  scroll.setAttribute('role', 'region');
  scroll.setAttribute('aria-label', caption);
  scroll.append(table);
  const figure = element('figure', 'table');
  figure.append(element('figcaption', '', caption), scroll);
  return figure;
}
