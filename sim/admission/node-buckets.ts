/**
 * What a storage node can do in all, by kind of unit: a token bucket filled at the maximum that its drive allows, and the
 * sum of what is allocated to its replicas. Every admitted request takes from the buckets of the nodes that do its work;
 * only a burst asks first whether there is something left (P22 4.1.1).
 *
 * A leader knows the nodes of its peers from a poll every `pollInterval`. The poll is computed when someone needs it and
 * the last is too old; all leaders share it and count down what they use, as if they told each other. Left out: the
 * messages of the poll, and that a node which is down does not answer.
 */

import { TokenBuckets } from '../engine/token-buckets.js';
import { unitKind, unitKinds } from './capacity-units.js';

export interface NodeBucketParameters {
  readonly nodeReadUnits: number;
  readonly nodeWriteUnits: number;
  /** Durations in ns. */
  readonly bucketDepth: number;
  readonly pollInterval: number;
}

export class NodeBuckets {
  private readonly buckets: TokenBuckets;
  private readonly polledUnits: Float64Array;
  private readonly polledAtNs: Float64Array;
  private readonly allocatedUnits: Float64Array;
  private readonly pollIntervalNs: number;

  constructor(nodes: number, parameters: NodeBucketParameters) {
    this.buckets = new TokenBuckets(nodes * unitKinds);
    this.polledUnits = new Float64Array(nodes * unitKinds);
    this.polledAtNs = new Float64Array(nodes * unitKinds).fill(Number.NEGATIVE_INFINITY);
    this.allocatedUnits = new Float64Array(nodes * unitKinds);
    this.pollIntervalNs = parameters.pollInterval;
    const depthS = parameters.bucketDepth / 1e9;
    for (let bucket = 0; bucket < nodes * unitKinds; bucket++) {
      const rate = bucket % unitKinds === unitKind.read ? parameters.nodeReadUnits : parameters.nodeWriteUnits;
      this.buckets.set(bucket, rate, rate * depthS, rate * depthS, 0);
    }
  }

  /** The node does work that nobody refuses it: its bucket may be too empty for all of it. */
  use(node: number, kind: number, nowNs: number, units: number): void {
    this.buckets.drain(node * unitKinds + kind, nowNs, units);
  }

  hasSpare(node: number, kind: number, nowNs: number, units: number): boolean {
    return this.buckets.available(node * unitKinds + kind, nowNs) >= units;
  }

  /** Whether the node had as much to spare at the last poll, less what was used of it since. */
  hadSpare(node: number, kind: number, nowNs: number, units: number): boolean {
    const bucket = node * unitKinds + kind;
    if (nowNs - this.polledAtNs[bucket] >= this.pollIntervalNs) {
      this.polledAtNs[bucket] = nowNs;
      this.polledUnits[bucket] = this.buckets.available(bucket, nowNs);
    }
    return this.polledUnits[bucket] >= units;
  }

  usePolled(node: number, kind: number, units: number): void {
    this.polledUnits[node * unitKinds + kind] -= units;
  }

  /** Units per second allocated to the replicas on the node. */
  allocatedOn(node: number, kind: number): number {
    return this.allocatedUnits[node * unitKinds + kind];
  }

  /** Negative where an allocation shrinks or leaves. */
  allocate(node: number, kind: number, unitsPerSecond: number): void {
    this.allocatedUnits[node * unitKinds + kind] += unitsPerSecond;
  }
}
