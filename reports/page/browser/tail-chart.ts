/**
 * Latency by percentile, one line an operation: to the right each step is ten times as rare, so that the slowest requests
 * have as much room as all others. Every line ends at its slowest request.
 */
import uPlot from 'uplot';
import { percent } from '../../format.js';
import type { DistributionData, PageData } from '../page-data.js';
import { inMs } from './chart-plan.js';
import { element, within } from './dom.js';
import { lineColours } from './service-charts.js';
import type { Tenants } from './tenants.js';
import { colour, onTheme } from './theme.js';
import { latencyTick, logarithmicTicks } from './ticks.js';
import { fontOf } from './time-plot.js';

const heightPx = 300;
const gutterPx = 88;
const narrowGutterPx = 76;
const narrowPx = 560;

/** One in so many requests is as slow or slower. */
interface Curve {
  readonly oneIn: readonly number[];
  readonly ms: readonly number[];
}

export function drawTailChart(page: PageData, tenants: Tenants): void {
  const figure = document.querySelector<HTMLElement>('figure[data-chart="tail"]');
  const { distributions } = page;
  if (figure === null) return;
  if (distributions.length === 0) {
    figure.hidden = true;
    return;
  }
  const curves = distributions.map(curveOf);
  const room = within(figure, '.plot');
  const plot = new uPlot(options(room, distributions, curves), aligned(curves), room);
  const readout = within(figure, '.readout');
  const values = keys(readout, distributions);
  const show = () => {
    distributions.forEach(({ tenant }, at) => {
      plot.setSeries(at + 1, { show: tenants.isOn[tenant] });
      values[at].parentElement!.hidden = !tenants.isOn[tenant];
    });
  };
  show();
  tenants.onChange(show);
  onTheme(() => plot.redraw(false));
  new ResizeObserver(() => {
    if (room.clientWidth > 0 && room.clientWidth !== plot.width)
      plot.setSize({ width: room.clientWidth, height: heightPx });
  }).observe(room);
  follow(plot, room, curves, values);
  const details = within(figure, 'details') as HTMLDetailsElement;
  details.addEventListener('toggle', () => {
    if (details.open) within(details, '.scroll').replaceChildren(tableOf(distributions, curves));
  });
}

function curveOf({ upToMs, counts }: DistributionData): Curve {
  const total = counts.reduce((sum, each) => sum + each, 0);
  let slower = total;
  const oneIn = counts.map((each) => {
    const share = total / slower;
    slower -= each;
    return share;
  });
  return { oneIn: [...oneIn, total], ms: [...upToMs, upToMs[upToMs.length - 1]] };
}

/** uPlot wants one horizontal axis of all curves. */
function aligned(curves: readonly Curve[]): uPlot.AlignedData {
  return uPlot.join(
    curves.map(({ oneIn, ms }): uPlot.AlignedData => [[...oneIn], [...ms]].map(ascending) as uPlot.AlignedData),
  );
}

const ascending = (values: number[]) => values;

function options(
  room: HTMLElement,
  distributions: readonly DistributionData[],
  curves: readonly Curve[],
): uPlot.Options {
  const rarest = Math.max(10, ...curves.map(({ oneIn }) => oneIn[oneIn.length - 1]));
  const slowest = Math.max(...curves.map(({ ms }) => ms[ms.length - 1]));
  const fastest = Math.min(...curves.map(({ ms }) => ms[0]));
  const [low, high] = [fastest / 1.15, Math.max(slowest, fastest * 2) * 1.15];
  const percentiles = [1, 2, ...Array.from({ length: 9 }, (_, power) => 10 ** (power + 1))].filter(
    (each) => each <= rarest,
  );
  const isNarrow = () => room.clientWidth < narrowPx;
  const axis = {
    stroke: () => colour('faint'),
    font: fontOf(11),
    gap: 5,
    grid: { stroke: () => colour('grid'), width: 1 },
    ticks: { stroke: () => colour('grid'), width: 1, size: 4 },
    filter: (_: uPlot, ticks: number[]) => ticks,
  };
  return {
    width: Math.max(200, room.clientWidth),
    height: heightPx,
    padding: [8, 22, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
    scales: {
      x: { time: false, distr: 3, log: 10, range: () => [1, rarest * 1.2] },
      y: { distr: 3, log: 10, range: () => [low, high] },
    },
    axes: [
      {
        ...axis,
        size: 26,
        splits: () => percentiles,
        values: (_, ticks) => ticks.map((tick) => (tick === 1 && isNarrow() ? '' : percentileName(tick))),
      },
      {
        ...axis,
        size: () => (isNarrow() ? narrowGutterPx : gutterPx),
        splits: () => logarithmicTicks(low, high),
        values: (_, ticks) => ticks.map(latencyTick),
      },
    ],
    series: [
      {},
      ...distributions.map(({ name }, at): uPlot.Series => {
        const steps = uPlot.paths.stepped?.({ align: -1 });
        return {
          label: name,
          stroke: () => colour(lineColours[at % lineColours.length]),
          width: 2,
          spanGaps: true,
          points: { show: false },
          ...(steps === undefined ? {} : { paths: steps }),
        };
      }),
    ],
  };
}

function percentileName(oneIn: number): string {
  return oneIn === 1
    ? 'all'
    : percent(1 - 1 / oneIn)
        .replace(' %', '')
        .replace(/^/, 'p');
}

function keys(readout: HTMLElement, distributions: readonly DistributionData[]): HTMLElement[] {
  return distributions.map(({ name }, at) => {
    const key = element('span', 'key');
    const swatch = element('i');
    swatch.style.background = `var(--${lineColours[at % lineColours.length]})`;
    const value = element('b');
    key.append(swatch, name, ' ', value);
    readout.append(key);
    return value;
  });
}

/** Pointer and arrows move along the percentiles. */
function follow(plot: uPlot, room: HTMLElement, curves: readonly Curve[], values: readonly HTMLElement[]): void {
  const say = () => {
    const { left } = plot.cursor;
    const oneIn = left === undefined || left < 0 ? null : plot.posToVal(left, 'x');
    curves.forEach((curve, at) => {
      const ms = oneIn === null ? null : msAt(curve, oneIn);
      values[at].textContent = oneIn === null ? '' : ms === null ? '-' : `${inMs(ms)} at ${percentileName(oneIn)}`;
    });
  };
  plot.over.addEventListener('mousemove', say);
  plot.over.addEventListener('mouseleave', () => setTimeout(say));
  room.addEventListener('keydown', ({ key }) => {
    if (key !== 'ArrowLeft' && key !== 'ArrowRight') return;
    const width = plot.over.clientWidth;
    const from = Math.max(0, plot.cursor.left ?? 0);
    plot.setCursor({ left: Math.min(width, Math.max(0, from + (key === 'ArrowLeft' ? -width : width) / 40)), top: 0 });
    say();
  });
}

function msAt({ oneIn, ms }: Curve, at: number): number | null {
  if (at > oneIn[oneIn.length - 1]) return null;
  const next = oneIn.findIndex((each) => each > at);
  return ms[Math.max(0, next === -1 ? ms.length - 1 : next - 1)];
}

/** At each power of ten that the requests suffice for. */
function tableOf(distributions: readonly DistributionData[], curves: readonly Curve[]): HTMLElement {
  const rarest = Math.max(...curves.map(({ oneIn }) => oneIn[oneIn.length - 1]));
  const rows = [2, 10, 100, 1000, 10_000, 100_000, 1_000_000].filter((each) => each <= rarest);
  const table = element('table');
  const row = (tag: 'th' | 'td', cells: readonly string[]) => {
    const made = element('tr');
    made.append(...cells.map((text, at) => element(at === 0 ? 'th' : tag, '', text)));
    return made;
  };
  table.append(
    row('th', ['percentile', ...distributions.map(({ name }) => name)]),
    ...rows.map((oneIn) => row('td', [percentileName(oneIn), ...curves.map((curve) => inMs(msAt(curve, oneIn)))])),
  );
  return table;
}
