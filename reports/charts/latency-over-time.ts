/**
 * Chart: p50, p99 and the highest latency of some tenants over virtual time, the one with the finding and the busiest, one
 * panel a tenant, all on the same logarithmic scale so that panels compare. The highest is p99.9, or the slowest request
 * where windows are too small to have a p99.9. Windows without a success leave a gap, which is named where it is wide; those in which many
 * failed are hatched, since their latencies are of the others.
 */
import type { ChartConfiguration } from 'chart.js';
import type { Result } from '../../sim/result.js';
import type { TenantSeries } from '../../sim/series.js';
import { busiestTenants } from '../busiest.js';
import { isMaximum, isOfFew, markWords } from '../doubts.js';
import { failingWords, hasFailing } from '../failing-windows.js';
import { plural } from '../format.js';
import { elide, printable } from '../safe-text.js';
import { highest } from '../sparkline.js';
import { subjectOf } from '../subject.js';
import { actLanes } from './act-lanes.js';
import {
  axisTitle,
  type ChartPlan,
  decades,
  decadesInThree,
  framed,
  heightPx,
  levels,
  logarithmicAxis,
  marginRight,
  millisecondsTick,
  notice,
  palette,
  panel,
  panelBorders,
  roundDown,
  roundUp,
  type TimeUnit,
  timeAxis,
  timeUnitOf,
  widthPx,
} from './chart-frame.js';
import { type DrawnWindows, drawnWindows } from './drawn-windows.js';
import { endLabels } from './end-labels.js';
import { faultBands } from './fault-bands.js';
import { latencyFinding } from './latency-finding.js';
import { failingStretches, silences } from './silences.js';

const panelsMax = 3;
const onePanelHeightPx = 300;
const panelHeightPx = 200;
const tenantNameMax = 22;
/** Factor beyond the outermost number of a panel, so that it does not meet that of the next one. */
const panelMargin = 1.25;
const endLabelRoom = 44;
const fewDash = [2, 2.5];

interface Figure {
  readonly label: 'p50' | 'p99' | 'p99.9' | 'max';
  readonly colour: string;
  readonly of: (tenant: TenantSeries) => readonly (number | null)[];
}

const p50: Figure = { label: 'p50', colour: palette[2], of: (tenant) => tenant.p50Ms };
const p99: Figure = { label: 'p99', colour: palette[0], of: (tenant) => tenant.p99Ms };
const p99_9: Figure = { label: 'p99.9', colour: palette[1], of: (tenant) => tenant.p99_9Ms };
const max: Figure = { label: 'max', colour: palette[1], of: (tenant) => tenant.maxMs };

export function latencyOverTime(result: Result): ChartPlan {
  const tenants = panelTenants(result);
  const unit = timeUnitOf(result.run.simulatedSeconds);
  const bands = faultBands(result, unit);
  const windows = drawnWindows(result);
  const lines = tenants.flatMap((tenant, at) => linesOf(tenant, at, windows, unit));
  const values = lines.flatMap(({ data }) => data.flatMap(({ y }) => (y !== null && y > 0 ? [y] : [])));
  const isEmpty = values.length === 0;
  const [least, most] = isEmpty ? [1, 1000] : [roundDown(Math.min(...values)), Math.max(...values)];
  const highestMs = isEmpty ? most : roundUp(Math.max(most, 2 * least));
  // Twelve numbers fit along one tall panel, half of that along each of several.
  const steps = highestMs / least <= (tenants.length > 1 ? 100 : 10_000) ? decadesInThree : decades;
  const panelPx = tenants.length > 1 ? panelHeightPx : onePanelHeightPx;
  const lanes = actLanes(result, unit, tenants.length);
  const margin = tenants.length > 1 || lanes.heightPx > 0 ? panelMargin : 1;
  const axes = tenants.map((tenant, at) => [
    `y${at}`,
    {
      ...logarithmicAxis(least / margin, highestMs * margin, steps, millisecondsTick),
      ...panel(at, panelPx),
      title: axisTitle(tenants.length > 1 ? `${elide(printable(tenant.tenant), tenantNameMax)} (ms)` : 'latency (ms)'),
    },
  ]);
  const options = framed(latencyFinding(result), result, saysOf(result, tenants) + bands.note, bands.room, [
    ...notesOf(lines),
    ...(tenants.some(hasFailing) ? [`thinly hatched: ${failingWords}`] : []),
  ]);
  const configuration: ChartConfiguration = {
    type: 'line',
    data: { datasets: lines.map(datasetOf) },
    options: {
      ...options,
      plugins: { ...options.plugins, legend: { display: false } },
      scales: {
        x: timeAxis(result, unit),
        margin: marginRight(endLabelRoom),
        ...Object.fromEntries(axes),
        ...lanes.axes,
      },
    },
    plugins: [
      bands.plugin,
      panelBorders,
      ...lanes.plugins,
      ...(isEmpty
        ? [notice('no request succeeded')]
        : [endLabels, silences(result, tenants, unit), failingStretches(result, tenants, unit)]),
    ],
  };
  const panelsPx = panelPx * Math.max(1, tenants.length);
  return {
    name: 'latency-over-time',
    widthPx,
    heightPx: heightPx - onePanelHeightPx + panelsPx + lanes.heightPx,
    configuration,
  };
}

/** In the order of the result: the one with the finding, and the busiest. */
export function panelTenants(result: Result): readonly TenantSeries[] {
  const subject = subjectOf(result);
  const { tenants } = result.series;
  const others = { ...result.series, tenants: tenants.filter((tenant) => tenant !== subject) };
  const shown = [...(subject === null ? [] : [subject]), ...busiestTenants(others, panelsMax - 1)];
  return tenants.filter((tenant) => shown.includes(tenant));
}

interface Line {
  readonly figure: Figure;
  readonly axis: string;
  readonly data: { x: number; y: number | null }[];
  /** One a drawn window. */
  readonly isOfFew: readonly boolean[];
}

/** A percentile that is the maximum by another name is drawn once, as that. */
function linesOf(tenant: TenantSeries, at: number, windows: DrawnWindows, unit: TimeUnit): readonly Line[] {
  const sorted = tenant.succeeded.filter((each) => each > 0).sort((a, b) => a - b);
  const usual = sorted[(sorted.length - 1) >> 1] ?? 0;
  const figures = [isMaximum('p99.9', usual) ? max : p99_9, ...(isMaximum('p99', usual) ? [] : [p99]), p50];
  const leastSucceeded = windows.merge(tenant.succeeded, (several) => Math.min(...several));
  return figures.map((figure) => ({
    figure,
    axis: `y${at}`,
    data: [...levels(windows.edges, windows.merge(figure.of(tenant), highest), unit)],
    isOfFew: leastSucceeded.map((succeeded) => isOfFew(figure.label, succeeded)),
  }));
}

function datasetOf({ figure, axis, data, isOfFew }: Line) {
  return {
    label: figure.label,
    data,
    yAxisID: axis,
    borderColor: figure.colour,
    borderWidth: 1.8,
    pointRadius: 0,
    // Two points a window: the segment between them is its level.
    segment: {
      borderDash: ({ p0DataIndex }: { p0DataIndex: number }) => (isOfFew[p0DataIndex >> 1] ? fewDash : undefined),
    },
  };
}

function saysOf({ series }: Result, tenants: readonly TenantSeries[]): string {
  const hidden = series.tenants.length - tenants.length;
  return `latency of successful requests as clients saw it${hidden > 0 ? ` (${plural(hidden, 'less busy tenant')} not drawn)` : ''}`;
}

function notesOf(lines: readonly Line[]): string[] {
  const doubtful = lines.filter(({ isOfFew }) => isOfFew.includes(true)).map(({ figure }) => figure.label);
  return doubtful.length === 0 ? [] : [`dotted ${[...new Set(doubtful)].join(', ')}: ${markWords.few} in a window`];
}
