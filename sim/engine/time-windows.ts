/**
 * What a run leaves behind for its charts: sums and percentiles over windows of fixed width from virtual time 0. Memory
 * grows with the number of windows, never with the number of events; empty windows cost a few words.
 *
 * Percentiles come from one histogram that is emptied at the end of each window, so times must not decrease there; sums
 * may be added to any window. Left out: sliding windows, and windows that start elsewhere than at 0.
 */
import { Histogram } from './histogram.js';

/** A month in windows of 3 s, say; a finer series is a mistake of whoever chose the width. */
export const windowsMax = 1_000_000;

const initialWindows = 64;

/** Named columns with one number a window, zero until added to. */
export class WindowedCounts<Column extends string> {
  readonly widthNs: number;
  readonly columns: readonly Column[];
  /** Row by row: cells[window * columns.length + column]. */
  private cells: Float64Array;
  /** The window of the last addition, which is nearly always that of the next. */
  private window: number;
  private windowFromNs: number;

  constructor(widthNs: number, columns: readonly Column[]) {
    assertWidth(widthNs);
    if (new Set(columns).size !== columns.length) throw new Error(`columns repeat a name: ${columns.join(', ')}`);
    this.widthNs = widthNs;
    this.columns = columns;
    this.cells = new Float64Array(initialWindows * columns.length);
    this.window = 0;
    this.windowFromNs = 0;
  }

  /** The number by which `add` knows a column. */
  column(name: Column): number {
    const column = this.columns.indexOf(name);
    if (column < 0) throw new Error(`there is no column ${name}`);
    return column;
  }

  add(timeNs: number, column: number, amount: number): void {
    const intoWindowNs = timeNs - this.windowFromNs;
    if (!(intoWindowNs >= 0 && intoWindowNs < this.widthNs)) this.moveTo(timeNs);
    this.cells[this.window * this.columns.length + column] += amount;
  }

  /** One column over all windows that begin before untilNs. */
  series(name: Column, untilNs: number): number[] {
    const column = this.column(name);
    const series: number[] = [];
    for (let window = 0; window * this.widthNs < untilNs; window++) {
      series.push(this.cells[window * this.columns.length + column] ?? 0);
    }
    return series;
  }

  private moveTo(timeNs: number): void {
    const window = windowOf(timeNs, this.widthNs);
    const rows = this.cells.length / this.columns.length;
    if (window >= rows) {
      const cells = new Float64Array(Math.max(window + 1, Math.min(2 * rows, windowsMax)) * this.columns.length);
      cells.set(this.cells);
      this.cells = cells;
    }
    this.window = window;
    this.windowFromNs = window * this.widthNs;
  }
}

/** Percentiles of the values recorded in each window. */
export class WindowedPercentiles {
  readonly widthNs: number;
  readonly quantiles: readonly number[];
  /** For each quantile, one value a closed window; null where nothing was recorded. */
  private readonly closed: (number | null)[][];
  private readonly histogram: Histogram;
  private windowFromNs: number;

  /**
   * Quantiles are in 0..1.
   * @param closing is shown the values of each window as it closes, in their order
   */
  constructor(
    widthNs: number,
    quantiles: readonly number[],
    private readonly closing: (values: Histogram) => void = () => {},
  ) {
    assertWidth(widthNs);
    this.widthNs = widthNs;
    this.quantiles = quantiles;
    this.closed = quantiles.map(() => []);
    this.histogram = new Histogram();
    this.windowFromNs = 0;
  }

  record(timeNs: number, value: number): void {
    const intoWindowNs = timeNs - this.windowFromNs;
    if (!(intoWindowNs >= 0 && intoWindowNs < this.widthNs)) this.moveTo(timeNs);
    this.histogram.record(value);
  }

  /** Ends the run: closes every window that begins before untilNs. */
  close(untilNs: number): void {
    while (this.windowFromNs < untilNs) this.closeWindow();
  }

  /** The given quantile of each closed window. */
  series(quantile: number): readonly (number | null)[] {
    const series = this.closed[this.quantiles.indexOf(quantile)];
    if (series === undefined) throw new Error(`the ${quantile} quantile is not kept`);
    return series;
  }

  private moveTo(timeNs: number): void {
    const fromNs = windowOf(timeNs, this.widthNs) * this.widthNs;
    if (fromNs < this.windowFromNs) throw new Error(`time ${timeNs} ns lies in a closed window`);
    while (this.windowFromNs < fromNs) this.closeWindow();
  }

  private closeWindow(): void {
    const isEmpty = this.histogram.count === 0;
    for (const [i, quantile] of this.quantiles.entries()) {
      this.closed[i].push(isEmpty ? null : this.histogram.quantile(quantile));
    }
    this.closing(this.histogram);
    this.histogram.reset();
    this.windowFromNs += this.widthNs;
  }
}

function assertWidth(widthNs: number): void {
  if (!(Number.isSafeInteger(widthNs) && widthNs > 0)) throw new Error(`a window cannot be ${widthNs} ns wide`);
}

function windowOf(timeNs: number, widthNs: number): number {
  const window = Math.floor(timeNs / widthNs);
  if (!(window >= 0 && window < windowsMax)) throw new Error(`${timeNs} ns is not in the first ${windowsMax} windows`);
  return window;
}
