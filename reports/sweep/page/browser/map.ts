/**
 * The map: a cell a setting, in a colour by its figure, with the figure in it. Those that miss what is asked bear a sign, and a
 * line runs between them and those that meet it. Pointer and keyboard choose a cell, whose runs are shown below.
 */

import { count, percent, plural } from '../../../format.js';
import { element, within } from '../../../page/browser/dom.js';
import { figureOf, reading } from '../cell-state.js';
import { frontierInWords, stateOf, whereOf } from '../frontier.js';
import type { Choice } from './choice.js';
import { columnsMax, type MapTable, mapTable, type Place, rowsMaxOf } from './map-table.js';
import { Shading } from './shading.js';

export function drawMap(choice: Choice): void {
  new SettingMap(choice);
}

class SettingMap {
  private readonly room = within(document, '.map .scroll');
  private drawn: MapTable;
  private readonly places = new Map<EventTarget, readonly [row: number, column: number]>();
  private byKey = new Map<string, HTMLButtonElement>();
  /** Where the keyboard comes in. */
  private entry: HTMLButtonElement | null = null;
  private marked: HTMLButtonElement | null = null;
  private shown: string;

  constructor(private readonly choice: Choice) {
    this.drawn = this.draw();
    this.shown = this.whatIsShown();
    this.mark();
    choice.onChange(() => this.update());
    this.room.addEventListener('keydown', (event) => this.move(event));
    this.room.addEventListener('click', (event) => this.choose(event));
    for (const kind of ['pointerover', 'focusin']) {
      this.room.addEventListener(kind, ({ target }) => this.describe(buttonAt(target)));
    }
  }

  private whatIsShown(): string {
    const { criterion, along, down, others } = this.choice;
    return JSON.stringify([criterion, along, down, others]);
  }

  private update(): void {
    const now = this.whatIsShown();
    if (now !== this.shown) {
      const hadFocus = this.entry !== null && document.activeElement === this.entry;
      this.shown = now;
      this.drawn = this.draw();
      this.mark();
      if (hadFocus) this.entry?.focus();
    } else this.mark();
  }

  private draw(): MapTable {
    const { data, along, criterion, cell } = this.choice;
    const drawn = mapTable(this.choice);
    this.places.clear();
    this.byKey = new Map();
    this.entry = null;
    this.marked = null;
    drawn.buttons.forEach((row, at) => {
      row.forEach((button, column) => {
        if (button === null) return;
        this.places.set(button, [at, column]);
        this.byKey.set(keyOf(drawn.places[at][column]), button);
      });
    });
    this.room.replaceChildren(drawn.table);
    const rows = this.choice.rows();
    within(document, '#map-finding').textContent = frontierInWords(data, rows, criterion, this.choice, cell);
    const hiddenRows = rows.length - rowsMaxOf(rows[0].length);
    const hiddenColumns = rows[0].length - columnsMax;
    const left = [
      ...(hiddenRows > 0 ? [`${count(hiddenRows)} more rows`] : []),
      ...(along !== null && hiddenColumns > 0 ? [`${count(hiddenColumns)} more columns`] : []),
    ];
    within(document, '.map-key').replaceChildren(
      ...new Shading(this.choice).key(),
      ...(left.length > 0 ? [element('p', 'note', `and ${left.join(' and ')} in sweep.csv`)] : []),
    );
    return drawn;
  }

  private mark(): void {
    const { cell, criterion } = this.choice;
    const chosen = this.byKey.get(keyOf({ cell, criterion })) ?? null;
    this.marked?.removeAttribute('aria-current');
    chosen?.setAttribute('aria-current', 'true');
    this.marked = chosen;
    this.enterAt(chosen ?? this.byKey.values().next().value ?? null);
  }

  private enterAt(button: HTMLButtonElement | null): void {
    if (this.entry !== null) this.entry.tabIndex = -1;
    if (button !== null) button.tabIndex = 0;
    this.entry = button;
  }

  private choose({ target }: Event): void {
    const place = this.placeOf(buttonAt(target));
    if (place?.cell === undefined) return;
    const { cell, criterion } = place;
    this.choice.change((choice) => {
      choice.cell = cell;
      choice.criterion = criterion;
    });
  }

  private placeOf(button: HTMLButtonElement | null): Place | null {
    const at = button === null ? undefined : this.places.get(button);
    return at === undefined ? null : this.drawn.places[at[0]][at[1]];
  }

  private move(event: KeyboardEvent): void {
    const button = buttonAt(event.target);
    const at = button === null ? undefined : this.places.get(button);
    if (at === undefined) return;
    const [row, column] = at;
    const steps: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [row, column - 1],
      ArrowRight: [row, column + 1],
      ArrowUp: [row - 1, column],
      ArrowDown: [row + 1, column],
      Home: [row, 0],
      End: [row, this.drawn.buttons[row].length - 1],
    };
    const to = steps[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = this.drawn.buttons[to[0]]?.[to[1]];
    if (!next) return;
    this.enterAt(next);
    next.focus();
  }

  /** All that a cell says, once somebody points at it. */
  private describe(button: HTMLButtonElement | null): void {
    const place = this.placeOf(button);
    if (button === null || place?.cell === undefined || button.title !== '') return;
    const { data } = this.choice;
    const cell = data.cells[place.cell];
    const criterion = data.criteria[place.criterion];
    const { value, low, high } = figureOf(data, cell, place.criterion);
    const read = (each: number) => (criterion.kind === 'metric' ? reading(criterion, each) : percent(each));
    const interval = low === null || high === null ? '' : ` (95 % interval ${read(low)} to ${read(high)})`;
    const state = stateOf(data, cell, place.criterion);
    const judged = state === 'unknown' || criterion.kind === 'metric' ? '' : `: ${state}`;
    const figure = `${criterion.name} ${reading(criterion, value)}${interval}`;
    button.title = `${whereOf(data, cell)}: ${figure}, ${plural(cell.runs, 'run')}${judged}`;
  }
}

const keyOf = ({ cell, criterion }: Place) => `${cell} ${criterion}`;

const buttonAt = (target: EventTarget | null) => (target instanceof Element ? target.closest('button') : null);
