/**
 * Chart: p50, p99 and p99.9 of the busiest tenants over virtual time, one panel a tenant, all on the same logarithmic
 * scale so that panels compare. Windows without a success leave a gap.
 */
import type { Chart, ChartConfiguration, Plugin } from 'chart.js';
import type { Result, TenantSeries } from '../../sim/result.js';
import { busiestTenants } from '../busiest.js';
import { elide, printable } from '../safe-text.js';
import { highest } from '../sparkline.js';
import {
  axisTitle,
  type ChartPlan,
  decades,
  decadesInThree,
  fontFamily,
  framed,
  heightPx,
  levels,
  logarithmicAxis,
  marginRight,
  millisecondsTick,
  notice,
  palette,
  panelBorders,
  roundDown,
  roundUp,
  timeAxis,
  timeUnitOf,
  widthPx,
} from './chart-frame.js';
import { drawnWindows } from './drawn-windows.js';
import { faultBands } from './fault-bands.js';
import { latencyFinding } from './latency-finding.js';

const panelsMax = 3;
const extraPanelHeightPx = 170;
const tenantNameMax = 22;
/** Factor beyond the outermost number of a panel, so that it does not meet that of the next one. */
const panelMargin = 1.25;
const endLabelRoom = 44;
const endLabelHeight = 14;

const lines: readonly { label: string; colour: string; of: (tenant: TenantSeries) => readonly (number | null)[] }[] = [
  { label: 'p99.9', colour: palette[1], of: (tenant) => tenant.p99_9Ms },
  { label: 'p99', colour: palette[0], of: (tenant) => tenant.p99Ms },
  { label: 'p50', colour: palette[2], of: (tenant) => tenant.p50Ms },
];

export function latencyOverTime(result: Result): ChartPlan {
  const tenants = busiestTenants(result.series, panelsMax);
  const unit = timeUnitOf(result.run.simulatedSeconds);
  const bands = faultBands(result, unit);
  const windows = drawnWindows(result);
  const datasets = tenants.flatMap((tenant, panel) =>
    lines.map(({ label, colour, of }) => ({
      label,
      data: [...levels(windows.edges, windows.merge(of(tenant), highest), unit)],
      yAxisID: `y${panel}`,
      borderColor: colour,
      borderWidth: 1.8,
      pointRadius: 0,
    })),
  );
  const values = datasets.flatMap(({ data }) => data.flatMap(({ y }) => (y !== null && y > 0 ? [y] : [])));
  const isEmpty = values.length === 0;
  const min = isEmpty ? 1 : roundDown(Math.min(...values));
  const max = isEmpty ? 1000 : roundUp(Math.max(...values, 2 * min));
  // Twelve numbers fit along one tall panel, half of that along each of several.
  const steps = max / min <= (tenants.length > 1 ? 100 : 10_000) ? decadesInThree : decades;
  const margin = tenants.length > 1 ? panelMargin : 1;
  const says = `latency of successful requests as clients saw it${bands.note}`;
  const options = framed(latencyFinding(result), result, says, bands.room);
  const axes = tenants.map((tenant, panel) => [
    `y${panel}`,
    {
      ...logarithmicAxis(min / margin, max * margin, steps, millisecondsTick),
      stack: 'panels',
      // Of stacked axes the heaviest comes first.
      weight: tenants.length - panel,
      title: axisTitle(tenants.length > 1 ? `${elide(printable(tenant.tenant), tenantNameMax)} (ms)` : 'latency (ms)'),
    },
  ]);
  const configuration: ChartConfiguration = {
    type: 'line',
    data: { datasets },
    options: {
      ...options,
      plugins: { ...options.plugins, legend: { display: false } },
      scales: { x: timeAxis(result, unit), margin: marginRight(endLabelRoom), ...Object.fromEntries(axes) },
    },
    plugins: [bands.plugin, panelBorders, ...(isEmpty ? [notice('no request succeeded')] : [endLabels])],
  };
  return {
    name: 'latency-over-time',
    widthPx,
    heightPx: heightPx + extraPanelHeightPx * Math.max(0, tenants.length - 1),
    configuration,
  };
}

/** Names each line at its right end, in its colour; labels of one panel keep their distance. */
const endLabels: Plugin = {
  id: 'endLabels',
  afterDatasetsDraw: (chart: Chart) => {
    const labels = chart.data.datasets.flatMap((dataset, index) => {
      const points = chart.getDatasetMeta(index).data.filter(({ y }) => !Number.isNaN(y));
      const last = points.at(-1);
      const panel = String(chart.getDatasetMeta(index).yAxisID);
      return last === undefined ? [] : [{ panel, y: last.y, text: String(dataset.label), colour: dataset.borderColor }];
    });
    const { ctx, chartArea } = chart;
    ctx.save();
    ctx.font = `bold 12px ${fontFamily}`;
    ctx.textBaseline = 'middle';
    let above = { panel: '', y: Number.NEGATIVE_INFINITY };
    for (const label of labels) {
      const y = label.panel === above.panel ? Math.max(label.y, above.y + endLabelHeight) : label.y;
      above = { panel: label.panel, y };
      ctx.fillStyle = String(label.colour);
      ctx.fillText(label.text, chartArea.right + 6, y);
    }
    ctx.restore();
  },
};
