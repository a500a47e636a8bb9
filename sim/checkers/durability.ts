/**
 * An acknowledged write survives. Every write that a client saw succeed must stay in the log: the checker hears of each
 * committed write that a new leader leaves out, and of each group whose replicas have all lost their data.
 */
import type { CommittedWrite } from '../protocol/committed-write.js';
import type { Clock } from '../trace.js';
import { type Check, type Checker, verdictOf } from './check.js';

export class DurabilityCheck implements Checker {
  lostWrites = 0;
  private committed = 0;
  private witness: string | null = null;
  /** Committed writes of each group that were lost with its last copy, however often that happened. */
  private readonly lostWithGroup = new Map<number, number>();

  writeCommitted(): void {
    this.committed++;
  }

  writeLost({ nowNs }: Clock, write: CommittedWrite): void {
    this.lostWrites++;
    this.witness ??=
      `write ${write.writeId} to item ${write.item}, committed at ${write.committedAtNs} ns in group ${write.group}, ` +
      `is not in the log of the leader that took over at ${nowNs} ns`;
  }

  groupLost({ nowNs }: Clock, group: number, writes: number): void {
    this.lostWrites += writes - (this.lostWithGroup.get(group) ?? 0);
    this.lostWithGroup.set(group, writes);
    this.witness ??= `group ${group} lost its last copy at ${nowNs} ns, and ${writes} committed writes with it`;
  }

  results(): Check[] {
    return [verdictOf('durability', this.committed, this.witness)];
  }
}
