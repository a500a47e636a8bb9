/** The charts over time of the page: finds their figures, draws them, and keeps readouts and tables in step with them. */

import type { PageData } from '../page-data.js';
import type { TimeChart } from '../time-section.js';
import { actsPlan } from './acts-chart.js';
import { availabilityPlan, budgetPlan } from './availability-charts.js';
import type { ChartPlan, Shown } from './chart-plan.js';
import { within } from './dom.js';
import { heatPlan } from './heat/heat-chart.js';
import { Level } from './heat/level.js';
import { archivePlan } from './kept/archive-chart.js';
import { damagePlan } from './kept/damage-chart.js';
import { linksPlan } from './kept/links-chart.js';
import { latencyPlan } from './latency-chart.js';
import { overlayPlan } from './overlay/overlay-chart.js';
import { Readout } from './readout.js';
import {
  copiesPlan,
  leaderlessPlan,
  outcomesPlan,
  refusalsPlan,
  throttlesPlan,
  unitsPlan,
  utilisationPlan,
} from './service-charts.js';
import { TablePanel } from './table-panel.js';
import type { Tenants } from './tenants.js';
import type { TimeAxis } from './time-axis.js';
import { TimePlot } from './time-plot.js';

const plans: Readonly<Record<TimeChart, (shown: Shown, level: Level) => ChartPlan>> = {
  acts: actsPlan,
  latency: latencyPlan,
  heat: heatPlan,
  outcomes: outcomesPlan,
  availability: availabilityPlan,
  budget: budgetPlan,
  throttles: throttlesPlan,
  refusals: refusalsPlan,
  units: unitsPlan,
  leaderless: leaderlessPlan,
  copies: copiesPlan,
  archive: archivePlan,
  damage: damagePlan,
  links: linksPlan,
  utilisation: utilisationPlan,
  overlay: overlayPlan,
};

export function drawTimeCharts(page: PageData, axis: TimeAxis, tenants: Tenants): void {
  const figures = [...document.querySelectorAll<HTMLElement>('figure[data-chart]')];
  // They are all alike. To ask after each that was drawn would lay the whole page out again.
  const widthPx = Math.max(0, ...figures.map((figure) => within(figure, '.plot').clientWidth));
  for (const figure of figures) {
    const kind = figure.dataset.chart ?? '';
    if (kind in plans) drawTimeChart(figure, kind as TimeChart, page, axis, tenants, widthPx);
  }
}

/** The chart of a tenant is drawn when it is first switched on: there may be many. */
function drawTimeChart(
  figure: HTMLElement,
  kind: TimeChart,
  page: PageData,
  axis: TimeAxis,
  tenants: Tenants,
  widthPx: number,
): void {
  const of = Number(figure.dataset.of ?? 0);
  const level = new Level();
  const planNow = () => plans[kind]({ page, isOn: tenants.isOn, of }, level);
  if (kind !== 'latency') {
    const chart = new TimeChartFigure(figure, page, axis, planNow(), level, widthPx);
    tenants.onChange(() => chart.update(planNow()));
    return;
  }
  let isDrawn = false;
  const show = () => {
    figure.hidden = !tenants.isOn[of];
    if (isDrawn || figure.hidden) return;
    isDrawn = true;
    new TimeChartFigure(figure, page, axis, planNow(), level, widthPx);
  };
  show();
  tenants.onChange(show);
}

class TimeChartFigure {
  private readonly plot: TimePlot;
  private readonly readout: Readout;
  private readonly table: TablePanel;

  constructor(figure: HTMLElement, page: PageData, axis: TimeAxis, plan: ChartPlan, level: Level, widthPx: number) {
    this.plot = new TimePlot(within(figure, '.plot'), axis, page, plan, level, widthPx);
    this.readout = new Readout(within(figure, '.readout'), axis, plan, level);
    this.table = new TablePanel(figure, axis, page, plan);
  }

  update(plan: ChartPlan): void {
    this.plot.update(plan);
    this.readout.update(plan);
    this.table.update(plan);
  }
}
