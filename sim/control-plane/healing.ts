/**
 * Autoadmin rebuilds storage replicas (P22 sections 3 and 5.1): leaders report which of their partitions lack one, and it
 * orders one after the other, those with the fewest copies first, within limits for each node and for the fleet. The leader
 * that gets the order has the new replica join; it copies from the leader, which takes minutes (consensus/catch-up.ts).
 *
 *   report: lacks one ─> queued by copies left ─ room ─> order ─> leader: replica joins, log replica leaves ─ report: whole ─> done
 *                                                          └ lost, or come to nothing: ordered anew
 *
 * A node that returns with a copy from before has the first claim on its partitions. When nothing is lacking there are
 * replicas that share a zone and need not (shared-zones.ts): within the same limits they go apart. Left out: what a rebuild is expected
 * to take, in the choice of a node.
 */

import type { KeptCopies } from '../consensus/kept-copies.js';
import type { LackingGroup, LostReplicas } from '../consensus/lost-replicas.js';
import { none, Pool, type Pooled } from '../engine/pool.js';
import type { Simulation } from '../engine/simulation.js';
import type { Network } from '../infrastructure/network.js';
import type { ReplacementNodes } from '../partitions/replacement-nodes.js';
import type { ReplicaTable } from '../replication/replica-table.js';
import { type AutoadminHosts, actingHost } from './autoadmin-role.js';
import type { HealingParameters } from './healing-parameters.js';
import type { HealthListener } from './node-health.js';
import type { SharedZones } from './shared-zones.js';

export interface HealingContext extends AutoadminHosts {
  readonly simulation: Simulation;
  readonly network: Network;
  readonly groups: ReplicaTable;
  readonly nodes: ReplacementNodes;
  readonly lostReplicas: LostReplicas;
  readonly kept: KeptCopies;
  readonly sharedZones: SharedZones;
}

/** What a leader says of a group that lacks a storage replica. */
interface ReportedGroup extends Readonly<LackingGroup> {
  /** Whether its members were changing. */
  readonly isChanging: boolean;
  /** Whether a storage replica could join: an order that comes to nothing is not to take the room of others on its nodes. */
  readonly mayRebuild: boolean;
}

/** A storage replica that autoadmin has ordered. */
interface Rebuild {
  readonly from: number;
  readonly to: number;
  readonly orderedAtNs: number;
}

class Order implements Pooled {
  group = 0;
  slot = 0;
  leaderNode = 0;
  to = 0;
  /** So that its replicas go apart: it lacks none. */
  isMove = false;
  constructor(readonly index: number) {}
}

export class Healing implements Omit<HealthListener, 'answered'> {
  /** Groups that lack a replica, as they were reported last. */
  private readonly lacking = new Map<number, ReportedGroup>();
  /** Nodes that have reported, after their replica was replaced, that they keep a copy: by group. */
  private readonly holders = new Map<number, number>();
  private readonly rebuilds = new Map<number, Rebuild>();
  /** By node: rebuilds from there, and to there. */
  private readonly underWay = { from: new Map<number, number>(), to: new Map<number, number>() };
  private readonly orders = new Pool('rebuild orders', (index) => new Order(index));
  private readonly orderType: number;
  private readonly tickType: number;
  private isTicking = false;

  constructor(
    private readonly context: HealingContext,
    private readonly parameters: HealingParameters,
  ) {
    const { simulation, network, groups } = context;
    const of = (index: number) => this.orders.items[index];
    const about = (index: number) => `a replica of ${groups.nameOf(of(index).group)}`;
    this.orderType = network.channel(
      'rebuild order arrives',
      (index) => this.orderArrives(of(index)),
      (index) => this.orders.release(of(index)),
      about,
    );
    this.tickType = simulation.on('healing', () => this.tick());
  }

  /** The report of a node says what its partitions lack. */
  reported(node: number): void {
    const { lostReplicas, groups, kept } = this.context;
    for (const group of [...this.lacking.keys()]) {
      if (groups.leaderHost(group) === node && !lostReplicas.lacking.has(group)) this.done(group);
    }
    for (const lacking of lostReplicas.lacking.values()) {
      const { group } = lacking;
      if (groups.leaderHost(group) !== node) continue;
      const [isChanging, mayRebuild] = [lostReplicas.isChanging(group), lostReplicas.mayRebuild(group)];
      this.lacking.set(group, { ...lacking, isChanging, mayRebuild });
    }
    for (const group of kept.on(node)) this.holders.set(group, node);
    if (this.lacking.size > 0) this.startTicking();
  }

  believedDead(node: number): void {
    this.context.nodes.setBad(node, 'dead', true);
  }

  returned(node: number): void {
    const { nodes } = this.context;
    nodes.setBad(node, 'dead', false);
    nodes.setBad(node, 'untrusted', true);
  }

  trusted(node: number): void {
    this.context.nodes.setBad(node, 'untrusted', false);
    this.mayMoveApart();
  }

  /** A node is trusted again, whatever was believed of it. */
  mayMoveApart(): void {
    const { sharedZones } = this.context;
    sharedZones.nodeTrusted();
    if (sharedZones.isAnyDue) this.startTicking();
  }

  /** A replica with items has taken the place of another. */
  replaced(group: number): void {
    const { sharedZones } = this.context;
    if (sharedZones.replaced(group)) this.startTicking();
    else if (!this.lacking.has(group)) this.forget(group);
  }

  private done(group: number): void {
    this.lacking.delete(group);
    this.forget(group);
    this.holders.delete(group);
  }

  private startTicking(): void {
    if (this.isTicking) return;
    this.isTicking = true;
    this.context.simulation.schedule(0, this.tickType, 0);
  }

  /** Orders what there is room for; at every interval while anything is lacking, or may go apart. */
  private tick(): void {
    this.isTicking = this.lacking.size > 0 || this.context.sharedZones.isAnyDue;
    if (!this.isTicking) return;
    this.context.simulation.schedule(this.parameters.reportEvery, this.tickType, 0);
    this.forgetLostOrders();
    const waiting = [...this.lacking.values()].filter(
      ({ group, mayRebuild }) => mayRebuild && !this.rebuilds.has(group) && !this.isLeaderDead(group),
    );
    waiting.sort((a, b) => a.copies - b.copies || a.sinceNs - b.sinceNs || a.group - b.group);
    for (const lacking of waiting) {
      if (this.rebuilds.size >= this.parameters.rebuildsMax) return;
      this.order(lacking, this.nodeFor(lacking));
    }
    if (waiting.length === 0) this.moveApart();
  }

  private moveApart(): void {
    const { sharedZones, nodes, lostReplicas } = this.context;
    for (const move of sharedZones.dueGroups) {
      const { group, slot } = move;
      if (this.rebuilds.size >= this.parameters.rebuildsMax) return;
      if (this.rebuilds.has(group) || !lostReplicas.mayRebuild(group)) continue;
      const to = nodes.choose(group, slot, [], (node) => this.isFull(node, 'to'));
      if (to !== none && sharedZones.isApart(group, slot, to)) this.order(move, to, true);
      else sharedZones.wait(group);
    }
  }

  /** Whether it is believed dead, and nobody leads the group since. */
  private isLeaderDead(group: number): boolean {
    return this.context.nodes.isDead(this.context.groups.leaderHost(group));
  }

  /**
   * An order of which nothing has come by the report after the next was lost, or came to nothing; and while nobody leads the
   * group nothing is copied, so that others may have the room.
   */
  private forgetLostOrders(): void {
    const { nowNs } = this.context.simulation;
    for (const [group, { orderedAtNs }] of [...this.rebuilds]) {
      const isOverdue = nowNs - orderedAtNs >= 2 * this.parameters.reportEvery;
      const isChanging = this.lacking.get(group)?.isChanging ?? this.context.lostReplicas.isChanging(group);
      if (isOverdue && (!isChanging || this.isLeaderDead(group))) this.forget(group);
    }
  }

  private forget(group: number): void {
    const rebuild = this.rebuilds.get(group);
    if (rebuild !== undefined) this.count(rebuild, -1);
    this.rebuilds.delete(group);
  }

  private count(rebuild: Rebuild, by: 1 | -1): void {
    for (const end of ['from', 'to'] as const) {
      const node = rebuild[end];
      this.underWay[end].set(node, (this.underWay[end].get(node) ?? 0) + by);
    }
  }

  private order({ group, slot }: Pick<ReportedGroup, 'group' | 'slot'>, to: number, isMove = false): void {
    const { groups, simulation, network } = this.context;
    const from = groups.leaderHost(group);
    if (to === none || this.isFull(from, 'from') || this.isFull(to, 'to')) return;
    const sender = actingHost(this.context, from);
    if (sender === null) return;
    const rebuild = { from, to, orderedAtNs: simulation.nowNs };
    this.rebuilds.set(group, rebuild);
    this.count(rebuild, 1);
    const order = this.orders.take();
    order.group = group;
    order.slot = slot;
    order.leaderNode = from;
    order.to = to;
    order.isMove = isMove;
    network.send(sender.id, from, this.parameters.reportBytes, this.orderType, order.index);
  }

  private nodeFor({ group, slot, lost, tried }: ReportedGroup): number {
    const { nodes, groups } = this.context;
    const holder = this.holders.get(group) ?? none;
    const mayReturn =
      holder !== none && !nodes.isBad(holder) && !tried.includes(holder) && nodes.isApart(group, slot, holder);
    return mayReturn && groups.slotOn(group, holder) === none
      ? holder
      : nodes.choose(group, slot, [...lost, ...tried], (node) => this.isFull(node, 'to'));
  }

  private isFull(node: number, end: 'from' | 'to'): boolean {
    return (this.underWay[end].get(node) ?? 0) >= this.parameters.rebuildsPerNodeMax;
  }

  private orderArrives(order: Order): void {
    const { network, groups, lostReplicas, kept } = this.context;
    const { group, slot, leaderNode, to, isMove } = order;
    if (!network.reaches(leaderNode, this.orderType, order.index)) return;
    // Whoever no longer leads leaves it to the next order.
    if (groups.leaderHost(group) === leaderNode) {
      if (isMove) lostReplicas.move(group, slot, to);
      else lostReplicas.rebuild(group, slot, to, kept.durable(to, group));
    }
    this.orders.release(order);
  }
}
