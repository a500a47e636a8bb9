/**
 * Moves replicas off packed nodes (P22 section 4.3): a node that was asked for more than a share of its units reports the
 * replicas that it would part with, and the roomiest node that can take one of them gets it, in the same zone first, else
 * in one where the partition has no replica. A move counts at its target from its beginning, so that a node whose replicas
 * are already on their way out reports no more of them.
 *
 * What a replica draws is estimated from its partition: a leader does all of its work, a follower its writes and a third
 * of its reads, as if those were eventual.
 */

import { unitKind } from '../admission/capacity-units.js';
import type { UnitRates } from '../admission/unit-rates.js';
import type { FreeCapacity, Machine, NodeLimits } from '../partitions/free-capacity.js';
import { countsOf, type Fact } from '../protocol/facts.js';
import { bitsOf, type ReplicaTable } from '../replication/replica-table.js';
import { type Activity, percent } from './activity.js';
import type { ManagedTables } from './managed-tables.js';

export interface BalancerParameters {
  readonly balanceAbove: number;
  readonly movesMax: number;
}

export interface MoveExecutor {
  isBusy(group: number): boolean;
  beginMove(group: number, slot: number, host: number): boolean;
}

interface Candidate {
  readonly group: number;
  readonly slot: number;
  /** Share of a node's units. */
  readonly draw: number;
  /** By adaptive capacity: such replicas go first. */
  readonly isBoosted: boolean;
}

interface Move {
  readonly from: number;
  readonly to: number;
  readonly draw: number;
}

/** What the balancer looks at and acts on. */
export interface BalancerDependencies {
  readonly machines: readonly Machine[];
  readonly groups: Pick<ReplicaTable, 'hostOf' | 'isSeated' | 'leaderHost' | 'slotOn' | 'slots' | 'storage'>;
  readonly tables: ManagedTables;
  readonly executor: MoveExecutor;
  readonly freeCapacity: FreeCapacity;
  readonly consumedByNode: UnitRates;
  readonly consumedByGroup: UnitRates;
  /** By adaptive capacity. */
  readonly isBoosted: (group: number) => boolean;
  readonly activity: Activity;
}

export const balancerFacts = [
  { name: 'replicasMoved', unit: 'count', about: 'replicas moved off packed nodes' },
] as const satisfies readonly Fact[];

export class Balancer {
  readonly counts = countsOf(balancerFacts);
  private readonly underWay = new Map<number, Move>();
  /** Moves done since the last look, with the time when they were. */
  private readonly doneLately: { readonly move: Move; readonly atNs: number }[] = [];
  private lookedAtNs = 0;
  /** By host id: share of its units that it was asked for, as it will be when all moves are done. */
  private readonly load: Float64Array;

  constructor(
    private readonly dependencies: BalancerDependencies,
    private readonly limits: NodeLimits,
    private readonly parameters: BalancerParameters,
  ) {
    this.load = new Float64Array(dependencies.machines.length);
  }

  /** Before each tick, and before anything is placed: what nodes were asked for in the last interval. */
  measure(nowNs: number): void {
    const { limits, load } = this;
    const { consumedByNode } = this.dependencies;
    for (let node = 0; node < load.length; node++) {
      load[node] = share(consumedByNode.of(node, unitKind.read), consumedByNode.of(node, unitKind.write), limits);
    }
    for (const move of this.underWay.values()) this.shift(move, 1);
    // For a part of the interval these still drew on their old nodes.
    for (const { move, atNs } of this.doneLately)
      this.shift(move, (atNs - this.lookedAtNs) / (nowNs - this.lookedAtNs));
    this.doneLately.length = 0;
    this.lookedAtNs = nowNs;
    for (let node = 0; node < load.length; node++) this.dependencies.freeCapacity.setConsumedShare(node, load[node]);
  }

  private shift({ from, to, draw }: Move, share: number): void {
    this.load[from] -= share * draw;
    this.load[to] += share * draw;
  }

  /** Moves at most one replica off each packed node. */
  tick(nowNs: number): void {
    const packed = this.packedNodes();
    if (packed.length === 0 || this.underWay.size >= this.parameters.movesMax) return;
    const candidates = this.candidatesOn(packed);
    for (const node of packed) {
      if (this.underWay.size >= this.parameters.movesMax) return;
      this.relieve(nowNs, node, candidates.get(node)!);
    }
  }

  done(nowNs: number, group: number): void {
    const move = this.end(group);
    const { from, to } = move;
    this.doneLately.push({ move, atNs: nowNs });
    this.counts.replicasMoved++;
    const { activity } = this.dependencies;
    const because = `${activity.nodeName(from)} was packed, ${activity.nodeName(to)} had most room`;
    activity.partition(nowNs, group, 'replica moved', because);
  }

  givenUp(nowNs: number, group: number): void {
    const { from, to } = this.end(group);
    const { activity } = this.dependencies;
    const way = `from ${activity.nodeName(from)} to ${activity.nodeName(to)}`;
    activity.partition(nowNs, group, 'move given up', way);
  }

  private end(group: number): Move {
    const move = this.underWay.get(group);
    if (move === undefined) throw new Error(`no replica of group ${group} was being moved`);
    this.underWay.delete(group);
    return move;
  }

  /** The most packed first. */
  private packedNodes(): number[] {
    const packed: number[] = [];
    for (let node = 0; node < this.load.length; node++) {
      if (this.load[node] > this.parameters.balanceAbove) packed.push(node);
    }
    return packed.sort((a, b) => this.load[b] - this.load[a] || a - b);
  }

  /** What the packed nodes report, boosted replicas first, then the largest consumers. */
  private candidatesOn(packed: readonly number[]): Map<number, Candidate[]> {
    const reports = new Map<number, Candidate[]>(packed.map((node) => [node, []]));
    for (const { capacity, groups } of this.dependencies.tables.list) {
      if (capacity === null) continue;
      for (const group of groups) {
        for (let slot = 0; slot < this.dependencies.groups.slots; slot++) {
          if (!this.dependencies.groups.isSeated(group, slot)) continue;
          const report = reports.get(this.dependencies.groups.hostOf(group, slot));
          if (report === undefined || this.dependencies.executor.isBusy(group)) continue;
          const draw = this.drawOf(group, slot);
          if (draw > 0) report.push({ group, slot, draw, isBoosted: this.dependencies.isBoosted(group) });
        }
      }
    }
    for (const report of reports.values()) {
      report.sort((a, b) => Number(b.isBoosted) - Number(a.isBoosted) || b.draw - a.draw || a.group - b.group);
    }
    return reports;
  }

  private drawOf(group: number, slot: number): number {
    const { consumedByGroup, groups } = this.dependencies;
    const isLeader = groups.leaderHost(group) === groups.hostOf(group, slot);
    const reads = consumedByGroup.of(group, unitKind.read) / (isLeader ? 1 : bitsOf[groups.storage[group]]);
    return share(reads, consumedByGroup.of(group, unitKind.write), this.limits);
  }

  /** Begins to move the first candidate that fits elsewhere. */
  private relieve(nowNs: number, from: number, candidates: readonly Candidate[]): void {
    for (const { group, slot, draw } of candidates) {
      const to = this.targetFor(group, from, draw);
      if (to < 0 || this.dependencies.executor.isBusy(group) || !this.dependencies.executor.beginMove(group, slot, to))
        continue;
      const { activity } = this.dependencies;
      const because = `${activity.nodeName(from)} is asked for ${percent(this.load[from])} of its units`;
      activity.partition(nowNs, group, 'move begun', because);
      this.underWay.set(group, { from, to, draw });
      this.dependencies.freeCapacity.claimForMove(group, to);
      this.load[to] += draw;
      this.dependencies.freeCapacity.setConsumedShare(to, this.load[to]);
      return;
    }
  }

  /** The roomiest node that the replica would not pack in turn: in its zone, else in one without a replica; or -1. */
  private targetFor(group: number, from: number, draw: number): number {
    const { region, zone } = this.dependencies.machines[from];
    const fits = (node: number) =>
      this.dependencies.groups.slotOn(group, node) < 0 && this.load[node] + draw <= this.parameters.balanceAbove;
    const near = this.dependencies.freeCapacity.roomiest(region, zone, group, fits);
    if (near >= 0) return near;
    let best = -1;
    for (let other = 0; other < this.dependencies.freeCapacity.zonesOf(region); other++) {
      if (this.hasReplicaIn(group, other)) continue;
      const node = this.dependencies.freeCapacity.roomiest(region, other, group, fits);
      if (node >= 0 && (best < 0 || this.load[node] < this.load[best])) best = node;
    }
    return best;
  }

  private hasReplicaIn(group: number, zone: number): boolean {
    const { groups, machines } = this.dependencies;
    for (let slot = 0; slot < groups.slots; slot++) {
      if (groups.isSeated(group, slot) && machines[groups.hostOf(group, slot)].zone === zone) return true;
    }
    return false;
  }
}

function share(readsPerSecond: number, writesPerSecond: number, limits: NodeLimits): number {
  return Math.max(readsPerSecond / limits.nodeReadUnits, writesPerSecond / limits.nodeWriteUnits);
}
