/**
 * What a leader does about a member that it does not hear: it replaces it by a log replica on another node, which copies
 * the log that is kept and counts for the quorum within seconds (P22 sections 5.1 and 6.1). A storage replica takes that
 * one's place later, when autoadmin orders it (control-plane/healing.ts), and takes minutes.
 *
 *   silent for `replaceSilentAfter` ─> log replica joins ─> silent one leaves … ordered ─> storage replica joins ─> log replica leaves
 *
 * A copy that is under way gives way to a second loss, and begins anew: a quorum comes first. A join that comes to nothing
 * is tried elsewhere, in another zone before the same. A member that left while its node was down has kept what it had, and
 * may come back with it (`kept`).
 *
 * A member whose node is said to be slow though alive gives way to a storage replica too, when nothing else is lacking; a
 * leader there hands over first.
 *
 * What the leader knows of its own group it knows at once; what others know, they are told. Left out: how the leader learns
 * which nodes have room (partitions/replacement-nodes.ts).
 */
import { none } from '../engine/pool.js';
import type { Simulation } from '../engine/simulation.js';
import type { GroupWatch } from '../replication/group-watch.js';
import { field } from '../replication/replica-table.js';
import type { LeaderLeases } from './leader-lease.js';
import type { Membership } from './membership.js';

export interface LostReplicaParameters {
  /** A member from which its leader has heard nothing for so long is replaced. */
  readonly replaceSilentAfter: number;
  /** Whether by a log replica first, or at once, minutes later, by a storage replica. */
  readonly logReplicas: boolean;
}

/** Where a replica may go. */
export interface NodeChoice {
  /**
   * A node for a log replica instead of the one in `slot`, or -1: none of the `lost` nodes, nor those that were `tried`, and
   * those of their zones last, as a quorum is more urgent than zones of its own.
   */
  chooseAtOnce(group: number, slot: number, lost: readonly number[], tried: readonly number[]): number;
}

/** A group that lacks a storage replica, as its leader knows it. */
export interface LackingGroup {
  readonly group: number;
  /** The member in whose place a storage replica is to join: a log replica, or one that is silent. */
  slot: number;
  /** Storage replicas that the leader hears, itself included. */
  copies: number;
  readonly sinceNs: number;
  /** Nodes of the members that were lost, and nodes that fell silent while a replica joined there, since the group lacks one. */
  readonly lost: number[];
  readonly tried: number[];
}

export class LostReplicas {
  /** By group, those that lack a storage replica. */
  readonly lacking = new Map<number, LackingGroup>();

  constructor(
    private readonly simulation: Simulation,
    private readonly leadership: LeaderLeases,
    private readonly membership: Membership,
    private readonly nodes: NodeChoice,
    private readonly parameters: LostReplicaParameters,
    /** The leader has decided that the member in `slot` is lost. */
    private readonly judgedLost: (group: number, slot: number) => void,
    /** Whether the leader's node has been told that the other one is slow though alive. */
    private readonly isGray: (node: number, other: number) => boolean,
  ) {}

  /** With every heartbeat of the group. */
  tick(watch: GroupWatch): void {
    const { group } = watch;
    const { groups } = this.leadership;
    const leader = groups.get(group, field.leader);
    if (!this.leadership.mayServe(group, leader) || !this.leadership.isAlive(group, leader)) return;
    const silent = this.silentMember(watch, leader);
    let slot = silent === none ? this.logReplicaOf(group) : silent;
    if (slot === none) slot = this.grayMember(group, leader);
    if (slot === leader) return this.leadership.neighbours.beginHandover(group);
    const isNew = slot !== none && this.note(watch, leader, slot);
    const joining = this.membership.joiningSlot(group);
    if (joining !== none && this.isSilent(watch, leader, joining)) {
      this.lacking.get(group)?.tried.push(groups.hostOf(group, joining));
      this.membership.cancel(group);
    }
    if (slot === none) this.lacking.delete(group);
    if (silent === none) return;
    const { lost } = this.lacking.get(group)!;
    const node = groups.hostOf(group, silent);
    // A slow node that dies before its replica is replaced is lost no less.
    if (isNew || !lost.includes(node)) {
      lost.push(node);
      this.judgedLost(group, silent);
    }
    this.replaceSilent(watch, silent);
  }

  private replaceSilent({ group }: GroupWatch, silent: number): void {
    const { groups } = this.leadership;
    const { membership, parameters } = this;
    if (!parameters.logReplicas) return;
    const joining = membership.joiningSlot(group);
    if (joining !== none && groups.storage[group] & (1 << joining)) membership.cancel(group);
    if (membership.isBusy(group)) return;
    const { lost, tried } = this.lacking.get(group)!;
    const host = this.nodes.chooseAtOnce(group, silent, lost, tried);
    if (host !== none) membership.replace(group, silent, host, 'log');
  }

  /** Whether a storage replica could join now, wherever. */
  mayRebuild(group: number): boolean {
    return this.isLed(group) && this.membership.mayJoin(group);
  }

  /** Whether members of the group are changing: without a leader nothing comes of it. */
  isChanging(group: number): boolean {
    return this.isLed(group) && this.membership.isBusy(group);
  }

  private isLed(group: number): boolean {
    return this.leadership.mayServe(group, this.leadership.groups.get(group, field.leader));
  }

  /**
   * A storage replica is to join on `host` instead of the member in `slot`, for whose place it was chosen. False: not now, as
   * nobody leads, or another is lacking one meanwhile.
   */
  rebuild(group: number, slot: number, host: number, durable: number): boolean {
    if (this.lacking.get(group)?.slot !== slot || !this.isLed(group)) return false;
    return this.membership.replace(group, slot, host, 'storage', durable);
  }

  /** The replica in `slot` is to move to `host`. False: not now, or the group lacks a replica. */
  move(group: number, slot: number, host: number): boolean {
    return !this.lacking.has(group) && this.membership.replace(group, slot, host, 'storage');
  }

  /** True when the group did not lack anything before. */
  private note(watch: GroupWatch, leader: number, slot: number): boolean {
    const { group } = watch;
    const copies = this.copiesHeard(watch, leader);
    const known = this.lacking.get(group);
    if (known === undefined) {
      this.lacking.set(group, { group, slot, copies, sinceNs: this.simulation.nowNs, lost: [], tried: [] });
      return true;
    }
    const isAnother = known.slot !== slot;
    known.slot = slot;
    known.copies = copies;
    return isAnother;
  }

  private copiesHeard(watch: GroupWatch, leader: number): number {
    const { groups } = this.leadership;
    let copies = 0;
    for (let slot = 0; slot < groups.slots; slot++) {
      if (groups.mayLead(watch.group, slot) && !this.isSilent(watch, leader, slot)) copies++;
    }
    return copies;
  }

  private silentMember(watch: GroupWatch, leader: number): number {
    const { groups } = this.leadership;
    for (let slot = 0; slot < groups.slots; slot++) {
      if (groups.isMember(watch.group, slot) && this.isSilent(watch, leader, slot)) return slot;
    }
    return none;
  }

  private isSilent(watch: GroupWatch, leader: number, slot: number): boolean {
    if (slot === leader) return false;
    const sinceNs = watch.views[leader].answeredAtNs[slot];
    return this.simulation.nowNs - sinceNs >= this.parameters.replaceSilentAfter;
  }

  /** Its leader before all others. */
  private grayMember(group: number, leader: number): number {
    const { groups } = this.leadership;
    const from = groups.hostOf(group, leader);
    if (this.isGray(from, from)) return leader;
    for (let slot = 0; slot < groups.slots; slot++) {
      if (groups.isMember(group, slot) && this.isGray(from, groups.hostOf(group, slot))) return slot;
    }
    return none;
  }

  private logReplicaOf(group: number): number {
    const { groups } = this.leadership;
    const others = groups.members[group] & ~groups.storage[group];
    return others === 0 ? none : 31 - Math.clz32(others);
  }
}
