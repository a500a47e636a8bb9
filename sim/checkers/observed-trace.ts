/**
 * One trace for many observers. Each kind of call has its own list of those that take it, so nobody is called for what it
 * does not want, and each list its own loop, so that a call to a few known classes stays cheap.
 */
import type { CommittedWrite } from '../protocol/committed-write.js';
import type { StampedVersion } from '../protocol/stamped-version.js';
import type {
  AttemptView,
  Clock,
  DamagedCopyView,
  DamageEnd,
  Dispute,
  FinishedRequestView,
  FoundBy,
  Observer,
  PartitionLoss,
  RegionMove,
  RequestView,
  RestoredTable,
  SegmentView,
  Trace,
} from '../trace.js';

/** Observers that have a method for one kind of call. */
type TakersOf<Call extends keyof Trace> = readonly Pick<Trace, Call>[];

export class ObservedTrace implements Trace {
  private readonly ofRequestStarted: TakersOf<'requestStarted'>;
  private readonly ofRequestFinished: TakersOf<'requestFinished'>;
  private readonly ofClientMoved: TakersOf<'clientMoved'>;
  private readonly ofRequestRepeated: TakersOf<'requestRepeated'>;
  private readonly ofAttemptAnswered: TakersOf<'attemptAnswered'>;
  private readonly ofAttemptFailed: TakersOf<'attemptFailed'>;
  private readonly ofWriteCommitted: TakersOf<'writeCommitted'>;
  private readonly ofVersionWritten: TakersOf<'versionWritten'>;
  private readonly ofChangeApplied: TakersOf<'changeApplied'>;
  private readonly ofChangeSuperseded: TakersOf<'changeSuperseded'>;
  private readonly ofVersionOverruled: TakersOf<'versionOverruled'>;
  private readonly ofWriteLost: TakersOf<'writeLost'>;
  private readonly ofGroupLost: TakersOf<'groupLost'>;
  private readonly ofPartitionLost: TakersOf<'partitionLost'>;
  private readonly ofReplicaBeganEmpty: TakersOf<'replicaBeganEmpty'>;
  private readonly ofTableRestored: TakersOf<'tableRestored'>;
  private readonly ofMajorityLost: TakersOf<'majorityLost'>;
  private readonly ofPartitionRebuilt: TakersOf<'partitionRebuilt'>;
  private readonly ofSegmentArchived: TakersOf<'segmentArchived'>;
  private readonly ofLeaderServes: TakersOf<'leaderServes'>;
  private readonly ofReplicaCopied: TakersOf<'replicaCopied'>;
  private readonly ofBytesCopied: TakersOf<'bytesCopied'>;
  private readonly ofNodeLostData: TakersOf<'nodeLostData'>;
  private readonly ofCopiesChanged: TakersOf<'copiesChanged'>;
  private readonly ofReplicaLeft: TakersOf<'replicaLeft'>;
  private readonly ofReplicaJoined: TakersOf<'replicaJoined'>;
  private readonly ofReplicaJudgedLost: TakersOf<'replicaJudgedLost'>;
  private readonly ofNodeJudgedGray: TakersOf<'nodeJudgedGray'>;
  private readonly ofNodeNoLongerGray: TakersOf<'nodeNoLongerGray'>;
  private readonly ofNodeEmptied: TakersOf<'nodeEmptied'>;
  private readonly ofCopyDamaged: TakersOf<'copyDamaged'>;
  private readonly ofDamageFound: TakersOf<'damageFound'>;
  private readonly ofCopiesCompared: TakersOf<'copiesCompared'>;
  private readonly ofComparedWithoutArchive: TakersOf<'comparedWithoutArchive'>;
  private readonly ofDisputeBegan: TakersOf<'disputeBegan'>;
  private readonly ofDisputeEnded: TakersOf<'disputeEnded'>;
  private readonly ofDamageEnded: TakersOf<'damageEnded'>;

  /** They are called in the order of the list. */
  constructor(observers: readonly Observer[]) {
    this.ofRequestStarted = takersOf(observers, 'requestStarted');
    this.ofRequestFinished = takersOf(observers, 'requestFinished');
    this.ofClientMoved = takersOf(observers, 'clientMoved');
    this.ofRequestRepeated = takersOf(observers, 'requestRepeated');
    this.ofAttemptAnswered = takersOf(observers, 'attemptAnswered');
    this.ofAttemptFailed = takersOf(observers, 'attemptFailed');
    this.ofWriteCommitted = takersOf(observers, 'writeCommitted');
    this.ofVersionWritten = takersOf(observers, 'versionWritten');
    this.ofChangeApplied = takersOf(observers, 'changeApplied');
    this.ofChangeSuperseded = takersOf(observers, 'changeSuperseded');
    this.ofVersionOverruled = takersOf(observers, 'versionOverruled');
    this.ofWriteLost = takersOf(observers, 'writeLost');
    this.ofGroupLost = takersOf(observers, 'groupLost');
    this.ofPartitionLost = takersOf(observers, 'partitionLost');
    this.ofReplicaBeganEmpty = takersOf(observers, 'replicaBeganEmpty');
    this.ofTableRestored = takersOf(observers, 'tableRestored');
    this.ofMajorityLost = takersOf(observers, 'majorityLost');
    this.ofPartitionRebuilt = takersOf(observers, 'partitionRebuilt');
    this.ofSegmentArchived = takersOf(observers, 'segmentArchived');
    this.ofLeaderServes = takersOf(observers, 'leaderServes');
    this.ofReplicaCopied = takersOf(observers, 'replicaCopied');
    this.ofBytesCopied = takersOf(observers, 'bytesCopied');
    this.ofNodeLostData = takersOf(observers, 'nodeLostData');
    this.ofCopiesChanged = takersOf(observers, 'copiesChanged');
    this.ofReplicaLeft = takersOf(observers, 'replicaLeft');
    this.ofReplicaJoined = takersOf(observers, 'replicaJoined');
    this.ofReplicaJudgedLost = takersOf(observers, 'replicaJudgedLost');
    this.ofNodeJudgedGray = takersOf(observers, 'nodeJudgedGray');
    this.ofNodeNoLongerGray = takersOf(observers, 'nodeNoLongerGray');
    this.ofNodeEmptied = takersOf(observers, 'nodeEmptied');
    this.ofCopyDamaged = takersOf(observers, 'copyDamaged');
    this.ofDamageFound = takersOf(observers, 'damageFound');
    this.ofCopiesCompared = takersOf(observers, 'copiesCompared');
    this.ofComparedWithoutArchive = takersOf(observers, 'comparedWithoutArchive');
    this.ofDisputeBegan = takersOf(observers, 'disputeBegan');
    this.ofDisputeEnded = takersOf(observers, 'disputeEnded');
    this.ofDamageEnded = takersOf(observers, 'damageEnded');
  }

  requestStarted(clock: Clock, request: RequestView): void {
    for (const taker of this.ofRequestStarted) taker.requestStarted(clock, request);
  }

  requestFinished(clock: Clock, request: FinishedRequestView, winner: AttemptView | null): void {
    for (const taker of this.ofRequestFinished) taker.requestFinished(clock, request, winner);
  }

  clientMoved(clock: Clock, move: RegionMove): void {
    for (const taker of this.ofClientMoved) taker.clientMoved(clock, move);
  }

  requestRepeated(clock: Clock, request: RequestView, writeId: number): void {
    for (const taker of this.ofRequestRepeated) taker.requestRepeated(clock, request, writeId);
  }

  attemptAnswered(clock: Clock, attempt: AttemptView): void {
    for (const taker of this.ofAttemptAnswered) taker.attemptAnswered(clock, attempt);
  }

  attemptFailed(clock: Clock, attempt: AttemptView): void {
    for (const taker of this.ofAttemptFailed) taker.attemptFailed(clock, attempt);
  }

  writeCommitted(clock: Clock, group: number, table: number, item: number, writeId: number, isFlushed: boolean): void {
    for (const taker of this.ofWriteCommitted) taker.writeCommitted(clock, group, table, item, writeId, isFlushed);
  }

  versionWritten(clock: Clock, version: StampedVersion): void {
    for (const taker of this.ofVersionWritten) taker.versionWritten(clock, version);
  }

  changeApplied(clock: Clock, table: number, version: StampedVersion): void {
    for (const taker of this.ofChangeApplied) taker.changeApplied(clock, table, version);
  }

  changeSuperseded(clock: Clock, table: number, version: StampedVersion): void {
    for (const taker of this.ofChangeSuperseded) taker.changeSuperseded(clock, table, version);
  }

  versionOverruled(clock: Clock, table: number, writeId: number, by: StampedVersion): void {
    for (const taker of this.ofVersionOverruled) taker.versionOverruled(clock, table, writeId, by);
  }

  writeLost(clock: Clock, write: CommittedWrite): void {
    for (const taker of this.ofWriteLost) taker.writeLost(clock, write);
  }

  groupLost(clock: Clock, group: number, committedWrites: number, destroyed: PartitionLoss['destroyed']): void {
    for (const taker of this.ofGroupLost) taker.groupLost(clock, group, committedWrites, destroyed);
  }

  partitionLost(clock: Clock, loss: PartitionLoss): void {
    for (const taker of this.ofPartitionLost) taker.partitionLost(clock, loss);
  }

  replicaBeganEmpty(clock: Clock, group: number, node: number): void {
    for (const taker of this.ofReplicaBeganEmpty) taker.replicaBeganEmpty(clock, group, node);
  }

  tableRestored(clock: Clock, restored: RestoredTable): void {
    for (const taker of this.ofTableRestored) taker.tableRestored(clock, restored);
  }

  majorityLost(clock: Clock, group: number, destroyed: PartitionLoss['destroyed']): void {
    for (const taker of this.ofMajorityLost) taker.majorityLost(clock, group, destroyed);
  }

  partitionRebuilt(clock: Clock, group: number): void {
    for (const taker of this.ofPartitionRebuilt) taker.partitionRebuilt(clock, group);
  }

  segmentArchived(clock: Clock, segment: SegmentView): void {
    for (const taker of this.ofSegmentArchived) taker.segmentArchived(clock, segment);
  }

  leaderServes(
    clock: Clock,
    group: number,
    slot: number,
    term: number,
    rivals: readonly number[],
    hasItems: boolean,
  ): void {
    for (const taker of this.ofLeaderServes) taker.leaderServes(clock, group, slot, term, rivals, hasItems);
  }

  replicaJudgedLost(clock: Clock, group: number, node: number, isHealthy: boolean): void {
    for (const taker of this.ofReplicaJudgedLost) taker.replicaJudgedLost(clock, group, node, isHealthy);
  }

  nodeJudgedGray(clock: Clock, node: number, troubledSinceNs: number): void {
    for (const taker of this.ofNodeJudgedGray) taker.nodeJudgedGray(clock, node, troubledSinceNs);
  }

  nodeNoLongerGray(clock: Clock, node: number): void {
    for (const taker of this.ofNodeNoLongerGray) taker.nodeNoLongerGray(clock, node);
  }

  nodeEmptied(clock: Clock, node: number): void {
    for (const taker of this.ofNodeEmptied) taker.nodeEmptied(clock, node);
  }

  replicaJoined(clock: Clock, group: number, node: number, isStorage: boolean): void {
    for (const taker of this.ofReplicaJoined) taker.replicaJoined(clock, group, node, isStorage);
  }

  replicaLeft(clock: Clock, group: number, node: number, remaining: readonly number[]): void {
    for (const taker of this.ofReplicaLeft) taker.replicaLeft(clock, group, node, remaining);
  }

  replicaCopied(clock: Clock, group: number, node: number): void {
    for (const taker of this.ofReplicaCopied) taker.replicaCopied(clock, group, node);
  }

  bytesCopied(clock: Clock, bytes: number): void {
    for (const taker of this.ofBytesCopied) taker.bytesCopied(clock, bytes);
  }

  nodeLostData(clock: Clock, node: number, sinceNs: number): void {
    for (const taker of this.ofNodeLostData) taker.nodeLostData(clock, node, sinceNs);
  }

  copiesChanged(clock: Clock, group: number, copies: number, isComplete: boolean): void {
    for (const taker of this.ofCopiesChanged) taker.copiesChanged(clock, group, copies, isComplete);
  }

  copyDamaged(clock: Clock, copy: DamagedCopyView): void {
    for (const taker of this.ofCopyDamaged) taker.copyDamaged(clock, copy);
  }

  damageFound(clock: Clock, copy: DamagedCopyView, by: FoundBy): void {
    for (const taker of this.ofDamageFound) taker.damageFound(clock, copy, by);
  }

  copiesCompared(
    clock: Clock,
    group: number,
    nodes: readonly number[],
    sinceNs: number,
    archivedBytes: number,
    archivedUpTo: number,
  ): void {
    for (const taker of this.ofCopiesCompared)
      taker.copiesCompared(clock, group, nodes, sinceNs, archivedBytes, archivedUpTo);
  }

  disputeBegan(clock: Clock, dispute: Dispute): void {
    for (const taker of this.ofDisputeBegan) taker.disputeBegan(clock, dispute);
  }

  disputeEnded(clock: Clock, dispute: Dispute): void {
    for (const taker of this.ofDisputeEnded) taker.disputeEnded(clock, dispute);
  }

  comparedWithoutArchive(clock: Clock, group: number): void {
    for (const taker of this.ofComparedWithoutArchive) taker.comparedWithoutArchive(clock, group);
  }

  damageEnded(clock: Clock, copy: DamagedCopyView, end: DamageEnd): void {
    for (const taker of this.ofDamageEnded) taker.damageEnded(clock, copy, end);
  }
}

function takersOf<Call extends keyof Trace>(observers: readonly Observer[], call: Call): TakersOf<Call> {
  return observers.filter((observer): observer is Observer & Pick<Trace, Call> => observer[call] !== undefined);
}
