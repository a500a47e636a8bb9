/**
 * The map: a cell a setting, in a colour by its figure, with the figure in it. Those that miss what is asked bear a sign, and a
 * line runs between them and those that meet it. Of two settings that vary it is a grid; of fewer, a row a setting with what
 * it may be looked at by in columns.
 */

import { marks } from '../../../doubts.js';
import { count, percent } from '../../../format.js';
import { element, within } from '../../../page/browser/dom.js';
import { orderOf } from '../axes.js';
import { type CellState, figureOf, reading, unitWord } from '../cell-state.js';
import { frontierInWords, isBorder, stateOf } from '../frontier.js';
import type { CellData } from '../sweep-data.js';
import type { Choice } from './choice.js';
import { Shading } from './shading.js';

/** Rows, and columns; what is beyond is in the files. */
const sideMax = 100;
const listedCriteriaMax = 10;
const sign = '✗';

/** A place of the map. */
interface Place {
  readonly cell: number | undefined;
  readonly criterion: number;
}

export function drawMap(choice: Choice): void {
  new SettingMap(choice);
}

class SettingMap {
  private readonly room = within(document, '.map .scroll');
  private buttons: (HTMLButtonElement | null)[][] = [];
  private shown = '';

  constructor(private readonly choice: Choice) {
    choice.onChange(() => this.update());
    this.room.addEventListener('keydown', (event) => this.move(event));
    this.update();
  }

  private update(): void {
    const { choice } = this;
    const shown = JSON.stringify([choice.criterion, choice.along, choice.down, choice.others]);
    if (shown !== this.shown) {
      const hadFocus = this.room.contains(document.activeElement) && document.activeElement !== this.room;
      this.shown = shown;
      this.draw();
      this.mark();
      if (hadFocus) this.current()?.focus();
    } else this.mark();
  }

  private draw(): void {
    const { data, along, criterion, cell } = this.choice;
    const cells = this.choice.rows();
    const columns = along === null ? this.criteria() : [];
    const places = cells
      .slice(0, sideMax)
      .map((row): Place[] =>
        along === null
          ? columns.map((each) => ({ cell: row[0], criterion: each }))
          : row.slice(0, sideMax).map((cell) => ({ cell, criterion })),
      );
    const table = element('table', 'cells');
    table.append(this.head(columns), this.body(places));
    const hiddenRows = cells.length - sideMax;
    const hiddenColumns = along === null ? data.criteria.length - columns.length : cells[0].length - sideMax;
    const left = [
      ...(hiddenRows > 0 ? [`${count(hiddenRows)} more rows`] : []),
      ...(hiddenColumns > 0 && along !== null ? [`${count(hiddenColumns)} more columns`] : []),
    ];
    this.room.replaceChildren(table);
    within(document, '#map-finding').textContent = frontierInWords(data, cells, criterion, this.choice, cell);
    within(document, '.map-key').replaceChildren(
      ...new Shading(this.choice).key(),
      ...(left.length > 0 ? [element('p', 'note', `and ${left.join(' and ')} in sweep.csv`)] : []),
    );
  }

  private criteria(): number[] {
    const { data, criterion } = this.choice;
    const all = data.criteria.map((_, at) => at);
    const first = all.slice(0, listedCriteriaMax);
    return first.includes(criterion) ? first : [...first.slice(0, -1), criterion];
  }

  private head(columns: readonly number[]): HTMLElement {
    const { data, along, down } = this.choice;
    const head = element('thead');
    const row = element('tr');
    const [across, below] = [this.choice.dimension(along), this.choice.dimension(down)];
    if (across !== null && below !== null) {
      const above = element('tr');
      above.append(headOf('', 'corner', 'col'), spanning(across.title, Math.min(sideMax, across.values.length)));
      row.append(headOf(below.title, 'name', 'col'));
      for (const at of orderOf(across).slice(0, sideMax)) {
        row.append(headOf(across.labels[at], '', 'col', across.values[at]));
      }
      head.append(above);
    } else {
      row.append(headOf(data.dimensions[0]?.title ?? 'scenario', 'name', 'col'));
      for (const at of columns) {
        const { name, unit } = data.criteria[at];
        row.append(headOf(`${name}${unitWord(unit)}`, 'criterion', 'col'));
      }
    }
    head.append(row);
    return head;
  }

  private body(places: readonly (readonly Place[])[]): HTMLElement {
    const { data } = this.choice;
    const body = element('tbody');
    const shading = new Shading(this.choice);
    const states = places.map((row) => row.map((place) => this.stateAt(place)));
    const below = this.choice.dimension(this.choice.down) ?? data.dimensions[0] ?? null;
    const order = below === null ? [0] : orderOf(below);
    const isGrid = this.choice.along !== null;
    this.buttons = places.map((row, at) => {
      const line = element('tr');
      const [label, whole] =
        below === null
          ? [data.scenarios[0].name, data.scenarios[0].name]
          : [below.labels[order[at]], below.values[order[at]]];
      line.append(headOf(label, 'name', 'row', whole));
      const buttons = row.map((place, column) => {
        const cell = element('td');
        const state = states[at][column];
        // Columns of a list are other criteria: no border runs between them.
        if (isGrid && isBorder(state, states[at][column + 1])) cell.classList.add('border-right');
        if (isBorder(state, states[at + 1]?.[column])) cell.classList.add('border-bottom');
        const made = this.button(place, state, shading);
        if (made === null) cell.textContent = '-';
        else cell.append(made);
        line.append(cell);
        return made;
      });
      body.append(line);
      return buttons;
    });
    return body;
  }

  /** A mean in a list stands beside what is judged, and bears neither sign nor border. */
  private stateAt({ cell, criterion }: Place): CellState {
    const { data, along } = this.choice;
    if (cell === undefined) return 'unknown';
    return along === null
      ? figureOf(data, data.cells[cell], criterion).state
      : stateOf(data, data.cells[cell], criterion);
  }

  private button(place: Place, state: CellState, shading: Shading): HTMLButtonElement | null {
    const { data } = this.choice;
    if (place.cell === undefined) return null;
    const cell = data.cells[place.cell];
    const criterion = data.criteria[place.criterion];
    const figure = figureOf(data, cell, place.criterion);
    const text = `${figure.isOfSurvivors ? marks.survivors : ''}${reading(criterion, figure.value)}`;
    const made = element('button', shading.classOf(place.criterion, figure));
    made.type = 'button';
    made.tabIndex = -1;
    if (state === 'missed') made.append(element('i', 'sign', sign));
    if (figure.value === null) made.append(text);
    else {
      const value = element('data', '', text);
      value.value = String(figure.value);
      made.append(value);
    }
    const part = partOf(data.cells[place.cell]);
    if (part !== '') made.append(element('small', '', part));
    const where = whereOf(this.choice, cell);
    const judged = state === 'unknown' ? '' : state === 'missed' ? ': missed' : ': met';
    made.title = `${where}: ${criterion.name} ${text}${intervalOf(this.choice, place.criterion, figure)}, ${count(cell.runs)} runs${judged}`;
    made.setAttribute('aria-label', made.title);
    made.dataset.cell = String(place.cell);
    made.dataset.criterion = String(place.criterion);
    made.addEventListener('click', () =>
      this.choice.change((choice) => {
        choice.cell = place.cell!;
        choice.criterion = place.criterion;
      }),
    );
    return made;
  }

  /** The chosen one is pressed, and is where the keyboard comes in. */
  private mark(): void {
    const { cell, criterion } = this.choice;
    for (const each of this.buttons.flat()) {
      if (each === null) continue;
      const isChosen = each.dataset.cell === String(cell) && each.dataset.criterion === String(criterion);
      if ((each.tabIndex === 0) === isChosen && each.hasAttribute('aria-pressed')) continue;
      each.setAttribute('aria-pressed', String(isChosen));
      each.tabIndex = isChosen ? 0 : -1;
    }
    const [first] = this.buttons.flat().filter((each) => each !== null);
    if (this.current() === undefined && first !== undefined) first.tabIndex = 0;
  }

  private current(): HTMLButtonElement | undefined {
    return this.buttons.flat().find((each) => each?.tabIndex === 0) ?? undefined;
  }

  private move(event: KeyboardEvent): void {
    const row = this.buttons.findIndex((each) => each.includes(event.target as HTMLButtonElement));
    if (row < 0) return;
    const column = this.buttons[row].indexOf(event.target as HTMLButtonElement);
    const last = this.buttons[row].length - 1;
    const steps: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [row, column - 1],
      ArrowRight: [row, column + 1],
      ArrowUp: [row - 1, column],
      ArrowDown: [row + 1, column],
      Home: [row, 0],
      End: [row, last],
    };
    const to = steps[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = this.buttons[to[0]]?.[to[1]];
    if (!next) return;
    for (const each of this.buttons.flat()) if (each?.tabIndex === 0) each.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }
}

/** Such as "retries legacy, poisson 1k/s". */
export function whereOf({ data }: Choice, { at, scenario }: CellData): string {
  const words = at.map((place, which) => `${data.dimensions[which].title} ${data.dimensions[which].labels[place]}`);
  return words.length === 0 ? data.scenarios[scenario].name : words.join(', ');
}

/** Of a cell that lacks runs. */
function partOf({ jobs, runs }: CellData): string {
  const wanted = jobs[1] - jobs[0] + 1;
  return runs === wanted ? '' : `${count(runs)} of ${count(wanted)} runs`;
}

function intervalOf(
  { data }: Choice,
  criterion: number,
  { low, high }: { low: number | null; high: number | null },
): string {
  if (low === null || high === null) return '';
  const read = (value: number) =>
    data.criteria[criterion].kind === 'metric' ? reading(data.criteria[criterion], value) : percent(value);
  return ` (95 % interval ${read(low)} to ${read(high)})`;
}

function headOf(text: string, className: string, scope: 'row' | 'col', whole = text): HTMLElement {
  const made = element('th', className, text);
  made.scope = scope;
  if (whole !== text) made.title = whole;
  return made;
}

function spanning(text: string, columns: number): HTMLElement {
  const made = headOf(text, 'axis', 'col') as HTMLTableCellElement;
  made.colSpan = columns;
  made.scope = 'colgroup';
  return made;
}
