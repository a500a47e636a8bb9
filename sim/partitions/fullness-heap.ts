/**
 * The nodes of one zone, least full first: a binary heap by (fullness, id) in which a node's fullness may change, so that
 * placing a partition among thousands of nodes looks at a handful of them.
 */
import { none } from '../engine/pool.js';

export class FullnessHeap {
  private order: Int32Array;
  /** By host id; -1 for hosts of other zones. */
  private readonly positions: Int32Array;

  constructor(
    nodes: readonly number[],
    /** By host id, kept by the owner, who calls `changed` for each node whose value it changes. */
    private readonly fullness: Float64Array,
  ) {
    this.order = Int32Array.from(nodes);
    this.positions = new Int32Array(fullness.length).fill(none);
    for (const [position, node] of nodes.entries()) this.positions[node] = position;
    for (let position = (this.order.length >> 1) - 1; position >= 0; position--) this.sink(position);
  }

  /** A node that joins the zone. */
  add(node: number): void {
    const position = this.order.length;
    const order = new Int32Array(position + 1);
    order.set(this.order);
    order[position] = node;
    this.order = order;
    this.positions[node] = position;
    this.rise(position);
  }

  changed(node: number): void {
    this.rise(this.positions[node]);
    this.sink(this.positions[node]);
  }

  /** The least full node that is accepted, or -1. */
  roomiest(accepts: (node: number) => boolean): number {
    return this.search(0, none, accepts);
  }

  /**
   * Nothing under an accepted node, or under one fuller than the best so far, can be better: most of the heap is never
   * seen.
   */
  private search(position: number, best: number, accepts: (node: number) => boolean): number {
    if (position >= this.order.length) return best;
    const node = this.order[position];
    if (best !== none && !this.isLess(node, best)) return best;
    if (accepts(node)) return node;
    const left = this.search(2 * position + 1, best, accepts);
    return this.search(2 * position + 2, left, accepts);
  }

  private isLess(a: number, b: number): boolean {
    const difference = this.fullness[a] - this.fullness[b];
    return difference < 0 || (difference === 0 && a < b);
  }

  private rise(start: number): void {
    let position = start;
    while (position > 0) {
      const parent = (position - 1) >> 1;
      if (!this.isLess(this.order[position], this.order[parent])) return;
      this.swap(position, parent);
      position = parent;
    }
  }

  private sink(start: number): void {
    let position = start;
    for (;;) {
      let least = position;
      for (const child of [2 * position + 1, 2 * position + 2]) {
        if (child < this.order.length && this.isLess(this.order[child], this.order[least])) least = child;
      }
      if (least === position) return;
      this.swap(position, least);
      position = least;
    }
  }

  private swap(a: number, b: number): void {
    const { order, positions } = this;
    const node = order[a];
    order[a] = order[b];
    order[b] = node;
    positions[order[a]] = a;
    positions[order[b]] = b;
  }
}
