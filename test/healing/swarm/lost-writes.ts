/**
 * Which committed writes may be lost: those that were on no copy any more and not archived when a drive was destroyed, by the
 * records of the logs as they were before. All that are lost must be among these and be told, and each item must be in the
 * end what its newest committed write that is not told as lost made of it.
 */
import { field } from '../../../sim/replication/replica-table.js';
import type { Run } from '../../../sim/run.js';
import type { Clock, Observer, PartitionLoss, SegmentView } from '../../../sim/trace.js';

export class LostWrites implements Observer {
  /** The run that it watches. */
  run!: Run;
  private readonly archived = new Set<number>();
  private readonly mayBeLost = new Set<number>();
  private readonly told = new Set<number>();
  /** By item: its committed writes, oldest first. */
  private readonly committed = new Map<number, number[]>();

  writeCommitted(_clock: Clock, _group: number, _table: number, item: number, writeId: number): void {
    const writes = this.committed.get(item) ?? [];
    writes.push(writeId);
    this.committed.set(item, writes);
  }

  segmentArchived(_clock: Clock, segment: SegmentView): void {
    for (let nth = 0; nth < segment.count; nth++) this.archived.add(segment.writeId(nth));
  }

  nodeLostData(_clock: Clock, node: number): void {
    const { storage, groups } = this.run.service;
    const { records } = storage.partitionLogs;
    for (const group of storage.nodes.groups[node]) {
      const others = groups.members[group] & ~(1 << groups.slotOn(group, node));
      for (let at = groups.get(group, field.oldest); at >= 0 && records.isCommitted(at); at = records.next(at)) {
        const writeId = records.writeId(at);
        if ((records.durable(at) & others) === 0 && !this.archived.has(writeId)) this.mayBeLost.add(writeId);
      }
    }
  }

  partitionLost(_clock: Clock, { writes }: PartitionLoss): void {
    for (const { writeId } of writes) this.told.add(writeId);
  }

  problems(): readonly string[] {
    const [{ versions }] = this.run.service.tables.list;
    const saved = [...this.told].filter((writeId) => !this.mayBeLost.has(writeId));
    const problems = saved.map((writeId) => `write ${writeId} is told as lost, and was on a copy or archived`);
    for (const [item, writes] of this.committed) {
      if (this.told.has(versions.writeId(item)))
        problems.push(`item ${item} is as a write made it that is told as lost`);
      const newest = writes.findLast((writeId) => !this.told.has(writeId)) ?? 0;
      const found = versions.writeId(item);
      if (found !== newest) problems.push(`item ${item} is as write ${found} made it in the end, not write ${newest}`);
    }
    return problems;
  }
}
