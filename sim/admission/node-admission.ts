/**
 * Admission at the storage nodes: may this request use its partition, and its node? What is enforced depends on the
 * capacity mode of the table, in the order of the service's history (P22 section 4):
 *
 *   static              the partition's allocation, an equal share of the table's provision
 *   bursting, adaptive  a request within the allocation passes; one beyond it needs units saved in the partition's burst
 *                       bucket, tokens of its node and, if it writes, of its peers' nodes; both need the partition's cap
 *   global, on-demand   the partition's cap alone: the table's provision is kept at the routers
 *
 * `adaptive` differs by who moves allocations: control-plane/adaptive-capacity.ts. A table without a capacity is counted
 * and never refused. A request is charged where it is admitted, whether or not it succeeds there.
 */

import { none } from '../engine/pool.js';
import type { Simulation } from '../engine/simulation.js';
import type { Call } from '../protocol/call.js';
import { throttle } from '../protocol/throttles.js';
import type { ReplicaTable } from '../replication/replica-table.js';
import type { CapacityMode, CapacitySpec } from './capacity.js';
import { unitKind, unitKindOf, unitKinds, unitsOfRequest } from './capacity-units.js';
import { type NodeBucketParameters, NodeBuckets } from './node-buckets.js';
import { type PartitionBucketParameters, PartitionBuckets } from './partition-buckets.js';
import { type PartitionCapParameters, type PartitionCaps, partitionCaps } from './partition-caps.js';
import type { Usage } from './usage.js';

export interface NodeAdmissionParameters
  extends PartitionBucketParameters,
    PartitionCapParameters,
    NodeBucketParameters {}

const rule = { count: 0, allocation: 1, burst: 2, cap: 3 } as const;
const ruleOf: Readonly<Record<CapacityMode, number>> = {
  static: rule.allocation,
  bursting: rule.burst,
  adaptive: rule.burst,
  global: rule.cap,
  'on-demand': rule.cap,
};

const refused = -1;

export class NodeAdmission {
  private readonly partitions: PartitionBuckets;
  private readonly nodes: NodeBuckets;
  /** By table. */
  private readonly rules: Uint8Array;
  private readonly caps: readonly PartitionCaps[];
  private readonly provisions: Float64Array;
  private readonly groupsOf: number[][];
  private readonly tableOf: Int32Array;
  /** By group and kind: the part of the table's provision that is the partition's own, without any boost. */
  private readonly shares: Float64Array;
  /** By group: 1 if `observe` sees its requests. */
  readonly isObserved: Uint8Array;
  /** Sees the requests for the observed groups, those refused too: they are part of what is asked for. */
  observe: ((call: Call, units: number) => void) | null = null;

  constructor(
    private readonly simulation: Simulation,
    private readonly groups: ReplicaTable,
    tables: readonly { readonly capacity: CapacitySpec | null }[],
    nodes: number,
    parameters: NodeAdmissionParameters,
    private readonly usage: Usage,
  ) {
    this.partitions = new PartitionBuckets(groups.countMax, parameters);
    this.nodes = new NodeBuckets(nodes, parameters);
    this.rules = Uint8Array.from(tables, ({ capacity }) => (capacity === null ? rule.count : ruleOf[capacity.mode]));
    this.caps = tables.map(({ capacity }) => partitionCaps(capacity, parameters));
    this.provisions = Float64Array.from(
      tables.flatMap(({ capacity }) => [capacity?.readUnitsPerSecond ?? 0, capacity?.writeUnitsPerSecond ?? 0]),
    );
    this.groupsOf = tables.map(() => []);
    this.tableOf = new Int32Array(groups.countMax).fill(none);
    this.shares = new Float64Array(groups.countMax * unitKinds);
    this.isObserved = new Uint8Array(groups.countMax);
  }

  /** A partition of a table begins, with its share of the provision; its replicas have been placed. */
  open(group: number, table: number, readUnitsPerSecond: number, writeUnitsPerSecond: number): void {
    this.enrol(group, table);
    for (let kind = 0; kind < unitKinds; kind++) {
      const bucket = group * unitKinds + kind;
      this.shares[bucket] = kind === unitKind.read ? readUnitsPerSecond : writeUnitsPerSecond;
      const allocation = this.restingAllocation(group, kind);
      this.partitions.open(bucket, this.simulation.nowNs, allocation, this.caps[table][kind]);
      this.allocateOnNodes(group, kind, this.allocation(group, kind));
    }
  }

  /** Returns a throttle code: none, or that the partition's or its node's units are used up. */
  admit(call: Call): number {
    const { group, node, request } = call;
    const { tenant, table, operation } = request;
    const kind = unitKindOf(operation);
    const units = unitsOfRequest(request);
    if (this.isObserved[group] === 1 && this.observe !== null) this.observe(call, units);
    const burstUnits = this.take(call, kind, units);
    if (burstUnits === refused) {
      const reason = kind === unitKind.read ? throttle.readKeyRange : throttle.writeKeyRange;
      this.usage.refused(tenant, table, group, kind, reason, units);
      return reason;
    }
    this.usage.admitted(tenant, table, group, node, kind, units, burstUnits);
    this.nodes.use(node, kind, this.simulation.nowNs, units);
    if (kind === unitKind.write) this.replicate(call, units);
    return throttle.none;
  }

  /** Returns the units beyond the allocation, or `refused`. */
  private take(call: Call, kind: number, units: number): number {
    const { nowNs } = this.simulation;
    const bucket = call.group * unitKinds + kind;
    switch (this.rules[call.request.table]) {
      case rule.allocation:
        return this.partitions.takeAllocated(bucket, nowNs, units) ? 0 : refused;
      case rule.burst:
        this.partitions.fill(bucket, nowNs);
        return this.partitions.hasCap(bucket, nowNs, units) ? this.takeBursting(call, kind, units) : refused;
      case rule.cap:
        return this.partitions.takeCap(bucket, nowNs, units) ? 0 : refused;
      default:
        return 0;
    }
  }

  private takeBursting(call: Call, kind: number, units: number): number {
    const { nowNs } = this.simulation;
    const bucket = call.group * unitKinds + kind;
    const isWithin = this.partitions.takeAllocated(bucket, nowNs, units);
    if (!isWithin && !this.mayBurst(call, kind, units)) return refused;
    this.partitions.takeCap(bucket, nowNs, units);
    if (isWithin) return 0;
    this.partitions.takeBurst(bucket, nowNs, units);
    if (kind === unitKind.write) {
      for (let slot = 0; slot < this.groups.slots; slot++) {
        if (this.isPeer(call, slot)) this.nodes.usePolled(this.groups.hostOf(call.group, slot), kind, units);
      }
    }
    return units;
  }

  private mayBurst(call: Call, kind: number, units: number): boolean {
    const { nowNs } = this.simulation;
    if (!this.partitions.hasBurst(call.group * unitKinds + kind, nowNs, units)) return false;
    if (!this.nodes.hasSpare(call.node, kind, nowNs, units)) return false;
    if (kind === unitKind.read) return true;
    for (let slot = 0; slot < this.groups.slots; slot++) {
      if (!this.isPeer(call, slot)) continue;
      if (!this.nodes.hadSpare(this.groups.hostOf(call.group, slot), kind, nowNs, units)) return false;
    }
    return true;
  }

  /** The peers' nodes do the work of a write too. */
  private replicate(call: Call, units: number): void {
    for (let slot = 0; slot < this.groups.slots; slot++) {
      if (!this.isPeer(call, slot)) continue;
      const node = this.groups.hostOf(call.group, slot);
      this.nodes.use(node, unitKind.write, this.simulation.nowNs, units);
      this.usage.replicated(node, unitKind.write, units);
    }
  }

  /** Whether the replica in `slot` is sent what the call writes. */
  private isPeer(call: Call, slot: number): boolean {
    return slot !== call.slot && this.groups.hasLog(call.group, slot);
  }

  /** Units per second that the partition may use before it bursts. */
  allocation(group: number, kind: number): number {
    return this.partitions.allocation(group * unitKinds + kind);
  }

  /** The allocation that the partition has when nobody boosts it: its share of the provision, within its cap. */
  restingAllocation(group: number, kind: number): number {
    const table = this.tableOf[group];
    const cap = this.caps[table][kind];
    return this.rules[table] === rule.cap ? cap : Math.min(cap, this.shares[group * unitKinds + kind]);
  }

  /** Held between the partition's share and its cap. */
  setAllocation(group: number, kind: number, unitsPerSecond: number): void {
    const bucket = group * unitKinds + kind;
    const before = this.allocation(group, kind);
    const boosted = Math.min(this.partitions.capOf(bucket), unitsPerSecond);
    const after = Math.max(this.restingAllocation(group, kind), boosted);
    this.partitions.setAllocation(bucket, this.simulation.nowNs, after);
    this.allocateOnNodes(group, kind, after - before);
  }

  /** Units per second of the table. */
  provision(table: number, kind: number): number {
    return this.provisions[table * unitKinds + kind];
  }

  /** Shares and boosts of the table's partitions grow or shrink in proportion. */
  setProvision(table: number, kind: number, unitsPerSecond: number): void {
    const before = this.provision(table, kind);
    this.provisions[table * unitKinds + kind] = unitsPerSecond;
    const groups = this.groupsOf[table];
    for (const group of groups) {
      const bucket = group * unitKinds + kind;
      const boost = this.allocation(group, kind) - this.restingAllocation(group, kind);
      this.shares[bucket] =
        before > 0 ? (this.shares[bucket] / before) * unitsPerSecond : unitsPerSecond / groups.length;
      const boostAfter = before > 0 ? (boost / before) * unitsPerSecond : 0;
      this.setAllocation(group, kind, this.restingAllocation(group, kind) + boostAfter);
    }
  }

  /**
   * The child, placed already, gets half of the parent's share and boost, which is how a table's throughput is diluted;
   * where only caps are enforced it gets a whole cap.
   */
  split(parent: number, child: number): void {
    const table = this.tableOf[parent];
    if (table === none) throw new Error(`group ${parent} splits before it was opened`);
    this.enrol(child, table);
    for (let kind = 0; kind < unitKinds; kind++) {
      const bucket = parent * unitKinds + kind;
      const childBucket = child * unitKinds + kind;
      const before = this.allocation(parent, kind);
      const boost = before - this.restingAllocation(parent, kind);
      this.shares[bucket] /= 2;
      this.shares[childBucket] = this.shares[bucket];
      const after = this.restingAllocation(parent, kind) + boost / 2;
      const cap = this.caps[table][kind];
      if (this.rules[table] === rule.cap) this.partitions.open(childBucket, this.simulation.nowNs, after, cap);
      else this.partitions.split(bucket, childBucket, this.simulation.nowNs, after);
      this.allocateOnNodes(parent, kind, after - before);
      this.allocateOnNodes(child, kind, after);
    }
  }

  /** A replica of the group has gone from one node to another. */
  moved(group: number, from: number, to: number): void {
    if (this.rules[this.tableOf[group]] === rule.cap) return;
    for (let kind = 0; kind < unitKinds; kind++) {
      this.nodes.allocate(from, kind, -this.allocation(group, kind));
      this.nodes.allocate(to, kind, this.allocation(group, kind));
    }
  }

  /**
   * Units per second that the replicas on the node may ask of it: each may be the leader, who gets all strong reads. Caps,
   * which are not meant to be used at once, do not count.
   */
  allocatedOn(node: number, kind: number): number {
    return this.nodes.allocatedOn(node, kind);
  }

  /** Units of the partition refused here since the run began. */
  throttledUnits(group: number, kind: number): number {
    return this.usage.groupRefusedUnits[group * unitKinds + kind];
  }

  private enrol(group: number, table: number): void {
    this.tableOf[group] = table;
    this.groupsOf[table].push(group);
  }

  private allocateOnNodes(group: number, kind: number, unitsPerSecond: number): void {
    if (this.rules[this.tableOf[group]] === rule.cap) return;
    for (let slot = 0; slot < this.groups.slots; slot++) {
      if (this.groups.hasLog(group, slot)) this.nodes.allocate(this.groups.hostOf(group, slot), kind, unitsPerSecond);
    }
  }
}
