/**
 * What one region has written and another one has not answered, in the order in which it was committed:
 *
 *   answered | unanswered | answered | unanswered | unanswered
 *              ^ head                                          ^ tail
 *
 * One list for all partitions of a pair of regions, apart from their backlogs: a change is noted and struck out in a place
 * that others have just been in.
 */
import { none } from '../engine/pool.js';
import type { StampedVersion } from '../protocol/stamped-version.js';
import type { Changes } from './changes.js';

const ringAtFirst = 16;

export class Unanswered {
  /** -1 where one was answered before another that is older. */
  private ring = new Int32Array(ringAtFirst).fill(none);
  private head = 0;
  private tail = 0;
  count = 0;

  constructor(private readonly changes: Changes) {}

  add(change: number): void {
    if (this.tail - this.head === this.ring.length) this.makeRoom();
    this.changes.setPlace(change, this.tail & (this.ring.length - 1));
    this.ring[this.tail++ & (this.ring.length - 1)] = change;
    this.count++;
  }

  /** For twice those that have no answer: those answered between others keep none. */
  private makeRoom(): void {
    const kept = this.list();
    const size = kept.length > this.ring.length / 2 ? 2 * this.ring.length : this.ring.length;
    this.ring = new Int32Array(size).fill(none);
    for (const [place, change] of kept.entries()) {
      this.changes.setPlace(change, place);
      this.ring[place] = change;
    }
    this.head = 0;
    this.tail = kept.length;
  }

  /** The oldest first. */
  private list(): number[] {
    const changes: number[] = [];
    for (let place = this.head; place < this.tail; place++) {
      const change = this.ring[place & (this.ring.length - 1)];
      if (change !== none) changes.push(change);
    }
    return changes;
  }

  remove(change: number): void {
    const { ring } = this;
    const mask = ring.length - 1;
    ring[this.changes.place(change)] = none;
    this.count--;
    while (this.head < this.tail && ring[this.head & mask] === none) this.head++;
  }

  /** The oldest first; with the backlog of each, and whether the other region has it all the same. */
  versions(): { readonly backlog: number; readonly isHeard: boolean; readonly version: StampedVersion }[] {
    const { changes } = this;
    return this.list().map((change) => ({
      ...{ backlog: changes.backlog(change), isHeard: changes.isHeard(change) },
      version: changes.versionOf(change),
    }));
  }

  /** When the oldest was committed; -1 where there is none. */
  get sinceNs(): number {
    if (this.head === this.tail) return none;
    return this.changes.committedAtNs(this.ring[this.head & (this.ring.length - 1)]);
  }

  /** When the oldest was committed that the other region does not have; -1: it has all. Looked for, which is for ends of windows. */
  get unheardSinceNs(): number {
    const { changes, ring } = this;
    for (let place = this.head; place < this.tail; place++) {
      const change = ring[place & (ring.length - 1)];
      if (change !== none && !changes.isHeard(change)) return changes.committedAtNs(change);
    }
    return none;
  }
}
