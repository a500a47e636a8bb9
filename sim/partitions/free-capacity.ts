/**
 * What every storage node has promised to the replicas it holds, and where there is room for more: replicas are placed by
 * zone, capacity and size (P22 sections 3 and 4). A node's fullness adds three shares: promised units of what its drive
 * sustains, units consumed in the last interval, and bytes of its drive.
 *
 * Promises of the older modes are reservations, whose sum stays under the node's units; tables under global admission and
 * on demand are packed beyond it (P22 section 4.3), where only fullness decides. A change under way counts at its target
 * from its beginning. Left out: racks, and what other data of the host takes.
 */

import type { Host } from '../infrastructure/host.js';
import { nowhere } from '../infrastructure/host.js';
import type { ReplicaTable } from '../replication/replica-table.js';
import { FullnessHeap } from './fullness-heap.js';
import { type Demand, halfOf } from './partition-demand.js';

export type Machine = Pick<Host, 'id' | 'region' | 'zone' | 'isUp'>;

export interface NodeLimits {
  readonly nodeReadUnits: number;
  readonly nodeWriteUnits: number;
  readonly nodeBytes: number;
}

interface Change {
  readonly hosts: readonly number[];
  readonly demand: Demand;
}

/** Equal shares of a node may add up to a little more than the node in floating point. */
const rounding = 1 + 1e-9;

export class FreeCapacity {
  /** By host id: share of its units consumed in the last interval. */
  private readonly consumedShare: Float64Array;
  private readonly reservedReadUnits: Float64Array;
  private readonly reservedWriteUnits: Float64Array;
  /** By host id: promised shares of units and bytes. */
  private readonly promisedShare: Float64Array;
  private readonly fullness: Float64Array;
  /** By region and zone. */
  private readonly zones: readonly (readonly FullnessHeap[])[];
  private readonly demands: Demand[] = [];
  /** Splits and moves under way, by group: what they have claimed. */
  private readonly changes = new Map<number, Change>();

  constructor(
    /** The storage nodes of the fleet, by id; those of its reserve too. */
    private readonly machines: readonly Machine[],
    private readonly groups: Pick<ReplicaTable, 'hostsWithItems' | 'size'>,
    private readonly limits: NodeLimits,
    /** Whether a node may be given replicas at all; those that are not up never are. */
    private readonly isSound: (host: number) => boolean = () => true,
  ) {
    const array = () => new Float64Array(machines.length);
    this.consumedShare = array();
    this.reservedReadUnits = array();
    this.reservedWriteUnits = array();
    this.promisedShare = array();
    this.fullness = array();
    const zones: number[][][] = [];
    for (const { id, region, zone } of machines) {
      if (region === nowhere) continue;
      zones[region] ??= [];
      zones[region][zone] ??= [];
      zones[region][zone].push(id);
    }
    this.zones = zones.map((region) => region.map((nodes) => new FullnessHeap(nodes, this.fullness)));
  }

  /** A node of the reserve now stands in its zone, empty. */
  join(host: number): void {
    const { region, zone } = this.machines[host];
    this.zones[region][zone].add(host);
  }

  /**
   * Nodes for the replicas of a new partition, in the order of zones: the roomiest node of each of the roomiest zones, and
   * where there are more replicas than zones the next roomiest, and so on; null when there is no room for all.
   */
  choose(region: number, demand: Demand): number[] | null {
    const { replicas } = this.groups.size;
    const chosen: number[] = [];
    while (chosen.length < replicas) {
      const round: number[] = [];
      for (const zone of this.zones[region]) {
        const host = zone.roomiest((node) => !chosen.includes(node) && this.canTake(node, demand));
        if (host >= 0) round.push(host);
      }
      if (round.length === 0) return null;
      round.sort((a, b) => this.fullness[a] - this.fullness[b] || a - b);
      chosen.push(...round.slice(0, replicas - chosen.length));
    }
    return chosen.sort((a, b) => a - b);
  }

  /** The roomiest node of a zone that can take the group's replica and is accepted, or -1. */
  roomiest(region: number, zone: number, group: number, accepts: (node: number) => boolean): number {
    const demand = this.demands[group];
    return this.zones[region][zone].roomiest((node) => this.canTake(node, demand) && accepts(node));
  }

  zonesOf(region: number): number {
    return this.zones[region].length;
  }

  /** A partition begins, on the hosts that the group table says. */
  open(group: number, demand: Demand): void {
    this.demands[group] = demand;
    for (const host of this.groups.hostsWithItems(group)) this.add(host, demand, 1);
  }

  /** What the new partition of a split will ask: half of what is divided; caps of packed tables are not. */
  demandOfChild(parent: number): Demand {
    return halfOf(this.demands[parent]);
  }

  claimForSplit(parent: number, hosts: readonly number[]): void {
    this.claim(parent, hosts, this.demandOfChild(parent));
  }

  claimForMove(group: number, host: number): void {
    this.claim(group, [host], this.demands[group]);
  }

  splitDone(parent: number, child: number): void {
    this.demands[child] = this.settle(parent).demand;
    this.replace(parent, halfOf(this.demands[parent]));
  }

  /** The group's replica has gone from one node to another. */
  moved(group: number, from: number, to: number): void {
    this.add(to, this.settle(group).demand, -1);
    this.add(to, this.demands[group], 1);
    this.add(from, this.demands[group], -1);
  }

  /** A replica on one node has taken the place of one that another lost, and claimed nothing before. */
  replaced(group: number, from: number, to: number): void {
    this.add(to, this.demands[group], 1);
    this.add(from, this.demands[group], -1);
  }

  givenUp(group: number): void {
    const { hosts, demand } = this.settle(group);
    for (const host of hosts) this.add(host, demand, -1);
  }

  setConsumedShare(host: number, share: number): void {
    if (this.consumedShare[host] === share) return;
    this.consumedShare[host] = share;
    this.refresh(host);
  }

  private canTake(host: number, demand: Demand): boolean {
    if (!this.machines[host].isUp || !this.isSound(host)) return false;
    const { nodeReadUnits, nodeWriteUnits } = this.limits;
    return (
      demand.isPacked ||
      (this.reservedReadUnits[host] + demand.readUnitsPerSecond <= nodeReadUnits * rounding &&
        this.reservedWriteUnits[host] + demand.writeUnitsPerSecond <= nodeWriteUnits * rounding)
    );
  }

  private replace(group: number, demand: Demand): void {
    for (const host of this.groups.hostsWithItems(group)) {
      this.add(host, this.demands[group], -1);
      this.add(host, demand, 1);
    }
    this.demands[group] = demand;
  }

  private claim(group: number, hosts: readonly number[], demand: Demand): void {
    if (this.changes.has(group)) throw new Error(`group ${group} already changes`);
    this.changes.set(group, { hosts, demand });
    for (const host of hosts) this.add(host, demand, 1);
  }

  private settle(group: number): Change {
    const change = this.changes.get(group);
    if (change === undefined) throw new Error(`group ${group} has claimed nothing`);
    this.changes.delete(group);
    return change;
  }

  private add(host: number, demand: Demand, sign: 1 | -1): void {
    const { readUnitsPerSecond, writeUnitsPerSecond, bytes, isPacked } = demand;
    const { nodeReadUnits, nodeWriteUnits, nodeBytes } = this.limits;
    if (!isPacked) {
      this.reservedReadUnits[host] += sign * readUnitsPerSecond;
      this.reservedWriteUnits[host] += sign * writeUnitsPerSecond;
    }
    const unitShare = Math.max(readUnitsPerSecond / nodeReadUnits, writeUnitsPerSecond / nodeWriteUnits);
    this.promisedShare[host] += sign * (unitShare + bytes / nodeBytes);
    this.refresh(host);
  }

  private refresh(host: number): void {
    const { region, zone } = this.machines[host];
    this.fullness[host] = this.promisedShare[host] + this.consumedShare[host];
    this.zones[region][zone].changed(host);
  }
}
