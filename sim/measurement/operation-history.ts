/**
 * What clients asked and were told, operation by operation, for checkers of linearizability: a row becomes an invocation and
 * a completion of Jepsen, or an operation of Porcupine. A value is the id of the write that made it, 0 for the one that the
 * table was loaded with.
 *
 * A process is a place among the requests under way: it has one request at a time, as such checkers ask. Bounded: when
 * `rowsMax` operations have begun, the history is closed, and what is then under way stays open for good; a write that
 * came later cannot have been seen by a read that ended before. Leaves out the items of a query but the one it starts at.
 */
import { isWrite } from '../protocol/operations.js';
import { outcome } from '../protocol/request.js';
import type { AttemptView, Clock, FinishedRequestView, Observer, RequestView } from '../trace.js';

export interface OperationRow {
  readonly process: number;
  readonly tenant: number;
  readonly table: number;
  readonly item: number;
  /** A code of protocol/operations.ts. */
  readonly operation: number;
  readonly isStrong: boolean;
  readonly invokedAtNs: number;
  /** Null where it is not known to have ended. */
  readonly completedAtNs: number | null;
  /** Its place among all beginnings and ends, since those of one nanosecond have an order, too; null as above. */
  readonly invokedOrder: number;
  readonly completedOrder: number | null;
  /** `unknown`: it may take effect at any time from its invocation on, or never. */
  readonly outcome: 'ok' | 'failed' | 'unknown';
  /** Id of the write that was asked for, or that was read; null of a read without an answer. */
  readonly value: number | null;
}

export class OperationHistory implements Observer {
  /** In order of invocation. */
  readonly rows: OperationRow[] = [];
  /** By process: where its row is, or -1. */
  private readonly open: number[] = [];
  private isClosed = false;
  private moments = 0;
  /** Operations that began when it was closed. */
  unrecorded = 0;

  constructor(private readonly rowsMax = 1_000_000) {}

  requestStarted({ nowNs }: Clock, request: RequestView): void {
    const { index, tenant, table, item, operation, isStrong, writeId } = request;
    while (this.open.length <= index) this.open.push(-1);
    this.open[index] = -1;
    if (this.rows.length === this.rowsMax) this.isClosed = true;
    if (this.isClosed) {
      this.unrecorded++;
      return;
    }
    const value = isWrite(operation) ? writeId : null;
    const known = { process: index, tenant, table, item, operation, isStrong, value };
    const begun = { invokedAtNs: nowNs, invokedOrder: this.moments++ };
    const open = { completedAtNs: null, completedOrder: null, outcome: 'unknown' } as const;
    this.open[index] = this.rows.push({ ...known, ...begun, ...open }) - 1;
  }

  requestFinished({ nowNs }: Clock, request: FinishedRequestView, winner: AttemptView | null): void {
    const at = this.open[request.index];
    if (at < 0 || this.isClosed || (winner === null && mayHaveHappened(request))) return;
    const row = this.rows[at];
    const value = winner === null || isWrite(request.operation) ? row.value : winner.readWriteId;
    const ended = { completedAtNs: nowNs, completedOrder: this.moments++ };
    this.rows[at] = { ...row, value, ...ended, outcome: winner === null ? 'failed' : 'ok' };
  }
}

/** A write whose attempts were all refused by admission did not take effect; of any other that failed nobody knows. */
function mayHaveHappened(request: FinishedRequestView): boolean {
  const isRefused = request.outcome === outcome.throttled;
  const isInDoubt = request.attempts500 + request.attempts503 + request.attemptsTimedOut > 0;
  return isWrite(request.operation) && (isInDoubt || !isRefused);
}
