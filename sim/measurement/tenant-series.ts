/**
 * One tenant over time: what it issued and got in each window, its latency percentiles, and its latency heat map. Counted by
 * time of outcome.
 */
import { WindowedCounts, WindowedPercentiles } from '../engine/time-windows.js';
import { outcome } from '../protocol/request.js';
import type { FinishedRequestView } from '../trace.js';
import { endings } from './outcome-counts.js';
import { LatencyHeat } from './windows/latency-heat.js';

/** Of all requests, and of those that succeeded: what a result says before and after the percentiles. */
export const requestColumns = ['issued', ...endings, 'attempts', 'retries'] as const;
export const successColumns = ['strongReads', 'eventualReads', 'writes'] as const;
export const seriesColumns = [...requestColumns, ...successColumns] as const;
export type SeriesColumn = (typeof seriesColumns)[number];

/** The last is the maximum. */
export const seriesQuantiles = [0.5, 0.99, 0.999, 1] as const;

/** Tenants times windows, some 1,900 bytes each until the result is written. */
export const tenantWindowsMax = 500_000;

export class TenantSeries {
  private readonly counts: WindowedCounts<SeriesColumn>;
  private readonly latency: WindowedPercentiles;
  readonly heat: LatencyHeat;
  private readonly issuedColumn: number;
  private readonly attemptsColumn: number;
  private readonly retriesColumn: number;
  /** By outcome. */
  private readonly endingColumns: readonly number[];
  private readonly strongReadsColumn: number;
  private readonly eventualReadsColumn: number;
  private readonly writesColumn: number;

  /** @param windowsAColumn of the heat map */
  constructor(widthNs: number, windowsAColumn: number) {
    this.counts = new WindowedCounts(widthNs, seriesColumns);
    this.heat = new LatencyHeat(windowsAColumn);
    this.latency = new WindowedPercentiles(widthNs, seriesQuantiles, (values) => this.heat.add(values));
    this.issuedColumn = this.counts.column('issued');
    this.attemptsColumn = this.counts.column('attempts');
    this.retriesColumn = this.counts.column('retries');
    this.endingColumns = endings.map((name) => this.counts.column(name));
    this.strongReadsColumn = this.counts.column('strongReads');
    this.eventualReadsColumn = this.counts.column('eventualReads');
    this.writesColumn = this.counts.column('writes');
  }

  issued(nowNs: number): void {
    this.counts.add(nowNs, this.issuedColumn, 1);
  }

  finished(nowNs: number, request: FinishedRequestView, latencyNs: number, writes: boolean): void {
    const { counts } = this;
    counts.add(nowNs, this.endingColumns[request.outcome], 1);
    counts.add(nowNs, this.attemptsColumn, request.attempts);
    if (request.retries > 0) counts.add(nowNs, this.retriesColumn, request.retries);
    if (request.outcome !== outcome.succeeded) return;
    const column = writes ? this.writesColumn : request.isStrong ? this.strongReadsColumn : this.eventualReadsColumn;
    counts.add(nowNs, column, 1);
    this.latency.record(nowNs, latencyNs);
  }

  /** Ends the series; nothing may be recorded afterwards. */
  close(untilNs: number): void {
    this.latency.close(untilNs);
    this.heat.close();
  }

  count(column: SeriesColumn, untilNs: number): number[] {
    return this.counts.series(column, untilNs);
  }

  percentile(quantile: (typeof seriesQuantiles)[number]): readonly (number | null)[] {
    return this.latency.series(quantile);
  }
}
