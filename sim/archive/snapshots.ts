/**
 * Snapshots of the partitions, which the archive builds from their archived log when so much of it has come since the last
 * (P22 section 5.5): whoever needs a partition as it was downloads the newest snapshot before and the log since. What a
 * snapshot says of items is what the log up to it says (archived-logs.ts); here is when each was built and what it weighs.
 * Left out: the time that it takes to build one.
 *
 * Bound: `snapshotsMax` of a partition; of more every second goes, the newest stays.
 */
import { countsOf } from '../protocol/facts.js';
import type { ArchivedLogs } from './archived-logs.js';

export const snapshotsMax = 64;

export const snapshotFacts = [
  { name: 'snapshotsBuilt', unit: 'count', about: 'snapshots of partitions, built from their archived log' },
] as const;

interface Snapshot {
  readonly atNs: number;
  readonly bytes: number;
}

class PartitionSnapshots {
  list: Snapshot[];
  logBytes = 0;
  constructor(first: Snapshot) {
    this.list = [first];
  }
}

export class Snapshots {
  private readonly byGroup = new Map<number, PartitionSnapshots>();
  private readonly counts = countsOf(snapshotFacts);

  constructor(
    private readonly logs: ArchivedLogs,
    private readonly everyBytes: number,
    /** Stored bytes of a partition. */
    private readonly bytesOfGroup: (group: number) => number,
  ) {}

  /** So many bytes of the group's log are archived, the last of them committed then. */
  archived(group: number, bytes: number, committedAtNs: number): void {
    const snapshots = this.of(group);
    snapshots.logBytes += bytes;
    if (snapshots.logBytes < this.everyBytes) return;
    snapshots.logBytes = 0;
    this.counts.snapshotsBuilt++;
    const { list } = snapshots;
    list.push({ atNs: committedAtNs, bytes: this.bytesOfGroup(group) });
    if (list.length > snapshotsMax) snapshots.list = list.filter((_, nth) => (list.length - 1 - nth) % 2 === 0);
  }

  /** What the table was loaded with is its first; a partition that a split made has its parent's part of it. */
  private of(group: number): PartitionSnapshots {
    let snapshots = this.byGroup.get(group);
    if (snapshots === undefined) {
      snapshots = new PartitionSnapshots({ atNs: 0, bytes: this.bytesOfGroup(group) });
      this.byGroup.set(group, snapshots);
    }
    return snapshots;
  }

  /** Bytes to download of the group to have it as it was then: a snapshot, and the log since. */
  bytesUpTo(group: number, toNs: number): number {
    const { list } = this.of(group);
    let nearest = list[0];
    for (const snapshot of list) if (snapshot.atNs <= toNs) nearest = snapshot;
    return nearest.bytes + this.logs.bytesBetween(group, nearest.atNs, toNs);
  }

  facts() {
    return this.counts;
  }
}
