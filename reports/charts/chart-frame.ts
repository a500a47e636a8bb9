/**
 * What all charts share: size, palette, fonts, the title that states the finding, and axes. Charts are plain Chart.js configurations, so a page in a browser can draw
 * the same ones; nothing here needs a canvas.
 *
 * Colours are those of Okabe and Ito (2008), told apart with every common colour vision deficiency.
 */
import type { Chart, ChartConfiguration, ChartOptions, LegendItem, Plugin, PointStyle, Scale } from 'chart.js';
import type { Result } from '../../sim/result.js';
import { count, short, significant } from '../format.js';
import { cut, elide, printable, wrap } from '../safe-text.js';

/** What charts of a run, and of several, are called: who keeps their images must know also those that a run lacks. */
export const chartNames = [
  'latency-over-time',
  'latency-distribution',
  'outcomes',
  'availability',
  'heat-map',
  'percentiles-by-tenant',
  'before-during-after',
  'units-over-time',
] as const;
export const varyChartName = 'vary';
type ChartName = (typeof chartNames)[number] | typeof varyChartName;

/** A chart before it is drawn; `name` is its file name without extension. */
export interface ChartPlan {
  readonly name: ChartName;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly configuration: ChartConfiguration;
}

/** What the subtitle names; a chart of several runs may have no single seed. */
interface Source {
  readonly scenario: Pick<Result['scenario'], 'title'>;
  readonly seed: number | null;
  readonly checks?: Result['checks'];
}

/** Null breaks the line. Chart.js wants its points writable. */
export type Point = { x: number; y: number | null };

export const widthPx = 900;
export const heightPx = 420;
/** The family that charts.ts registers, under a name of our own: an installed font of that name could differ. */
export const registeredFamily = 'Dynamosim Sans';
export const fontFamily = `"${registeredFamily}", "DejaVu Sans", sans-serif`;
export const ink = '#222222';
export const faintInk = '#666666';
export const gridColour = '#e4e4e4';
export const palette = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'] as const;
export const colours = {
  succeeded: '#56b4e9',
  throttled: '#e69f00',
  serverErrors: '#d55e00',
  timedOut: '#cc79a7',
  attempts: '#222222',
} as const;

const titleCharactersMax = 104;
const titleLinesMax = 2;
const subtitleCharactersMax = 135;
const scenarioTitleMin = 20;
const panelNameMax = 90;

/**
 * Options of a chart with its finding as title.
 * @param room pixels between the titles and the plot, for labels above it
 * @param notes what a reader must know to take the picture for what it is, each on a line of its own
 */
export function framed(
  finding: string,
  { scenario, seed, checks = [] }: Source,
  says: string,
  room: number,
  notes: readonly string[] = [],
): ChartOptions {
  const source = seed === null ? 'several seeds' : `seed ${seed}`;
  const titleRoom = Math.max(scenarioTitleMin, subtitleCharactersMax - says.length - source.length - 4);
  const subtitle = `${says}; ${cut(printable(scenario.title), titleRoom)}, ${source}`;
  return {
    animation: false,
    responsive: false,
    devicePixelRatio: 1,
    color: ink,
    font: { family: fontFamily, size: 12 },
    layout: { padding: { top: 6, right: 16, bottom: 6, left: 8 } },
    plugins: {
      title: {
        display: true,
        align: 'start',
        color: ink,
        text: [...balanced(finding)],
        font: { family: fontFamily, size: 14, weight: 'bold' },
        padding: { top: 2, bottom: 4 },
      },
      subtitle: {
        display: true,
        align: 'start',
        color: faintInk,
        text: [subtitle, ...brokenProperties(checks), ...notes].map((each) => cut(each, subtitleCharactersMax)),
        font: { family: fontFamily, size: 11.5 },
        padding: { top: 0, bottom: 8 + room },
      },
      legend: {
        position: 'bottom',
        labels: { usePointStyle: true, pointStyleWidth: 28, boxHeight: 8, color: ink, generateLabels: legendItems },
      },
      tooltip: { enabled: false },
    },
  };
}

/** Over lines of about the same length, so that no word stands alone. */
function balanced(finding: string): readonly string[] {
  const widest = wrap(finding, titleCharactersMax, titleLinesMax);
  const isWhole = (lines: readonly string[]) => lines.length === widest.length && lines.join(' ') === widest.join(' ');
  let columns = titleCharactersMax;
  while (widest.length > 1 && isWhole(wrap(finding, columns - 1, widest.length))) columns--;
  return wrap(finding, columns, widest.length);
}

/** However good its figures look, a run that lost writes is no good one. */
function brokenProperties(checks: Result['checks']): string[] {
  const violated = checks.filter(({ verdict }) => verdict === 'violated');
  if (violated.length === 0) return [];
  return [`violated: ${violated.map(({ property, violations }) => `${property} (${count(violations)})`).join(', ')}`];
}

/** The label of a dataset that no legend names. */
export const unlisted = '';

/** One item a label, which several panels may share. Chart.js forgets dashes when a legend shows lines. */
function legendItems(chart: Chart): LegendItem[] {
  const labels = chart.data.datasets.map(({ label }) => label);
  const items = chart.data.datasets.map((dataset, datasetIndex) => ({
    text: String(dataset.label),
    datasetIndex,
    fontColor: ink,
    // Of bars that differ in their fill the border has the colour.
    fillStyle: (Array.isArray(dataset.backgroundColor) ? dataset.borderColor : dataset.backgroundColor) as string,
    strokeStyle: (dataset.borderColor ?? dataset.backgroundColor) as string,
    lineWidth: 2,
    lineDash: 'borderDash' in dataset ? (dataset.borderDash as number[]) : [],
    pointStyle: 'pointStyle' in dataset ? (dataset.pointStyle as PointStyle) : 'line',
  }));
  return items.filter(
    ({ text, datasetIndex }) => text !== unlisted && labels.indexOf(labels[datasetIndex]) === datasetIndex,
  );
}

/** An axis of nothing: room right of the plot for labels, without narrowing the title. */
export function marginRight(px: number) {
  return {
    type: 'linear' as const,
    position: 'right' as const,
    grid: { display: false },
    border: { display: false },
    ticks: { display: false },
    afterFit: (scale: { width: number }) => {
      scale.width = px;
    },
  };
}

export function axisTitle(text: string) {
  return { display: true, text, color: ink, font: { family: fontFamily, size: 12 } };
}

/** Time in the unit that keeps its numbers small. */
export interface TimeUnit {
  readonly name: string;
  readonly seconds: number;
}

export function timeUnitOf(spanS: number): TimeUnit {
  if (spanS <= 600) return { name: 's', seconds: 1 };
  return spanS <= 6 * 3600 ? { name: 'min', seconds: 60 } : { name: 'h', seconds: 3600 };
}

/** Steps between ticks of time, in its unit: those that clocks have. */
const timeSteps: Readonly<Record<string, readonly number[]>> = {
  s: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120],
  min: [1, 2, 5, 10, 15, 30, 60],
  h: [1, 2, 3, 6, 12, 24, 48, 96, 168, 336],
};
const timeTicksMax = 12;

export function timeAxis({ run }: Result, unit: TimeUnit) {
  const max = run.simulatedSeconds / unit.seconds;
  const steps = timeSteps[unit.name];
  const step = steps.find((each) => max / each <= timeTicksMax) ?? steps[steps.length - 1];
  const ticks = Array.from({ length: Math.floor(max / step + 1e-9) + 1 }, (_, at) => ({ value: at * step }));
  return {
    type: 'linear' as const,
    min: 0,
    max,
    title: axisTitle(`virtual time (${unit.name})`),
    grid: { color: gridColour },
    ticks: { color: ink, maxRotation: 0, autoSkip: false, callback: (value: number | string) => short(Number(value)) },
    // Chart.js would put the end of the run in place of the last round number.
    afterBuildTicks: (scale: { ticks: { value: number }[] }) => {
      scale.ticks = ticks;
    },
  };
}

/** Ticks of a logarithmic axis within each decade. */
export const decades = [1];
export const decadesInThree = [1, 2, 5];

/** A logarithmic axis from `min` to `max`, with ticks at `steps` times whole powers of ten. */
export function logarithmicAxis(min: number, max: number, steps: readonly number[], label: (value: number) => string) {
  const from = Math.floor(Math.log10(min));
  const to = Math.ceil(Math.log10(max));
  // Read from text: 1e-4 is the nearest number to a ten-thousandth, and 10 ** -4 need not be.
  const values = Array.from({ length: to - from + 1 }, (_, index) => from + index)
    .flatMap((exponent) => steps.map((step) => Number(`${step}e${exponent}`)))
    .filter((value) => value >= min * 0.999 && value <= max * 1.001);
  return {
    type: 'logarithmic' as const,
    min,
    max,
    grid: { color: gridColour },
    ticks: { color: ink, autoSkip: false, callback: (value: number | string) => label(Number(value)) },
    afterBuildTicks: (scale: { ticks: { value: number }[] }) => {
      scale.ticks = values.map((value) => ({ value }));
    },
  };
}

/** A panel with room for fewer numbers than this is a low one. */
const tallTicksMin = 5;
/** Room over the highest value, as a share of it; higher up a number would stand on the lowest one of the panel above. */
const tall = { grace: 0.06, highestTickMax: 0.95 };
const low = { grace: 0.2, highestTickMax: 0.84 };

/**
 * An axis of counts from zero, with at least one number besides zero: Chart.js chooses round ends, and where two panels
 * meet the highest number has to go, which may be the only one. All numbers are in one unit: 20k beside 100k.
 */
export function countAxis(values: readonly (number | null)[], title: string, ticksMax: number, stepMin = 0) {
  const { grace, highestTickMax } = ticksMax < tallTicksMin ? low : tall;
  const most = values.reduce<number>((high, each) => Math.max(high, each ?? 0), 0);
  const max = (most > 0 ? most : 1) * (1 + grace);
  const highest = max * highestTickMax;
  const step = Math.max(stepMin, stepOf(highest, ticksMax));
  const ticks = Array.from({ length: Math.floor(highest / step) + 1 }, (_, at) => ({ value: at * step }));
  return {
    min: 0,
    max,
    title: axisTitle(title),
    ticks: { color: ink, autoSkip: false, callback: (value: number | string) => inUnitOf(max, Number(value)) },
    afterBuildTicks: (scale: { ticks: { value: number }[] }) => {
      scale.ticks = ticks;
    },
  };
}

/** The least of 1, 2, 5, 10 … of which no more than so many fit. */
function stepOf(max: number, ticksMax: number): number {
  const decade = Number(`1e${Math.floor(Math.log10(max / ticksMax))}`);
  return [1, 2, 5, 10].map((factor) => factor * decade).find((step) => max / step < ticksMax + 1) ?? 10 * decade;
}

function inUnitOf(max: number, value: number): string {
  const [unit, name] = max < 1e4 ? [1, ''] : max < 1e6 ? [1e3, 'k'] : max < 1e9 ? [1e6, 'M'] : [1e9, 'G'];
  return value === 0 ? '0' : `${short(value / unit)}${name}`;
}

/** The nearest of 1, 2, 5, 10 … at or below (or above) a positive value, as the end of an axis. */
export function roundDown(value: number): number {
  const decade = Number(`1e${Math.floor(Math.log10(value))}`);
  return [5, 2, 1].map((step) => step * decade).find((edge) => edge <= value * 1.001) ?? decade;
}

export function roundUp(value: number): number {
  const decade = Number(`1e${Math.floor(Math.log10(value))}`);
  return [1, 2, 5, 10].map((step) => step * decade).find((edge) => edge >= value * 0.999) ?? 10 * decade;
}

export function millisecondsTick(value: number): string {
  return value >= 1 ? short(value) : String(Number(significant(value)));
}

/** Each window as a level from its start to its end, so that a run of one window still shows. */
export function levels(
  edges: readonly { fromS: number; toS: number }[],
  values: readonly (number | null)[],
  unit: TimeUnit,
) {
  return edges.flatMap(({ fromS, toS }, index): readonly Point[] => [
    { x: fromS / unit.seconds, y: values[index] },
    { x: toS / unit.seconds, y: values[index] },
  ]);
}

/** A frame around each of several panels, which are axes stacked upon each other. */
export const panelBorders: Plugin = {
  id: 'panelBorders',
  beforeDatasetsDraw: ({ ctx, chartArea, scales }: Chart) => {
    ctx.save();
    ctx.strokeStyle = faintInk;
    for (const scale of panelsOf({ scales })) {
      ctx.strokeRect(chartArea.left, scale.top, chartArea.right - chartArea.left, scale.bottom - scale.top);
    }
    ctx.restore();
  },
};

/** The stroke of a tick and what keeps it apart from its number; the title of an axis. */
const besideNumbersPx = 14;
const axisTitlePx = 26;

const panelsOf = ({ scales }: Pick<Chart, 'scales'>) =>
  Object.values(scales).filter(({ axis, id }) => axis === 'y' && id !== 'margin');

/**
 * What stacked axes share: the highest panel comes first, and grows with its `height`. Chart.js gives each
 * of many no more than a part of half the chart, and all the mean of it, so that long numbers would stand on a title: all
 * take what the widest needs.
 */
export function panel(place: number, height: number) {
  return {
    axis: 'y' as const,
    stack: 'panels',
    // Of stacked axes the heaviest comes first.
    weight: -place,
    stackWeight: height,
    grid: { color: gridColour },
    afterFit: (scale: Scale) => {
      scale.ctx.font = `12px ${fontFamily}`;
      const numbersPx = Math.max(
        0,
        ...scale.ticks.map(({ label }) => scale.ctx.measureText(String(label ?? '')).width),
      );
      const { title } = scale.options as { title?: { display?: boolean } };
      const needed = numbersPx + besideNumbersPx + (title?.display === true ? axisTitlePx : 0);
      scale.width = Math.max(scale.width, needed);
      for (const other of panelsOf(scale.chart)) scale.width = Math.max(scale.width, other.width || 0);
    },
  };
}

/** Says in the upper left corner of a panel what it shows, by the id of its axis. */
export function panelNames(names: Readonly<Record<string, string>>): Plugin {
  return {
    id: 'panelNames',
    afterDatasetsDraw: ({ ctx, chartArea, scales }: Chart) => {
      ctx.save();
      ctx.fillStyle = ink;
      ctx.font = `bold 11px ${fontFamily}`;
      ctx.textBaseline = 'top';
      for (const [id, text] of Object.entries(names)) {
        ctx.fillText(elide(printable(text), panelNameMax), chartArea.left + 6, scales[id].top + 5);
      }
      ctx.restore();
    },
  };
}

/** Text in the middle of a plot that is empty, or whose bars all say the same. */
export function notice(text: string): Plugin {
  return {
    id: 'notice',
    afterDraw: ({ ctx, chartArea }: Chart) => {
      ctx.save();
      ctx.fillStyle = faintInk;
      ctx.font = `14px ${fontFamily}`;
      ctx.textAlign = 'center';
      const [x, y] = [(chartArea.left + chartArea.right) / 2, (chartArea.top + chartArea.bottom) / 2];
      ctx.strokeStyle = 'white';
      ctx.lineWidth = 6;
      ctx.strokeText(text, x, y);
      ctx.fillText(text, x, y);
      ctx.restore();
    },
  };
}
