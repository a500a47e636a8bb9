/**
 * The latency heat map of one tenant: how many of its successful requests took how long, by columns of time and bands of
 * latency (histogram.ts). A column is some windows of the series, so many that a run has at most `heatColumnsMax`: it takes
 * its counts from the histogram of each window as that closes, and costs nothing a request. There are never more columns
 * than windows, so what bounds those of all tenants (`tenantWindowsMax`) bounds these.
 *
 * Left out: requests that failed, which have no latency worth the name; the series counts them.
 */
import { bandsMax, bandUpTo, type Histogram } from '../../engine/histogram.js';
import type { HeatMap } from '../../series.js';

export const heatColumnsMax = 240;

/** Of a run that ends at the latest then. */
export function windowsAColumn(untilNs: number, windowNs: number): number {
  return Math.max(1, Math.ceil(Math.ceil(untilNs / windowNs) / heatColumnsMax));
}

/** The first band that holds something and the counts from there to the last that does. */
interface Column {
  readonly firstBand: number;
  readonly counts: readonly number[];
}

export class LatencyHeat {
  private readonly columns: Column[] = [];
  private readonly open = new Float64Array(bandsMax);
  private openWindows = 0;

  constructor(readonly windowsAColumn: number) {}

  /** The next window's values. */
  add(values: Histogram): void {
    values.addToBands(this.open);
    this.openWindows++;
    if (this.openWindows === this.windowsAColumn) this.closeColumn();
  }

  /** Ends the run; a last, shorter column is closed now. */
  close(): void {
    if (this.openWindows > 0) this.closeColumn();
  }

  /** Null where nothing succeeded. */
  bands(): { readonly from: number; readonly to: number } | null {
    const used = this.columns.filter(({ counts }) => counts.length > 0);
    if (used.length === 0) return null;
    const from = used.reduce((least, { firstBand }) => Math.min(least, firstBand), bandsMax);
    const to = used.reduce((most, { firstBand, counts }) => Math.max(most, firstBand + counts.length), 0);
    return { from, to };
  }

  rows(fromBand: number): number[][] {
    return this.columns.map(({ firstBand, counts }) => (counts.length === 0 ? [] : [firstBand - fromBand, ...counts]));
  }

  private closeColumn(): void {
    const { open } = this;
    const firstBand = Math.max(
      0,
      open.findIndex((count) => count > 0),
    );
    const end = open.findLastIndex((count) => count > 0) + 1;
    this.columns.push({ firstBand, counts: [...open.subarray(firstBand, end)] });
    open.fill(0);
    this.openWindows = 0;
  }
}

/** Of all tenants, on the bands that any of them has. */
export function heatMap(
  tenants: readonly { readonly name: string; readonly heat: LatencyHeat }[],
  windowSeconds: number,
): HeatMap {
  const spans = tenants.flatMap(({ heat }) => heat.bands() ?? []);
  const from = spans.reduce((least, span) => Math.min(least, span.from), bandsMax);
  const to = spans.reduce((most, span) => Math.max(most, span.to), from);
  const edges = spans.length === 0 ? [] : Array.from({ length: to - from + 1 }, (_, at) => bandUpTo(from + at - 1));
  return {
    columnSeconds: windowSeconds * (tenants[0]?.heat.windowsAColumn ?? 1),
    edgesMs: edges.map((ns) => ns / 1e6),
    tenants: tenants.map(({ name, heat }) => ({ tenant: name, columns: heat.rows(from) })),
  };
}
