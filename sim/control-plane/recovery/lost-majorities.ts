/**
 * Autoadmin has partitions go on that have no majority any more, since their other replicas were destroyed: empty replicas
 * on other nodes take their places, vote for the one that has most of what is left, and copy from it. What only the
 * destroyed ones had is lost, but for what the archive has (storage/archived-tails.ts).
 *
 *   majority destroyed ─ nodes believed dead, `goOnWithoutMajorityAfter` ─> order to whoever has most ─> members, election, copies
 *
 * No member that may still have something is left out: while one is down with its data, the partition waits for it. An order
 * that is lost comes again, as does one for which the group had too few slots (consensus/membership.ts). Left out: how autoadmin comes to know that a drive will not come back with what it had; and how
 * the new replicas hear of their group, which is at once.
 */
import { none, Pool, type Pooled } from '../../engine/pool.js';
import type { Simulation } from '../../engine/simulation.js';
import type { Network } from '../../infrastructure/network.js';
import type { ReplacementNodes } from '../../partitions/replacement-nodes.js';
import { bitsOf, type ReplicaTable } from '../../replication/replica-table.js';
import { type AutoadminHosts, actingHost } from '../autoadmin-role.js';
import type { HealingParameters } from '../healing-parameters.js';

export interface LostMajorityContext extends AutoadminHosts {
  readonly simulation: Simulation;
  readonly network: Network;
  readonly groups: ReplicaTable;
  readonly nodes: ReplacementNodes;
  /** Whether autoadmin hears the node. */
  readonly hears: (node: number) => boolean;
  readonly isAlive: (group: number, slot: number) => boolean;
  /** What was changing in the group is given up. */
  readonly giveUpChanges: (group: number) => void;
  /** Autoadmin believes now that the replicas of this mask are lost. */
  readonly judgedLost: (group: number, mask: number) => void;
  /** The group goes on with what `best` has, and empty replicas on these hosts instead of the `lost` (a mask). */
  readonly goOn: (group: number, lost: number, hosts: readonly number[], best: number) => void;
}

/** A group of which replicas have lost their data. */
interface Weakened {
  /** Since when its members that are up are no majority; -1 where they are one. */
  sinceNs: number;
  /** Mask of those of which autoadmin believes since then that they are lost. */
  judged: number;
}

class Order implements Pooled {
  group = 0;
  node = 0;
  constructor(readonly index: number) {}
}

export class LostMajorities {
  private readonly weakened = new Map<number, Weakened>();
  private readonly orders = new Pool('orders to go on without a majority', (index) => new Order(index));
  private readonly orderType: number;
  private readonly tickType: number;
  private isTicking = false;

  constructor(
    private readonly context: LostMajorityContext,
    private readonly parameters: Pick<HealingParameters, 'reportEvery' | 'reportBytes' | 'goOnWithoutMajorityAfter'>,
  ) {
    const { simulation, network, groups } = context;
    const of = (index: number) => this.orders.items[index];
    this.orderType = network.channel(
      'order to go on arrives',
      (index) => this.orderArrives(of(index)),
      (index) => this.orders.release(of(index)),
      (index) => groups.nameOf(of(index).group),
    );
    this.tickType = simulation.on('lost majorities', () => this.tick());
  }

  /** A replica of the group has lost its data. */
  replicaEmptied(group: number): void {
    if (!this.weakened.has(group)) this.weakened.set(group, { sinceNs: none, judged: 0 });
    if (this.isTicking) return;
    this.isTicking = true;
    this.context.simulation.schedule(this.parameters.reportEvery, this.tickType, 0);
  }

  private tick(): void {
    const { simulation } = this.context;
    for (const [group, weakened] of [...this.weakened]) {
      if (this.emptied(group) === 0) this.weakened.delete(group);
      else this.look(group, weakened);
    }
    this.isTicking = this.weakened.size > 0;
    if (this.isTicking) simulation.schedule(this.parameters.reportEvery, this.tickType, 0);
  }

  private look(group: number, weakened: Weakened): void {
    const { simulation, groups, network, judgedLost } = this.context;
    if (this.hasMajority(group)) {
      weakened.sinceNs = none;
      weakened.judged = 0;
      return;
    }
    if (weakened.sinceNs === none) weakened.sinceNs = simulation.nowNs;
    if (simulation.nowNs - weakened.sinceNs < this.parameters.goOnWithoutMajorityAfter) return;
    const best = this.bestOf(group);
    if (best === none || !this.areBelievedDead(group)) return;
    const lost = this.down(group);
    judgedLost(group, lost & ~weakened.judged);
    weakened.judged = lost;
    const node = groups.hostOf(group, best);
    const sender = actingHost(this.context, node);
    if (sender === null || !this.context.hears(node)) return;
    const order = this.orders.take();
    order.group = group;
    order.node = node;
    network.send(sender.id, node, this.parameters.reportBytes, this.orderType, order.index);
  }

  private orderArrives(order: Order): void {
    const { network, groups, goOn } = this.context;
    const { group, node } = order;
    if (!network.reaches(node, this.orderType, order.index)) return;
    this.orders.release(order);
    const best = this.bestOf(group);
    if (this.hasMajority(group) || best === none || groups.hostOf(group, best) !== node) return;
    // A node where a replica was joining is free for one of these.
    this.context.giveUpChanges(group);
    const lost = this.down(group);
    const hosts = this.context.nodes.chooseForAll(group, lost);
    if (hosts !== null) goOn(group, lost, hosts, best);
  }

  /** Mask of the members that have lost their data and have not copied it. */
  private emptied(group: number): number {
    const { groups } = this.context;
    return this.maskOf(group, (slot) => groups.hasLog(group, slot) && groups.durable(group, slot) === none);
  }

  private down(group: number): number {
    return this.maskOf(group, (slot) => !this.context.isAlive(group, slot));
  }

  private hasMajority(group: number): boolean {
    const { groups } = this.context;
    return bitsOf[groups.members[group] & ~this.down(group)] >= groups.majority(group);
  }

  /** Slot of the replica with items that has most; -1 while none is up, or one is down that may have more. */
  private bestOf(group: number): number {
    const { groups } = this.context;
    if ((this.down(group) & ~this.emptied(group)) !== 0) return none;
    let best: number = none;
    for (let slot = 0; slot < groups.slots; slot++) {
      if (!groups.mayLead(group, slot) || groups.durable(group, slot) === none) continue;
      if (best === none || groups.durable(group, slot) > groups.durable(group, best)) best = slot;
    }
    return best;
  }

  private areBelievedDead(group: number): boolean {
    const { groups, nodes } = this.context;
    const down = this.down(group);
    return this.maskOf(group, (slot) => nodes.isBad(groups.hostOf(group, slot)) && (down & (1 << slot)) !== 0) === down;
  }

  private maskOf(group: number, includes: (slot: number) => boolean): number {
    const { groups } = this.context;
    let mask = 0;
    for (let slot = 0; slot < groups.slots; slot++)
      if (groups.isMember(group, slot) && includes(slot)) mask |= 1 << slot;
    return mask;
  }
}
