/**
 * The table of the map. Of two settings that vary it is a grid; of fewer, a row a setting with what it may be looked at by in
 * columns. There may be ten thousand cells, so each is made of little, and says the rest when it is asked.
 */

import { marks } from '../../../doubts.js';
import { count } from '../../../format.js';
import { element } from '../../../page/browser/dom.js';
import { orderOf } from '../axes.js';
import { type CellState, figureOf, reading, unitWord } from '../cell-state.js';
import { isBorder, stateOf } from '../frontier.js';
import type { CellData } from '../sweep-data.js';
import type { Choice } from './choice.js';
import { Shading } from './shading.js';

/** What is beyond is in the files: nobody reads more cells, and they would take a second to open. */
export const columnsMax = 100;
const cellsMax = 2500;
const listedCriteriaMax = 10;
const sign = '✗';

/** A place of the map; undefined where no cell is. */
export interface Place {
  readonly cell: number | undefined;
  readonly criterion: number;
}

export interface MapTable {
  readonly table: HTMLElement;
  readonly places: readonly (readonly Place[])[];
  /** As the places. */
  readonly buttons: readonly (readonly (HTMLButtonElement | null)[])[];
}

export function mapTable(choice: Choice): MapTable {
  const { along, criterion } = choice;
  const columns = along === null ? listedCriteria(choice) : [];
  const rows = choice.rows();
  const places = rows
    .slice(0, rowsMaxOf(rows[0].length))
    .map((row): Place[] =>
      along === null
        ? columns.map((each) => ({ cell: row[0], criterion: each }))
        : row.slice(0, columnsMax).map((cell) => ({ cell, criterion })),
    );
  const table = element('table', 'cells');
  const { body, buttons } = bodyOf(choice, places);
  table.append(headOf(choice, columns), body);
  return { table, places, buttons };
}

/** Of a grid of so many columns, or of a list. */
export const rowsMaxOf = (columns: number) =>
  Math.floor(cellsMax / Math.max(listedCriteriaMax, Math.min(columnsMax, columns)));

function listedCriteria({ data, criterion }: Choice): number[] {
  const first = data.criteria.map((_, at) => at).slice(0, listedCriteriaMax);
  return first.includes(criterion) ? first : [...first.slice(0, -1), criterion];
}

function headOf({ data, ...choice }: Choice, columns: readonly number[]): HTMLElement {
  const head = element('thead');
  const row = element('tr');
  if (choice.along !== null && choice.down !== null) {
    const [across, below] = [data.dimensions[choice.along], data.dimensions[choice.down]];
    const axis = nameOf(across.title, 'axis', 'colgroup');
    axis.colSpan = Math.min(columnsMax, across.values.length);
    const above = element('tr');
    above.append(element('td'), axis);
    head.append(above);
    row.append(nameOf(below.title, 'name', 'col'));
    for (const at of orderOf(across).slice(0, columnsMax)) {
      row.append(nameOf(across.labels[at], '', 'col', across.values[at]));
    }
  } else {
    row.append(nameOf(data.dimensions[0]?.title ?? 'scenario', 'name', 'col'));
    for (const at of columns) {
      const { name, title, unit } = data.criteria[at];
      row.append(nameOf(`${title}${unitWord(unit)}`, 'criterion', 'col', name));
    }
  }
  head.append(row);
  return head;
}

function bodyOf(choice: Choice, places: readonly (readonly Place[])[]) {
  const { data, along, down } = choice;
  const body = element('tbody');
  const shading = new Shading(choice);
  const states = places.map((row) => row.map((place) => stateAt(choice, place)));
  const below = data.dimensions[down ?? 0];
  const order = below === undefined ? [0] : orderOf(below);
  const buttons = places.map((row, at) => {
    const line = element('tr');
    const [label, whole] =
      below === undefined
        ? [data.scenarios[0].name, data.scenarios[0].name]
        : [below.labels[order[at]], below.values[order[at]]];
    line.append(nameOf(label, 'name', 'row', whole));
    const made = row.map((place, column) => {
      const cell = element('td');
      const state = states[at][column];
      // Columns of a list are other criteria: no border runs between them.
      if (along !== null && isBorder(state, states[at][column + 1])) cell.classList.add('border-right');
      if (isBorder(state, states[at + 1]?.[column])) cell.classList.add('border-bottom');
      const button = buttonOf(choice, place, state, shading);
      cell.append(button ?? '-');
      line.append(cell);
      return button;
    });
    body.append(line);
    return made;
  });
  return { body, buttons };
}

/** A mean in a list stands beside what is judged, and bears neither sign nor border. */
function stateAt({ data, along }: Choice, { cell, criterion }: Place): CellState {
  if (cell === undefined) return 'unknown';
  return along === null
    ? figureOf(data, data.cells[cell], criterion).state
    : stateOf(data, data.cells[cell], criterion);
}

function buttonOf({ data }: Choice, place: Place, state: CellState, shading: Shading): HTMLButtonElement | null {
  if (place.cell === undefined) return null;
  const cell = data.cells[place.cell];
  const figure = figureOf(data, cell, place.criterion);
  const text = `${figure.isOfSurvivors ? marks.survivors : ''}${reading(data.criteria[place.criterion], figure.value)}`;
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
  const part = partOf(cell);
  if (part !== '') made.append(element('small', '', part));
  return made;
}

/** Of a cell that lacks runs. */
function partOf({ jobs, runs }: CellData): string {
  const wanted = jobs[1] - jobs[0] + 1;
  return runs === wanted ? '' : `${count(runs)} of ${count(wanted)} runs`;
}

function nameOf(
  text: string,
  className: string,
  scope: 'row' | 'col' | 'colgroup',
  whole = text,
): HTMLTableCellElement {
  const made = element('th', className, text);
  made.scope = scope;
  if (whole !== text) made.title = whole;
  return made;
}
