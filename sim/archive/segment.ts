/**
 * A segment of a partition's log as one replica has it: what comes after a sequence number, as far as the replica knows it
 * to be committed, up to a number of bytes. Its checksum is over the content of its records; the sequence number of a write
 * that the service lost itself stands for nothing, and is covered. Each record has a checksum of its own besides, by which
 * whoever has read it knows that it is as it was written.
 *
 * One reader serves all agents: a segment is read again when it is needed again, since the log keeps it until then.
 */
import { crc32 } from '../engine/crc32.js';
import { none } from '../engine/pool.js';
import type { Plantable } from '../protocol/defects.js';
import { nobodysWrite } from '../replication/item-versions.js';
import type { PartitionLogs } from '../replication/partition-log.js';
import { field, type ReplicaTable } from '../replication/replica-table.js';
import type { ArchivedSegment } from './archived-logs.js';

/** Doubles of a record that the checksum is over: sequence number, item, write id, size. */
const doublesARecord = 4;
const at = { sequenceNumber: 0, item: 1, writeId: 2, bytes: 3 } as const;

export class SegmentReader implements ArchivedSegment {
  group = 0;
  first = 0;
  /** Before `first` where there is nothing to archive. */
  last = 0;
  /** Writes that are in it. */
  count = 0;
  /** Of these. */
  bytes = 0;
  private rows = new Float64Array(1024 * doublesARecord);
  private committedAt = new Float64Array(1024);
  private readonly walkHints: Int32Array;
  private readonly acceptsGaps: boolean;
  private readonly acceptsRot: boolean;
  private slot = 0;

  constructor(
    private readonly groups: ReplicaTable,
    private readonly logs: PartitionLogs,
    { defects }: Plantable,
  ) {
    this.walkHints = new Int32Array(groups.countMax);
    this.acceptsGaps = defects.includes('archive-gap-accepted');
    this.acceptsRot = defects.includes('archive-rot-accepted');
  }

  /**
   * Reads what the replica in `slot` has after `after`, at most up to `upTo`, and no further than the first record that makes
   * it as large as `bytesMax`. It ends where the replica's log has a gap.
   */
  read(group: number, slot: number, after: number, upTo: number, bytesMax: number): void {
    const { records } = this.logs;
    this.group = group;
    this.slot = slot;
    this.first = after + 1;
    this.last = after;
    this.count = 0;
    this.bytes = 0;
    const committed = this.acceptsGaps ? this.groups.get(group, field.commit) : this.groups.applied(group, slot);
    const end = Math.min(committed, upTo);
    let record = this.logs.firstAfter(group, after, this.walkHints, group);
    for (; record !== none && this.bytes < bytesMax; record = records.next(record)) {
      const sequenceNumber = records.sequenceNumber(record);
      if (sequenceNumber > end) break;
      if (!records.isDurable(record, slot)) continue;
      if (sequenceNumber !== this.last + 1 && !this.acceptsGaps) break;
      this.last = sequenceNumber;
      if (records.item(record) !== none) this.add(record);
    }
  }

  /** Whether the checksums of its records hold; what is rotten is found. */
  verify(): boolean {
    const { rot } = this.logs;
    if (rot === null || this.acceptsRot) return true;
    return rot.verify(this.group, this.slot, this.first - 1, this.last, 'archive');
  }

  private add(record: number): void {
    const { records, rot } = this.logs;
    const isRotten = this.acceptsRot && rot !== null && rot.of(record, this.slot) !== null;
    this.bytes += records.bytes(record);
    const row = doublesARecord * this.count++;
    if (row === this.rows.length) {
      const rows = new Float64Array(2 * this.rows.length);
      rows.set(this.rows);
      this.rows = rows;
      const committedAt = new Float64Array(2 * this.committedAt.length);
      committedAt.set(this.committedAt);
      this.committedAt = committedAt;
    }
    this.rows[row + at.sequenceNumber] = records.sequenceNumber(record);
    this.rows[row + at.item] = records.item(record);
    this.rows[row + at.writeId] = isRotten ? nobodysWrite : records.writeId(record);
    this.rows[row + at.bytes] = records.bytes(record);
    this.committedAt[this.count - 1] = records.committedAtNs(record);
  }

  sequenceNumber(nth: number): number {
    return this.rows[doublesARecord * nth + at.sequenceNumber];
  }

  item(nth: number): number {
    return this.rows[doublesARecord * nth + at.item];
  }

  writeId(nth: number): number {
    return this.rows[doublesARecord * nth + at.writeId];
  }

  bytesOf(nth: number): number {
    return this.rows[doublesARecord * nth + at.bytes];
  }

  committedAtNs(nth: number): number {
    return this.committedAt[nth];
  }

  checksum(): number {
    return crc32(new Uint8Array(this.rows.buffer, 0, this.count * doublesARecord * this.rows.BYTES_PER_ELEMENT));
  }
}
