/**
 * How stale the eventual reads of one class are. A read is stale when a newer version than it returned had been committed
 * before it began; a write that was committed meanwhile ran beside it, and either version is right. Its age is how long that
 * had been when it began. The replica knows the commit (replica-reads.ts); each request counts once, by the answer that its
 * client took.
 *
 * Left out: of a query all items but the first.
 */
import { Histogram } from '../engine/histogram.js';
import { none } from '../engine/pool.js';
import type { AttemptView, RequestView } from '../trace.js';

export class Staleness {
  /** Of the stale reads, in nanoseconds; made for the first, which most classes never see. */
  private stale: Histogram | null = null;

  /** A read has succeeded. */
  read({ startedAtNs }: RequestView, { supersededAtNs }: AttemptView): void {
    if (supersededAtNs === none || supersededAtNs >= startedAtNs) return;
    this.stale ??= new Histogram();
    this.stale.record(startedAtNs - supersededAtNs);
  }

  /** Null where no read was stale. */
  get ages(): Histogram | null {
    return this.stale;
  }
}
