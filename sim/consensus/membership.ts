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

/**
 * An empty slot is not used again before every message about its last replica is gone: more than twice as long as a lost one
 * is sent again (`network.retransmitsMax`). A flush that takes longer is told by its node.
 */
export const slotRestNs = 30e9;

interface MemberChange {
  readonly group: number;
  /** Slot that joins, and slot that leaves, or -1. */
  readonly joining: number;
  readonly leaving: number;
  /** Term in which the change has been proposed, or -1, and mask of the members that agreed. */
  term: number;
  agreed: number;
  readonly giveUpAtNs: number;
}

export class Membership {
  /** Configurations agreed on, and changes that came to nothing. */
  agreed = 0;
  givenUp = 0;
  private readonly byGroup = new Map<number, MemberChange>();
  /** By group * slots + slot: when the slot was left. */
  private readonly vacatedAtNs = new Map<number, number>();
  /** By group: sequence number up to which records were committed when its members changed last. */
  private readonly committedBefore = new Map<number, number>();

  constructor(
    private readonly simulation: Simulation,
    private readonly leadership: LeaderLeases,
    private readonly logs: PartitionLogs,
    private readonly parameters: MembershipParameters,
    private readonly dependencies: MembershipDependencies,
  ) {}

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

  private begin(group: number, host: number, kind: ReplicaKind, leaving: number, durable = none): boolean {
    const { groups, nodes } = this.leadership;
    const slot = this.freeSlot(group);
    if (this.mayNotChange(group) || slot === none || groups.slotOn(group, host) !== none) return false;
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
   * all that it still has. This is autoadmin's word, as no member's counts. False: not now.
   */
  beginAnew(group: number, hosts: readonly number[]): boolean {
    const everybody = (1 << this.leadership.groups.slots) - 1;
    return this.replaceAtOnce(group, everybody, hosts, none, () => this.logs.completeAll(group));
  }

  /**
   * The members in the mask `lost` have nothing any more, and the others are no majority: replicas on these hosts take their
   * places, as empty as a node that returns without its data, and the one in `best` is what the group goes on with. This is
   * autoadmin's word too. False: not now.
   */
  replaceLost(group: number, lost: number, hosts: readonly number[], best: number): boolean {
    return this.replaceAtOnce(group, lost, hosts, best, () => {});
  }

  /** `best`: slot of the one that stays and has most; -1: nobody stays. */
  private replaceAtOnce(
    group: number,
    lost: number,
    hosts: readonly number[],
    best: number,
    seated: () => void,
  ): boolean {
    const { groups, nodes } = this.leadership;
    if (this.dependencies.isBusy(group)) return false;
    this.cancel(group);
    const slots = this.freeSlots(group).slice(0, hosts.length);
    if (slots.length < hosts.length) return false;
    const watch = this.leadership.watch(group);
    const old = groups.seated[group] & lost;
    for (const [nth, slot] of slots.entries()) {
      groups.seat(group, slot, hosts[nth], 'storage');
      this.logs.beginSlot(group, slot);
      nodes.groups[hosts[nth]].push(group);
    }
    groups.setMembers(group, groups.seated[group] & ~old);
    if (best === none) groups.set(group, field.leader, slots[0]);
    else if (old & (1 << groups.get(group, field.leader))) groups.set(group, field.leader, best);
    groups.configurations[group]++;
    this.agreed++;
    this.committedBefore.set(group, groups.get(group, field.commit));
    for (let slot = 0; slot < groups.slots; slot++) {
      if ((old & (1 << slot)) === 0) continue;
      this.dependencies.left(group, slot);
      this.vacate(group, slot);
    }
    seated();
    for (const slot of slots) this.beginAsFollower(watch, slot);
    this.dependencies.ended(group);
    return true;
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
    const giveUpAtNs = this.simulation.nowNs + this.parameters.membershipTimeout;
    this.byGroup.set(group, { group, joining, leaving, term: none, agreed: 0, giveUpAtNs });
    const watch = this.leadership.watch(group);
    watch.isChanging = true;
    return watch;
  }

  private freeSlot(group: number): number {
    return this.freeSlots(group)[0] ?? none;
  }

  private freeSlots(group: number): number[] {
    const { groups } = this.leadership;
    const slots = Array.from({ length: groups.slots }, (_, slot) => slot);
    return slots.filter((slot) => {
      const leftAtNs = this.vacatedAtNs.get(group * groups.slots + slot) ?? Number.NEGATIVE_INFINITY;
      return !groups.isSeated(group, slot) && this.simulation.nowNs - leftAtNs >= slotRestNs;
    });
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
    if (change.joining !== none && !this.isWhole(watch, change.joining)) return;
    if (change.leaving === leader) {
      if (watch.successor === none) this.dependencies.beginHandover(change.group);
      return;
    }
    this.propose(change, leader);
  }

  /** Whether the replica has what its leader had a heartbeat ago, as a healthy follower does. */
  private isWhole(watch: GroupWatch, slot: number): boolean {
    const { groups } = this.leadership;
    if (!groups.hasLog(watch.group, slot)) return true;
    if ((watch.catchingUp & (1 << slot)) !== 0 || !this.leadership.isAlive(watch.group, slot)) return false;
    return groups.durable(watch.group, slot) >= watch.lastAtTick;
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
    let whole = 0;
    for (let slot = 0; slot < groups.slots; slot++) {
      if ((members & (1 << slot)) !== 0 && groups.durable(group, slot) >= committed) whole++;
    }
    const count = bitsOf[members];
    return whole + majorityOf(count) > count;
  }

  private vacate(group: number, slot: number): void {
    const { groups, nodes } = this.leadership;
    const list = nodes.groups[groups.hostOf(group, slot)];
    list.splice(list.indexOf(group), 1);
    groups.vacate(group, slot);
    this.vacatedAtNs.set(group * groups.slots + slot, this.simulation.nowNs);
    const watch = this.leadership.watch(group);
    watch.views[slot].reset();
    watch.catchingUp &= ~(1 << slot);
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
