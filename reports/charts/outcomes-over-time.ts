/**
 * Chart: how requests ended, per second of virtual time, summed over tenants: stacked areas of outcomes, and the
 * attempts that clients made as a line. A line far above the areas is a retry storm.
 */
import type { ChartConfiguration } from 'chart.js';
import type { Result, TenantSeries } from '../../sim/result.js';
import { count } from '../format.js';
import {
  axisTitle,
  type ChartPlan,
  colours,
  framed,
  gridColour,
  heightPx,
  ink,
  levels,
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

    borderColor: colours.attempts,
    borderWidth: 1.5,
    borderDash: [5, 3],
    pointRadius: 0,
    pointStyle: 'line' as const,
  };
  const stacked = areas.map(({ label, colour }, index) => ({
    label,
    // Stacked here: Chart.js looks stacks up by time, and each level ends where the next one starts.
    data: perSecond(areas.slice(0, index + 1).map(({ of }) => of)),

    fill: index === 0 ? 'origin' : '-1',
    backgroundColor: colour,
    borderColor: colour,
    borderWidth: 0.5,
    pointRadius: 0,
    pointStyle: 'rect' as const,
  }));
  const says = `outcomes of requests, all tenants together${bands.note}`;
  const configuration: ChartConfiguration = {
    type: 'line',
    data: { datasets: [attempts, ...stacked] },
    options: {
      ...framed(outcomesFinding(result), result, says, bands.room),
      scales: {
        x: timeAxis(result, unit),
        y: {
          min: 0,
          title: axisTitle('requests per second'),
          grid: { color: gridColour },
          ticks: { color: ink, callback: (value) => count(Number(value)) },
        },
      },
    },
    plugins: [bands.plugin],
  };
  return { name: 'outcomes', widthPx, heightPx, configuration };
}
