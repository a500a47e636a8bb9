/**
 * What failed in each outage of a table, told by routers and clients as it happens: when, how many attempts and requests, and
 * which partitions they were for. What an outage is, and what it costs, is in outage.ts; this knows it by its windows.
 *
 * Left out: failures that no router told of, outside of windows in which one did; and partitions beyond the few with most
 * failures, which are counted.
 */
import type { KeySpace } from '../../partitions/key-space.js';
import { status } from '../../protocol/answers.js';
import { outcome } from '../../protocol/request.js';
import type { AttemptView, Clock, FinishedRequestView, Observer } from '../../trace.js';
import { availabilityWindowNs } from '../availability.js';
import type { WarmUp } from '../warm-up.js';
import { startsAnew } from './outage.js';

/** Partitions of an outage that are named. */
export const partitionsNamedMax = 3;

/** Who is asked for, and what belongs to whom. */
export interface OutageLogContext {
  /** By tenant: the number of its table, which is one of all copies of a table. */
  readonly tableOf: readonly number[];
  readonly tables: number;
  /** By table as requests have it. */
  readonly spaces: readonly Readonly<Pick<KeySpace, 'groupOf'>>[];
  readonly warmUp: WarmUp;
}

/** Windows are counted from the beginning of the run. */
export interface LoggedOutage {
  readonly firstWindow: number;
  lastWindow: number;
  readonly fromNs: number;
  toNs: number;
  /** Attempts answered 500 or 503. */
  errors: number;
  partitionsHit: number;
  /** Those with most errors, the first of them first. */
  partitions: readonly number[];
}

export class OutageLog implements Observer {
  private readonly tables: readonly TableFailures[];

  constructor(private readonly context: OutageLogContext) {
    this.tables = Array.from({ length: context.tables }, () => new TableFailures());
  }

  attemptAnswered({ nowNs }: Clock, { status: answer, request }: AttemptView): void {
    if (answer !== status.internalError && answer !== status.unavailable) return;
    const { warmUp, spaces } = this.context;
    if (warmUp.includes(request)) return;
    this.failuresOf(request.tenant).answeredBadly(nowNs, spaces[request.table].groupOf(request.item));
  }

  requestFinished({ nowNs }: Clock, request: FinishedRequestView, winner: AttemptView | null): void {
    if (winner !== null || request.outcome === outcome.throttled || this.context.warmUp.includes(request)) return;
    this.failuresOf(request.tenant).requestFailed(nowNs);
  }

  /** Of a table, in the order of time. */
  outages(table: number): readonly LoggedOutage[] {
    return this.tables[table].closed();
  }

  /** Requests for the table that failed in the windows, both included. */
  failedRequests(table: number, { firstWindow, lastWindow }: LoggedOutage): number {
    return this.tables[table].failedIn(firstWindow, lastWindow);
  }

  private failuresOf(tenant: number): TableFailures {
    return this.tables[this.context.tableOf[tenant]];
  }
}

const windowAt = (nowNs: number) => Math.floor(nowNs / availabilityWindowNs);

class TableFailures {
  private readonly outages: LoggedOutage[] = [];
  /** Errors of each partition in the last of the outages. */
  private readonly errorsOf = new Map<number, number>();
  /** By window: requests that failed, where some did. */
  private readonly failed = new Map<number, number>();

  answeredBadly(nowNs: number, group: number): void {
    const window = windowAt(nowNs);
    let outage = this.outages.at(-1);
    if (outage === undefined || startsAnew(outage.lastWindow, window)) outage = this.begin(nowNs, window);
    outage.lastWindow = window;
    outage.toNs = nowNs;
    outage.errors++;
    this.errorsOf.set(group, (this.errorsOf.get(group) ?? 0) + 1);
  }

  requestFailed(nowNs: number): void {
    const window = windowAt(nowNs);
    this.failed.set(window, (this.failed.get(window) ?? 0) + 1);
  }

  closed(): readonly LoggedOutage[] {
    this.namePartitions();
    return this.outages;
  }

  failedIn(firstWindow: number, lastWindow: number): number {
    let sum = 0;
    for (let window = firstWindow; window <= lastWindow; window++) sum += this.failed.get(window) ?? 0;
    return sum;
  }

  private begin(nowNs: number, window: number): LoggedOutage {
    this.namePartitions();
    this.errorsOf.clear();
    const outage = { firstWindow: window, lastWindow: window, fromNs: nowNs, toNs: nowNs };
    const created: LoggedOutage = { ...outage, errors: 0, partitionsHit: 0, partitions: [] };
    this.outages.push(created);
    return created;
  }

  private namePartitions(): void {
    const outage = this.outages.at(-1);
    if (outage === undefined) return;
    const byErrors = [...this.errorsOf].sort(([a, ofA], [b, ofB]) => ofB - ofA || a - b);
    outage.partitionsHit = byErrors.length;
    outage.partitions = byErrors.slice(0, partitionsNamedMax).map(([group]) => group);
  }
}
