/**
 * One chart on the shared axis of time, drawn by uPlot: levels by window as steps, faults shaded behind them, a line at the
 * cursor. Pointer and keys change the shared axis and never one chart alone.
 */
import uPlot from 'uplot';
import type { PageData } from '../page-data.js';
import type { Level } from './heat/level.js';
import { levelsOf } from './levels.js';
import { drawShades } from './shades.js';
import { colour, onTheme } from './theme.js';
import { moment, timeSteps } from './ticks.js';
import type { TimeAxis } from './time-axis.js';

export interface LineSpec {
  readonly label: string;
  /** Of the style sheet. */
  readonly colour: string;
  readonly values: readonly (number | null)[];
  readonly widthPx?: number;
  readonly dash?: readonly number[];
  /** Filled down to the axis in its own colour. */
  readonly isFilled?: boolean;
  /** As straight lines from point to point, not as steps. */
  readonly isSloped?: boolean;
}

export interface VerticalAxis {
  readonly low: number;
  readonly high: number;
  readonly isLogarithmic?: boolean;
  /** The highest number below. */
  readonly isReversed?: boolean;
  readonly ticks?: readonly number[];
  readonly tick: (value: number) => string;
}

export interface PlotSpec {
  readonly heightPx: number;
  readonly timeS: readonly number[];
  readonly lines: readonly LineSpec[];
  readonly y: VerticalAxis;
  /** Of bands that a pointer, or a key, can be at. */
  readonly bandEdges?: readonly number[];
  /** Behind the lines, and above them. */
  readonly drawBehind?: (plot: uPlot) => void;
  readonly drawAbove?: (plot: uPlot) => void;
}

const widthMinPx = 200;
/** Holds the name of a lane, such as "312 hand-overs". */
const gutterPx = 96;
const axisHeightPx = 26;
const rightPx = 20;
export const fontOf = (px: number) => `${px}px system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif`;
/** Where a cursor is that is nowhere. */
const outside = -10;

export class TimePlot {
  private readonly plot: uPlot;
  private isFollowing = false;

  constructor(
    private readonly room: HTMLElement,
    private readonly axis: TimeAxis,
    private readonly page: PageData,
    private spec: PlotSpec,
    private readonly level: Level,
    private widthPx: number,
  ) {
    this.plot = new uPlot(this.options(), this.data(), room);
    axis.onRange(() => this.plot.setScale('x', { min: axis.fromS, max: axis.toS }));
    axis.onCursor(() => this.follow());
    level.onMove(() => this.follow());
    onTheme(() => this.plot.redraw(false));
    new ResizeObserver(() => this.fit()).observe(room);
    room.addEventListener('keydown', (event) => this.key(event));
  }

  /** The same lines with other values, such as of other tenants. */
  update(spec: PlotSpec): void {
    this.spec = spec;
    this.plot.setData(this.data(), false);
    this.plot.setScale('y', { min: spec.y.low, max: spec.y.high });
    this.plot.setScale('x', { min: this.axis.fromS, max: this.axis.toS });
  }

  private get hasBands(): boolean {
    return this.spec.bandEdges !== undefined;
  }

  private data(): uPlot.AlignedData {
    return [[...this.spec.timeS], ...this.spec.lines.map(({ values }) => [...values])];
  }

  private options(): uPlot.Options {
    const { spec, axis, page } = this;
    const { y } = spec;
    return {
      width: Math.max(widthMinPx, this.widthPx),
      height: spec.heightPx,
      padding: [8, rightPx, 0, 0],
      legend: { show: false },
      cursor: {
        y: spec.bandEdges !== undefined,
        points: { show: false },
        drag: { x: true, y: false, setScale: false },
        // The window that the cursor is in, not the nearest beginning of one.
        dataIdx: (plot, _series, _nearest, atS) => windowAt(plot.data[0] as readonly number[], atS),
        bind: {
          dblclick: () => () => {
            axis.showAll();
            return null;
          },
        },
      },
      scales: {
        x: { time: false, range: () => [axis.fromS, axis.toS] },
        y: {
          range: () => [this.spec.y.low, this.spec.y.high],
          ...(y.isLogarithmic ? { distr: 3 as const, log: 10 as const } : {}),
          ...(y.isReversed ? { dir: -1 as const } : {}),
        },
      },
      axes: [
        {
          ...this.axisStyle(),
          size: axisHeightPx,
          incrs: timeSteps,
          space: 64,
          values: (_, ticks) => ticks.map((tick) => moment(tick, page.endS)),
        },
        {
          ...this.axisStyle(),
          size: gutterPx,
          values: (_, ticks) => ticks.map((tick) => this.spec.y.tick(tick)),
          ...(y.ticks === undefined
            ? { space: 34 }
            : { splits: () => [...(this.spec.y.ticks ?? [])], filter: (_, ticks) => ticks }),
        },
      ],
      series: [{}, ...spec.lines.map(lineOptions)],
      hooks: {
        drawClear: [
          (plot) => {
            drawShades(plot, page);
            this.spec.drawBehind?.(plot);
          },
        ],
        draw: [(plot) => this.spec.drawAbove?.(plot)],
        setSelect: [(plot) => this.select(plot)],
        setCursor: [(plot) => this.point(plot)],
      },
    };
  }

  private axisStyle(): uPlot.Axis {
    return {
      stroke: () => colour('faint'),
      font: fontOf(11),
      gap: 5,
      grid: { stroke: () => colour('grid'), width: 1 },
      ticks: { stroke: () => colour('grid'), width: 1, size: 4 },
    };
  }

  private fit(): void {
    const width = this.room.clientWidth;
    if (width <= 0 || width === this.plot.width) return;
    this.widthPx = width;
    this.plot.setSize({ width, height: this.spec.heightPx });
  }

  private select(plot: uPlot): void {
    const { left, width } = plot.select;
    if (width <= 0) return;
    const [fromS, toS] = [plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x')];
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    this.axis.show(fromS, toS);
  }

  private point(plot: uPlot): void {
    if (this.isFollowing) return;
    const { left, top } = plot.cursor;
    if (this.hasBands) this.level.moveTo(top === undefined || top < 0 ? null : plot.posToVal(top, 'y'));
    this.axis.pointAt(left === undefined || left < 0 ? null : plot.posToVal(left, 'x'));
  }

  /** The cursor that another chart, or a key, has moved. */
  private follow(): void {
    this.isFollowing = true;
    const { cursorS } = this.axis;
    const { value } = this.level;
    const left = cursorS === null ? outside : this.plot.valToPos(cursorS, 'x');
    const top = value === null ? outside : this.plot.valToPos(value, 'y');
    const { left: leftNow = outside, top: topNow = outside } = this.plot.cursor;
    const isMoved = Math.abs(leftNow - left) > 0.5 || (this.hasBands && Math.abs(topNow - top) > 0.5);
    if (isMoved) this.plot.setCursor({ left, top }, false);
    this.isFollowing = false;
  }

  private key(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const { axis, page } = this;
    const acts: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => this.step(-1, event.shiftKey),
      ArrowRight: () => this.step(1, event.shiftKey),
      Home: () => axis.pointAt(axis.fromS),
      End: () => axis.pointAt(axis.toS - page.windowS / 2),
      '+': () => axis.zoomIn(),
      '=': () => axis.zoomIn(),
      '-': () => axis.zoomOut(),
      '0': () => axis.showAll(),
      Escape: () => axis.pointAt(null),
      ...this.keysOfBands(),
    };
    const act = acts[event.key];
    if (act === undefined) return;
    act();
    event.preventDefault();
  }

  private keysOfBands(): Readonly<Record<string, () => void>> {
    const { bandEdges } = this.spec;
    if (bandEdges === undefined) return {};
    return { ArrowUp: () => this.level.step(1, bandEdges), ArrowDown: () => this.level.step(-1, bandEdges) };
  }

  /** By a window, or with shift by a quarter of what is shown. */
  private step(direction: -1 | 1, isFar: boolean): void {
    const { axis, page } = this;
    if (isFar) {
      axis.pan(direction);
      return;
    }
    const fromS = axis.cursorS ?? axis.fromS - page.windowS / 2;
    axis.pointAt(Math.min(axis.endS, Math.max(0, fromS + direction * page.windowS)));
  }
}

/** The last one that begins at or before the moment; the end of the run is of the last window. */
export function windowAt(timeS: readonly number[], atS: number): number {
  let [low, high] = [0, timeS.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (timeS[middle] <= atS) low = middle;
    else high = middle - 1;
  }
  return low;
}

function lineOptions({ label, colour: name, widthPx, dash, isFilled, isSloped }: LineSpec): uPlot.Series {
  return {
    label,
    stroke: () => colour(name),
    width: widthPx ?? 1.6,
    points: { show: false },
    ...(isSloped ? {} : { paths: levelsOf(isFilled ?? false) }),
    ...(dash === undefined ? {} : { dash: [...dash] }),
    ...(isFilled ? { fill: () => colour(name) } : {}),
  };
}
