/**
 * From suspicion to a new leader, as in section 6.2 of the DynamoDB paper.
 *
 *   no heartbeat for missedHeartbeatsMax periods (suspicion.ts)
 *     └─ ask the other replicas whether they hear the leader (gray-failure-question.ts) ── yes ─> withdraw
 *          └─ no, or no answer in time ─> ask for votes in the next term ── no quorum ─> try again later
 *               └─ elected: send heartbeats, but wait until the old lease is over before serving
 *
 * A voter that still led gives its lease up with its vote, so that nobody has to wait for it. Left out: pre-votes, and
 * priorities among candidates other than a drawn jitter.
 */
import { none } from '../engine/pool.js';
import type { Simulation } from '../engine/simulation.js';
import { countsOf, type Fact } from '../protocol/facts.js';
import { type GroupWatch, slotOfWatch, watchAndSlot, watchIn } from '../replication/group-watch.js';
import { bitsOf, field } from '../replication/replica-table.js';
import { type Candidacies, GrayFailureQuestions } from './gray-failure-question.js';
import type { LeaderLeases } from './leader-lease.js';
import type { PeerMessage } from './peer-messages.js';
import { Suspicions } from './suspicion.js';

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

export const candidacyFacts = [
  { name: 'elections', unit: 'count', about: 'candidates that a majority voted for after a suspicion' },
  {
    name: 'electionsWithoutMajority',
    unit: 'count',
    about: 'candidates that no majority answered with a vote in time',
  },
  { name: 'handovers', unit: 'count', about: 'successors that took leadership over as planned' },
  {
    name: 'longestLeaderlessMs',
    unit: 'ms',
    about:
      'from the last moment the old leader could serve to the first moment the new one did, or to the end of the run',
  },
] as const satisfies readonly Fact[];

export class Elections implements Candidacies {
  readonly counts = countsOf(candidacyFacts);
  readonly list: ElectionRecord[] = [];
  readonly suspicions: Suspicions;
  readonly questions: GrayFailureQuestions;
  private readonly deadlineType: number;
  private readonly servingType: number;

  constructor(
    private readonly simulation: Simulation,
    private readonly leadership: LeaderLeases,
  ) {
    const { watches } = leadership;
    const split = (handle: (watch: GroupWatch, slot: number) => void) => (payload: number) =>
      handle(watches.items[watchIn(payload)], slotOfWatch(payload));
    this.suspicions = new Suspicions(simulation, leadership, (watch, slot) => {
      if (leadership.parameters.askPeers) this.questions.ask(watch, slot);
      else this.stand(watch, slot);
    });
    this.questions = new GrayFailureQuestions(leadership, this.suspicions, this);
    this.deadlineType = simulation.on(
      'answers due',
      split((watch, slot) => this.answersDue(watch, slot)),
      watches.aboutReplica,
    );
    this.servingType = simulation.on(
      'old lease over',
      split((watch, slot) => this.oldLeaseOver(watch, slot)),
      watches.aboutReplica,
    );
  }

  /** Of the run so far. */
  facts() {
    const longestLeaderlessMs = Math.max(this.counts.longestLeaderlessMs, this.leadership.longestLeaderlessNs() / 1e6);
    return { ...this.suspicions.counts, ...this.questions.counts, ...this.counts, longestLeaderlessMs };
  }

  /** Asks for votes in the next term. */
  stand(watch: GroupWatch, slot: number): void {
    const view = watch.views[slot];
    view.promisedTerm++;
    view.votes = 1 << slot;
    view.voterGrantedUntilClockNs = view.grantedUntilClockNs;
    view.isLeaseReleased = false;
    view.isHandover = false;
    if (this.hasMajority(watch, slot)) this.elected(watch, slot);
    else this.askForVotes(watch, slot);
  }

  private hasMajority({ group, views }: GroupWatch, slot: number): boolean {
    const { groups } = this.leadership;
    return bitsOf[views[slot].votes & groups.members[group]] >= groups.majority(group);
  }

  private askForVotes(watch: GroupWatch, slot: number): void {
    const { group } = watch;
    const view = watch.views[slot];
    view.phase = 'electing';
    const durable = this.isTrusted(group, slot) ? this.leadership.groups.durable(group, slot) : none;
    const asked = this.leadership.groups.peersOf(group, slot) & ~view.votes;
    for (let peer = 0; peer < this.leadership.groups.slots; peer++) {
      if ((asked & (1 << peer)) === 0) continue;
      this.leadership.neighbours.send('voteRequest', group, slot, peer, view.promisedTerm, {
        untilClockNs: view.isHandover ? view.inheritedUntilClockNs : 0,
        sequenceNumber: durable,
      });
    }
    this.awaitAnswers(watch, slot);
  }

  awaitAnswers(watch: GroupWatch, slot: number): void {
    const { answerTimeout } = this.leadership.parameters;
    watch.views[slot].deadlineAtNs = this.simulation.nowNs + answerTimeout;
    this.simulation.schedule(answerTimeout, this.deadlineType, watchAndSlot(watch, slot));
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
    this.counts.electionsWithoutMajority++;
    view.phase = 'following';
    if (view.checkAtNs >= 0) return;
    this.suspicions.checkAt(watch, slot, this.simulation.nowNs + this.leadership.parameters.heartbeat);
  }

  voteRequestArrives(watch: GroupWatch, message: PeerMessage): void {
    const { group } = watch;
    const view = watch.views[message.to];
    const isNewer = message.term > view.promisedTerm;
    const grants = isNewer && this.votesFor(group, message);
    const leads = isNewer && view.phase === 'leading';
    // Only the newest leader's own word ends a lease; one that was elected and still waits knows of an older one.
    const isReleased = leads && view.hasTakenOver && this.leadership.groups.get(group, field.leader) === message.to;
    // A newer term binds even a voter that refuses: this is how a candidate that cannot win unseats a healthy leader.
    if (isNewer) {
      view.promisedTerm = message.term;
      if (leads) this.leadership.stepDown(watch, message.to);
    }
    if (grants) {
      view.grantedUntilClockNs = Math.max(view.grantedUntilClockNs, message.untilClockNs);
      this.suspicions.followAgain(watch, message.to);
    }
    const untilClockNs = isReleased ? -1 : Math.max(view.grantedUntilClockNs, view.voterGrantedUntilClockNs);
    this.leadership.neighbours.send('vote', group, message.to, message.from, view.promisedTerm, {
      untilClockNs,
      isYes: grants,
    });
  }

  /**
   * Whether the candidate has all that the voter has. A log replica hands what the candidate lacks over with its vote, if
   * it still keeps it, and has it whole: it cannot lead in its stead. A voter that lost its data, or the end of its log, cannot tell, and
   * abstains until it has copied it, unless those that have theirs, log replicas among them, are no majority, and the
   * candidate has the most of them.
   */
  private votesFor(group: number, { from, to, sequenceNumber }: PeerMessage): boolean {
    const { groups } = this.leadership;
    if (sequenceNumber === none) return false;
    if (!groups.hasLog(group, to)) return true;
    const durable = groups.durable(group, to);
    if (this.isTrusted(group, to)) {
      if (groups.mayLead(group, to)) return sequenceNumber >= durable;
      const { neighbours } = this.leadership;
      const needed = Math.min(durable, neighbours.keptFrom(group) - 1);
      return sequenceNumber >= needed && !neighbours.cannotHandOver(group, to, sequenceNumber);
    }
    let withData = 0;
    let most = none;
    for (let slot = 0; slot < groups.slots; slot++) {
      if (!groups.isMember(group, slot) || !groups.hasLog(group, slot) || !this.isTrusted(group, slot)) continue;
      withData++;
      if (groups.mayLead(group, slot)) most = Math.max(most, groups.durable(group, slot));
    }
    return withData < groups.majority(group) && groups.durable(group, from) === most;
  }

  /**
   * Whether the replica has what it has promised to keep. Where none that may lead has, those that have anything must do:
   * what the best of them lacks is lost.
   */
  private isTrusted(group: number, slot: number): boolean {
    const { groups, neighbours } = this.leadership;
    if (groups.durable(group, slot) === none) return false;
    if (!neighbours.hasForgotten(group, slot)) return true;
    for (let other = 0; other < groups.slots; other++) {
      const mayLead = groups.mayLead(group, other) && groups.durable(group, other) !== none;
      if (mayLead && !neighbours.hasForgotten(group, other)) return false;
    }
    return true;
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
    if (this.hasMajority(watch, message.to)) this.elected(watch, message.to);
  }

  /** A majority has promised the term to `slot`. It leads, and serves when the old lease is over. */
  private elected(watch: GroupWatch, slot: number): void {
    const view = watch.views[slot];
    if (view.isHandover) return this.succeed(watch, slot);
    this.counts.elections++;
    this.lead(
      watch,
      slot,
      view.isLeaseReleased ? 0 : view.voterGrantedUntilClockNs + this.leadership.parameters.clockUncertainty,
    );
  }

  /**
   * A planned hand-over: the old leader's word is a vote, and ends its lease; where the two are no majority the successor
   * asks the others for theirs. A word that took longer than that lease counts no more: others may lead by now.
   */
  transferArrives(watch: GroupWatch, message: PeerMessage): void {
    const view = watch.views[message.to];
    if (message.term <= view.promisedTerm) return;
    if (this.leadership.clockNs(watch.group, message.to) >= message.untilClockNs) return;
    view.promisedTerm = message.term;
    view.votes = (1 << message.to) | (1 << message.from);
    view.suspectedAtNs = this.simulation.nowNs;
    view.isHandover = true;
    view.isLeaseReleased = true;
    view.predecessor = message.from;
    view.inheritedUntilClockNs = message.untilClockNs;
    if (this.hasMajority(watch, message.to)) this.succeed(watch, message.to);
    else this.askForVotes(watch, message.to);
  }

  /** The successor serves at once: nobody is elected without one of its voters, and they know of this lease. */
  private succeed(watch: GroupWatch, slot: number): void {
    const view = watch.views[slot];
    const { predecessor, promisedTerm, inheritedUntilClockNs } = view;
    this.counts.handovers++;
    this.lead(watch, slot, 0);
    view.leaseUntilClockNs = inheritedUntilClockNs;
    for (let voter = 0; voter < view.grantedUntilClockNsBy.length; voter++) {
      if ((view.votes & (1 << voter)) !== 0) view.grantedUntilClockNsBy[voter] = inheritedUntilClockNs;
    }
    this.leadership.neighbours.send('transferred', watch.group, slot, predecessor, promisedTerm, {
      isYes: true,
    });
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
    view.grantedUntilClockNsBy.fill(0);
    this.leadership.offerLease(watch, slot);
    view.deadlineAtNs = nowNs + Math.max(0, servesFromClockNs - clockNs);
    this.simulation.schedule(view.deadlineAtNs - nowNs, this.servingType, watchAndSlot(watch, slot));
  }

  private oldLeaseOver(watch: GroupWatch, slot: number): void {
    const view = watch.views[slot];
    const { nowNs } = this.simulation;
    if (view.deadlineAtNs !== nowNs || view.phase !== 'leading' || view.hasTakenOver) return;
    view.deadlineAtNs = -1;
    const { group } = watch;
    if (!this.leadership.isAlive(group, slot)) return;
    if (this.leadership.neighbours.awaitsRecords(group, slot, view.votes)) {
      const { heartbeat } = this.leadership.parameters;
      view.deadlineAtNs = nowNs + heartbeat;
      this.simulation.schedule(heartbeat, this.servingType, watchAndSlot(watch, slot));
      return;
    }
    const { groups } = this.leadership;
    const leaderlessNs = nowNs - this.leadership.leaderlessSince(watch);
    this.counts.longestLeaderlessMs = Math.max(this.counts.longestLeaderlessMs, leaderlessNs / 1e6);
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
