/**
 * A replication group under watch: what each of its replicas believes about leadership. A group is calm, and has none of
 * this, as long as its hosts and links are healthy; then its heartbeats are computed when someone looks. A fault on one
 * of its hosts makes them matter: heartbeats, leases and suspicion become real events until the group is calm again.
 *
 * Times are true time unless the name says clock: a lease ends by the clock of whoever looks.
 */
import type { Pooled } from '../engine/pool.js';
import type { Call } from '../protocol/call.js';

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
  /** Leading: heartbeats that each slot answered in a row. */
  answeredInRow = [0, 0, 0];
  /** Electing: mask of slots that voted, and the end of the lease they know of. */
  votes = 0;
  voterGrantedUntilClockNs = 0;
  /** The old leader voted, which ends its lease. */
  isLeaseReleased = false;
  /** It leads because its predecessor handed over. */
  isHandover = false;
  suspectedAtNs = 0;
  electedAtNs = 0;
  /** When the next check of this replica is due; events that find another time here are void. */
  checkAtNs = -1;
  deadlineAtNs = -1;

  reset(): void {
    this.phase = 'following';
    this.promisedTerm = 0;
    this.heardAtNs = 0;
    this.heartbeatAtNs = 0;
    this.grantedUntilClockNs = 0;
    this.leaseUntilClockNs = 0;
    this.servesFromClockNs = 0;
    this.hasTakenOver = false;
    this.answeredInRow.fill(0);
    this.votes = 0;
    this.voterGrantedUntilClockNs = 0;
    this.isLeaseReleased = false;
    this.isHandover = false;
    this.suspectedAtNs = 0;
    this.electedAtNs = 0;
    this.checkAtNs = -1;
    this.deadlineAtNs = -1;
  }
}

export class GroupWatch implements Pooled {
  group = 0;
  readonly views = [new ReplicaView(), new ReplicaView(), new ReplicaView()];
  tickAtNs = -1;
  /** End of the log at the previous tick: a replica still behind it has missed something. */
  lastAtTick = 0;
  /** Mask of slots that copy what they missed. */
  catchingUp = 0;
  /** When the last leader stopped serving; -1 while one serves. */
  leaderlessSinceNs = -1;
  /** Slot that takes over in a planned hand-over, or -1. */
  successor = -1;
  handoverDeadlineNs = -1;
  /** When the hand-over is looked at next; events that find another time here are void. */
  handoverCheckAtNs = -1;
  /** Requests that wait for the hand-over. */
  readonly parkedCalls: Call[] = [];

  constructor(readonly index: number) {}
}
