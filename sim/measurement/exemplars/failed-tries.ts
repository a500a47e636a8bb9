/**
 * The failed attempts of the requests that are under way, with the stages that each went through: what an exemplar tells of
 * the time before its good answer. Known to be needed only when the request ends, so each failure is copied, and that into
 * flat arrays: in a storm of retries most attempts fail. Left out: attempts thrown away because another answered first.
 */
import { type StageSpan, type StageTimes, stageEndsMax } from '../../protocol/stage-times.js';
import type { AttemptView } from '../../trace.js';

/** Stages of the attempts under way, a row each. */
export type StageRows = Readonly<Pick<StageTimes, 'spansOf' | 'copyTo'>>;

/** One attempt, from its start until the client heard or gave up. Router and node are hosts, or -1 where none was reached. */
export interface Try {
  /** Its place among the attempts of the request, from 0. */
  readonly ordinal: number;
  readonly fromNs: number;
  readonly toNs: number;
  readonly router: number;
  readonly node: number;
  readonly silentNode: number;
  readonly partition: number;
  readonly status: number;
  readonly reason: number;
  /** End to end from its start; what the client did not hear any more is not among them. */
  readonly spans: readonly StageSpan[];
}

/** Of one request: the first ones and the last. */
export const failedTriesMax = 4;
/** Requests whose failures are copied at one time, 1.4 KB each; those that fail while so many are followed are left out. */
export const followedMax = 1 << 14;

const fields = [
  'ordinal',
  'fromNs',
  'toNs',
  'router',
  'node',
  'silentNode',
  'partition',
  'status',
  'reason',
  'marks',
] as const;
const tryLength = fields.length + 2 * stageEndsMax;
const rowLength = failedTriesMax * tryLength;

export class FailedTries {
  /** By request under way: its row, or -1. */
  private readonly rowOf: number[] = [];
  private readonly freeRows: number[] = [];
  private rows = 0;
  private readonly counts = new Uint8Array(followedMax);
  /** Row after row: tries of the fields, then stage and end of each mark. */
  private values = new Float64Array(0);

  constructor(private readonly stageTimes: StageRows) {}

  add(nowNs: number, attempt: AttemptView): void {
    const { index } = attempt.request;
    const row = this.rowFor(index);
    if (row < 0) return;
    const count = Math.min(this.counts[row], failedTriesMax - 1);
    this.counts[row] = count + 1;
    const { values, stageTimes } = this;
    let at = row * rowLength + count * tryLength;
    values[at++] = attempt.ordinal;
    values[at++] = attempt.startedAtNs;
    values[at++] = nowNs;
    values[at++] = attempt.router;
    values[at++] = attempt.node;
    values[at++] = attempt.silentNode;
    values[at++] = attempt.group;
    values[at++] = attempt.status;
    values[at++] = attempt.reason;
    values[at] = stageTimes.copyTo(values, at + 1, attempt.index);
  }

  /** In order of their ends. */
  of(request: number): Try[] {
    const row = this.rowOf[request] ?? -1;
    return row < 0 ? [] : Array.from({ length: this.counts[row] }, (_, tryIndex) => this.tryAt(row, tryIndex));
  }

  /** The request has ended. */
  forget(request: number): void {
    const row = this.rowOf[request] ?? -1;
    if (row < 0) return;
    this.rowOf[request] = -1;
    this.freeRows.push(row);
  }

  private tryAt(row: number, tryIndex: number): Try {
    let at = row * rowLength + tryIndex * tryLength;
    const [ordinal, fromNs, toNs, router, node, silentNode, partition, status, reason, marks] = this.values.subarray(
      at,
      at + fields.length,
    );
    at += fields.length;
    const spans: StageSpan[] = [];
    let reachedNs = fromNs;
    for (let mark = 0; mark < marks; mark++, at += 2) {
      const [stage, endNs] = [this.values[at], this.values[at + 1]];
      if (endNs > reachedNs) spans.push({ stage, fromNs: reachedNs, toNs: endNs });
      reachedNs = endNs;
    }
    return { ordinal, fromNs, toNs, router, node, silentNode, partition, status, reason, spans };
  }

  /** -1 where too many are followed. */
  private rowFor(request: number): number {
    while (this.rowOf.length <= request) this.rowOf.push(-1);
    if (this.rowOf[request] >= 0) return this.rowOf[request];
    const row = this.freeRows.pop() ?? (this.rows < followedMax ? this.rows++ : -1);
    if (row < 0) return row;
    if (row * rowLength === this.values.length) this.grow();
    this.counts[row] = 0;
    this.rowOf[request] = row;
    return row;
  }

  private grow(): void {
    const values = new Float64Array(Math.max(16 * rowLength, 2 * this.values.length));
    values.set(this.values);
    this.values = values;
  }
}
