/**
 * Latency objectives over time: for each, its own figure in each window of the series, of the requests of its operation that
 * were issued after the warm-up, by when they ended. A tenant's series mixes its operations, so it cannot say when one of
 * them missed what was asked. It only listens, and a run without such objectives has none.
 *
 * Left out: shares, which the tenant's series has, and objectives beyond `objectiveWindowsMax` windows in all.
 */
import { type Histogram, quantileOfAll } from '../../engine/histogram.js';
import { WindowedCounts, WindowedPercentiles } from '../../engine/time-windows.js';
import { operationNames } from '../../protocol/operations.js';
import { outcome } from '../../protocol/request.js';
import type { ObjectiveSeries } from '../../result.js';
import type { Clock, FinishedRequestView, Observer } from '../../trace.js';
import type { WarmUp } from '../warm-up.js';

/** Objectives times windows, three numbers each. */
export const objectiveWindowsMax = 500_000;

export interface Watched {
  readonly tenant: number;
  readonly tenantName: string;
  /** Such as `getItem.p99.ofAll`. */
  readonly metric: string;
}

const columns = ['ended', 'failed'] as const;
const endedColumn = columns.indexOf('ended');
const failedColumn = columns.indexOf('failed');

class ObjectiveWindows {
  readonly tenant: number;
  readonly operation: number;
  private readonly counts: WindowedCounts<(typeof columns)[number]>;
  private readonly latency: WindowedPercentiles;
  private readonly figures: (number | null)[] = [];
  private readonly figure: (values: Histogram, failed: number) => number | null;
  /** Of the window that closes next, which no earlier time is told of any more. */
  private failedInWindow = 0;
  private windowEndNs: number;

  constructor(
    private readonly watched: Watched,
    private readonly widthNs: number,
  ) {
    const [operation] = watched.metric.split('.');
    this.tenant = watched.tenant;
    this.operation = (operationNames as readonly string[]).indexOf(operation);
    this.figure = figureOf(watched.metric.slice(operation.length + 1));
    this.counts = new WindowedCounts(widthNs, columns);
    this.windowEndNs = widthNs;
    this.latency = new WindowedPercentiles(widthNs, [], (values) => {
      this.figures.push(this.figure(values, this.failedInWindow));
      this.failedInWindow = 0;
      this.windowEndNs += this.widthNs;
    });
  }

  finished(nowNs: number, latencyNs: number | null): void {
    this.counts.add(nowNs, endedColumn, 1);
    if (latencyNs !== null) {
      this.latency.record(nowNs, latencyNs);
      return;
    }
    if (nowNs >= this.windowEndNs) this.latency.close(nowNs - (nowNs % this.widthNs));
    this.counts.add(nowNs, failedColumn, 1);
    this.failedInWindow++;
  }

  row(untilNs: number): ObjectiveSeries {
    this.latency.close(untilNs);
    return {
      ...{ tenant: this.watched.tenantName, metric: this.watched.metric },
      ended: this.counts.series('ended', untilNs),
      failed: this.counts.series('failed', untilNs),
      actualMs: this.figures.map((ns) => (ns === null ? null : ns / 1e6)),
    };
  }
}

/** Of what succeeded, in nanoseconds; null of nothing, and where it would be one of the failures. */
function figureOf(field: string): (values: Histogram, failed: number) => number | null {
  if (field === 'mean') return (values) => (values.count === 0 ? null : values.mean());
  if (field === 'max') return (values) => (values.count === 0 ? null : values.max);
  const ofAll = field.endsWith('.ofAll');
  const quantile = Number(field.replace('.ofAll', '').slice(1)) / 100;
  return (values, failed) => quantileOfAll(values, ofAll ? failed : 0, quantile);
}

const classKey = (tenant: number, operation: number) => tenant * operationNames.length + operation;

export class ObjectivesOverTime implements Observer {
  private readonly watched: readonly ObjectiveWindows[];
  /** By tenant and operation: of very many objectives a request meets its own. */
  private readonly ofClass = new Map<number, ObjectiveWindows[]>();

  /** @param windows of the run, at most */
  constructor(
    objectives: readonly Watched[],
    widthNs: number,
    windows: number,
    private readonly warmUp: WarmUp,
  ) {
    this.watched = objectives
      .slice(0, Math.floor(objectiveWindowsMax / Math.max(1, windows)))
      .map((each) => new ObjectiveWindows(each, widthNs));
    for (const each of this.watched) {
      const key = classKey(each.tenant, each.operation);
      this.ofClass.set(key, [...(this.ofClass.get(key) ?? []), each]);
    }
  }

  requestFinished({ nowNs }: Clock, request: FinishedRequestView): void {
    if (this.warmUp.includes(request)) return;
    const asked = this.ofClass.get(classKey(request.tenant, request.operation));
    if (asked === undefined) return;
    const latencyNs = request.outcome === outcome.succeeded ? nowNs - request.startedAtNs : null;
    for (const each of asked) each.finished(nowNs, latencyNs);
  }

  rows(untilNs: number): ObjectiveSeries[] {
    return this.watched.map((each) => each.row(untilNs));
  }
}
