/**
 * Chart: what came of each setting that `vary` ran, in panels over one axis of settings (setting-axis.ts): latencies
 * (vary-lines.ts), how requests ended, and the metrics that were asked for (vary-metrics.ts). A latency that says less than
 * it seems to is hollow, and says why.
 */
import type { ChartConfiguration, ChartDataset } from 'chart.js';
import { marks, markWords } from '../doubts.js';
import { percent, significant } from '../format.js';
import { elide } from '../safe-text.js';
import type { VaryRow, VaryTable } from '../vary/vary-table.js';
import { type Ending, endings } from '../vary/vary-table.js';
import { markOf } from '../vary/vary-text.js';
import {
  axisTitle,
  type ChartPlan,
  colours,
  decades,
  decadesInThree,
  framed,
  heightPx,
  ink,
  logarithmicAxis,
  millisecondsTick,
  notice,
  panel,
  panelBorders,
  panelNames,
  roundDown,
  roundUp,
  widthPx,
} from './chart-frame.js';
import { inOrder, type SettingAxis, settingAxis } from './setting-axis.js';
import { valueLabels } from './value-labels.js';
import { varyFinding } from './vary-finding.js';
import { type LatencyLine, linesOf } from './vary-lines.js';
import { metricAxis, metricDataset, metricPanels } from './vary-metrics.js';

const endedHeightPx = 120;
const metricHeightPx = 95;
const latencyWeight = 3;
/** Latencies closer together than this stand on an axis from zero. */
const linearRatioMax = 10;
/** Factor beyond the outermost points, which would be cut in half, and for the numbers over them. */
const axisMargin = 1.3;
const endedAxisMax = 1.35;
/** Those of outcomes come last. */
const barColours = ['#0072b2', '#009e73', '#999999', '#f0e442', '#cc79a7', '#d55e00'];
const tenantNameMax = 14;
/** Below the success of all by so much, a tenant is named. */
const tenantTolerance = 0.01;

const endingWords: Readonly<Record<Ending, string>> = {
  succeeded: 'succeeded',
  throttled: 'throttled',
  serverErrors: 'server errors',
  timedOut: 'timed out',
};

export function varyChart(given: VaryTable): ChartPlan {
  const table = inOrder(given);
  const { rows, seed } = table;
  const { about, lines, judged, unknown } = linesOf(table);
  const axis = settingAxis(table);
  const { panels, leftOut } = metricPanels(table);
  const latencies = lines.flatMap(({ values }) => values).filter((each): each is number => each !== null && each > 0);
  const scale = latencyAxis(latencies);
  const drawn = lines.map((line, index) => latencyDataset(line, index, axis, scale.min));
  const occurring = endings.filter((ending) => rows.some(({ outcomes }) => outcomes[ending] > 0));
  const ended = [...occurring.map((ending) => endedDataset(rows, ending, axis)), ...throttledDataset(rows, axis)];
  const texts = [
    ...lines.map((line, dataset) => ({ dataset, texts: line.values.map((_, row) => latencyText(line, row)) })),
    { dataset: lines.length + occurring.length - 1, texts: rows.map(successText) },
    ...panels.map((each, at) => ({ dataset: lines.length + ended.length + at, texts: each.texts })),
  ];
  const configuration: ChartConfiguration = {
    type: 'bar',
    data: {
      ...(axis.isScale ? {} : { labels: rows.map((_, at) => at) }),
      datasets: [...drawn, ...ended, ...panels.map((each) => metricDataset(each, axis))],
    },
    options: {
      ...framed(
        varyFinding(table, judged),
        { scenario: { title: table.title }, seed },
        about,
        0,
        notesOf(lines, leftOut, unknown),
      ),
      scales: {
        x: axis.scale,
        latency: { ...scale, ...panel(0, latencyWeight), title: axisTitle('latency (ms)') },
        ended: endedAxis,
        ...Object.fromEntries(panels.map((each, at) => [each.axis, metricAxis(each, 2 + at)])),
      },
    },
    plugins: [
      panelBorders,
      valueLabels(texts),
      panelNames(Object.fromEntries(panels.map(({ axis, path }) => [axis, path]))),
      ...(latencies.length === 0 ? [notice('no request succeeded')] : []),
    ],
  };
  return {
    name: 'vary',
    widthPx,
    heightPx: heightPx + endedHeightPx + metricHeightPx * panels.length,
    configuration,
  };
}

function latencyAxis(latencies: readonly number[]) {
  const [least, most] = latencies.length === 0 ? [1, 1000] : [Math.min(...latencies), Math.max(...latencies)];
  const ticks = { color: ink, callback: (value: number | string) => millisecondsTick(Number(value)) };
  if (most / least <= linearRatioMax)
    return { type: 'linear' as const, min: 0, suggestedMax: most * axisMargin, ticks };
  const [min, max] = [roundDown(least / axisMargin), roundUp(most * axisMargin)];
  return logarithmicAxis(min, max, max / min <= 10_000 ? decadesInThree : decades, millisecondsTick);
}

const endedAxis = {
  ...panel(1, 1),
  min: 0,
  max: endedAxisMax,
  stacked: true,
  title: axisTitle('requests'),
  ticks: { color: ink, callback: (value: number | string) => percent(Number(value)) },
  afterBuildTicks: (scale: { ticks: { value: number }[] }) => {
    scale.ticks = [0, 0.5, 1].map((value) => ({ value }));
  },
};

function latencyDataset(line: LatencyLine, index: number, axis: SettingAxis, base: number): ChartDataset {
  const { label, values, colour, dash } = line;
  const isDoubtful = values.map((_, row) => doubtsOf(line, row) !== '');
  if (axis.isScale) {
    return {
      type: 'line',
      label,
      data: values.map((y, row) => ({ x: axis.places[row], y })),
      yAxisID: 'latency',
      borderColor: colour,
      backgroundColor: colour,
      borderWidth: 1.8,
      borderDash: [...dash],
      pointRadius: 4,
      pointBackgroundColor: isDoubtful.map((each) => (each ? 'white' : colour)),
    };
  }
  const own = barColours[index % barColours.length];
  return {
    type: 'bar',
    label,
    data: [...values],
    base,
    yAxisID: 'latency',
    borderColor: own,
    backgroundColor: isDoubtful.map((each) => (each ? 'white' : own)),
    borderWidth: 1.5,
    maxBarThickness: 52,
    categoryPercentage: 0.7,
    barPercentage: 0.94,
    pointStyle: 'rect',
  };
}

function endedDataset(
  rows: readonly VaryRow[],
  ending: Ending,
  { isScale, places, barThicknessPx }: SettingAxis,
): ChartDataset {
  const shares = rows.map(({ outcomes }) => {
    const total = endings.reduce((sum, each) => sum + outcomes[each], 0);
    return total === 0 ? 0 : outcomes[ending] / total;
  });
  return {
    type: 'bar',
    label: endingWords[ending],
    data: isScale ? shares.map((y, row) => ({ x: places[row], y })) : shares,
    yAxisID: 'ended',
    stack: 'ended',
    grouped: false,
    barThickness: barThicknessPx,
    backgroundColor: colours[ending],
    pointStyle: 'rect',
  };
}

/** Retries hide throttles from the outcomes, so attempts are shown beside them. */
function throttledDataset(rows: readonly VaryRow[], { isScale, places }: SettingAxis): ChartDataset[] {
  if (rows.every(({ throttledShare }) => throttledShare === null || throttledShare === 0)) return [];
  const shares = rows.map(({ throttledShare }) => throttledShare);
  return [
    {
      type: 'line',
      label: 'share of attempts throttled',
      data: isScale ? shares.map((y, row) => ({ x: places[row], y })) : shares,
      yAxisID: 'ended',
      stack: 'attempts',
      showLine: false,
      borderColor: ink,
      backgroundColor: ink,
      pointStyle: 'rectRot',
      pointRadius: 5,
      order: -1,
    },
  ];
}

function doubtsOf({ figure, samples }: LatencyLine, row: number): string {
  const own = samples[row];
  return own === null ? '' : markOf(figure, own, samples);
}

function latencyText(line: LatencyLine, row: number): string {
  const value = line.values[row];
  return value === null ? '' : doubtsOf(line, row) + significant(value);
}

/** Of all tenants, and below it of the one that fares worst, where it fares worse. */
function successText({ successShare, tenants }: VaryRow): string {
  if (successShare === null) return '';
  const known = tenants.filter((each): each is { tenant: string; successShare: number } => each.successShare !== null);
  const worst = known.sort((a, b) => a.successShare - b.successShare).at(0);
  const isBehind = worst !== undefined && worst.successShare < successShare - tenantTolerance;
  const behind = isBehind ? `, ${elide(worst.tenant, tenantNameMax)} ${percent(worst.successShare)}` : '';
  return percent(successShare) + behind;
}

function notesOf(lines: readonly LatencyLine[], leftOut: readonly string[], unknown: readonly string[]): string[] {
  const given = lines.flatMap((line) => line.values.map((_, row) => doubtsOf(line, row))).join('');
  const said = (['few', 'survivors'] as const).filter((doubt) => given.includes(marks[doubt]));
  const doubts = said.map((doubt) => `${marks[doubt]} ${markWords[doubt]}`);
  return [
    ...(doubts.length === 0 ? [] : [`hollow: ${doubts.join('; ')}`]),
    ...(unknown.length === 0 ? [] : [`known in no run: ${unknown.join(', ')}`]),
    ...(leftOut.length === 0 ? [] : [`not drawn: ${leftOut.join(', ')}`]),
  ];
}
