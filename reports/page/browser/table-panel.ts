/** The figures of a chart as a table, made when it is opened: the windows that the charts show, up to a bound. */

import type { PageData } from '../page-data.js';
import type { ChartPlan } from './chart-plan.js';
import { element, within } from './dom.js';
import { moment } from './ticks.js';
import type { TimeAxis } from './time-axis.js';

const rowsMax = 2000;

export class TablePanel {
  private readonly details: HTMLDetailsElement;
  private readonly room: HTMLElement;

  constructor(
    figure: HTMLElement,
    private readonly axis: TimeAxis,
    private readonly page: PageData,
    private plan: ChartPlan,
  ) {
    this.details = within(figure, 'details') as HTMLDetailsElement;
    this.room = within(this.details, '.scroll');
    this.details.addEventListener('toggle', () => this.fill());
    axis.onRange(() => this.fill());
  }

  update(plan: ChartPlan): void {
    this.plan = plan;
    this.fill();
  }

  private fill(): void {
    if (!this.details.open) {
      this.room.replaceChildren();
      return;
    }
    const { axis, plan } = this;
    const inSight = plan.rows
      .map((row, at) => ({ ...row, at }))
      .filter(({ fromS, toS }) => toS > axis.fromS && fromS < axis.toS);
    const table = element('table');
    table.append(this.head(), this.body(inSight.slice(0, rowsMax)));
    const hidden = inSight.length - rowsMax;
    const note = hidden > 0 ? [element('p', 'note', `and ${hidden} more: zoom in to see others`)] : [];
    this.room.replaceChildren(table, ...note);
  }

  private head(): HTMLElement {
    const row = element('tr');
    const titles = ['from', 'to', ...this.plan.columns.map(({ label }) => label)];
    row.append(...titles.map((title) => cell('th', title, 'col')));
    const head = element('thead');
    head.append(row);
    return head;
  }

  private body(rows: readonly { readonly fromS: number; readonly toS: number; readonly at: number }[]): HTMLElement {
    const body = element('tbody');
    for (const { fromS, toS, at } of rows) {
      const row = element('tr');
      row.append(
        cell('th', moment(fromS, this.page.endS), 'row'),
        cell('td', moment(toS, this.page.endS)),
        ...this.plan.columns.map(({ values, inTable }) => figureCell(values[at], inTable)),
      );
      body.append(row);
    }
    return body;
  }
}

function cell(tag: 'th' | 'td', text: string, scope?: string): HTMLElement {
  const made = element(tag, '', text);
  if (scope !== undefined) made.setAttribute('scope', scope);
  return made;
}

/** With its whole value, as every figure of the page. */
function figureCell(value: number | null, reading: (value: number | null) => string): HTMLElement {
  const made = element('td');
  if (value === null) made.textContent = reading(null);
  else {
    const figure = element('data', '', reading(value));
    figure.value = String(value);
    made.append(figure);
  }
  return made;
}
