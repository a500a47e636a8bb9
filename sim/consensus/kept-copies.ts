/**
 * Copies that nodes keep of partitions whose member they are no more: a node that was down when its replica was replaced
 * has on its drive what it had. It may come back into its group with it, and needs the log alone since then, as long as
 * that is kept; or it drops the copy, when the group has all its replicas.
 */
import { none } from '../engine/pool.js';

export class KeptCopies {
  /** By node, then group: sequence number up to which the copy is part of what was committed. */
  private readonly byNode = new Map<number, Map<number, number>>();

  /** `gone`: told of each copy that nobody will have any use for. */
  constructor(private readonly gone: (node: number, group: number) => void) {}

  keep(node: number, group: number, durable: number): void {
    const copies = this.byNode.get(node) ?? new Map<number, number>();
    this.byNode.set(node, copies.set(group, durable));
  }

  /** Groups of which the node has a copy. */
  on(node: number): Iterable<number> {
    return this.byNode.get(node)?.keys() ?? [];
  }

  /** How far the node's copy of the group goes, or -1. */
  durable(node: number, group: number): number {
    return this.byNode.get(node)?.get(group) ?? none;
  }

  drop(node: number, group: number): void {
    const copies = this.byNode.get(node);
    copies?.delete(group);
    if (copies?.size === 0) this.byNode.delete(node);
  }

  /** The group is whole without them. */
  dropAll(group: number): void {
    for (const node of [...this.byNode.keys()]) {
      if (this.durable(node, group) === none) continue;
      this.drop(node, group);
      this.gone(node, group);
    }
  }

  nodeLostData(node: number): void {
    for (const group of this.on(node)) this.gone(node, group);
    this.byNode.delete(node);
  }
}
