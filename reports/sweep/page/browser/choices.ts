/** The lists above the map: by what its cells are coloured, which settings span it, and the values of the others. */
import { element, within } from '../../../page/browser/dom.js';
import { orderOf } from '../axes.js';
import type { Choice } from './choice.js';

export interface Entry {
  readonly value: number;
  readonly text: string;
  readonly group?: string;
}

export function fillChoices(choice: Choice): void {
  const { data } = choice;
  const form = within(document, '.choices');
  form.addEventListener('submit', (event) => event.preventDefault());
  const fill = () => {
    const focused = document.activeElement?.id;
    form.replaceChildren(...listsOf(choice));
    if (focused) form.querySelector<HTMLElement>(`#${focused}`)?.focus();
  };
  fill();
  if (data.dimensions.length > 1) choice.onChange(fill);
}

function listsOf(choice: Choice): HTMLElement[] {
  const { data, along, down } = choice;
  const criteria = data.criteria.map(({ name, kind, isJudged }, value): Entry => {
    const group = kind === 'metric' ? 'Means' : isJudged ? 'Judged' : 'Expected by the file, and failing nothing here';
    return { value, text: name, group };
  });
  const lists = [
    list('criterion', 'Cells show', criteria, choice.criterion, (value) => {
      choice.change((each) => {
        each.criterion = value;
      });
    }),
  ];
  if (along === null || down === null || data.dimensions.length < 2) return lists;
  const dimensions = data.dimensions.map(({ title }, value) => ({ value, text: title }));
  lists.push(
    list('axis-along', 'from left to right', dimensions, along, (value) =>
      span(choice, value, value === down ? along : down),
    ),
    list('axis-down', 'from top to bottom', dimensions, down, (value) =>
      span(choice, value === along ? down : along, value),
    ),
  );
  data.dimensions.forEach((dimension, which) => {
    if (which === along || which === down) return;
    const entries = orderOf(dimension).map((value) => ({ value, text: dimension.labels[value] }));
    lists.push(
      list(`value-${which}`, dimension.title, entries, choice.chosen.at[which], (value) =>
        choice.change((each) => {
          each.cell = each.cellAt(new Map([[which, value]])) ?? each.cell;
        }),
      ),
    );
  });
  return lists;
}

function span(choice: Choice, along: number, down: number): void {
  choice.change((each) => {
    each.along = along;
    each.down = down;
  });
}

/** A list with its name before it. */
export function list(
  id: string,
  name: string,
  entries: readonly Entry[],
  chosen: number,
  choose: (value: number) => void,
): HTMLElement {
  const label = element('label', '', `${name} `);
  const select = element('select');
  select.id = id;
  let room: HTMLElement = select;
  let group: string | undefined;
  for (const { value, text, group: own } of entries) {
    if (own !== undefined && own !== group) {
      const made = element('optgroup');
      made.label = own;
      select.append(made);
      room = made;
      group = own;
    }
    const option = element('option', '', text);
    option.value = String(value);
    option.selected = value === chosen;
    room.append(option);
  }
  select.addEventListener('change', () => choose(Number(select.value)));
  label.append(select);
  return label;
}
