/**
 * One owner: a write is committed by the partition that owns its item at that moment, whatever splits and moves are under
 * way. Looked at for tables whose partitions have split; a write elsewhere would be lost to those who read at the owner.
 */
import type { KeySpaces } from '../partitions/key-spaces.js';
import type { LogRecords } from '../replication/log-records.js';
import { type Check, verdictOf } from './check.js';

export class OwnerCheck {
  private examined = 0;
  private witness: string | null = null;

  constructor(private readonly keySpaces: KeySpaces) {}

  writeCommitted(nowNs: number, records: LogRecords, record: number): void {
    const space = this.keySpaces.spaces[records.table(record)];
    if (!space.hasSplit) return;
    this.examined++;
    const owner = space.groupOf(records.item(record));
    if (owner === records.group(record)) return;
    this.witness ??=
      `write ${records.writeId(record)} to item ${records.item(record)} was committed at ${nowNs} ns by group ` +
      `${records.group(record)}, which had given the item to group ${owner}`;
  }

  result(): Check {
    return verdictOf('one-owner', this.examined, this.witness);
  }
}
