/**
 * Chart: how requests ended, per second of virtual time, summed over tenants: stacked areas of outcomes, and the
 * attempts that clients made as a line. A line far above the areas is a retry storm. Where any failed, the failures stand
 * once more below, on a scale of their own: a few among thousands would be a line as thin as none.
 */
import type { ChartConfiguration } from 'chart.js';
import type { Result } from '../../sim/result.js';
import type { TenantSeries } from '../../sim/series.js';
import { actLanes } from './act-lanes.js';
import {
  type ChartPlan,
  colours,
  countAxis,
  framed,
  heightPx,
  levels,
  panel,
  panelBorders,
  timeAxis,
  timeUnitOf,
  widthPx,
} from './chart-frame.js';
import { drawnWindows } from './drawn-windows.js';
import { faultBands } from './fault-bands.js';
import { outcomesFinding } from './findings.js';

const areas: readonly { label: string; colour: string; of: (tenant: TenantSeries) => readonly number[] }[] = [
  { label: 'succeeded', colour: colours.succeeded, of: (tenant) => tenant.succeeded },
  { label: 'throttled', colour: colours.throttled, of: (tenant) => tenant.throttled },
  { label: 'server errors', colour: colours.serverErrors, of: (tenant) => tenant.serverErrors },
  { label: 'timed out', colour: colours.timedOut, of: (tenant) => tenant.timedOut },
];

const allHeightPx = 300;
const failuresHeightPx = 90;

export function outcomesOverTime(result: Result): ChartPlan {
  const unit = timeUnitOf(result.run.simulatedSeconds);
  const bands = faultBands(result, unit);
  const windows = drawnWindows(result);
  const perSecond = (counts: readonly ((tenant: TenantSeries) => readonly number[])[]) => {
    const totals = result.series.timeS.map((_, window) =>
      result.series.tenants.reduce((sum, tenant) => counts.reduce((more, of) => more + of(tenant)[window], sum), 0),
    );
    const requests = windows.merge(totals, (several) => several.reduce((sum, each) => sum + each, 0));
    const rates = requests.map((each, index) => each / (windows.edges[index].toS - windows.edges[index].fromS));
    return [...levels(windows.edges, rates, unit)];
  };
  const attempts = {
    label: 'attempts, retries included',
    data: perSecond([(tenant) => tenant.attempts]),
    yAxisID: 'all',
    borderColor: colours.attempts,
    borderWidth: 1.5,
    borderDash: [5, 3],
    pointRadius: 0,
    pointStyle: 'line' as const,
  };
  // Stacked here: Chart.js looks stacks up by time, and each level ends where the next one starts.
  const stack = (shown: typeof areas, yAxisID: string) =>
    shown.map(({ label, colour }, index) => ({
      label,
      data: perSecond(shown.slice(0, index + 1).map(({ of }) => of)),
      yAxisID,
      fill: index === 0 ? 'origin' : '-1',
      backgroundColor: colour,
      borderColor: colour,
      borderWidth: 0.5,
      pointRadius: 0,
      pointStyle: 'rect' as const,
    }));
  const [, ...failures] = areas;
  const anyFailed = result.series.tenants.some((tenant) =>
    failures.some(({ of }) => of(tenant).some((each) => each > 0)),
  );
  const datasets = [attempts, ...stack(areas, 'all'), ...(anyFailed ? stack(failures, 'failures') : [])];
  const heightsOn = (axis: string) =>
    datasets.flatMap(({ yAxisID, data }) => (yAxisID === axis ? data.map(({ y }) => y) : []));
  const lanes = actLanes(result, unit, 2);
  const says = `outcomes of requests, all tenants together${bands.note}`;
  const configuration: ChartConfiguration = {
    type: 'line',
    data: { datasets },
    options: {
      ...framed(outcomesFinding(result), result, says, bands.room),
      scales: {
        x: timeAxis(result, unit),
        all: { ...panel(0, allHeightPx), ...countAxis(heightsOn('all'), 'requests per second', 8) },
        ...(anyFailed
          ? { failures: { ...panel(1, failuresHeightPx), ...countAxis(heightsOn('failures'), 'failures/s', 3) } }
          : {}),
        ...lanes.axes,
      },
    },
    plugins: [bands.plugin, panelBorders, ...lanes.plugins],
  };
  const belowPx = (anyFailed ? failuresHeightPx : 0) + lanes.heightPx;
  return { name: 'outcomes', widthPx, heightPx: heightPx + belowPx, configuration };
}
