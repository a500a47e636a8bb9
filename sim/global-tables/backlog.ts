/**
 * What one partition has written and one other region has not answered yet: changes that wait, in the order in which they
 * were committed, and how many are on their way. So fast as `changesPerSecond` they leave, after as many at once as may be
 * on their way (a token bucket, kept as the time at which it is full again).
 *
 * A change is a write, and each is sent: the feed of the service keeps every one. What it is kept in, apart from the
 * partition's replicas, is left out: it is never lost, and reading it is free.
 */
import type { Unanswered } from './unanswered.js';

const ringAtFirst = 16;

/** Who copies items to a region that was added, by backlogs of its own. */
export interface Copying {
  /** `isApplied`: the region had no newer version. */
  answered(isApplied: boolean): void;
  sentAgain(): void;
}

/** How fast a backlog is told: one for all of a kind. */
export class Pace {
  readonly apartNs: number;

  constructor(
    perSecond: number,
    readonly inFlightMax: number,
  ) {
    this.apartNs = 1e9 / perSecond;
  }
}

export class Backlog {
  /** Whether an event is under way at which more may leave. */
  isPlanned = false;
  /** On their way, or to be sent again after a back-off. */
  private inFlight = 0;
  private fullAgainAtNs = 0;
  /** Those that wait. */
  private ring = new Int32Array(ringAtFirst);
  private head = 0;
  private tail = 0;
  /** Null of changes. */
  copying: Copying | null = null;

  constructor(
    readonly index: number,
    readonly group: number,
    /** The region that is told, and its copy of the table. */
    readonly to: number,
    readonly table: number,
    /** What waits and what is on its way, with that of other partitions of the same two regions. */
    readonly ofPair: Unanswered,
    private readonly pace: Pace,
  ) {}

  add(change: number): void {
    if (this.tail - this.head === this.ring.length) this.grow();
    this.ring[this.tail++ & (this.ring.length - 1)] = change;
  }

  private grow(): void {
    const ring = new Int32Array(2 * this.ring.length);
    const waiting = this.drop();
    ring.set(waiting);
    this.ring = ring;
    this.head = 0;
    this.tail = waiting.length;
  }

  get isEmpty(): boolean {
    return this.head === this.tail;
  }

  get unanswered(): number {
    return this.inFlight + this.tail - this.head;
  }

  /** When one more may leave; Infinity where as many as may be are on their way. */
  nextLeavesAtNs(nowNs: number): number {
    const { inFlightMax, apartNs } = this.pace;
    if (this.inFlight >= inFlightMax) return Number.POSITIVE_INFINITY;
    return Math.max(nowNs, this.fullAgainAtNs - (inFlightMax - 1) * apartNs);
  }

  /** One leaves, which is the next that waits if any does. */
  leaves(nowNs: number): void {
    this.inFlight++;
    this.fullAgainAtNs = Math.max(nowNs, this.fullAgainAtNs) + this.pace.apartNs;
  }

  takeNext(): number {
    return this.ring[this.head++ & (this.ring.length - 1)];
  }

  /** One that left is answered. */
  settle(): void {
    this.inFlight--;
  }

  /** Forgets what waits, and tells what that was, the oldest first. */
  drop(): number[] {
    const mask = this.ring.length - 1;
    const waiting = Array.from({ length: this.tail - this.head }, (_, place) => this.ring[(this.head + place) & mask]);
    this.tail = this.head;
    return waiting;
  }
}
