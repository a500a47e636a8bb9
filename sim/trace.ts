/**
 * What observers may see of a run: calls made at the moments that matter, with when and what. An observer takes the
 * calls that it wants; it never schedules, draws or changes anything, so a run is the same whoever watches.
 *
 * Requests, attempts and versions are wide and pass a hundred thousand times a second of virtual time, so they are shown
 * and not copied: a view cannot be written to, and holds until the call returns, after which its object serves another.
 */

import type { Attempt } from './protocol/attempt.js';
import type { CommittedWrite } from './protocol/committed-write.js';
import type { Request, RequestCounts } from './protocol/request.js';
import type { StampedVersion } from './protocol/stamped-version.js';

/** `index` is the request's number among those under way: its own from the start to the end. */
export type RequestView = Readonly<
  Pick<
    Request,
    | 'index'
    | 'tenant'
    | 'instance'
    | 'table'
    | 'operation'
    | 'isWrite'
    | 'isStrong'
    | 'item'
    | 'bytes'
    | 'writeId'
    | 'startedAtNs'
  >
>;

/** Of a request that has ended: how, and what it took. */
export type FinishedRequestView = RequestView &
  Readonly<Pick<Request, 'outcome' | keyof RequestCounts | 'failedNs' | 'backoffNs'>>;

/** `index` is its row in the stage times, `ordinal` counts the attempts of a request from 0. */
export type AttemptView = Readonly<
  Pick<
    Attempt,
    | 'index'
    | 'ordinal'
    | 'group'
    | 'router'
    | 'node'
    | 'silentNode'
    | 'status'
    | 'reason'
    | 'startedAtNs'
    | 'arrivedAtNs'
    | 'sequenceNumber'
    | 'readWriteId'
    | 'supersededAtNs'
  > & {
    request: RequestView;
  }
>;

/** A segment of a partition's log, of `count` writes; sequence numbers of its ends, both included. */
export interface SegmentView {
  readonly group: number;
  readonly first: number;
  readonly last: number;
  readonly count: number;
  sequenceNumber(nth: number): number;
  item(nth: number): number;
  writeId(nth: number): number;
}

/** A copy of an item on a node, and what it has in place of what its replica applied, or of what its log should have. */
export interface DamagedCopyView {
  readonly node: number;
  readonly table: number;
  readonly item: number;
  readonly sequenceNumber: number;
  readonly writeId: number;
  /** Whoever reads it with its checksum sees that it is not what was written. */
  readonly failsChecksum: boolean;
  /** In the log of the replica, and not in its page. */
  readonly isLogRecord: boolean;
  /** Sequence number of the version that should be there. */
  readonly overSequenceNumber: number;
  readonly sinceNs: number;
}

/** An item of which the copies on the nodes were compared as of then, and those that are whole differ. */
export interface Dispute {
  readonly table: number;
  readonly item: number;
  readonly nodes: readonly number[];
  readonly comparedSinceNs: number;
  /** Of the version that is in dispute: one that is newer ends it. */
  readonly overSequenceNumber: number;
}

/** What the service was at when it found that something is not as it was written. */
export type FoundBy = 'read' | 'transfer' | 'archive' | 'scrub';
/** What became of a damaged copy: it was copied anew, of another or of the archive, or written anew, or its replica is no more. */
export type DamageEnd = 'repaired' | 'fetched' | 'overwritten' | 'gone';

/** What a partition lost with its copies: the writes that were not archived, and where its copies were destroyed. */
export interface PartitionLoss {
  readonly group: number;
  /** With items, which have none of these records; 0: it will be rebuilt from the archive. */
  readonly copiesLeft: number;
  /** Committed, each in the log that `group` says there: the partition's own, or of one that it was split from. */
  readonly records: readonly CommittedWrite[];
  /** What is lost with them: each write once, and none that an earlier record still has. */
  readonly writes: readonly CommittedWrite[];
  readonly destroyed: readonly { readonly node: number; readonly atNs: number }[];
}

/** A table that was restored, by number, as another was at a time; items are numbered as there. */
export interface RestoredTable {
  readonly table: number;
  readonly of: number;
  readonly toNs: number;
  /** Those whose versions are known. */
  readonly items: number;
  /** The write that the item has; 0 as it was loaded. */
  writeId(item: number): number;
}

/** Why a client instance goes to another region: it leaves its own, or comes back to one that it prefers. */
export type RegionMoveReason = 'failed requests' | 'health checks' | 'return';

/** A client instance of a tenant goes from one copy of its table to another, by their numbers. */
export interface RegionMove {
  readonly tenant: number;
  readonly instance: number;
  readonly from: number;
  readonly to: number;
  readonly reason: RegionMoveReason;
}

export interface Clock {
  readonly nowNs: number;
}

/** Each call brings the clock, not its time: V8 would allocate the double anew for every call that it does not inline. */
export interface Trace {
  requestStarted(clock: Clock, request: RequestView): void;
  /** `winner`: the attempt whose good answer ended it; null where it failed. */
  requestFinished(clock: Clock, request: FinishedRequestView, winner: AttemptView | null): void;
  /** The client instance's requests go to another region from now on. */
  clientMoved(clock: Clock, move: RegionMove): void;
  /** The request, which has just started, is what the application makes of one that failed in another region; `writeId`: of that one. */
  requestRepeated(clock: Clock, request: RequestView, writeId: number): void;
  /** A router has answered an attempt. */
  attemptAnswered(clock: Clock, attempt: AttemptView): void;
  /** The client has no use of an attempt any more: it was answered badly, or not in time. Not called for one thrown away. */
  attemptFailed(clock: Clock, attempt: AttemptView): void;
  /** The leader has applied the write; `isFlushed`: as many members as a quorum has had flushed it before. */
  writeCommitted(clock: Clock, group: number, table: number, item: number, writeId: number, isFlushed: boolean): void;
  /** A write of a region to its copy of a global table is committed, and stamped. */
  versionWritten(clock: Clock, version: Readonly<StampedVersion>): void;
  /** What another region wrote is the newest version of its item in the copy `table` from now on. */
  changeApplied(clock: Clock, table: number, version: Readonly<StampedVersion>): void;
  /** What another region wrote has come, for the first time, and the item has a newer version. */
  changeSuperseded(clock: Clock, table: number, version: Readonly<StampedVersion>): void;
  /**
   * The region's own write, the newest that its copy `table` had, gives way to one of another region, which was made without
   * knowledge of it: the two were concurrent, and this one lost.
   */
  versionOverruled(clock: Clock, table: number, writeId: number, by: Readonly<StampedVersion>): void;
  /** A committed write is not in the log of the leader that took over. */
  writeLost(clock: Clock, write: CommittedWrite): void;
  /** All replicas of the group have lost their data, and nobody rebuilds it: every write committed there is gone. */
  groupLost(clock: Clock, group: number, committedWrites: number, destroyed: PartitionLoss['destroyed']): void;
  /** So many members of the group have lost their data that the others are no majority. Only where lost replicas are replaced. */
  majorityLost(clock: Clock, group: number, destroyed: PartitionLoss['destroyed']): void;
  /** All replicas of the group, or those that had these writes, have lost their data: it goes on without them. */
  partitionLost(clock: Clock, loss: PartitionLoss): void;
  /** The table is ready, and nobody has asked anything of it yet. */
  tableRestored(clock: Clock, restored: RestoredTable): void;
  /** It has new replicas, with what the archive had. */
  partitionRebuilt(clock: Clock, group: number): void;
  /** The object store has taken a segment that nobody had uploaded. */
  segmentArchived(clock: Clock, segment: SegmentView): void;
  /** A replica begins to serve as the leader of a term; `rivals` are the slots of others that may serve as well; `hasItems`: it is no log replica. */
  leaderServes(
    clock: Clock,
    group: number,
    slot: number,
    term: number,
    rivals: readonly number[],
    hasItems: boolean,
  ): void;
  /** A leader takes the replica on the node for lost; `isHealthy`: it is mistaken. Only where lost replicas are replaced. */
  replicaJudgedLost(clock: Clock, group: number, node: number, isHealthy: boolean): void;
  /**
   * The node is taken for slow though alive; `troubledSinceNs`: since when a fault has acted on it, -1 where none does and
   * whoever judged it is mistaken. `nodeNoLongerGray`: it is trusted again. `nodeEmptied`: it has no replica any more.
   */
  nodeJudgedGray(clock: Clock, node: number, troubledSinceNs: number): void;
  nodeNoLongerGray(clock: Clock, node: number): void;
  nodeEmptied(clock: Clock, node: number): void;
  /**
   * The replica on the node is a member of its group from now on, with items or with the log alone; or it is none any
   * more, and those that `remain` with items are on other nodes.
   */
  replicaJoined(clock: Clock, group: number, node: number, isStorage: boolean): void;
  replicaLeft(clock: Clock, group: number, node: number, remain: readonly number[]): void;
  /** A replica that joined has nothing yet: it took the place of one that was destroyed, where no majority was left. */
  replicaBeganEmpty(clock: Clock, group: number, node: number): void;
  /** The group's replica on the node, which lagged or joined, has copied what it lacked, up to when it began. */
  replicaCopied(clock: Clock, group: number, node: number): void;
  /** So many more bytes of such a copy are on the drive of its node, whatever becomes of the copy. */
  bytesCopied(clock: Clock, bytes: number): void;
  /** What the node had on its drive of what came since then is gone; 0: everything. */
  nodeLostData(clock: Clock, node: number, sinceNs: number): void;
  /**
   * The group has so many whole replicas with items now; `isComplete`: as many members as it should have, log replicas
   * included, are up and whole. Told as often as it may have changed, and only where lost replicas are replaced.
   */
  copiesChanged(clock: Clock, group: number, copies: number, isComplete: boolean): void;
  /** A fault, or a copy of a damaged copy, has put something else in the place of what was written. */
  copyDamaged(clock: Clock, copy: DamagedCopyView): void;
  /** The service knows of it from now on. */
  damageFound(clock: Clock, copy: DamagedCopyView, by: FoundBy): void;
  /**
   * The replicas of the group on the nodes were compared, as of then: what was wrong has been found. So many bytes of the
   * archive were read for it, which has the log up to that sequence number; -1: they were compared with each other alone.
   */
  copiesCompared(
    clock: Clock,
    group: number,
    nodes: readonly number[],
    sinceNs: number,
    archivedBytes: number,
    archivedUpTo: number,
  ): void;
  /** Whole copies of an item differ, and nobody can say yet which is right; `disputeEnded`: they differ no more, or it can be said. */
  disputeBegan(clock: Clock, dispute: Dispute): void;
  disputeEnded(clock: Clock, dispute: Dispute): void;
  /** The object store did not answer, and the replicas of the group are compared with each other alone. */
  comparedWithoutArchive(clock: Clock, group: number): void;
  /** Nothing is wrong with the copy any more. */
  damageEnded(clock: Clock, copy: DamagedCopyView, end: DamageEnd): void;
}

/** Takes the calls that it has a method for. */
export type Observer = Partial<Trace>;
