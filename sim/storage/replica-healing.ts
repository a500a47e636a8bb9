/**
 * The storage nodes' part in healing, wired where a scenario has it on: leaders that replace members they have lost, copies
 * that nodes keep meanwhile, and the word to observers of how many copies each partition has. Whole is a replica with items
 * whose node is up and that lacks nothing but what is on its way to it.
 */
import { KeptCopies } from '../consensus/kept-copies.js';
import type { LeaderLeases } from '../consensus/leader-lease.js';
import { type LostReplicaParameters, LostReplicas } from '../consensus/lost-replicas.js';
import type { Membership } from '../consensus/membership.js';
import { none } from '../engine/pool.js';
import type { Simulation } from '../engine/simulation.js';
import type { ReplacementNodes } from '../partitions/replacement-nodes.js';
import type { GroupWatch } from '../replication/group-watch.js';
import type { PartitionLogs } from '../replication/partition-log.js';
import type { ReplicaReads } from '../replication/replica-reads.js';
import { field, type ReplicaTable } from '../replication/replica-table.js';
import type { Trace } from '../trace.js';
import type { CheckUps } from './check-ups.js';

export interface ReplicaHealingContext {
  readonly simulation: Simulation;
  readonly leadership: LeaderLeases;
  readonly membership: Membership;
  readonly partitionLogs: PartitionLogs;
  readonly reads: Pick<ReplicaReads, 'damage'>;
}

export interface ReplacementListener {
  replaced(group: number, from: number, to: number): void;
}

export class ReplicaHealing {
  readonly lostReplicas: LostReplicas;
  readonly kept: KeptCopies;
  /** Told of each replica with items that took the place of one that was lost, on another node. */
  readonly listeners: ReplacementListener[] = [];
  /** Null where nodes do not look at each other. */
  checkUps: CheckUps | null = null;
  /** By node: nodes that it has been told are slow though alive; none where it was told of none. */
  private readonly grayOf = new Map<number, readonly number[]>();
  /** By group: nodes that lost, and nodes that got, a replica with items, in their order, for those that await the other. */
  private readonly unpaired = new Map<number, { readonly from: number[]; readonly to: number[] }>();
  private readonly groups: ReplicaTable;

  constructor(
    private readonly context: ReplicaHealingContext,
    readonly nodes: ReplacementNodes,
    parameters: LostReplicaParameters,
    private readonly trace: Trace,
  ) {
    const { simulation, leadership, membership } = context;
    this.groups = leadership.groups;
    this.kept = new KeptCopies((node, group) => this.forgetDamage(node, group));
    this.lostReplicas = new LostReplicas(
      ...([simulation, leadership, membership, nodes, parameters] as const),
      (group, slot) => this.judgedLost(group, 1 << slot),
      (node, other) => this.isGray(node, other),
    );
  }

  /** Whoever watches them believes that the replicas of this mask are lost. */
  judgedLost(group: number, mask: number): void {
    const { simulation } = this.context;
    for (let slot = 0; slot < this.groups.slots; slot++) {
      if ((mask & (1 << slot)) === 0) continue;
      this.trace.replicaJudgedLost(simulation, group, this.groups.hostOf(group, slot), this.isHealthy(group, slot));
    }
  }

  replaceLost(watch: GroupWatch): void {
    this.checkUps?.heartbeat(watch);
    this.lostReplicas.tick(watch);
  }

  /** The node knows now which are slow though alive. */
  tellGray(node: number, gray: readonly number[]): void {
    if (gray.length > 0) this.grayOf.set(node, gray);
    else this.grayOf.delete(node);
  }

  /** Whether the node has been told that the other one is slow though alive. */
  isGray(node: number, other: number): boolean {
    return this.grayOf.get(node)?.includes(other) ?? false;
  }

  joined(group: number, slot: number): void {
    const { simulation } = this.context;
    const isStorage = (this.groups.storage[group] & (1 << slot)) !== 0;
    const host = this.groups.hostOf(group, slot);
    this.kept.drop(host, group);
    this.trace.replicaJoined(simulation, group, host, isStorage);
    if (isStorage) this.pair(group, 'to', host);
    this.noteCopies(group);
  }

  /** What a node that is down has of the group it keeps; the log since then is kept for its return. */
  left(group: number, slot: number): void {
    const { groups } = this;
    const durable = Math.min(groups.durable(group, slot), groups.get(group, field.commit));
    const isStorage = (groups.storage[group] & (1 << slot)) !== 0;
    const host = groups.hostOf(group, slot);
    this.trace.replicaLeft(this.context.simulation, group, host, this.groups.hostsWithItems(group));
    if (isStorage) this.pair(group, 'from', host);
    if (this.context.leadership.nodes.groups[host].length === 1) this.trace.nodeEmptied(this.context.simulation, host);
    if (!isStorage) return;
    if (durable === none || this.context.leadership.isAlive(group, slot)) return this.forgetDamage(host, group);
    this.kept.keep(host, group, durable);
    this.context.partitionLogs.keepAfter(group, durable);
  }

  /** What the node had of the group is no more. */
  private forgetDamage(node: number, group: number): void {
    this.context.reads.damage?.lost(node, group);
  }

  /** A replica leaves before another joins where a log replica stands in between, and else right after it. */
  private pair(group: number, end: 'from' | 'to', node: number): void {
    const waiting = this.unpaired.get(group) ?? { from: [], to: [] };
    waiting[end].push(node);
    this.unpaired.set(group, waiting);
    if (waiting.from.length === 0 || waiting.to.length === 0) return;
    const [from, to] = [waiting.from.shift()!, waiting.to.shift()!];
    if (waiting.from.length + waiting.to.length === 0) this.unpaired.delete(group);
    if (from !== to) for (const listener of this.listeners) listener.replaced(group, from, to);
  }

  /** A change of members is over. */
  ended(group: number): void {
    this.noteCopies(group);
  }

  /** The group is whole: nobody needs what other nodes have kept of it. */
  calmAgain(group: number): void {
    const { members, storage, size } = this.groups;
    if (members[group] === (members[group] & storage[group]) && this.wholeCopies(group) === size.replicas) {
      this.kept.dropAll(group);
      this.context.partitionLogs.keepAfter(group, none);
    }
    this.noteCopies(group);
  }

  nodeDied(node: number, losesData: boolean): void {
    if (losesData) this.kept.nodeLostData(node);
    this.checkUps?.nodeDied(node);
    this.grayOf.delete(node);
    for (const group of this.context.leadership.nodes.groups[node]) this.noteCopies(group);
  }

  private noteCopies(group: number): void {
    this.trace.copiesChanged(this.context.simulation, group, this.wholeCopies(group), this.isComplete(group));
  }

  private wholeCopies(group: number): number {
    let copies = 0;
    for (let slot = 0; slot < this.groups.slots; slot++) {
      if (this.groups.mayLead(group, slot) && this.isWhole(group, slot)) copies++;
    }
    return copies;
  }

  /** Whether as many members as there should be are whole, log replicas included. */
  private isComplete(group: number): boolean {
    let whole = 0;
    for (let slot = 0; slot < this.groups.slots; slot++) {
      if (this.groups.isMember(group, slot) && this.isWhole(group, slot)) whole++;
    }
    return whole >= this.groups.size.replicas;
  }

  private isWhole(group: number, slot: number): boolean {
    const { leadership } = this.context;
    if (!leadership.isAlive(group, slot)) return false;
    const watch = leadership.watchOf(group);
    return watch === null || this.groups.durable(group, slot) >= watch.lastAtTickBefore;
  }

  /** Whether nothing is wrong with the replica's node: then whoever judged it lost was mistaken. */
  private isHealthy(group: number, slot: number): boolean {
    const { leadership } = this.context;
    const { disturbances } = leadership.nodes.hosts[this.groups.hostOf(group, slot)];
    return leadership.isAlive(group, slot) && disturbances === 0;
  }
}
