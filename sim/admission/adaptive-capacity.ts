/**
 * Adaptive capacity (P22 4.1.2): a controller that moves a table's allocations to the partitions that need them. When
 * requests of the table were throttled while it used less than its provision, the allocation of each throttled partition
 * rises in proportion to what it was refused. When the table used more than its provision, the boosts shrink in proportion
 * to the excess, back toward the partitions' shares. Boosted partitions may overload their nodes, so the balancer moves
 * them to roomier ones.
 *
 * It is reactive and best effort, as the real one was: boosts come after the throttling and stay until the table is over
 * its provision; their sum is not bounded. Gain and interval are not published.
 */

import { countsOf, type Fact } from '../protocol/facts.js';
import type { CapacitySpec } from './capacity.js';
import { unitKinds } from './capacity-units.js';
import type { NodeAdmission } from './node-admission.js';
import type { Usage } from './usage.js';

export interface AdaptiveTable {
  readonly capacity: CapacitySpec | null;
  readonly keySpace: { groups(): readonly number[] };
}

export interface AdaptiveCapacityParameters {
  /** Rise of an allocation / rate of units refused; fall of all boosts / excess over the provision. */
  readonly adaptiveGain: number;
}

export const adaptiveFacts = [
  { name: 'allocationsRaised', unit: 'count', about: 'times that adaptive capacity raised what a partition may use' },
] as const satisfies readonly Fact[];

/** Of what a partition may use, in read and write units a second. */
export interface Raise {
  readonly group: number;
  readonly fromUnits: number;
  readonly toUnits: number;
}

export class AdaptiveCapacity {
  readonly counts = countsOf(adaptiveFacts);
  private readonly groupsBoosted = new Set<number>();
  /** By how many units a second, reads and writes. */
  private readonly groupsRaised = new Map<number, number>();
  private lastTickNs = 0;
  /** What the counters of the usage were at the last tick. */
  private readonly tableUnits: Float64Array;
  private readonly groupRefusedUnits: Float64Array;

  constructor(
    private readonly admission: NodeAdmission,
    private readonly usage: Usage,
    private readonly tables: readonly AdaptiveTable[],
    private readonly parameters: AdaptiveCapacityParameters,
  ) {
    this.tableUnits = usage.tableUnits.slice();
    this.groupRefusedUnits = usage.groupRefusedUnits.slice();
  }

  /** Looks at what happened since the last tick. */
  tick(nowNs: number): void {
    const elapsedS = (nowNs - this.lastTickNs) / 1e9;
    if (!(elapsedS > 0)) throw new Error(`adaptive capacity ticked twice at ${nowNs} ns`);
    this.groupsBoosted.clear();
    this.groupsRaised.clear();
    this.tables.forEach(({ capacity, keySpace }, table) => {
      if (capacity?.mode !== 'adaptive') return;
      const groups = keySpace.groups();
      for (let kind = 0; kind < unitKinds; kind++) this.adapt(table, kind, groups, elapsedS);
    });
    this.counts.allocationsRaised += this.groupsRaised.size;
    this.lastTickNs = nowNs;
    this.tableUnits.set(this.usage.tableUnits);
    this.groupRefusedUnits.set(this.usage.groupRefusedUnits);
  }

  /** Whether the partition had more than its share after the last tick. */
  boosted(group: number): boolean {
    return this.groupsBoosted.has(group);
  }

  /** Partitions that the last tick gave more of reads, writes or both. */
  get raised(): readonly Raise[] {
    return [...this.groupsRaised].map(([group, byUnits]) => {
      let toUnits = 0;
      for (let kind = 0; kind < unitKinds; kind++) toUnits += this.admission.allocation(group, kind);
      return { group, fromUnits: toUnits - byUnits, toUnits };
    });
  }

  /** Boosted partitions, table by table. */
  get boostedGroups(): readonly number[] {
    return [...this.groupsBoosted];
  }

  private adapt(table: number, kind: number, groups: readonly number[], elapsedS: number): void {
    const at = table * unitKinds + kind;
    const consumed = (this.usage.tableUnits[at] - this.tableUnits[at]) / elapsedS;
    const excess = consumed - this.admission.provision(table, kind);
    if (excess < 0) this.raise(kind, groups, elapsedS, -excess);
    else if (excess > 0) this.lower(kind, groups, excess);
    for (const group of groups) if (this.boost(group, kind) > 0) this.groupsBoosted.add(group);
  }

  /** Raises by no more in all than the `room` that the table has left below its provision. */
  private raise(kind: number, groups: readonly number[], elapsedS: number, room: number): void {
    const throttledOf = (group: number) => {
      const at = group * unitKinds + kind;
      return (this.usage.groupRefusedUnits[at] - this.groupRefusedUnits[at]) / elapsedS;
    };
    let throttled = 0;
    for (const group of groups) throttled += throttledOf(group);
    if (throttled === 0) return;
    const gain = Math.min(this.parameters.adaptiveGain, room / throttled);
    for (const group of groups) {
      const rise = gain * throttledOf(group);
      if (!(rise > 0)) continue;
      this.admission.setAllocation(group, kind, this.admission.allocation(group, kind) + rise);
      this.groupsRaised.set(group, (this.groupsRaised.get(group) ?? 0) + rise);
    }
  }

  private lower(kind: number, groups: readonly number[], excess: number): void {
    let boosts = 0;
    for (const group of groups) boosts += this.boost(group, kind);
    const kept = Math.max(0, 1 - (this.parameters.adaptiveGain * excess) / boosts);
    for (const group of groups) {
      const boost = this.boost(group, kind);
      if (boost === 0) continue;
      this.admission.setAllocation(group, kind, this.admission.restingAllocation(group, kind) + boost * kept);
    }
  }

  /** Units per second above the partition's share. */
  private boost(group: number, kind: number): number {
    return this.admission.allocation(group, kind) - this.admission.restingAllocation(group, kind);
  }
}
