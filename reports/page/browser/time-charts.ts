/** The charts over time of the page: finds their figures, draws them, and keeps readouts and tables in step with them. */

import type { PageData } from '../page-data.js';
import type { TimeChart } from '../time-section.js';
import { actsPlan } from './acts-chart.js';
import type { ChartPlan, Shown } from './chart-plan.js';
import { within } from './dom.js';
import { latencyPlan } from './latency-chart.js';
import { Readout } from './readout.js';
import {
  availabilityPlan,
  budgetPlan,
  leaderlessPlan,
  outcomesPlan,
  throttlesPlan,
  unitsPlan,
  utilisationPlan,
} from './service-charts.js';
import { TablePanel } from './table-panel.js';
import type { Tenants } from './tenants.js';
import type { TimeAxis } from './time-axis.js';
import { TimePlot } from './time-plot.js';

const plans: Readonly<Record<TimeChart, (shown: Shown) => ChartPlan>> = {
  acts: actsPlan,
  latency: latencyPlan,
  outcomes: outcomesPlan,
  availability: availabilityPlan,
  budget: budgetPlan,
  throttles: throttlesPlan,
  units: unitsPlan,
  leaderless: leaderlessPlan,
  utilisation: utilisationPlan,
};

export function drawTimeCharts(page: PageData, axis: TimeAxis, tenants: Tenants): void {
  for (const figure of document.querySelectorAll<HTMLElement>('figure[data-chart]')) {
    const kind = figure.dataset.chart ?? '';
    if (kind in plans) drawTimeChart(figure, kind as TimeChart, page, axis, tenants);
  }
}

/** The chart of a tenant is drawn when it is first switched on: there may be many. */
function drawTimeChart(figure: HTMLElement, kind: TimeChart, page: PageData, axis: TimeAxis, tenants: Tenants): void {
  const of = Number(figure.dataset.of ?? 0);
  const planNow = () => plans[kind]({ page, isOn: tenants.isOn, of });
  if (kind !== 'latency') {
    const chart = new TimeChartFigure(figure, page, axis, planNow());
    tenants.onChange(() => chart.update(planNow()));
    return;
  }
  let isDrawn = false;
  const show = () => {
    figure.hidden = !tenants.isOn[of];
    if (isDrawn || figure.hidden) return;
    isDrawn = true;
    new TimeChartFigure(figure, page, axis, planNow());
  };
  show();
  tenants.onChange(show);
}

class TimeChartFigure {
  private readonly plot: TimePlot;
  private readonly readout: Readout;
  private readonly table: TablePanel;

  constructor(figure: HTMLElement, page: PageData, axis: TimeAxis, plan: ChartPlan) {
    this.plot = new TimePlot(within(figure, '.plot'), axis, page, plan);
    this.readout = new Readout(within(figure, '.readout'), axis, plan);
    this.table = new TablePanel(figure, axis, page, plan);
  }

  update(plan: ChartPlan): void {
    this.plot.update(plan);
    this.readout.update(plan);
    this.table.update(plan);
  }
}
