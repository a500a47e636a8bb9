/**
 * Leader leases with terms: who may serve, heartbeats that renew the lease, and when a group needs watching.
 *
 *   calm group      nothing is scheduled; the leader in the group table serves; heartbeats are computed when looked at
 *   watched group   every `heartbeat` the leader offers its followers a longer lease; a majority, itself included, grants it
 *
 * A leader serves only while its clock is before the end of its lease, and a successor waits by its own clock until the
 * old lease is over plus `clockUncertainty` (P22 sections 3 and 6.2). A skewed clock beyond that margin breaks the promise,
 * as it would in the real service. Suspicion and elections are in election.ts, planned hand-overs in handover.ts.
 */

import { none } from '../engine/pool.js';
import type { Simulation } from '../engine/simulation.js';
import type { Plantable } from '../protocol/defects.js';
import type { GroupTimes } from '../replication/group-times.js';
import type { GroupWatch, GroupWatches } from '../replication/group-watch.js';
import { field, type ReplicaTable } from '../replication/replica-table.js';
import type { StorageNodes } from '../replication/storage-nodes.js';
import type { Trace } from '../trace.js';
import type { LeadershipNeighbours } from './leadership-neighbours.js';
import type { PeerMessage } from './peer-messages.js';

export interface LeaderLeaseParameters extends Plantable {
  readonly heartbeat: number;
  readonly missedHeartbeatsMax: number;
  readonly lease: number;
  readonly askPeers: boolean;
  readonly answerTimeout: number;
  readonly clockUncertainty: number;
  /** Heartbeats that each healthy follower must answer in a row before a group counts as calm again. */
  readonly calmAfterAnswers: number;
  /** Whether leaders replace members that they have lost: a group without one of them is not calm then. */
  readonly replacesLost: boolean;
}

/** What leadership stands on. */
export interface LeaderLeaseContext {
  readonly simulation: Simulation;
  readonly nodes: StorageNodes;
  readonly groups: ReplicaTable;
  readonly watches: GroupWatches;
  readonly times: GroupTimes;
}

export class LeaderLeases {
  readonly simulation: Simulation;
  readonly nodes: StorageNodes;
  readonly groups: ReplicaTable;
  readonly watches: GroupWatches;
  readonly times: GroupTimes;
  /** How often a group came under watch. */
  watched = 0;
  private readonly tickType: number;
  private readonly servesAfterLease: boolean;

  constructor(
    { simulation, nodes, groups, watches, times }: LeaderLeaseContext,
    readonly parameters: LeaderLeaseParameters,
    readonly neighbours: LeadershipNeighbours,
    readonly trace: Trace,
  ) {
    this.simulation = simulation;
    this.nodes = nodes;
    this.groups = groups;
    this.watches = watches;
    this.times = times;
    this.servesAfterLease = parameters.defects.includes('serve-after-lease');
    this.tickType = simulation.on('heartbeat', (index) => this.tick(watches.items[index]), watches.about);
  }

  /** Whether the replica in `slot` may answer strong reads and take writes now. */
  mayServe(group: number, slot: number): boolean {
    const index = this.groups.get(group, field.watch);
    if (index === none) return this.groups.get(group, field.leader) === slot;
    const view = this.watches.items[index].views[slot];
    const clockNs = this.clockNs(group, slot);
    return (
      view.phase === 'leading' &&
      view.hasTakenOver &&
      (clockNs < view.leaseUntilClockNs || this.servesAfterLease) &&
      clockNs >= view.servesFromClockNs
    );
  }

  /** A record was lost on its way: the group is not calm before the followers have shown anew that they lack nothing. */
  noticeGap(group: number): void {
    for (const view of this.watch(group).views) view.answeredInRow.fill(0);
  }

  watchOf(group: number): GroupWatch | null {
    return this.watches.of(group);
  }

  clockNs(group: number, slot: number): number {
    return this.hostOf(group, slot).clockNs(this.simulation.nowNs);
  }

  /** Whether the replica's host is up and has a disk. */
  isAlive(group: number, slot: number): boolean {
    const node = this.groups.hostOf(group, slot);
    return this.groups.isSeated(group, slot) && this.nodes.hosts[node].isUp && !this.nodes.disks.hasFailed(node);
  }

  /** Begins to watch a group, from the state that its computed heartbeats have led to. */
  watch(group: number): GroupWatch {
    const existing = this.watchOf(group);
    if (existing !== null) return existing;
    const { nowNs } = this.simulation;
    const { heartbeat, lease } = this.parameters;
    const watch = this.watches.take();
    this.watched++;
    this.groups.set(group, field.watch, watch.index);
    watch.group = group;
    watch.lastAtTick = 0;
    watch.lastAtTickBefore = 0;
    watch.catchingUp = 0;
    watch.isChanging = false;
    watch.leaderlessSinceNs = -1;
    watch.successor = none;
    const lastHeartbeatNs = Math.max(0, this.times.heartbeatBefore(group, nowNs));
    const leader = this.groups.get(group, field.leader);
    const untilClockNs = this.hostOf(group, leader).clockNs(lastHeartbeatNs + lease);
    for (let slot = 0; slot < this.groups.slots; slot++) {
      const view = watch.views[slot];
      view.reset();
      if (!this.groups.isSeated(group, slot)) continue;
      view.promisedTerm = this.groups.get(group, field.term);
      view.heardAtNs = lastHeartbeatNs;
      view.heartbeatAtNs = lastHeartbeatNs;
      view.grantedUntilClockNs = untilClockNs;
      if (slot !== leader) this.neighbours.expectHeartbeat(watch, slot);
    }
    const view = watch.views[leader];
    view.phase = 'leading';
    view.hasTakenOver = true;
    view.leaseUntilClockNs = untilClockNs;
    view.grantedUntilClockNsBy.fill(untilClockNs);
    view.answeredAtNs.fill(lastHeartbeatNs);
    this.scheduleTick(watch, Math.max(nowNs, lastHeartbeatNs + heartbeat));
    return watch;
  }

  private scheduleTick(watch: GroupWatch, atNs: number): void {
    watch.tickAtNs = atNs;
    this.simulation.schedule(atNs - this.simulation.nowNs, this.tickType, watch.index);
  }

  private tick(watch: GroupWatch): void {
    const { nowNs } = this.simulation;
    if (watch.tickAtNs !== nowNs) return;
    for (let slot = 0; slot < this.groups.slots; slot++) {
      const view = watch.views[slot];
      if (view.phase !== 'leading') continue;
      const host = this.hostOf(watch.group, slot);
      if (!this.isAlive(watch.group, slot) || host.pausedUntilNs > nowNs) continue;
      this.noteLeaseEnd(watch, slot);
      this.offerLease(watch, slot);
      if (view.hasTakenOver && this.neighbours.driveHangs(host.id)) this.neighbours.beginHandover(watch.group);
    }
    if (watch.isChanging) this.neighbours.advanceMembership(watch);
    // After the members have changed, as nobody looks at a calm group again: what it lacks must be known by then.
    if (this.parameters.replacesLost) this.neighbours.replaceLost(watch);
    if (this.isCalm(watch)) {
      this.forget(watch);
      return;
    }
    watch.lastAtTickBefore = watch.lastAtTick;
    watch.lastAtTick = this.groups.get(watch.group, field.last);
    this.scheduleTick(watch, nowNs + this.parameters.heartbeat);
  }

  /** The leader in `slot` offers its peers a lease from now, with its commit sequence number. */
  offerLease(watch: GroupWatch, slot: number): void {
    const { group } = watch;
    const view = watch.views[slot];
    const untilClockNs = this.clockNs(group, slot) + this.parameters.lease;
    const commit = this.groups.get(group, field.commit);
    for (let peer = 0; peer < this.groups.slots; peer++) {
      if (peer === slot || !this.groups.isSeated(group, peer)) continue;
      if (!this.isAlive(group, peer)) view.answeredInRow[peer] = 0;
      this.neighbours.send('heartbeat', group, slot, peer, view.promisedTerm, {
        untilClockNs,
        sequenceNumber: commit,
        isYes: view.hasTakenOver,
      });
    }
    view.grantedUntilClockNsBy[slot] = untilClockNs;
    this.extendLease(watch, slot);
  }

  /** The leader's lease lasts as long as a majority of the members has granted it, its own word included. */
  private extendLease(watch: GroupWatch, slot: number): void {
    const view = watch.views[slot];
    const grants: number[] = [];
    for (let peer = 0; peer < this.groups.slots; peer++) {
      if (this.groups.isMember(watch.group, peer)) grants.push(view.grantedUntilClockNsBy[peer]);
    }
    grants.sort((a, b) => b - a);
    const untilClockNs = grants[this.groups.majority(watch.group) - 1];
    if (untilClockNs <= view.leaseUntilClockNs) return;
    view.leaseUntilClockNs = untilClockNs;
    if (watch.leaderlessSinceNs >= 0 && this.mayServe(watch.group, slot)) watch.leaderlessSinceNs = -1;
  }

  heartbeatArrives(watch: GroupWatch, message: PeerMessage): void {
    const view = watch.views[message.to];
    const isAccepted = message.term >= view.promisedTerm;
    if (isAccepted) {
      if (view.phase === 'leading' && message.term > view.promisedTerm) this.stepDown(watch, message.to);
      view.promisedTerm = message.term;
      view.phase = 'following';
      view.heardAtNs = this.simulation.nowNs;
      view.heartbeatAtNs = this.simulation.nowNs;
      view.grantedUntilClockNs = Math.max(view.grantedUntilClockNs, message.untilClockNs);
      if (message.isYes) this.neighbours.hearCommit(watch.group, message.to, message.sequenceNumber);
      this.neighbours.expectHeartbeat(watch, message.to);
    }
    const durable = this.groups.durable(watch.group, message.to);
    this.neighbours.send('heartbeatAnswer', watch.group, message.to, message.from, view.promisedTerm, {
      untilClockNs: message.untilClockNs,
      sequenceNumber: durable,
      isYes: isAccepted,
    });
  }

  heartbeatAnswerArrives(watch: GroupWatch, message: PeerMessage): void {
    const view = watch.views[message.to];
    if (message.term > view.promisedTerm) {
      view.promisedTerm = message.term;
      if (view.phase === 'leading') this.stepDown(watch, message.to);
      return;
    }
    if (view.phase !== 'leading' || !message.isYes || message.term < view.promisedTerm) return;
    const granted = view.grantedUntilClockNsBy;
    granted[message.from] = Math.max(granted[message.from], message.untilClockNs);
    this.extendLease(watch, message.to);
    view.answeredInRow[message.from]++;
    view.answeredAtNs[message.from] = this.simulation.nowNs;
    if (!this.groups.hasLog(watch.group, message.from)) return;
    const askedAtClockNs = message.untilClockNs - this.parameters.lease;
    if (view.hasTakenOver && askedAtClockNs >= view.tookOverAtClockNs)
      this.neighbours.hearDurable(watch.group, message.from, message.sequenceNumber);
    const isBehind = message.sequenceNumber < watch.lastAtTickBefore;
    if (isBehind && view.hasTakenOver && (watch.catchingUp & (1 << message.from)) === 0) {
      watch.catchingUp |= 1 << message.from;
      this.neighbours.beginCatchUp(watch.group, message.from, message.to);
    }
  }

  /** From now on `slot` leads its term; it serves when it has taken over and its clock has passed `servesFromClockNs`. */
  takeOver(watch: GroupWatch, slot: number, voters: number): void {
    const { group } = watch;
    const view = watch.views[slot];
    this.groups.set(group, field.term, view.promisedTerm);
    this.groups.set(group, field.leader, slot);
    view.hasTakenOver = true;
    view.tookOverAtClockNs = this.clockNs(watch.group, slot);
    view.answeredAtNs.fill(this.simulation.nowNs);
    this.neighbours.takeOver(group, slot, voters);
    watch.leaderlessSinceNs = -1;
    this.tellServes(group, slot, view.promisedTerm);
    this.neighbours.announce(group, slot, view.promisedTerm);
  }

  /** The replica in `slot` serves as the leader of the term from now on. */
  tellServes(group: number, slot: number, term: number): void {
    const hasItems = this.groups.mayLead(group, slot);
    this.trace.leaderServes(this.simulation, group, slot, term, this.rivalsOf(group, slot), hasItems);
  }

  /** Slots of other replicas of the group that believe they may serve now. */
  rivalsOf(group: number, slot: number): number[] {
    const rivals: number[] = [];
    for (let other = 0; other < this.groups.slots; other++) {
      if (other !== slot && this.groups.isMember(group, other) && this.mayServe(group, other)) rivals.push(other);
    }
    return rivals;
  }

  /** The replica in `slot` stops leading: it learned of a newer term, or gives its own up. */
  stepDown(watch: GroupWatch, slot: number): void {
    const view = watch.views[slot];
    const wasServing = this.mayServe(watch.group, slot);
    view.phase = 'following';
    view.leaseUntilClockNs = 0;
    view.heardAtNs = this.simulation.nowNs;
    if (view.hasTakenOver) this.stopsServing(watch, wasServing ? this.simulation.nowNs : watch.leaderlessSinceNs);
    view.hasTakenOver = false;
    this.neighbours.abandonCalls(watch.group, slot);
    this.neighbours.expectHeartbeat(watch, slot);
  }

  /** The host of `slot` crashed or its disk failed: whatever it led it leads no more. */
  replicaDied(watch: GroupWatch, slot: number): void {
    const view = watch.views[slot];
    if (view.phase === 'leading' && view.hasTakenOver) this.stopsServing(watch, this.simulation.nowNs);
    const { promisedTerm, grantedUntilClockNs } = view;
    view.reset();
    view.promisedTerm = promisedTerm;
    view.grantedUntilClockNs = grantedUntilClockNs;
    for (const other of watch.views) other.answeredInRow[slot] = 0;
  }

  /** The replica is back: it follows, and gives its leader time to be heard. */
  replicaReturned(watch: GroupWatch, slot: number): void {
    watch.views[slot].heardAtNs = this.simulation.nowNs;
    this.neighbours.expectHeartbeat(watch, slot);
  }

  /** Watched groups without a replica that may serve; calm groups all have one. */
  leaderlessGroups(): number {
    return this.leaderless().length;
  }

  /** For how long nobody has led the group that has had no leader for longest; 0 where all have one. */
  longestLeaderlessNs(): number {
    const { nowNs } = this.simulation;
    return this.leaderless().reduce((longest, watch) => Math.max(longest, nowNs - this.leaderlessSince(watch)), 0);
  }

  private leaderless(): GroupWatch[] {
    return this.watches.items.filter(
      (watch) =>
        this.groups.get(watch.group, field.watch) === watch.index &&
        !watch.views.some((_, slot) => this.isAnswering(watch.group, slot)),
    );
  }

  private isAnswering(group: number, slot: number): boolean {
    if (!this.isAlive(group, slot) || this.hostOf(group, slot).pausedUntilNs > this.simulation.nowNs) return false;
    return this.mayServe(group, slot);
  }

  /** Since when nobody serves; now, if somebody does. A leader that is cut off served until its lease ended. */
  leaderlessSince(watch: GroupWatch): number {
    const { nowNs } = this.simulation;
    if (watch.leaderlessSinceNs >= 0) return watch.leaderlessSinceNs;
    const leader = this.groups.get(watch.group, field.leader);
    const view = watch.views[leader];
    if (view.phase !== 'leading') return nowNs;
    const host = this.hostOf(watch.group, leader);
    const pausedSinceNs = host.pausedUntilNs > nowNs ? host.pausedSinceNs : nowNs;
    return Math.min(pausedSinceNs, view.leaseUntilClockNs - host.clockOffsetNs);
  }

  private noteLeaseEnd(watch: GroupWatch, slot: number): void {
    const view = watch.views[slot];
    const overdueNs = this.clockNs(watch.group, slot) - view.leaseUntilClockNs;
    if (view.hasTakenOver && overdueNs >= 0 && watch.leaderlessSinceNs < 0) {
      this.stopsServing(watch, this.simulation.nowNs - overdueNs);
    }
  }

  private stopsServing(watch: GroupWatch, sinceNs: number): void {
    if (watch.leaderlessSinceNs < 0) watch.leaderlessSinceNs = sinceNs;
  }

  /**
   * One leader serves, with a quorum; every replica that is up follows it and has its records; nothing disturbs their
   * hosts.
   */
  private isCalm(watch: GroupWatch): boolean {
    const { group } = watch;
    const leader = this.groups.get(group, field.leader);
    const view = watch.views[leader];
    if (watch.isChanging || watch.successor !== none || watch.catchingUp !== 0 || !this.mayServe(group, leader))
      return false;
    let followers = 0;
    for (let slot = 0; slot < this.groups.slots; slot++) {
      if (!this.groups.isMember(group, slot)) continue;
      const host = this.hostOf(group, slot);
      if (host.disturbances > 0 || host.pausedUntilNs > this.simulation.nowNs) return false;
      if (this.parameters.replacesLost && host.slowdowns > 0) return false;
      if (slot === leader) continue;
      if (!this.isAlive(group, slot)) {
        if (this.parameters.replacesLost) return false;
        continue;
      }
      const follower = watch.views[slot];
      if (follower.phase !== 'following' || follower.promisedTerm !== view.promisedTerm) return false;
      if (view.answeredInRow[slot] < this.parameters.calmAfterAnswers) return false;
      if (this.groups.hasLog(group, slot) && this.groups.durable(group, slot) < watch.lastAtTick) return false;
      followers++;
    }
    return followers + 1 >= this.groups.majority(group);
  }

  private forget(watch: GroupWatch): void {
    this.groups.set(watch.group, field.watch, none);
    watch.tickAtNs = -1;
    for (const view of watch.views) view.reset();
    this.watches.release(watch);
    if (this.parameters.replacesLost) this.neighbours.calmAgain(watch.group);
  }

  private hostOf(group: number, slot: number) {
    return this.nodes.hosts[this.groups.hostOf(group, slot)];
  }
}
