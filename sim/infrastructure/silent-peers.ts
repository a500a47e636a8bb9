/**
 * What one router remembers of storage nodes that did not answer in time: eventual reads, which have a choice, go past
 * them for a while; then one request tries again, and its answer clears the node.
 */
export class SilentPeers {
  /** Until when each node is avoided; empty, and free, while every node answers. */
  private readonly untilNs = new Map<number, number>();

  constructor(private readonly avoidForNs: number) {}

  wasSilent(node: number, nowNs: number): void {
    this.untilNs.set(node, nowNs + this.avoidForNs);
  }

  /** Whether to go past the node; the first who asks after the time is up is the one that tries it. */
  avoids(node: number, nowNs: number): boolean {
    if (this.untilNs.size === 0) return false;
    const untilNs = this.untilNs.get(node);
    if (untilNs === undefined) return false;
    if (nowNs < untilNs) return true;
    this.untilNs.set(node, nowNs + this.avoidForNs);
    return false;
  }

  answered(node: number): void {
    if (this.untilNs.size > 0) this.untilNs.delete(node);
  }

  clear(): void {
    this.untilNs.clear();
  }
}
