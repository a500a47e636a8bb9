/**
 * Which acknowledged writes had to survive: what drives were destroyed, and of which partitions they had copies. A partition
 * of three that keeps two whole copies keeps every write, since each was on two when it was acknowledged. Where fewer are
 * left, what was acknowledged until then may be gone, but for what an object store had taken. A log replica is a copy of
 * what was acknowledged since it joined, but for records that rotted in its log.
 *
 * Bound: of each partition the losses are kept that may explain a missing write, the newest `lossesMax` of them.
 */
import { none } from '../engine/pool.js';
import type { Clock, DamagedCopyView } from '../trace.js';

/** Of one partition. */
const lossesMax = 64;

/** Who has copies, by the placement of replicas. */
export interface CopyOwners {
  readonly replicas: number;
  readonly quorum: number;
  /** Partitions with a replica on the node. */
  groupsOf(node: number): readonly number[];
  /** Nodes of the members with items. */
  hostsWithItems(group: number): readonly number[];
  /** The partition that owns an item now, and the one that it was split from; -1 for none. */
  groupOf(table: number, item: number): number;
  parentOf(group: number): number;
}

interface Loss {
  /** Writes acknowledged in between may have been on the destroyed copies alone. */
  readonly fromNs: number;
  readonly toNs: number;
  /** Until the loss itself, for what has rotted in the logs of log replicas. */
  readonly atNs: number;
  /** Sequence number up to which the object store had the log; -1 where nothing of it. */
  readonly archived: number;
}

class Copies {
  /** By node whose copy lacks what was acknowledged since then, until it has copied. */
  readonly lacking = new Map<number, number>();
  /** By node: when its log replica joined. */
  readonly logs = new Map<number, number>();
  /** Sequence numbers of records that have rotted in the logs of log replicas. */
  readonly rotten = new Set<number>();
  readonly losses: Loss[] = [];
  archived = none;
}

export interface Span {
  readonly fromNs: number;
  readonly toNs: number;
}

export class SurvivingCopies {
  private readonly ofGroups = new Map<number, Copies>();

  constructor(private readonly owners: CopyOwners) {}

  private of(group: number): Copies {
    let copies = this.ofGroups.get(group);
    if (copies === undefined) {
      copies = new Copies();
      this.ofGroups.set(group, copies);
    }
    return copies;
  }

  /** What the node had been given since `sinceNs` is gone; 0: all that it ever had. */
  nodeLostData({ nowNs }: Clock, node: number, sinceNs: number): void {
    for (const group of this.owners.groupsOf(node)) {
      const copies = this.of(group);
      copies.logs.delete(node);
      copies.lacking.set(node, Math.min(sinceNs, copies.lacking.get(node) ?? sinceNs));
      this.noteLoss(group, copies, nowNs);
    }
  }

  /** A write that was on a quorum of the members is on none that is left if that many copies lack it. */
  private noteLoss(group: number, copies: Copies, nowNs: number): void {
    const { quorum } = this.owners;
    const members = this.owners.hostsWithItems(group);
    const lacking = members.filter((node) => copies.lacking.has(node));
    const missing = Math.max(0, this.owners.replicas - members.length);
    const needed = quorum - missing;
    if (lacking.length < needed) return;
    const since = lacking.map((node) => copies.lacking.get(node)!).sort((a, b) => a - b);
    const fromNs = needed <= 0 ? 0 : since[needed - 1];
    // Writes acknowledged after enough log replicas had joined are on one of those.
    const joined = [...copies.logs.values()].sort((a, b) => a - b);
    const toNs = joined[lacking.length - needed] ?? nowNs;
    copies.losses.push({ fromNs, toNs, atNs: nowNs, archived: copies.archived });
    if (copies.losses.length > lossesMax) copies.losses.shift();
  }

  /** Nobody has anything of the group: whoever is there begins anew. */
  groupLost(group: number): void {
    this.of(group).lacking.clear();
  }

  copied(group: number, node: number): void {
    this.ofGroups.get(group)?.lacking.delete(node);
  }

  joined({ nowNs }: Clock, group: number, node: number, isStorage: boolean): void {
    const copies = this.of(group);
    copies.lacking.delete(node);
    if (!isStorage) copies.logs.set(node, nowNs);
  }

  /** It has nothing before it has copied. */
  beganEmpty(group: number, node: number): void {
    this.of(group).lacking.set(node, 0);
  }

  left(group: number, node: number): void {
    const copies = this.of(group);
    copies.logs.delete(node);
    copies.lacking.delete(node);
  }

  /** A record of a log rotted. Bound: by what faults may damage. */
  logRecordRotted({ node, table, item, sequenceNumber }: DamagedCopyView): void {
    const copies = this.ofGroups.get(this.owners.groupOf(table, item));
    if (copies?.logs.has(node)) copies.rotten.add(sequenceNumber);
  }

  archivedUpTo(group: number, sequenceNumber: number): void {
    this.of(group).archived = sequenceNumber;
  }

  /** Whether what was destroyed explains that a write is not there, that was committed within that time. */
  mayBeGone(table: number, item: number, committed: Span, sequenceNumber: number): boolean {
    for (let group = this.owners.groupOf(table, item); group !== none; group = this.owners.parentOf(group)) {
      const copies = this.ofGroups.get(group);
      for (const { fromNs, toNs, atNs, archived } of copies?.losses ?? []) {
        const untilNs = copies!.rotten.has(sequenceNumber) ? atNs : toNs;
        // Its answer may have been on its way when the copies went.
        const isWithin = committed.toNs >= fromNs && committed.fromNs <= untilNs;
        if (isWithin && sequenceNumber > archived) return true;
      }
    }
    return false;
  }
}
