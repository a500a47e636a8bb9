/**
 * Latency objectives over time: for each, its own figure in each window of the series, of the requests of its operation that
 * were issued after the warm-up, by when they ended. A tenant's series mixes its operations, so it cannot say when one of
 * them missed what was asked. Strong and eventual reads are judged apart and the worse of the two is the objective's, as over
 * the whole run. It only listens, and a run without such objectives has none.
 *
 * Left out: shares, which the tenant's series has, and objectives beyond `objectiveWindowsMax` windows in all.
 */
import { type Histogram, quantileOfAll } from '../../engine/histogram.js';
import { WindowedCounts, WindowedPercentiles } from '../../engine/time-windows.js';
import { operationNames } from '../../protocol/operations.js';
import { outcome } from '../../protocol/request.js';
import type { ObjectiveSeries } from '../../series.js';
import type { Clock, FinishedRequestView, Observer } from '../../trace.js';
import { requestClass } from '../request-class.js';
import type { WarmUp } from '../warm-up.js';

/** Objectives times windows, three numbers each for either consistency. */
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

type Judged = Pick<ObjectiveSeries, 'ended' | 'failed' | 'actualMs'>;

/** Of the requests of one consistency. */
class ObjectiveWindows {
  private readonly counts: WindowedCounts<(typeof columns)[number]>;
  private readonly latency: WindowedPercentiles;
  private readonly figures: (number | null)[] = [];
  private readonly figure: (values: Histogram, failed: number) => number | null;
  /** Of the window that closes next, which no earlier time is told of any more. */
  private failedInWindow = 0;
  private windowEndNs: number;

  constructor(
    readonly watched: Watched,
    private readonly widthNs: number,
  ) {
    this.figure = figureOf(watched.metric.slice(watched.metric.indexOf('.') + 1));
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

  judged(untilNs: number): Judged {
    this.latency.close(untilNs);
    return {
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

/**
 * In each window that which the objective is judged by: where failures count, none is worse than one among them. Of equals it
 * is that of which more failed.
 */
function worstOf(metric: string, rows: readonly Judged[]): Judged {
  const ofNull = metric.endsWith('.ofAll') ? Infinity : 0;
  const badness = ({ ended, actualMs }: Judged, window: number) =>
    ended[window] === 0 ? -1 : (actualMs[window] ?? ofNull);
  const failedShare = ({ ended, failed }: Judged, window: number) => failed[window] / Math.max(1, ended[window]);
  const windows = rows[0].ended.map((_, window) =>
    rows.reduce((worst, each) => {
      const [a, b] = [badness(worst, window), badness(each, window)];
      return b > a || (b === a && failedShare(each, window) > failedShare(worst, window)) ? each : worst;
    }),
  );
  return {
    ended: windows.map(({ ended }, window) => ended[window]),
    failed: windows.map(({ failed }, window) => failed[window]),
    actualMs: windows.map(({ actualMs }, window) => actualMs[window]),
  };
}

export class ObjectivesOverTime implements Observer {
  private readonly watched: readonly Watched[];
  /** By class of request those that it counts for: of very many objectives a request meets its own. */
  private readonly ofClass = new Map<number, readonly ObjectiveWindows[]>();
  private readonly ofTenantOperation = new Map<number, Watched[]>();

  /** @param windows of the run, at most */
  constructor(
    objectives: readonly Watched[],
    private readonly widthNs: number,
    windows: number,
    private readonly warmUp: WarmUp,
  ) {
    this.watched = objectives.slice(0, Math.floor(objectiveWindowsMax / Math.max(1, windows)));
    for (const each of this.watched) {
      const [operation] = each.metric.split('.');
      const key = requestClass(each.tenant, (operationNames as readonly string[]).indexOf(operation), false);
      this.ofTenantOperation.set(key, [...(this.ofTenantOperation.get(key) ?? []), each]);
    }
  }

  requestFinished({ nowNs }: Clock, request: FinishedRequestView): void {
    if (this.warmUp.includes(request)) return;
    const latencyNs = request.outcome === outcome.succeeded ? nowNs - request.startedAtNs : null;
    for (const each of this.windowsOf(request)) each.finished(nowNs, latencyNs);
  }

  rows(untilNs: number): ObjectiveSeries[] {
    const parts = new Map<Watched, Judged[]>();
    for (const windows of this.ofClass.values()) {
      for (const each of windows) {
        parts.set(each.watched, [...(parts.get(each.watched) ?? []), each.judged(untilNs)]);
      }
    }
    return this.watched.map((each) => {
      const rows = parts.get(each) ?? [new ObjectiveWindows(each, this.widthNs).judged(untilNs)];
      const added = (counts: (row: Judged) => readonly number[]) =>
        rows[0].ended.map((_, window) => rows.reduce((sum, row) => sum + counts(row)[window], 0));
      return {
        ...{ tenant: each.tenantName, metric: each.metric, ...worstOf(each.metric, rows) },
        endedOfOperation: added(({ ended }) => ended),
        failedOfOperation: added(({ failed }) => failed),
      };
    });
  }

  /** A consistency that nobody asks for has none. */
  private windowsOf({ tenant, operation, isStrong }: FinishedRequestView): readonly ObjectiveWindows[] {
    const key = requestClass(tenant, operation, isStrong);
    const known = this.ofClass.get(key);
    if (known !== undefined) return known;
    const asked = this.ofTenantOperation.get(requestClass(tenant, operation, false)) ?? [];
    const made = asked.map((each) => new ObjectiveWindows(each, this.widthNs));
    this.ofClass.set(key, made);
    return made;
  }
}
