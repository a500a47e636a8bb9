/**
 * The token buckets of partitions, three for each kind of unit (P22 4.1.1):
 *
 *   rate ──> allocated ──what does not fit──> burst          cap
 *            rate x bucketDepth               rate x burstWindow     the most any one partition may do
 *
 * The allocated bucket fills at the partition's allocation; what it cannot hold, the units of a quiet partition, collects
 * in the burst bucket. The cap bucket bounds both together. A new partition has a full allocated bucket and an empty
 * burst bucket. A partition's buckets are one for its three replicas, as if these told each other at once.
 *
 * A request larger than the allocated bucket deepens it to its own size, at most to the depth of the cap's, and waits until
 * the rate has filled it: with small allocations large items would otherwise be refused for ever.
 */

import { TokenBuckets } from '../engine/token-buckets.js';
import { unitKinds } from './capacity-units.js';

export interface PartitionBucketParameters {
  /** Durations in ns. */
  readonly bucketDepth: number;
  readonly burstWindow: number;
}

/** Buckets are numbered group * unitKinds + kind. */
export class PartitionBuckets {
  private readonly allocated: TokenBuckets;
  private readonly bursts: TokenBuckets;
  private readonly caps: TokenBuckets;
  private readonly depthS: number;
  private readonly burstWindowS: number;

  constructor(groupsMax: number, parameters: PartitionBucketParameters) {
    this.allocated = new TokenBuckets(groupsMax * unitKinds);
    this.bursts = new TokenBuckets(groupsMax * unitKinds);
    this.caps = new TokenBuckets(groupsMax * unitKinds);
    this.depthS = parameters.bucketDepth / 1e9;
    this.burstWindowS = parameters.burstWindow / 1e9;
  }

  /** Units per second that no partition may pass. */
  capOf(bucket: number): number {
    return this.caps.rate(bucket);
  }

  allocation(bucket: number): number {
    return this.allocated.rate(bucket);
  }

  open(bucket: number, nowNs: number, unitsPerSecond: number, cap: number): void {
    this.caps.set(bucket, cap, cap * this.depthS, cap * this.depthS, nowNs);
    this.allocate(bucket, nowNs, unitsPerSecond, unitsPerSecond * this.depthS, 0);
  }

  /** A new partition takes half of the tokens of its parent, and both go on with the same allocation. */
  split(parent: number, child: number, nowNs: number, unitsPerSecond: number): void {
    this.fill(parent, nowNs);
    const tokens = this.allocated.available(parent, nowNs) / 2;
    const burstTokens = this.bursts.available(parent, nowNs) / 2;
    this.open(child, nowNs, unitsPerSecond, this.capOf(parent));
    this.allocate(child, nowNs, unitsPerSecond, tokens, burstTokens);
    this.allocate(parent, nowNs, unitsPerSecond, tokens, burstTokens);
  }

  /** Tokens stay, but for those that do not fit the new depths. */
  setAllocation(bucket: number, nowNs: number, unitsPerSecond: number): void {
    this.fill(bucket, nowNs);
    const tokens = this.allocated.available(bucket, nowNs);
    this.allocate(bucket, nowNs, unitsPerSecond, tokens, this.bursts.available(bucket, nowNs));
  }

  takeAllocated(bucket: number, nowNs: number, units: number): boolean {
    if (units > this.allocated.depth(bucket)) this.deepen(bucket, nowNs, units);
    return this.allocated.take(bucket, nowNs, units);
  }

  takeCap(bucket: number, nowNs: number, units: number): boolean {
    return this.caps.take(bucket, nowNs, units);
  }

  hasCap(bucket: number, nowNs: number, units: number): boolean {
    return this.caps.available(bucket, nowNs) >= units;
  }

  hasBurst(bucket: number, nowNs: number, units: number): boolean {
    return this.bursts.available(bucket, nowNs) >= units;
  }

  takeBurst(bucket: number, nowNs: number, units: number): boolean {
    return this.bursts.take(bucket, nowNs, units);
  }

  /** Brings the allocated bucket up to date, and the burst bucket with what the allocated one cannot hold. */
  fill(bucket: number, nowNs: number): void {
    const unused = this.allocated.fill(bucket, nowNs);
    if (unused > 0) this.bursts.give(bucket, nowNs, unused);
  }

  private allocate(bucket: number, nowNs: number, unitsPerSecond: number, tokens: number, burstTokens: number): void {
    this.allocated.set(bucket, unitsPerSecond, unitsPerSecond * this.depthS, tokens, nowNs);
    this.bursts.set(bucket, 0, unitsPerSecond * this.burstWindowS, burstTokens, nowNs);
  }

  private deepen(bucket: number, nowNs: number, units: number): void {
    if (units > this.caps.depth(bucket)) return;
    this.fill(bucket, nowNs);
    this.allocated.setRate(bucket, this.allocated.rate(bucket), units, nowNs);
  }
}
