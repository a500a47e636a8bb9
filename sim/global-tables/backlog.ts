/**
 * What one partition has written and one other region has not answered yet: changes that wait, in the order in which they
 * were committed, and some on their way. So fast as `changesPerSecond` they leave, after as many at once as may be on their
 * way (a token bucket, kept as the time at which it is full again).
 *
 * A change is a write, and each is sent: the feed of the service keeps every one. What it is kept in, apart from the
 * partition's replicas, is left out: it is never lost, and reading it is free.
 */
import { none, type Pooled } from '../engine/pool.js';
import type { StampedVersion } from '../protocol/stamped-version.js';

/**
 * Bound on changes that are not answered at once, in a gigabyte: half an hour of 2,000 writes a second to a region that is
 * cut off.
 */
export const changesMax = 1 << 22;

export class Change implements Pooled {
  version!: StampedVersion;
  backlog!: Backlog;
  backoffNs = 0;
  tries = 0;
  /** Among those of its backlog that are on their way. */
  place = 0;
  constructor(readonly index: number) {}
}

export class Backlog {
  /** On their way, or to be sent again after a back-off. */
  private readonly inFlight: Change[] = [];
  /** Whether an event is under way at which more may leave. */
  isPlanned = false;
  private waiting: Change[] = [];
  private head = 0;
  private fullAgainAtNs = 0;

  constructor(
    readonly index: number,
    readonly group: number,
    /** The region that tells, and the one that is told. */
    readonly from: number,
    readonly to: number,
    /** Its copy of the table. */
    readonly table: number,
    private readonly inFlightMax: number,
    private readonly apartNs: number,
  ) {}

  add(change: Change): void {
    this.waiting.push(change);
  }

  /** Changes that no answer has come for. */
  get unanswered(): number {
    return this.waiting.length - this.head + this.inFlight.length;
  }

  /** When the next may leave; Infinity where none waits, or as many as may be are on their way. */
  nextLeavesAtNs(nowNs: number): number {
    if (this.head === this.waiting.length || this.inFlight.length >= this.inFlightMax) return Number.POSITIVE_INFINITY;
    return Math.max(nowNs, this.fullAgainAtNs - (this.inFlightMax - 1) * this.apartNs);
  }

  takeNext(nowNs: number): Change {
    const change = this.waiting[this.head++];
    if (this.head >= 1024 && 2 * this.head >= this.waiting.length) {
      this.waiting = this.waiting.slice(this.head);
      this.head = 0;
    }
    change.place = this.inFlight.push(change) - 1;
    this.fullAgainAtNs = Math.max(nowNs, this.fullAgainAtNs) + this.apartNs;
    return change;
  }

  /** It is answered. */
  settle(change: Change): void {
    const last = this.inFlight.pop()!;
    if (last === change) return;
    this.inFlight[change.place] = last;
    last.place = change.place;
  }

  /** Forgets what waits. */
  drop(): Change[] {
    return this.waiting.splice(this.head);
  }

  /** What no answer has come for. */
  versions(): StampedVersion[] {
    return [...this.inFlight, ...this.waiting.slice(this.head)].map(({ version }) => version);
  }

  /** When the oldest of it was committed; -1 where there is none. */
  get oldestAtNs(): number {
    let oldestNs = this.head === this.waiting.length ? none : this.waiting[this.head].version.committedAtNs;
    for (const { version } of this.inFlight) {
      if (oldestNs === none || version.committedAtNs < oldestNs) oldestNs = version.committedAtNs;
    }
    return oldestNs;
  }
}
