/** Panels of the chart of `vary`: one for each metric that was asked for and is no latency, as many as there is room for. */
import type { ChartDataset } from 'chart.js';
import { count, percent, significant } from '../format.js';
import { latencyMetricOf } from '../latency-metric.js';
import { elide, printable } from '../safe-text.js';
import type { VaryTable } from '../vary/vary-table.js';
import { axisTitle, ink, panel, unlisted } from './chart-frame.js';
import type { SettingAxis } from './setting-axis.js';

export const metricPanelsMax = 3;
const unitCharactersMax = 16;
/** Shares above it are all but one: bars from zero would look alike. */
const nearOne = 0.9;

export interface MetricPanel {
  readonly path: string;
  readonly unit: string;
  readonly axis: string;
  readonly values: readonly (number | null)[];
  readonly texts: readonly string[];
}

export function metricPanels({ metrics, units, rows }: VaryTable): { panels: MetricPanel[]; leftOut: string[] } {
  const others = metrics.flatMap((path, at) => (latencyMetricOf(path) === null ? [{ path, at }] : []));
  const panels = others.slice(0, metricPanelsMax).map(({ path, at }, index) => {
    const values = rows.map((row) => row.metrics[at]);
    return {
      path,
      unit: units[at],
      axis: `metric${index}`,
      values,
      texts: values.map((value) => textOf(value, units[at])),
    };
  });
  return { panels, leftOut: others.slice(metricPanelsMax).map(({ path }) => printable(path)) };
}

export function metricDataset({ axis, values, unit }: MetricPanel, at: SettingAxis): ChartDataset {
  const shared = { label: unlisted, yAxisID: axis, borderColor: ink, backgroundColor: '#bbbbbb', borderWidth: 1.3 };
  const data = values.map((y, row) => ({ x: at.places[row], y }));
  if (at.isScale || isNearOne(values, unit)) {
    return { ...shared, type: 'line', showLine: at.isScale, data, pointRadius: 3.5, pointBackgroundColor: ink };
  }
  return { ...shared, type: 'bar', grouped: false, barThickness: at.barThicknessPx, data: [...values] };
}

export function metricAxis({ unit, values }: MetricPanel, place: number) {
  const start = { beginAtZero: !isNearOne(values, unit) };
  return {
    ...panel(place, 1),
    ...start,
    // Room for the panel's name and the highest number.
    grace: '60%',
    title: axisTitle(elide(unit, unitCharactersMax)),
    ticks: { color: ink, maxTicksLimit: 4, callback: (value: number | string) => textOf(Number(value), unit) },
    // Where two panels meet, the lower one's highest number would stand on the upper one's lowest.
    afterBuildTicks: (scale: { max: number; ticks: { value: number }[] }) => {
      scale.ticks = scale.ticks.filter(({ value }) => value < scale.max && (unit !== 'share' || value <= 1));
    },
  };
}

function isNearOne(values: readonly (number | null)[], unit: string): boolean {
  return unit === 'share' && values.every((value) => value === null || value >= nearOne);
}

function textOf(value: number | null, unit: string): string {
  if (value === null) return '';
  if (unit === 'share') return percent(value);
  return Number.isInteger(value) ? count(value) : significant(value);
}
