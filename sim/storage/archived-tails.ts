/**
 * What a new leader fetches from the archive before it serves: committed records that neither it nor any of its voters has,
 * since those that had them were destroyed, and that had been archived.
 *
 *   log of the partition   [ the leader has it ][ archived, on no copy that is left: fetched ][ lost ]
 *
 * While the object store does not answer, the partition waits: of two bad answers the one that loses nothing. Left out: that
 * such a leader asks the manifest how far the archive goes; and that it fetches more than the records that it lacks, where
 * the group still keeps them.
 */
import type { DownloadOwner, Downloads } from '../archive/downloads.js';
import { none } from '../engine/pool.js';
import type { PartitionLogs } from '../replication/partition-log.js';
import type { QuorumWrites } from '../replication/quorum-write.js';
import { field, type ReplicaTable } from '../replication/replica-table.js';

export interface ArchivedTailContext {
  readonly groups: ReplicaTable;
  readonly partitionLogs: PartitionLogs;
  readonly replication: Pick<QuorumWrites, 'caughtUp'>;
  downloads(): Downloads;
  /** Sequence number up to which the group's log is archived. */
  archivedUpTo(group: number): number;
  /** Bytes of the group's newest snapshot and the log since. */
  bytesOf(group: number): number;
  /** Another number whenever the node has lost its life or its drive. */
  lifeOf(node: number): number;
  /** A planted defect: nobody looks into the archive. */
  readonly ignoresArchive: boolean;
}

/** Of one group. */
interface Tail {
  readonly node: number;
  readonly life: number;
  readonly upTo: number;
  isThere: boolean;
}

export class ArchivedTails implements DownloadOwner {
  /** Tails that leaders have fetched. */
  fetched = 0;
  private readonly byGroup = new Map<number, Tail>();

  constructor(private readonly context: ArchivedTailContext) {}

  /** Whether the new leader in `slot` still waits for what none of its `voters` (a mask) has. */
  isAwaited(group: number, slot: number, voters: number): boolean {
    const { groups, replication, lifeOf, ignoresArchive, archivedUpTo, downloads } = this.context;
    const bytes = ignoresArchive ? 0 : this.bytesLacking(group, slot, voters);
    if (bytes === 0) return false;
    const node = groups.hostOf(group, slot);
    const tail = this.byGroup.get(group);
    if (tail?.node !== node || tail.life !== lifeOf(node)) {
      // A download of another that was elected before counts for nothing.
      if (tail !== undefined && !tail.isThere) return true;
      this.byGroup.set(group, { node, life: lifeOf(node), upTo: archivedUpTo(group), isThere: false });
      downloads().begin(this, group, node, bytes);
      return true;
    }
    if (!tail.isThere) return true;
    this.byGroup.delete(group);
    this.fetched++;
    replication.caughtUp(group, slot, tail.upTo);
    return false;
  }

  /** Sequence number up to which a new leader gets from the archive what nobody hands over; -1: from the beginning nothing. */
  reachUpTo(group: number): number {
    return this.context.ignoresArchive ? none : this.context.archivedUpTo(group);
  }

  private bytesLacking(group: number, slot: number, voters: number): number {
    const { groups, partitionLogs, archivedUpTo, bytesOf } = this.context;
    const { records, rot } = partitionLogs;
    const upTo = archivedUpTo(group);
    let most: number = none;
    for (let voter = 0; voter < groups.slots; voter++) {
      if ((voters & (1 << voter)) !== 0) most = Math.max(most, groups.durable(group, voter));
    }
    // The group has let go of some of them: a snapshot has those.
    if (most < partitionLogs.firstKept(groups.base(group)) - 1) return Math.max(1, bytesOf(group));
    let bytes = 0;
    for (let at = groups.get(group, field.oldest); at !== none && records.isCommitted(at); at = records.next(at)) {
      const isArchived = records.sequenceNumber(at) <= upTo;
      const isHad = rot === null ? (records.received(at) & voters) !== 0 : rot.isHad(at, slot, voters);
      if (isArchived && !isHad) bytes += records.bytes(at);
    }
    return bytes;
  }

  about(group: number): string {
    const { groups } = this.context;
    return `archived log of ${groups.nameOf(group)}`;
  }

  downloaded(group: number): void {
    this.byGroup.get(group)!.isThere = true;
  }

  failed(group: number): void {
    this.byGroup.delete(group);
  }
}
