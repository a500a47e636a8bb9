/**
 * Changes of what a partition owns and where its replicas are, while it serves: a split hands the right-hand part of its
 * keys to a new partition on other nodes, a move takes one replica to another node.
 *
 *   copying  stored bytes go to the new nodes in the background, minutes of it; the partition serves as ever
 *   fencing  writes wait at the leader until every replica has every record: the copies' tail, in milliseconds
 *   switch   from one moment to the next the new partition or replica serves; what waited goes on, some of it elsewhere
 *
 * Requests that reach a node which no longer has what they ask for are answered so, with who has it. P22 section 4.4 says
 * that splits take minutes. Left out: routers hear of a moved replica at once (of a split they learn),
 * and a change waits for a partition without faults, and is given up when that takes too long.
 */

import type { LeaderLeases } from '../consensus/leader-lease.js';
import { none, Pool, type Pooled } from '../engine/pool.js';
import type { Simulation } from '../engine/simulation.js';
import type { Network } from '../infrastructure/network.js';
import type { Call } from '../protocol/call.js';
import { BackgroundCopies, type CopyOwner } from '../replication/background-copies.js';
import { field, type ReplicaTable } from '../replication/replica-table.js';
import { isSound } from '../replication/storage-nodes.js';
import { Fences } from './fence.js';
import type { KeySpaces } from './key-spaces.js';

export interface RepartitioningParameters {
  readonly copyBandwidth: number;
  readonly copyChunk: number;
  readonly fenceTimeout: number;
  /** How often a change looks whether its partition is ready, before and behind the fence, and how long it has patience. */
  readonly readyCheckEvery: number;
  readonly fenceCheckEvery: number;
  readonly changePatience: number;
  /** Writes that wait behind one fence. */
  readonly fencedWritesMax: number;
}

/** What a change asks of the storage service and tells others, wired by it. */
export interface RepartitioningDependencies {
  bytesOfGroup(group: number): number;
  /** To the replica in `slot`, or -1: to any. */
  beginHandover(group: number, slot: number): void;
  /** Takes up a call that waited. */
  resume(call: Call): void;
  release(call: Call): void;
  /** The log of the child goes on from its parent's. */
  logDivided(parent: number, child: number): void;
  /** The partition leads from now on. */
  served(group: number, slot: number, term: number): void;
}

class Change implements Pooled {
  group = 0;
  /** Of a split: where the new partition begins; -1 of a move. */
  keyPosition = -1;
  /** Of a split: the nodes of the new partition. */
  hosts: readonly number[] = [];
  /** Of a move. */
  slot = 0;
  host = 0;
  copiesLeft = 0;
  hasFailed = false;
  giveUpAtNs = 0;
  constructor(readonly index: number) {}
}

/** Who is told of each switch, and of each change that came to nothing. */
export interface ChangeListener {
  split(parent: number, child: number): void;
  /** The group's replica went from one node to another. */
  moved(group: number, from: number, to: number): void;
  givenUp?(group: number): void;
}

export class Repartitioning implements CopyOwner {
  splits = 0;
  moves = 0;
  givenUp = 0;
  /** Told in their order. */
  readonly listeners: ChangeListener[] = [];
  private readonly changes = new Pool('partition changes', (index) => new Change(index));
  private readonly byGroup = new Map<number, Change>();
  private splitsUnderWay = 0;
  private readonly copies: BackgroundCopies;
  private readonly checkType: number;
  readonly fences: Fences;
  private readonly groups: ReplicaTable;

  constructor(
    private readonly simulation: Simulation,
    network: Network,
    private readonly leadership: LeaderLeases,
    private readonly keySpaces: KeySpaces,
    private readonly parameters: RepartitioningParameters,
    private readonly dependencies: RepartitioningDependencies,
  ) {
    this.groups = leadership.groups;
    this.fences = new Fences(this.groups, parameters.fencedWritesMax, dependencies.release);
    const { copyBandwidth, copyChunk } = parameters;
    this.copies = new BackgroundCopies(
      'partition',
      simulation,
      network,
      leadership.nodes,
      copyBandwidth,
      copyChunk,
      this,
    );
    this.checkType = simulation.on(
      'partition change',
      (index) => this.check(this.changes.items[index]),
      (index) => this.about(index),
    );
  }

  get underWay(): number {
    return this.byGroup.size;
  }

  isBusy(group: number): boolean {
    return this.byGroup.has(group);
  }

  about(job: number): string {
    const { group, keyPosition } = this.changes.items[job];
    return `${keyPosition === none ? 'move' : 'split'} of ${this.groups.nameOf(group)}`;
  }

  /** Begins a split at `keyPosition`, with the new partition on `hosts`, a slot each. False: not now. */
  beginSplit(group: number, keyPosition: number, hosts: readonly number[]): boolean {
    if (this.mayNotChange(group) || this.groups.count + this.splitsUnderWay >= this.groups.countMax) return false;
    const space = this.keySpaces.spaces[this.keySpaces.tableOf(group)];
    const { from, to } = space.rangeOf(group);
    if (keyPosition <= from || keyPosition >= to) return false;
    const change = this.begin(group);
    change.keyPosition = keyPosition;
    change.hosts = hosts;
    change.copiesLeft = hosts.length;
    this.splitsUnderWay++;
    const bytes = this.dependencies.bytesOfGroup(group) * ((to - keyPosition) / (to - from));
    for (const host of hosts) this.copies.begin(change.index, this.nearestReplica(group, host), host, bytes);
    return true;
  }

  /** Begins to move the replica in `slot` to `host`. False: not now. */
  beginMove(group: number, slot: number, host: number): boolean {
    if (this.mayNotChange(group) || this.groups.slotOn(group, host) !== none) return false;
    const change = this.begin(group);
    change.keyPosition = none;
    change.slot = slot;
    change.host = host;
    change.copiesLeft = 1;
    this.copies.begin(change.index, this.groups.hostOf(group, slot), host, this.dependencies.bytesOfGroup(group));
    return true;
  }

  /**
   * A planned hand-over of leadership to the replica in `slot`. False: not now. A group that is watched has a fault on one
   * of its hosts or is changing hands; a hand-over would hold its requests until it is given up.
   */
  moveLeader(group: number, slot: number): boolean {
    if (this.isBusy(group) || this.leadership.watchOf(group) !== null) return false;
    this.dependencies.beginHandover(group, slot);
    return true;
  }

  /** The group has lost what there was to copy. */
  abandon(group: number): void {
    const change = this.byGroup.get(group);
    if (change !== undefined) change.hasFailed = true;
  }

  private mayNotChange(group: number): boolean {
    return this.isBusy(group) || this.leadership.watchOf(group)?.isChanging === true;
  }

  private begin(group: number): Change {
    const change = this.changes.take();
    change.group = group;
    change.hasFailed = false;
    this.byGroup.set(group, change);
    return change;
  }

  /** A replica of the group to copy from: in the zone of `host` if there is one. */
  private nearestReplica(group: number, host: number): number {
    const { hosts } = this.leadership.nodes;
    for (let slot = 0; slot < this.groups.slots; slot++) {
      if (!this.groups.mayLead(group, slot)) continue;
      const replica = this.groups.hostOf(group, slot);
      if (hosts[replica].zone === hosts[host].zone && hosts[replica].isUp) return replica;
    }
    return this.groups.leaderHost(group);
  }

  isWanted(index: number): boolean {
    return !this.changes.items[index].hasFailed;
  }

  copied(index: number): void {
    const change = this.changes.items[index];
    if (--change.copiesLeft > 0) return;
    if (change.hasFailed) return this.giveUp(change);
    change.giveUpAtNs = this.simulation.nowNs + this.parameters.changePatience;
    this.check(change);
  }

  failed(index: number): void {
    const change = this.changes.items[index];
    change.hasFailed = true;
    if (--change.copiesLeft === 0) this.giveUp(change);
  }

  /** Everything is copied: fences the partition as soon as it is calm, and switches when nothing is under way in it. */
  private check(change: Change): void {
    const { nowNs } = this.simulation;
    const { group } = change;
    if (change.hasFailed) return this.giveUp(change);
    if (this.fences.isUp(group)) {
      if (this.isReady(change) && this.fences.isQuiescent(group)) this.switchOver(change);
      else if (this.fences.isOverdue(group, nowNs)) this.giveUp(change);
      else this.simulation.schedule(this.parameters.fenceCheckEvery, this.checkType, change.index);
      return;
    }
    if (nowNs >= change.giveUpAtNs) return this.giveUp(change);
    if (this.isReady(change)) {
      this.fences.raise(group, nowNs + this.parameters.fenceTimeout);
      return this.check(change);
    }
    this.simulation.schedule(this.parameters.readyCheckEvery, this.checkType, change.index);
  }

  /** The partition is calm, its new nodes work, and the replica that is to move does not lead. */
  private isReady(change: Change): boolean {
    const { group } = change;
    if (this.leadership.watchOf(group) !== null) return false;
    if (change.keyPosition === none) {
      const isLeader = this.groups.get(group, field.leader) === change.slot;
      if (isLeader) this.dependencies.beginHandover(group, none);
      return !isLeader && this.isSound(change.host);
    }
    return change.hosts.every((host) => this.isSound(host));
  }

  private isSound(host: number): boolean {
    const { hosts, disks } = this.leadership.nodes;
    return isSound(hosts[host], disks);
  }

  private switchOver(change: Change): void {
    const { group } = change;
    if (change.keyPosition === none) this.switchReplica(change);
    else this.switchKeys(change);
    this.end(change);
    // Those behind the fence find out for themselves who serves them now.
    for (const call of this.fences.lift(group)) this.dependencies.resume(call);
    if (this.leadership.watchOf(group) !== null) throw new Error(`group ${group} changed hands while it was watched`);
  }

  private switchReplica({ group, slot, host }: Change): void {
    const { groups: groupsOf } = this.leadership.nodes;
    const from = this.groups.hostOf(group, slot);
    this.groups.relocate(group, slot, host);
    const list = groupsOf[from];
    list.splice(list.indexOf(group), 1);
    groupsOf[host].push(group);
    this.moves++;
    for (const listener of this.listeners) listener.moved(group, from, host);
  }

  /** The new partition's log goes on from where its parent's is: positions of versions only grow. */
  private switchKeys({ group, keyPosition, hosts }: Change): void {
    const { groups } = this;
    const child = groups.add();
    const term = groups.get(group, field.term);
    this.keySpaces.split(group, keyPosition, child);
    const leader = this.keySpaces.numberOf(child) % hosts.length;
    groups.found(child, hosts, leader, term, groups.get(group, field.last));
    for (const host of hosts) this.leadership.nodes.groups[host].push(child);
    this.splits++;
    this.dependencies.logDivided(group, child);
    for (const listener of this.listeners) listener.split(group, child);
    this.dependencies.served(child, leader, term);
  }

  private end(change: Change): void {
    this.byGroup.delete(change.group);
    if (change.keyPosition !== none) this.splitsUnderWay--;
    this.changes.release(change);
  }

  private giveUp(change: Change): void {
    this.end(change);
    this.givenUp++;
    const { group } = change;
    for (const call of this.fences.lift(group)) this.dependencies.resume(call);
    for (const listener of this.listeners) listener.givenUp?.(group);
  }
}
