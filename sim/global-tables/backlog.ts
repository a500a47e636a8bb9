/**
 * What one partition has written and one other region has not answered yet: changes that wait, in the order in which they
 * were committed, and some on their way. So fast as `changesPerSecond` they leave, after as many at once as may be on their
 * way (a token bucket, kept as the time at which it is full again).
 *
 *   answered | on its way | answered | on its way | waits | waits
 *              ^ head                               ^ next         ^ tail
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
const ringAtFirst = 16;

export class Change implements Pooled {
  version!: StampedVersion;
  backlog!: Backlog;
  backoffNs = 0;
  tries = 0;
  /** Of the try that is under way; -1 while there is none. */
  timer: number = none;
  /** In its backlog. */
  place = 0;
  constructor(readonly index: number) {}
}

/** Who copies items to a region that was added, by backlogs of its own. */
export interface Copying {
  /** `isApplied`: the region had no newer version. */
  answered(isApplied: boolean): void;
  sentAgain(): void;
}

export class Backlog {
  /** Whether an event is under way at which more may leave. */
  isPlanned = false;
  /** Null of changes. */
  copying: Copying | null = null;
  /** Null where one was answered before another that left earlier. */
  private ring: (Change | null)[] = new Array(ringAtFirst).fill(null);
  private head = 0;
  private next = 0;
  private tail = 0;
  /** On their way, or to be sent again after a back-off. */
  private inFlight = 0;
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
    if (this.tail - this.head === this.ring.length) this.makeRoom();
    this.ring[this.tail++ & (this.ring.length - 1)] = change;
  }

  /** For twice the changes that have no answer: those answered between others keep none. */
  private makeRoom(): void {
    const kept = this.changes();
    this.ring = new Array(kept.length > this.ring.length / 2 ? 2 * this.ring.length : this.ring.length).fill(null);
    for (const [place, change] of kept.entries()) {
      change.place = place;
      this.ring[place] = change;
    }
    this.head = 0;
    this.next = this.inFlight;
    this.tail = kept.length;
  }

  /** That no answer has come for, the oldest first. */
  private changes(): Change[] {
    const changes: Change[] = [];
    for (let place = this.head; place < this.tail; place++) {
      const change = this.ring[place & (this.ring.length - 1)];
      if (change !== null) changes.push(change);
    }
    return changes;
  }

  get unanswered(): number {
    return this.inFlight + this.tail - this.next;
  }

  /** When the next may leave; Infinity where none waits, or as many as may be are on their way. */
  nextLeavesAtNs(nowNs: number): number {
    if (this.next === this.tail || this.inFlight >= this.inFlightMax) return Number.POSITIVE_INFINITY;
    return Math.max(nowNs, this.fullAgainAtNs - (this.inFlightMax - 1) * this.apartNs);
  }

  takeNext(nowNs: number): Change {
    const change = this.ring[this.next & (this.ring.length - 1)]!;
    change.place = this.next++;
    this.inFlight++;
    this.fullAgainAtNs = Math.max(nowNs, this.fullAgainAtNs) + this.apartNs;
    return change;
  }

  /** It is answered. */
  settle(change: Change): void {
    const mask = this.ring.length - 1;
    this.ring[change.place & mask] = null;
    this.inFlight--;
    while (this.head < this.next && this.ring[this.head & mask] === null) this.head++;
  }

  /** Forgets what waits. */
  drop(): Change[] {
    const waiting = this.changes().slice(this.inFlight);
    this.tail = this.next;
    return waiting;
  }

  /** What no answer has come for. */
  versions(): StampedVersion[] {
    return this.changes().map(({ version }) => version);
  }

  /** When the oldest of it was committed; -1 where there is none. */
  get oldestAtNs(): number {
    return this.head === this.tail ? none : this.ring[this.head & (this.ring.length - 1)]!.version.committedAtNs;
  }
}
