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
import { none } from '../engine/pool.js';
import type { StampedVersion } from '../protocol/stamped-version.js';
import type { Changes } from './changes.js';

const ringAtFirst = 16;

/** Who copies items to a region that was added, by backlogs of its own. */
export interface Copying {
  /** `isApplied`: the region had no newer version. */
  answered(isApplied: boolean): void;
  sentAgain(): void;
}

/** How fast a backlog is told. */
export interface Pace {
  readonly inFlightMax: number;
  readonly apartNs: number;
}

export class Backlog {
  /** Whether an event is under way at which more may leave. */
  isPlanned = false;
  /** Null of changes. */
  copying: Copying | null = null;
  /** -1 where one was answered before another that left earlier. */
  private ring = new Int32Array(ringAtFirst).fill(none);
  private head = 0;
  private next = 0;
  private tail = 0;
  /** On their way, or to be sent again after a back-off. */
  private inFlight = 0;
  private fullAgainAtNs = 0;

  constructor(
    private readonly changes: Changes,
    readonly index: number,
    readonly group: number,
    /** The region that tells, and the one that is told. */
    readonly from: number,
    readonly to: number,
    /** Its copy of the table. */
    readonly table: number,
    private readonly pace: Pace,
  ) {}

  add(change: number): void {
    if (this.tail - this.head === this.ring.length) this.makeRoom();
    this.ring[this.tail++ & (this.ring.length - 1)] = change;
  }

  /** For twice the changes that have no answer: those answered between others keep none. */
  private makeRoom(): void {
    const kept = this.unansweredOnes();
    const size = kept.length > this.ring.length / 2 ? 2 * this.ring.length : this.ring.length;
    this.ring = new Int32Array(size).fill(none);
    for (const [place, change] of kept.entries()) {
      this.changes.setPlace(change, place);
      this.ring[place] = change;
    }
    this.head = 0;
    this.next = this.inFlight;
    this.tail = kept.length;
  }

  /** The oldest first. */
  private unansweredOnes(): number[] {
    const changes: number[] = [];
    for (let place = this.head; place < this.tail; place++) {
      const change = this.ring[place & (this.ring.length - 1)];
      if (change !== none) changes.push(change);
    }
    return changes;
  }

  get unanswered(): number {
    return this.inFlight + this.tail - this.next;
  }

  /** When the next may leave; Infinity where none waits, or as many as may be are on their way. */
  nextLeavesAtNs(nowNs: number): number {
    const { inFlightMax, apartNs } = this.pace;
    if (this.next === this.tail || this.inFlight >= inFlightMax) return Number.POSITIVE_INFINITY;
    return Math.max(nowNs, this.fullAgainAtNs - (inFlightMax - 1) * apartNs);
  }

  takeNext(nowNs: number): number {
    const change = this.ring[this.next & (this.ring.length - 1)];
    this.changes.setPlace(change, this.next++);
    this.inFlight++;
    this.fullAgainAtNs = Math.max(nowNs, this.fullAgainAtNs) + this.pace.apartNs;
    return change;
  }

  /** It is answered. */
  settle(change: number): void {
    const mask = this.ring.length - 1;
    this.ring[this.changes.place(change) & mask] = none;
    this.inFlight--;
    while (this.head < this.next && this.ring[this.head & mask] === none) this.head++;
  }

  /** Forgets what waits. */
  drop(): number[] {
    const waiting = this.unansweredOnes().slice(this.inFlight);
    this.tail = this.next;
    return waiting;
  }

  /** What no answer has come for. */
  versions(): StampedVersion[] {
    return this.unansweredOnes().map((change) => this.changes.versionOf(change));
  }

  /** When the oldest of it was committed; -1 where there is none. */
  get oldestAtNs(): number {
    if (this.head === this.tail) return none;
    return this.changes.committedAtNs(this.ring[this.head & (this.ring.length - 1)]);
  }
}
