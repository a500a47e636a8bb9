/**
 * Changes of who belongs to a group, one replica at a time, each under a new configuration number. They need a leader and
 * a quorum, not a calm group: this is how a group that lost a replica gets another.
 *
 *   joining   the new replica copies what there is, and is sent each new record, without counting for anything
 *   adding    the leader proposes the members with it; they are the members once a majority of the old ones has agreed
 *   removing  the leader proposes the members without the one that leaves; a leader that leaves hands over before
 *   replacing the leader proposes the members with the one instead of the other, and a majority of the old ones and one of
 *             the new ones must agree
 *
 * Majorities of two configurations that differ in one replica share a replica, so that no two leaders can be elected and no
 * acknowledged write is left out, whichever of the two somebody still goes by; where they differ in two, a joint majority
 * does the same (D. Ongaro, "Consensus: Bridging Theory and Practice", 2014, sections 4.1 and 4.3). A group of three that
 * lost one and adds another before it removes the lost one needs three of four, and cannot lose any: so that is one step.
 * A write that two of three have may be left with one of the new members. So a change waits until what was committed before
 * is where every majority of the new members finds it.
 *
 * Log replicas, which copy only the log, join in seconds (P22 section 5.2). Agreement takes messages, and counts only in the
 * leader's term: a new leader proposes anew. Left out: replicas and routers know of a change that is agreed at once.
 */
import { none } from '../engine/pool.js';
import type { Simulation } from '../engine/simulation.js';
import type { GroupWatch } from '../replication/group-watch.js';
import type { PartitionLogs } from '../replication/partition-log.js';
import { bitsOf, field, majorityOf, type ReplicaKind } from '../replication/replica-table.js';
import type { LeaderLeases } from './leader-lease.js';
import type { PeerMessage } from './peer-messages.js';
import { RestedSlots } from './rested-slots.js';

export interface MembershipParameters {
  /** A change that takes longer is given up: what is agreed by then stays. */
  readonly membershipTimeout: number;
}

export interface MembershipDependencies {
  beginHandover(group: number): void;
  /** Whether the partition splits or moves: one change at a time. */
  isBusy(group: number): boolean;
  /** The quorum of the group has changed: records may have it now. */
  recount(group: number): void;
  /** The replica in `slot`, which joins, has the log up to `durable` from an earlier membership. */
  hasUpTo(group: number, slot: number, durable: number): void;
  /** A replica is a member now. */
  joined(group: number, slot: number): void;
  /** A replica is a member no more, and its slot about to be vacated. */
  left(group: number, slot: number): void;
  /** A change is over, well or not. */
  ended(group: number): void;
}

interface MemberChange {
  readonly group: number;
  /** Slot that joins, and slot that leaves, or -1. */
  readonly joining: number;
  readonly leaving: number;
  /** Term in which the change has been proposed, or -1, and mask of the members that agreed. */
  term: number;
  agreed: number;
  /** Sequence number up to which records were committed when it began. */
  readonly committedAtBegin: number;
  readonly giveUpAtNs: number;
}

export class Membership {
  /** Configurations agreed on, and changes that came to nothing. */
  agreed = 0;
  givenUp = 0;
  private readonly byGroup = new Map<number, MemberChange>();
  private readonly restedSlots: RestedSlots;
  /** By group: sequence number up to which records were committed when its members changed last. */
  private readonly committedBefore = new Map<number, number>();
  /** By group that begins anew, and has no majority of new replicas yet: mask of those. */
  private readonly begunAnew = new Map<number, number>();

  constructor(
    private readonly simulation: Simulation,
    private readonly leadership: LeaderLeases,
    private readonly logs: PartitionLogs,
    private readonly parameters: MembershipParameters,
    private readonly dependencies: MembershipDependencies,
  ) {
    this.restedSlots = new RestedSlots(simulation, leadership.groups);
  }

  isBusy(group: number): boolean {
    return this.byGroup.has(group);
  }

  /** Slot of the replica that joins the group and is no member yet, or -1. */
  joiningSlot(group: number): number {
    return this.byGroup.get(group)?.joining ?? none;
  }

  /** Gives a change up: what is agreed by then stays. */
  cancel(group: number): void {
    const change = this.byGroup.get(group);
    if (change !== undefined) this.giveUp(change);
  }

  /** Begins to add a replica on `host`. False: not now. */
  add(group: number, host: number, kind: ReplicaKind): boolean {
    return this.begin(group, host, kind, none);
  }

  /** Begins to remove the replica in `slot`. False: not now. */
  remove(group: number, slot: number): boolean {
    const { groups } = this.leadership;
    const leavesALeader = groups.readable[group] & ~(1 << slot);
    if (this.mayNotChange(group) || !groups.isMember(group, slot) || leavesALeader === 0) return false;
    this.start(group, none, slot);
    return true;
  }

  /**
   * Begins to replace the replica in `slot`, which may be down, by a new one on `host`, which may have the log up to
   * `durable` from earlier. False: not now.
   */
  replace(group: number, slot: number, host: number, kind: ReplicaKind, durable = none): boolean {
    const { groups } = this.leadership;
    const leavesALeader = kind === 'storage' || (groups.readable[group] & ~(1 << slot)) !== 0;
    return groups.isMember(group, slot) && leavesALeader && this.begin(group, host, kind, slot, durable);
  }

  private mayNotChange(group: number): boolean {
    return this.isBusy(group) || this.dependencies.isBusy(group);
  }

  /** Whether a replica may begin to join the group. */
  mayJoin(group: number): boolean {
    return !this.mayNotChange(group) && this.restedSlots.of(group).length > 0;
  }

  private begin(group: number, host: number, kind: ReplicaKind, leaving: number, durable = none): boolean {
    const { groups, nodes } = this.leadership;
    if (!this.mayJoin(group) || groups.slotOn(group, host) !== none) return false;
    const [slot] = this.restedSlots.of(group);
    groups.seat(group, slot, host, kind);
    if (groups.hasLog(group, slot)) this.logs.beginSlot(group, slot);
    nodes.groups[host].push(group);
    const watch = this.start(group, slot, leaving);
    const view = watch.views[slot];
    view.reset();
    view.promisedTerm = groups.get(group, field.term);
    for (const { answeredAtNs } of watch.views) answeredAtNs[slot] = this.simulation.nowNs;
    if (durable !== none) this.dependencies.hasUpTo(group, slot, durable);
    return true;
  }

  /**
   * Nobody has a copy any more, and no leader can be elected: the group goes on with new replicas on these hosts, which have
   * all that it still has, as soon as those that have a slot are a majority, with the log replicas that have something. This
   * is autoadmin's word, as no member's counts. False: not yet, call it again.
   */
  beginAnew(group: number, hosts: readonly number[]): boolean {
    const { groups } = this.leadership;
    const before = this.begunAnew.get(group) ?? 0;
    let begun = this.maskOf(before, (slot) => hosts.includes(groups.hostOf(group, slot)));
    const hasBegun = (host: number) => (begun & (1 << groups.slotOn(group, host))) !== 0;
    let isMajority = false;
    const waiting = hosts.filter((host) => groups.slotOn(group, host) === none || !hasBegun(host));
    this.replaceAtOnce(group, groups.members[group] & ~begun, waiting, none, (slots) => {
      for (const slot of slots) begun |= 1 << slot;
      const having = this.maskOf(groups.members[group], (slot) => groups.durable(group, slot) !== none);
      isMajority = bitsOf[begun | having] >= groups.majority(group);
      if (isMajority) this.logs.completeAll(group, begun);
    });
    if (isMajority) this.begunAnew.delete(group);
    else this.begunAnew.set(group, begun);
    return isMajority;
  }

  /**
   * The members in the mask `lost` have nothing any more, and the others are no majority: replicas on these hosts take their
   * places, as empty as a node that returns without its data, and the one in `best` is what the group goes on with. This is
   * autoadmin's word too. Returns the hosts that have a replica now: none, if not now.
   */
  replaceLost(group: number, lost: number, hosts: readonly number[], best: number): readonly number[] {
    return this.replaceAtOnce(group, lost, hosts, best, () => {});
  }

  /**
   * `best`: slot of the one that stays and has most; -1: nobody stays. Where fewer slots have rested than there are hosts, only
   * so many of the lost give way, none that has something, and the others stay members: they give way with the next order,
   * when those slots have rested too, or one by one as silent members once there is a leader. This is safe, as no slot is used
   * before it has rested, so that nothing of its last replica is taken for the new one's; and as the group has as many
   * members after a round as before it, so that a majority is as large.
   */
  private replaceAtOnce(
    group: number,
    lost: number,
    hosts: readonly number[],
    best: number,
    seated: (slots: readonly number[]) => void,
  ): readonly number[] {
    const { groups, nodes } = this.leadership;
    if (this.dependencies.isBusy(group)) return [];
    this.cancel(group);
    const free = this.restedSlots.of(group);
    const old = groups.seated[group] & lost;
    const isPart = free.length < hosts.length;
    const leaving = isPart ? this.emptyOf(group, old, free.length) : old;
    const staying = old & ~leaving;
    const joining = hosts
      .filter((host) => this.maskOf(staying, (slot) => groups.hostOf(group, slot) === host) === 0)
      .slice(0, isPart ? bitsOf[leaving] : hosts.length);
    if (joining.length === 0) return [];
    const slots = free.slice(0, joining.length);
    const watch = this.leadership.watch(group);
    for (const [nth, slot] of slots.entries()) {
      groups.seat(group, slot, joining[nth], 'storage');
      this.logs.beginSlot(group, slot);
      nodes.groups[joining[nth]].push(group);
    }
    groups.setMembers(group, groups.seated[group] & ~leaving);
    if (leaving & (1 << groups.get(group, field.leader)))
      groups.set(group, field.leader, best === none ? slots[0] : best);
    groups.configurations[group]++;
    this.agreed++;
    this.committedBefore.set(group, groups.get(group, field.commit));
    for (let slot = 0; slot < groups.slots; slot++) {
      if ((leaving & (1 << slot)) === 0) continue;
      this.dependencies.left(group, slot);
      this.vacate(group, slot);
    }
    seated(slots);
    for (const slot of slots) this.beginAsFollower(watch, slot);
    this.dependencies.ended(group);
    return joining;
  }

  /** Of the mask, at most so many replicas that have nothing. */
  private emptyOf(group: number, mask: number, countMax: number): number {
    let count = 0;
    return this.maskOf(mask, (slot) => this.leadership.groups.durable(group, slot) === none && count++ < countMax);
  }

  private maskOf(mask: number, includes: (slot: number) => boolean): number {
    let included = 0;
    for (let slot = 0; slot < this.leadership.groups.slots; slot++)
      if ((mask & (1 << slot)) !== 0 && includes(slot)) included |= 1 << slot;
    return included;
  }

  /** It hears no leader, and elects one with the others. */
  private beginAsFollower(watch: GroupWatch, slot: number): void {
    const { group } = watch;
    const view = watch.views[slot];
    view.reset();
    view.promisedTerm = this.leadership.groups.get(group, field.term);
    view.heardAtNs = this.simulation.nowNs;
    this.dependencies.joined(group, slot);
    this.leadership.neighbours.expectHeartbeat(watch, slot);
  }

  /** The group is watched, and is not calm, until the change is over. */
  private start(group: number, joining: number, leaving: number): GroupWatch {
    const committedAtBegin = this.leadership.groups.get(group, field.commit);
    const giveUpAtNs = this.simulation.nowNs + this.parameters.membershipTimeout;
    this.byGroup.set(group, { group, joining, leaving, term: none, agreed: 0, committedAtBegin, giveUpAtNs });
    const watch = this.leadership.watch(group);
    watch.isChanging = true;
    return watch;
  }

  /** With every heartbeat of the group: goes on where it can. */
  tick(watch: GroupWatch): void {
    const change = this.byGroup.get(watch.group);
    if (change === undefined) throw new Error(`group ${watch.group} changes, and nobody knows how`);
    if (this.simulation.nowNs >= change.giveUpAtNs) return this.giveUp(change);
    const leader = this.leadership.groups.get(watch.group, field.leader);
    if (this.leadership.mayServe(watch.group, leader)) this.advance(change, leader);
  }

  /** The leader takes the next step, or asks again those of whom it has not heard. */
  private advance(change: MemberChange, leader: number): void {
    const watch = this.leadership.watch(change.group);
    if (change.joining !== none && !this.isWhole(watch, change)) return;
    if (change.leaving === leader) {
      if (watch.successor === none) this.dependencies.beginHandover(change.group);
      return;
    }
    this.propose(change, leader);
  }

  /** Whether it has what its leader had a heartbeat ago, as a healthy follower does; before the first, when the change began. */
  private isWhole(watch: GroupWatch, { joining, committedAtBegin }: MemberChange): boolean {
    const { groups } = this.leadership;
    if (!groups.hasLog(watch.group, joining)) return true;
    if ((watch.catchingUp & (1 << joining)) !== 0 || !this.leadership.isAlive(watch.group, joining)) return false;
    return groups.durable(watch.group, joining) >= Math.max(watch.lastAtTick, committedAtBegin);
  }

  private propose(change: MemberChange, leader: number): void {
    const { group } = change;
    const { groups, neighbours } = this.leadership;
    const term = groups.get(group, field.term);
    if (change.term !== term) {
      change.term = term;
      change.agreed = 1 << leader;
    }
    const configuration = groups.configurations[group] + 1;
    const asked = (groups.members[group] | this.membersAfter(change)) & ~change.agreed;
    for (let slot = 0; slot < groups.slots; slot++) {
      if ((asked & (1 << slot)) === 0) continue;
      neighbours.send('configuration', group, leader, slot, term, { sequenceNumber: configuration });
    }
    this.agreeIfMajority(change);
  }

  /** A member is asked to agree to the configuration of that number. */
  proposalArrives(watch: GroupWatch, message: PeerMessage): void {
    const view = watch.views[message.to];
    const { term, sequenceNumber } = message;
    this.leadership.neighbours.send('configurationAnswer', watch.group, message.to, message.from, term, {
      sequenceNumber: sequenceNumber,
      isYes: term >= view.promisedTerm,
    });
  }

  answerArrives(watch: GroupWatch, message: PeerMessage): void {
    const { groups } = this.leadership;
    const change = this.byGroup.get(watch.group);
    const isCurrent = message.sequenceNumber === groups.configurations[watch.group] + 1;
    if (change === undefined || change.term !== message.term || !isCurrent || !message.isYes) return;
    // Whoever was deposed meanwhile decides nothing.
    const isLeading =
      message.to === groups.get(watch.group, field.leader) && change.term === groups.get(watch.group, field.term);
    if (!isLeading || !this.leadership.mayServe(watch.group, message.to)) return;
    change.agreed |= 1 << message.from;
    this.agreeIfMajority(change);
  }

  private agreeIfMajority(change: MemberChange): void {
    const { group } = change;
    const { groups } = this.leadership;
    const { joining, leaving } = change;
    const members = this.membersAfter(change);
    if (!this.isMajority(change.agreed, groups.members[group])) return;
    const isReplacing = joining !== none && leaving !== none;
    if (isReplacing && !this.isMajority(change.agreed, members)) return;
    const committed = groups.get(group, field.commit);
    // Otherwise what was committed since the last change has a quorum of the present members, which differ in one.
    if (!this.isFound(group, members, isReplacing ? committed : (this.committedBefore.get(group) ?? 0))) return;
    this.committedBefore.set(group, committed);
    groups.configurations[group]++;
    this.agreed++;
    groups.setMembers(group, members);
    if (joining !== none) this.dependencies.joined(group, joining);
    if (leaving !== none) {
      this.dependencies.left(group, leaving);
      this.vacate(group, leaving);
    }
    this.end(change);
    if (leaving !== none) this.dependencies.recount(group);
  }

  private membersAfter({ group, joining, leaving }: MemberChange): number {
    let members = this.leadership.groups.members[group];
    if (joining !== none) members |= 1 << joining;
    if (leaving !== none) members &= ~(1 << leaving);
    return members;
  }

  private isMajority(agreed: number, members: number): boolean {
    return bitsOf[agreed & members] >= majorityOf(bitsOf[members]);
  }

  /** Whether every majority of these members has a replica with all up to there. */
  private isFound(group: number, members: number, committed: number): boolean {
    const { groups } = this.leadership;
    const whole = bitsOf[this.maskOf(members, (slot) => groups.durable(group, slot) >= committed)];
    const count = bitsOf[members];
    return whole + majorityOf(count) > count;
  }

  private vacate(group: number, slot: number): void {
    const { groups, nodes } = this.leadership;
    const list = nodes.groups[groups.hostOf(group, slot)];
    list.splice(list.indexOf(group), 1);
    groups.vacate(group, slot);
    this.restedSlots.vacated(group, slot);
    const watch = this.leadership.watch(group);
    watch.views[slot].reset();
    watch.catchingUp &= ~(1 << slot);
    this.logs.rot?.replicasChanged(group);
    this.logs.release(groups.base(group));
  }

  private giveUp(change: MemberChange): void {
    this.givenUp++;
    if (change.joining !== none) this.vacate(change.group, change.joining);
    this.end(change);
  }

  private end({ group }: MemberChange): void {
    this.byGroup.delete(group);
    this.leadership.watch(group).isChanging = false;
    this.dependencies.ended(group);
  }
}
