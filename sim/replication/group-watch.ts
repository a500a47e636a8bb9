/**
 * A replication group under watch: what each of its replicas believes about leadership. A group is calm, and has none of
 * this, as long as its hosts and links are healthy; then its heartbeats are computed when someone looks. A fault on one
 * of its hosts makes them matter: heartbeats, leases and suspicion become real events until the group is calm again.
 *
 * Times are true time unless the name says clock: a lease ends by the clock of whoever looks.
 */
import { none, Pool, type Pooled } from '../engine/pool.js';
import type { Call } from '../protocol/call.js';
import { field, type ReplicaTable, slotShift, slotsMax } from './replica-table.js';

export type Phase = 'following' | 'asking' | 'electing' | 'leading';

export class ReplicaView {
  phase: Phase = 'following';
  /** Highest term promised: nothing older is accepted. */
  promisedTerm = 0;
  /** Patience counts from here: the last heartbeat, vote, or suspicion that was withdrawn. */
  heardAtNs = 0;
  /** The last heartbeat itself: what others who ask are told. */
  heartbeatAtNs = 0;
  /** Latest end of a lease that this replica has granted, by the leader's clock. */
  grantedUntilClockNs = 0;
  /** Leading: end of the lease by its own clock, and when it may begin to serve. */
  leaseUntilClockNs = 0;
  servesFromClockNs = 0;
  hasTakenOver = false;
  /** By its clock; before, positions in the logs of others may stand for what left the log then. */
  tookOverAtClockNs = 0;
  /** Leading: heartbeats that each slot answered in a row, and the latest lease that it granted, by the leader's clock. */
  readonly answeredInRow: number[];
  readonly grantedUntilClockNsBy: number[];
  /** Leading: when each slot answered last, or was given time to. */
  readonly answeredAtNs: number[];
  /** Asking: mask of slots whose answer is awaited. */
  asked = 0;
  /** Electing: mask of slots that voted, and the end of the lease they know of. */
  votes = 0;
  voterGrantedUntilClockNs = 0;
  /** The old leader voted, which ends its lease. */
  isLeaseReleased = false;
  /** It leads because its predecessor handed over. */
  isHandover = false;
  /** Who handed over, and the lease that comes with it, by the old leader's clock. */
  predecessor = 0;
  inheritedUntilClockNs = 0;
  suspectedAtNs = 0;
  electedAtNs = 0;
  /** When the next check of this replica is due; events that find another time here are void. */
  checkAtNs = -1;
  deadlineAtNs = -1;

  constructor(slots: number) {
    this.answeredInRow = new Array<number>(slots).fill(0);
    this.grantedUntilClockNsBy = new Array<number>(slots).fill(0);
    this.answeredAtNs = new Array<number>(slots).fill(0);
  }

  reset(): void {
    this.phase = 'following';
    this.promisedTerm = 0;
    this.heardAtNs = 0;
    this.heartbeatAtNs = 0;
    this.grantedUntilClockNs = 0;
    this.leaseUntilClockNs = 0;
    this.servesFromClockNs = 0;
    this.hasTakenOver = false;
    this.tookOverAtClockNs = 0;
    this.answeredInRow.fill(0);
    this.grantedUntilClockNsBy.fill(0);
    this.answeredAtNs.fill(0);
    this.asked = 0;
    this.votes = 0;
    this.voterGrantedUntilClockNs = 0;
    this.isLeaseReleased = false;
    this.isHandover = false;
    this.predecessor = 0;
    this.inheritedUntilClockNs = 0;
    this.suspectedAtNs = 0;
    this.electedAtNs = 0;
    this.checkAtNs = -1;
    this.deadlineAtNs = -1;
  }
}

/** Bound on watched groups, which take some 2,500 bytes each, their messages included. */
const watchesMax = 1 << 18;
const remedy = 'fewer partitions, or faults on fewer hosts, need fewer';

export class GroupWatch implements Pooled {
  group = 0;
  /** By slot, empty ones included. */
  readonly views: readonly ReplicaView[];
  tickAtNs = -1;
  /** End of the log at the last tick, and at the one before: a replica that is still behind the latter has missed something. */
  lastAtTick = 0;
  lastAtTickBefore = 0;
  /** Mask of slots that copy what they missed. */
  catchingUp = 0;
  /** Members of the group change: it is not calm before that is over. */
  isChanging = false;
  /** When the last leader stopped serving; -1 while one serves. */
  leaderlessSinceNs = -1;
  /** Slot that takes over in a planned hand-over, or -1. */
  successor = -1;
  handoverDeadlineNs = -1;
  /** When the hand-over is looked at next; events that find another time here are void. */
  handoverCheckAtNs = -1;
  /** Requests that wait for the hand-over. */
  readonly parkedCalls: Call[] = [];

  constructor(
    readonly index: number,
    slots: number,
  ) {
    this.views = Array.from({ length: slots }, () => new ReplicaView(slots));
  }

  /** Those of one replica, which hold no longer. */
  takeParkedAt(slot: number): Call[] {
    const taken = this.parkedCalls.filter((call) => call.slot === slot);
    const kept = this.parkedCalls.filter((call) => call.slot !== slot);
    this.parkedCalls.splice(0, this.parkedCalls.length, ...kept);
    return taken;
  }
}

/** The groups that are watched. */
export class GroupWatches extends Pool<GroupWatch> {
  constructor(private readonly groups: ReplicaTable) {
    super('watched partitions', (index) => new GroupWatch(index, groups.slots), watchesMax, remedy);
  }

  /** Of an event of a group, or of one of its replicas, by its payload. */
  readonly about = (index: number): string => this.groups.nameOf(this.items[index].group);
  readonly aboutReplica = (payload: number): string =>
    this.groups.aboutReplica(this.items[watchIn(payload)].group, slotOfWatch(payload));

  /** Null while the group is calm. */
  of(group: number): GroupWatch | null {
    const index = this.groups.get(group, field.watch);
    return index === none ? null : this.items[index];
  }

  /** Whether the replica in `slot` has promised nothing newer than the term: then it takes its records and messages. */
  accept(group: number, slot: number, term: number): boolean {
    const watch = this.of(group);
    return watch === null || watch.views[slot].promisedTerm <= term;
  }
}

/** A replica's place in a watched group, in one event payload. */
export const watchAndSlot = (watch: GroupWatch, slot: number) => (watch.index << slotShift) | slot;
export const watchIn = (payload: number) => payload >> slotShift;
export const slotOfWatch = (payload: number) => payload & (slotsMax - 1);
