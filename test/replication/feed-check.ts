/**
 * What a cursor of the change feed has taken, held against what was committed: each write once, in the order of its
 * partition, and each item's writes in their order, whichever partitions they are from; what was lost has been told.
 */
import type { FeedCursor, FeedStep } from '../../sim/replication/change-feed.js';
import type { Observer } from '../../sim/trace.js';

export class FeedCheck {
  readonly problems: string[] = [];
  lost = 0;
  private committed = 0;
  private taken = 0;
  /** By item: committed writes that have not been taken, in their order. */
  private readonly waiting = new Map<number, number[]>();
  /** By group: sequence number that comes next. */
  private readonly expected = new Map<number, number>();

  /** Told of each committed write. */
  readonly observer: Observer = {
    writeCommitted: (_clock, _group, _table, item, writeId) => {
      this.committed++;
      const writes = this.waiting.get(item);
      if (writes === undefined) this.waiting.set(item, [writeId]);
      else writes.push(writeId);
    },
  };

  /** Takes at most `stepsMax` steps of each partition. */
  drain(cursor: FeedCursor, groups: number, stepsMax = Number.POSITIVE_INFINITY): void {
    for (let group = 0; group < groups; group++) {
      for (let steps = 0; steps < stepsMax; steps++) {
        const step = cursor.next(group);
        if (step === null) break;
        this.note(group, step);
        cursor.take(group, step);
      }
    }
  }

  private note(group: number, step: Exclude<FeedStep, null>): void {
    const from = step.kind === 'write' ? step.write.sequenceNumber : step.from;
    const to = step.kind === 'write' ? from : step.to;
    const expected = this.expected.get(group) ?? from;
    if (from !== expected) this.problems.push(`group ${group} goes on at ${from} instead of ${expected}`);
    this.expected.set(group, to + 1);
    if (step.kind === 'lost') {
      this.lost += to - from + 1;
      return;
    }
    this.taken++;
    const { item, writeId } = step.write;
    const writes = this.waiting.get(item) ?? [];
    const at = writes.indexOf(writeId);
    if (at < 0) this.problems.push(`write ${writeId} came twice, or was never committed`);
    else if (at > 0 && this.lost === 0)
      this.problems.push(`write ${writeId} of item ${item} came before its forerunner`);
    if (at >= 0) writes.splice(at, 1);
  }

  /** Once the cursor has taken all: nothing is missing that it has not been told of. */
  isComplete(): boolean {
    return this.problems.length === 0 && this.taken + this.lost === this.committed;
  }
}
