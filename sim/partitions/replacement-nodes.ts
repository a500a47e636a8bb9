/**
 * Where a replica goes that takes the place of a lost one: a node of the same zone, or of another without a replica of the
 * partition, so that zones stay distinct (P22 section 6.1); only where no such zone has a node left, of one that has. Among
 * the nodes of such zones one that has room for another copy now, and of these the one with the fewest replicas: that others have
 * no room is no reason to give up a zone. Nodes that are believed bad get none.
 *
 * Where a log replica is no replica with items of the same partition can go. So log replicas go where there are the fewest of
 * them; and the last node of a zone without another replica is left for the one with items, which stays.
 */
import { none } from '../engine/pool.js';
import type { Host } from '../infrastructure/host.js';
import type { ReplicaTable } from '../replication/replica-table.js';

export interface ReplacementNodesContext {
  /** Storage nodes, by id. */
  readonly hosts: readonly Host[];
  /** Groups that have a replica on each. */
  readonly groupsOf: readonly (readonly number[])[];
  readonly groups: ReplicaTable;
}

/** What is asked of nodes beside their zones: whether they take no copy now, and how much they have. */
interface NodeLoads {
  readonly isFull: (node: number) => boolean;
  readonly loadOf: (node: number) => number;
  /** Whether the last node of a zone is to be left for another. */
  readonly leavesLast: boolean;
}

export class ReplacementNodes {
  /** Ids of nodes that are believed bad, by what is believed of them. */
  private readonly bad = { dead: new Set<number>(), untrusted: new Set<number>(), gray: new Set<number>() };

  constructor(
    private readonly context: ReplacementNodesContext,
    /** A planted defect: whoever heals does not look at zones. */
    private readonly ignoresZones: boolean,
  ) {}

  setBad(node: number, how: keyof typeof this.bad, isBad: boolean): void {
    if (isBad) this.bad[how].add(node);
    else this.bad[how].delete(node);
  }

  isBad(node: number): boolean {
    return this.bad.untrusted.has(node) || !this.isPassable(node);
  }

  /** Whether nothing speaks against it but that it was dead: where no other is left, it is better than none. */
  isPassable(node: number): boolean {
    return !this.isDead(node) && !this.bad.gray.has(node);
  }

  isDead(node: number): boolean {
    return this.bad.dead.has(node);
  }

  /**
   * A node for a replica with items instead of the one in `slot`, other than the `excluded`, or -1. A log replica of the group,
   * which will be gone, takes no zone. `isFull`: whether as many copies are on their way to the node as may be.
   */
  choose(group: number, slot: number, excluded: readonly number[], isFull: (node: number) => boolean): number {
    const taken = this.zonesOf(group, this.context.groups.readable[group] & ~(1 << slot));
    return this.best(group, slot, excluded, new Set(), taken, { ...this.ofCopies, isFull });
  }

  /**
   * A node for each of the replicas in the mask, all of which are lost: none of them takes a zone, and each node that is chosen
   * takes one from those that are chosen after it. Null: there are not enough.
   */
  chooseForAll(group: number, lost: number): number[] | null {
    const { hosts, groups } = this.context;
    const taken = this.zonesOf(group, groups.readable[group] & ~lost);
    const chosen: number[] = [];
    for (let slot = 0; slot < groups.slots; slot++) {
      if ((lost & (1 << slot)) === 0) continue;
      const node = this.best(group, slot, chosen, new Set(), taken, this.ofCopies);
      if (node === none) return null;
      chosen.push(node);
      taken.add(hosts[node].zone);
    }
    return chosen;
  }

  /** Of a node for a replica with items. */
  private readonly ofCopies: NodeLoads = {
    isFull: () => false,
    loadOf: (node) => this.context.groupsOf[node].length,
    leavesLast: false,
  };

  /** Whether no replica with items of the group, other than that in `slot`, is in the node's zone. */
  isApart(group: number, slot: number, node: number): boolean {
    const { hosts, groups } = this.context;
    return !this.zonesOf(group, groups.readable[group] & ~(1 << slot)).has(hosts[node].zone);
  }

  /** A node for a log replica, for which zones where it was `tried` in vain come last. */
  chooseAtOnce(group: number, slot: number, lost: readonly number[], tried: readonly number[]): number {
    const { hosts, groups } = this.context;
    const lastZones = new Set(tried.map((node) => hosts[node].zone));
    const loadOf = (node: number) => this.logReplicasOn(node);
    const taken = this.zonesOf(group, groups.members[group] & ~(1 << slot));
    return this.best(group, slot, [...lost, ...tried], lastZones, taken, {
      isFull: () => false,
      loadOf,
      leavesLast: true,
    });
  }

  /** `taken`: zones from which it should stay away. */
  private best(
    group: number,
    slot: number,
    excluded: readonly number[],
    lastZones: ReadonlySet<number>,
    taken: ReadonlySet<number>,
    { isFull, loadOf, leavesLast }: NodeLoads,
  ): number {
    const { hosts, groups } = this.context;
    const { region, zone } = hosts[groups.hostOf(group, slot)];
    const usable = hosts.filter(
      (node) =>
        node.region === region &&
        !node.isDraining &&
        !this.isBad(node.id) &&
        !excluded.includes(node.id) &&
        groups.slotOn(group, node.id) === none,
    );
    const isLast = (node: Host) => leavesLast && usable.filter((each) => each.zone === node.zone).length === 1;
    /** The lower the better. */
    const rankOf = (node: Host) =>
      Number(lastZones.has(node.zone)) * 16 +
      Number(!taken.has(node.zone) && isLast(node)) * 8 +
      Number(taken.has(node.zone) !== this.ignoresZones) * 4 +
      Number(node.zone !== zone) * 2 +
      Number(isFull(node.id));
    let best = none;
    let bestRank = 0;
    for (const node of usable) {
      const rank = rankOf(node);
      const isBetter = best === none || rank < bestRank || (rank === bestRank && loadOf(node.id) < loadOf(best));
      if (isBetter) [best, bestRank] = [node.id, rank];
    }
    return best;
  }

  /** Those that join included. */
  private logReplicasOn(node: number): number {
    const { groups, groupsOf } = this.context;
    return groupsOf[node].filter((group) => (groups.storage[group] & (1 << groups.slotOn(group, node))) === 0).length;
  }

  private zonesOf(group: number, mask: number): Set<number> {
    const { hosts, groups } = this.context;
    const zones = new Set<number>();
    for (let slot = 0; slot < groups.slots; slot++) {
      if ((mask & (1 << slot)) !== 0) zones.add(hosts[groups.hostOf(group, slot)].zone);
    }
    return zones;
  }
}
