/**
 * A commit has its quorum on disk: when a leader commits a write, as many members as a quorum has had flushed it before (P22
 * section 3). A drive that died since does not undo that.
 */
import type { Clock } from '../trace.js';
import { type Check, type Checker, inSeconds, type NameOf, type Property, Violations, verdictOf } from './check.js';

export const flushedCommits: Property = {
  name: 'flushed-commits',
  about: 'a quorum has a write on disk when it is committed',
};

export class FlushedCommitCheck implements Checker {
  private examined = 0;
  private readonly violations = new Violations();

  constructor(private readonly nameOf: NameOf) {}

  writeCommitted(
    { nowNs }: Clock,
    group: number,
    _table: number,
    item: number,
    writeId: number,
    isFlushed: boolean,
  ): void {
    this.examined++;
    if (isFlushed) return;
    this.violations.add(
      1,
      () =>
        `write ${writeId} to item ${item} was committed in ${this.nameOf(group)} at ${inSeconds(nowNs)} before a quorum had flushed it`,
    );
  }

  results(): Check[] {
    return [verdictOf(flushedCommits, this.examined, this.violations)];
  }
}
