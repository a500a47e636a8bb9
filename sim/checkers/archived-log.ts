/**
 * The archive holds what was committed: the segments of each partition follow on each other without gap or overlap, and
 * hold the partition's committed writes, each once and in order. Known from what the service committed, write by write, not
 * from its logs. A write that the service lost itself may be there or not; when a partition has lost all its copies, what
 * was not archived is gone, and the archive goes on after it.
 *
 * Bound: a run's memory of it is the writes that are not archived yet, as many as the partitions keep.
 */
import type { CommittedWrite } from '../protocol/committed-write.js';
import type { Clock, PartitionLoss, SegmentView } from '../trace.js';
import { type Check, type Checker, inSeconds, type NameOf, type Property, Violations, verdictOf } from './check.js';

export const archivedLog: Property = {
  name: 'archived-log',
  about: 'the archived segments of a partition hold all that it committed, once and in order',
};

/** Of one partition: what it committed and is not archived, in order; its archived segments end before `next`. */
class Unarchived {
  readonly writeIds: number[] = [];
  /** Of those, the first that are archived. */
  archived = 0;
  /** -1 where a segment may begin anywhere. */
  next = -1;
  readonly lost = new Set<number>();
}

export class ArchivedLogCheck implements Checker {
  private examined = 0;
  private readonly violations = new Violations();

  constructor(private readonly nameOf: NameOf) {}
  private readonly ofGroups = new Map<number, Unarchived>();

  private of(group: number): Unarchived {
    let unarchived = this.ofGroups.get(group);
    if (unarchived === undefined) {
      unarchived = new Unarchived();
      this.ofGroups.set(group, unarchived);
    }
    return unarchived;
  }

  writeCommitted(_clock: Clock, group: number, _table: number, _item: number, writeId: number): void {
    this.of(group).writeIds.push(writeId);
  }

  writeLost(_clock: Clock, { group, writeId }: CommittedWrite): void {
    this.of(group).lost.add(writeId);
  }

  groupLost(_clock: Clock, group: number): void {
    const unarchived = this.of(group);
    unarchived.writeIds.length = 0;
    unarchived.archived = 0;
    unarchived.next = -1;
  }

  /** The archive goes on where it was. */
  partitionLost(_clock: Clock, { records }: PartitionLoss): void {
    for (const { group, writeId } of records) this.of(group).lost.add(writeId);
  }

  segmentArchived(clock: Clock, segment: SegmentView): void {
    this.examined++;
    const { group, first, last, count } = segment;
    const unarchived = this.of(group);
    if (unarchived.next >= 0 && first !== unarchived.next) {
      const expected = unarchived.next;
      this.add(clock, segment, () => `begins at ${first} where ${expected} comes next`);
    }
    unarchived.next = last + 1;
    for (let nth = 0; nth < count; nth++) this.archive(clock, segment, unarchived, segment.writeId(nth));
    unarchived.writeIds.splice(0, unarchived.archived);
    unarchived.archived = 0;
  }

  /** The write must be the next that was committed, but for those that the service has lost. */
  private archive(clock: Clock, segment: SegmentView, unarchived: Unarchived, writeId: number): void {
    const { writeIds, lost } = unarchived;
    while (lost.has(writeIds[unarchived.archived]) && writeIds[unarchived.archived] !== writeId) unarchived.archived++;
    const expected = writeIds[unarchived.archived];
    if (expected === writeId) {
      unarchived.archived++;
      return;
    }
    const at = writeIds.indexOf(writeId, unarchived.archived);
    this.add(clock, segment, () => {
      if (at < 0) return `has write ${writeId}, which is archived already or was never committed`;
      return `has write ${writeId} where write ${expected} was committed before it`;
    });
    if (at >= 0) unarchived.archived = at + 1;
  }

  private add({ nowNs }: Clock, { group, first, last }: SegmentView, what: () => string): void {
    this.violations.add(
      1,
      () => `the segment ${first} to ${last} of ${this.nameOf(group)}, archived at ${inSeconds(nowNs)}, ${what()}`,
    );
  }

  results(): Check[] {
    return [verdictOf(archivedLog, this.examined, this.violations)];
  }
}
