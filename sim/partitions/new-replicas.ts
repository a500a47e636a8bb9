/**
 * Where the replicas of a partition go that has no copy anywhere: nodes of different zones as far as there are enough, in
 * each zone the one with the fewest replicas. Where no node is left that may have one, a node that is passable is better
 * than none.
 */
import { none } from '../engine/pool.js';
import type { Host } from '../infrastructure/host.js';
import { isSound, type StorageNodes } from '../replication/storage-nodes.js';

export class NewReplicas {
  /** By node: replicas that are on their way to it. */
  private readonly coming: Int32Array;

  constructor(
    private readonly nodes: StorageNodes,
    private readonly mayHave: (node: number) => boolean,
    private readonly isPassable: (node: number) => boolean = () => false,
  ) {
    this.coming = new Int32Array(nodes.hosts.length);
  }

  /** Whether a replica may go there. */
  isUsable(node: number): boolean {
    const { hosts, disks } = this.nodes;
    return isSound(hosts[node], disks) && (this.mayHave(node) || this.isPassable(node));
  }

  /** A node of the region for another replica, where the others are on or on their way to `others`; -1: there is none. */
  choose(region: number, others: readonly number[]): number {
    const { hosts } = this.nodes;
    /** The lower the better. */
    const rankOf = ({ id, zone }: Host) =>
      (this.mayHave(id) ? 0 : others.length + 1) + others.filter((node) => hosts[node].zone === zone).length;
    let best = none;
    for (const host of hosts) {
      const { id } = host;
      if (host.region !== region || others.includes(id) || !this.isUsable(id)) continue;
      const order = best === none ? -1 : rankOf(host) - rankOf(hosts[best]);
      if (order < 0 || (order === 0 && this.loadOf(id) < this.loadOf(best))) best = id;
    }
    if (best !== none) this.coming[best]++;
    return best;
  }

  private loadOf(node: number): number {
    return this.nodes.groups[node].length + this.coming[node];
  }

  /** The replica is there, or comes no more. */
  settled(node: number): void {
    this.coming[node]--;
  }
}
