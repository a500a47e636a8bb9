/**
 * From suspicion to a new leader, as in section 6.2 of the DynamoDB paper.
 *
 *   no heartbeat for missedHeartbeatsMax periods
 *     └─ ask the other replicas whether they hear the leader ── yes ─> withdraw (a gray failure, not a dead leader)
 *          └─ no, or no answer in time ─> ask for votes in the next term ── no quorum ─> try again later
 *               └─ elected: send heartbeats, but wait until the old lease is over before serving
 *
 * A voter that still led gives its lease up with its vote, so that nobody has to wait for it. Left out: pre-votes, and
 * priorities among candidates other than a drawn jitter.
 */
import type { Simulation } from '../engine/simulation.js';
import type { GroupWatch } from './group-watch.js';
import type { LeaderLeases } from './leader-lease.js';
import type { PeerMessage } from './peer-messages.js';
import { field, none, replicasPerGroup } from './replica-table.js';

export interface ElectionRecord {
  readonly group: number;
  readonly term: number;
  readonly cause: 'suspicion' | 'handover';
  readonly fromHost: number;
  readonly toHost: number;
  readonly suspectedAtNs: number;
  readonly electedAtNs: number;
  readonly servingAtNs: number;
  readonly leaderlessNs: number;
}

/** Elections listed in a result; more are only counted. */
export const electionsListedMax = 1000;

export class Elections {
  suspicions = 0;
  withdrawn = 0;
  elections = 0;
  handovers = 0;
  longestLeaderlessNs = 0;
  readonly list: ElectionRecord[] = [];
  private readonly checkType: number;
  private readonly deadlineType: number;
  private readonly servingType: number;

  constructor(
    private readonly simulation: Simulation,
    private readonly leadership: LeaderLeases,
  ) {
    const split = (handle: (watch: GroupWatch, slot: number) => void) => (payload: number) =>
      handle(leadership.watches.items[payload >> 2], payload & 3);
    this.checkType = simulation.on(
      'heartbeat check',
      split((watch, slot) => this.check(watch, slot)),
    );
    this.deadlineType = simulation.on(
      'answers due',
      split((watch, slot) => this.answersDue(watch, slot)),
    );
    this.servingType = simulation.on(
      'old lease over',
      split((watch, slot) => this.oldLeaseOver(watch, slot)),
    );
  }

  /** Makes sure that a check is due when the replica's patience ends. A check that is already due moves itself. */
  expectHeartbeat(watch: GroupWatch, slot: number): void {
    if (watch.views[slot].checkAtNs >= 0) return;
    this.checkAt(watch, slot, watch.views[slot].heardAtNs + this.patienceNs());
  }

  /** A quarter of a heartbeat of jitter keeps the two followers of a dead leader from standing at the same moment. */
  private checkAt(watch: GroupWatch, slot: number, atNs: number): void {
    const jitterNs = Math.floor((this.leadership.stream.next() * this.leadership.parameters.heartbeat) / 4);
    const { nowNs } = this.simulation;
    const dueNs = Math.max(nowNs, atNs + jitterNs);
    watch.views[slot].checkAtNs = dueNs;
    this.simulation.schedule(dueNs - nowNs, this.checkType, (watch.index << 2) | slot);
  }

  private patienceNs(): number {
    const { heartbeat, missedHeartbeatsMax } = this.leadership.parameters;
    return heartbeat * missedHeartbeatsMax;
  }

  private check(watch: GroupWatch, slot: number): void {
    const view = watch.views[slot];
    const { nowNs } = this.simulation;
    if (view.checkAtNs !== nowNs) return;
    view.checkAtNs = -1;
    const { group } = watch;
    if (view.phase !== 'following' || !this.leadership.isAlive(group, slot)) return;
    const host = this.leadership.nodes.hosts[this.leadership.groups.hostOf(group, slot)];
    if (host.pausedUntilNs > nowNs) {
      this.checkAt(watch, slot, host.pausedUntilNs + this.leadership.parameters.heartbeat);
      return;
    }
    if (nowNs < view.heardAtNs + this.patienceNs()) {
      this.checkAt(watch, slot, view.heardAtNs + this.patienceNs());
      return;
    }
    this.suspicions++;
    view.suspectedAtNs = nowNs;
    if (this.leadership.parameters.askPeers) this.ask(watch, slot);
    else this.stand(watch, slot);
  }

  private ask(watch: GroupWatch, slot: number): void {
    const view = watch.views[slot];
    view.phase = 'asking';
    const leader = this.leadership.groups.get(watch.group, field.leader);
    for (let peer = 0; peer < replicasPerGroup; peer++) {
      if (peer === slot || peer === leader) continue;
      this.leadership.dependencies.messages.send('question', watch.group, slot, peer, view.promisedTerm, 0, 0, false);
    }
    this.awaitAnswers(watch, slot);
  }

  questionArrives(watch: GroupWatch, message: PeerMessage): void {
    const view = watch.views[message.to];
    const hears = view.phase === 'leading' || this.simulation.nowNs < view.heartbeatAtNs + this.patienceNs();
    this.leadership.dependencies.messages.send(
      'questionAnswer',
      watch.group,
      message.to,
      message.from,
      view.promisedTerm,
      0,
      0,
      hears,
    );
  }

  questionAnswerArrives(watch: GroupWatch, message: PeerMessage): void {
    const view = watch.views[message.to];
    if (view.phase !== 'asking') return;
    if (message.isYes) {
      this.withdrawn++;
      this.followAgain(watch, message.to);
    } else this.stand(watch, message.to);
  }

  private followAgain(watch: GroupWatch, slot: number): void {
    const view = watch.views[slot];
    view.phase = 'following';
    view.heardAtNs = this.simulation.nowNs;
    this.expectHeartbeat(watch, slot);
  }

  /** Asks for votes in the next term. */
  private stand(watch: GroupWatch, slot: number): void {
    const { group } = watch;
    const view = watch.views[slot];
    view.phase = 'electing';
    view.promisedTerm++;
    view.votes = 1 << slot;
    view.voterGrantedUntilClockNs = view.grantedUntilClockNs;
    view.isLeaseReleased = false;
    view.isHandover = false;
    const durable = this.leadership.groups.get(group, field.durable + slot);
    for (let peer = 0; peer < replicasPerGroup; peer++) {
      if (peer === slot) continue;
      this.leadership.dependencies.messages.send(
        'voteRequest',
        group,
        slot,
        peer,
        view.promisedTerm,
        0,
        durable,
        false,
      );
    }
    this.awaitAnswers(watch, slot);
  }

  private awaitAnswers(watch: GroupWatch, slot: number): void {
    const { answerTimeout } = this.leadership.parameters;
    watch.views[slot].deadlineAtNs = this.simulation.nowNs + answerTimeout;
    this.simulation.schedule(answerTimeout, this.deadlineType, (watch.index << 2) | slot);
  }

  private answersDue(watch: GroupWatch, slot: number): void {
    const view = watch.views[slot];
    if (view.deadlineAtNs !== this.simulation.nowNs) return;
    view.deadlineAtNs = -1;
    if (!this.leadership.isAlive(watch.group, slot)) return;
    if (view.phase === 'asking') this.stand(watch, slot);
    else if (view.phase === 'electing') this.retryLater(watch, slot);
  }

  /** No quorum: the next check comes a heartbeat later. */
  private retryLater(watch: GroupWatch, slot: number): void {
    const view = watch.views[slot];
    view.phase = 'following';
    if (view.checkAtNs >= 0) return;
    this.checkAt(watch, slot, this.simulation.nowNs + this.leadership.parameters.heartbeat);
  }

  voteRequestArrives(watch: GroupWatch, message: PeerMessage): void {
    const { group } = watch;
    const view = watch.views[message.to];
    const isNewer = message.term > view.promisedTerm;
    const grants = isNewer && this.isWholeFor(group, message.to, message.sequenceNumber);
    const leads = isNewer && view.phase === 'leading';
    // Only the newest leader's own word ends a lease; one that was elected and still waits knows of an older one.
    const isReleased = leads && view.hasTakenOver && this.leadership.groups.get(group, field.leader) === message.to;
    // A newer term binds even a voter that refuses: this is how a candidate that cannot win unseats a healthy leader.
    if (isNewer) {
      view.promisedTerm = message.term;
      if (leads) this.leadership.stepDown(watch, message.to);
    }
    if (grants) this.followAgain(watch, message.to);
    const untilClockNs = isReleased ? -1 : Math.max(view.grantedUntilClockNs, view.voterGrantedUntilClockNs);
    const { messages } = this.leadership.dependencies;
    messages.send('vote', group, message.to, message.from, view.promisedTerm, untilClockNs, 0, grants);
  }

  /**
   * Whether a log that is whole up to `sequenceNumber` has all that the voter's has. A voter that lost its data
   * cannot tell, and abstains until it has copied it, unless the candidate is the last that has any.
   */
  private isWholeFor(group: number, voter: number, sequenceNumber: number): boolean {
    const { groups } = this.leadership;
    const durable = groups.get(group, field.durable + voter);
    if (durable !== none) return sequenceNumber >= durable;
    let emptied = 0;
    for (let slot = 0; slot < replicasPerGroup; slot++) if (groups.get(group, field.durable + slot) === none) emptied++;
    return emptied === replicasPerGroup - 1 && sequenceNumber !== none;
  }

  voteArrives(watch: GroupWatch, message: PeerMessage): void {
    const view = watch.views[message.to];
    if (view.phase !== 'electing') return;
    // A refusal names the term that the voter has promised, which the next candidacy must exceed.
    if (!message.isYes) view.promisedTerm = Math.max(view.promisedTerm, message.term);
    if (message.term !== view.promisedTerm || !message.isYes) return;
    view.votes |= 1 << message.from;
    if (message.untilClockNs < 0) view.isLeaseReleased = true;
    else view.voterGrantedUntilClockNs = Math.max(view.voterGrantedUntilClockNs, message.untilClockNs);
    this.elected(watch, message.to);
  }

  /** Two of three have promised the term to `slot`. It leads, and serves when the old lease is over. */
  private elected(watch: GroupWatch, slot: number): void {
    const view = watch.views[slot];
    this.elections++;
    this.lead(
      watch,
      slot,
      view.isLeaseReleased ? 0 : view.voterGrantedUntilClockNs + this.leadership.parameters.clockUncertainty,
    );
  }

  /**
   * A planned hand-over: the old leader's word is the second vote, and ends its lease. A word that took longer than that
   * lease counts no more: others may lead by now.
   */
  transferArrives(watch: GroupWatch, message: PeerMessage): void {
    const view = watch.views[message.to];
    if (message.term <= view.promisedTerm) return;
    if (this.leadership.clockNs(watch.group, message.to) >= message.untilClockNs) return;
    this.handovers++;
    view.promisedTerm = message.term;
    view.votes = (1 << message.to) | (1 << message.from);
    view.suspectedAtNs = this.simulation.nowNs;
    view.isHandover = true;
    this.lead(watch, message.to, 0);
    view.leaseUntilClockNs = message.untilClockNs;
    this.leadership.dependencies.messages.send(
      'transferred',
      watch.group,
      message.to,
      message.from,
      message.term,
      0,
      0,
      true,
    );
  }

  private lead(watch: GroupWatch, slot: number, servesFromClockNs: number): void {
    const { nowNs } = this.simulation;
    const view = watch.views[slot];
    const clockNs = this.leadership.clockNs(watch.group, slot);
    view.phase = 'leading';
    view.electedAtNs = nowNs;
    view.hasTakenOver = false;
    view.answeredInRow.fill(0);
    view.servesFromClockNs = servesFromClockNs;
    // The voters promised not to follow anyone older; the lease proper begins with the first answered heartbeat.
    view.leaseUntilClockNs = 0;
    this.leadership.offerLease(watch, slot);
    view.deadlineAtNs = nowNs + Math.max(0, servesFromClockNs - clockNs);
    this.simulation.schedule(view.deadlineAtNs - nowNs, this.servingType, (watch.index << 2) | slot);
  }

  private oldLeaseOver(watch: GroupWatch, slot: number): void {
    const view = watch.views[slot];
    const { nowNs } = this.simulation;
    if (view.deadlineAtNs !== nowNs || view.phase !== 'leading' || view.hasTakenOver) return;
    view.deadlineAtNs = -1;
    const { group } = watch;
    if (!this.leadership.isAlive(group, slot)) return;
    const { groups } = this.leadership;
    const leaderlessNs = nowNs - this.leadership.leaderlessSince(watch);
    this.longestLeaderlessNs = Math.max(this.longestLeaderlessNs, leaderlessNs);
    if (this.list.length < electionsListedMax) {
      this.list.push({
        group,
        term: view.promisedTerm,
        cause: view.isHandover ? 'handover' : 'suspicion',
        fromHost: groups.leaderHost(group),
        toHost: groups.hostOf(group, slot),
        suspectedAtNs: view.suspectedAtNs,
        electedAtNs: view.electedAtNs,
        servingAtNs: nowNs,
        leaderlessNs,
      });
    }
    this.leadership.takeOver(watch, slot, view.votes);
  }
}
