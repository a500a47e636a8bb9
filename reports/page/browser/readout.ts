/** The key of a chart, which at the cursor says the values there. */
import type { ChartPlan, Column } from './chart-plan.js';
import { element } from './dom.js';
import type { Level } from './heat/level.js';
import type { TimeAxis } from './time-axis.js';
import { windowAt } from './time-plot.js';

export class Readout {
  private values: HTMLElement[] = [];

  constructor(
    private readonly room: HTMLElement,
    private readonly axis: TimeAxis,
    private plan: ChartPlan,
    level: Level,
  ) {
    this.update(plan);
    axis.onCursor(() => this.say());
    level.onMove(() => this.say());
  }

  update(plan: ChartPlan): void {
    this.plan = plan;
    const keys = this.columns().map(({ label, colour }) => {
      const key = element('span', 'key');
      const swatch = element('i');
      swatch.style.background = `var(--${colour})`;
      const value = element('b');
      key.append(swatch, label, ' ', value);
      return { key, value };
    });
    this.values = keys.map(({ value }) => value);
    this.room.replaceChildren(...keys.map(({ key }) => key));
    this.say();
  }

  private columns(): readonly Column[] {
    return this.plan.readout ?? this.plan.columns;
  }

  private say(): void {
    const { cursorS } = this.axis;
    const { rows } = this.plan;
    const columns = this.columns();
    const row =
      cursorS === null || rows.length === 0
        ? -1
        : windowAt(
            rows.map(({ fromS }) => fromS),
            cursorS,
          );
    this.values.forEach((value, at) => {
      value.textContent = row === -1 ? '' : columns[at].inReadout(columns[at].values[row], row);
    });
  }
}
