/**
 * Keeps leaders about even over the zones of a region (a third in each, as the service does: INS25), by planned hand-overs from the zone
 * with most to the zone with fewest. Splits, moves and elections make them uneven. A few a tick: there is no hurry.
 */

import type { Machine } from '../partitions/free-capacity.js';
import type { CountsOf, Fact } from '../protocol/facts.js';
import type { ReplicaTable } from '../replication/replica-table.js';
import type { Activity } from './activity.js';
import type { AutoadminSection } from './autoadmin-parameters.js';
import type { ManagedTables } from './managed-tables.js';

export interface LeaderMover {
  /** A planned hand-over to the replica in `slot`; false: not now. */
  moveLeader(group: number, slot: number): boolean;
}

export const leaderSpreadFacts = [
  { name: 'leadersMoved', unit: 'count', about: 'hand-overs that spread leaders over zones' },
] as const satisfies readonly Fact[];

export class LeaderSpread {
  /** Hand-overs that came to something, of those asked for before the last tick. */
  private moved = 0;
  /** Asked for in the last tick: the group, and the host that is to lead. */
  private asked: { readonly group: number; readonly host: number }[] = [];

  constructor(
    private readonly machines: readonly Machine[],
    private readonly groups: Pick<ReplicaTable, 'hostOf' | 'leaderHost' | 'slots' | 'mayLead'>,
    private readonly tables: ManagedTables,
    private readonly mover: LeaderMover,
    private readonly activity: Activity,
    private readonly parameters: Pick<AutoadminSection, 'handoversMax' | 'leaderSpread'>,
  ) {}

  get counts(): CountsOf<typeof leaderSpreadFacts> {
    const { groups } = this;
    const done = this.asked.filter(({ group, host }) => groups.leaderHost(group) === host);
    return { leadersMoved: this.moved + done.length };
  }

  tick(nowNs: number): void {
    this.moved = this.counts.leadersMoved;
    this.asked = [];
    let left = this.parameters.handoversMax;
    for (const [region, leaders] of this.leadersByRegion().entries()) {
      if (leaders !== undefined) left -= this.evenOut(nowNs, region, leaders, left);
    }
  }

  /** Leaders by region and zone; undefined in regions without a table of interest. */
  private leadersByRegion(): (number[] | undefined)[] {
    const regions: (number[] | undefined)[] = [];
    for (const { capacity, region, groups } of this.tables.list) {
      if (capacity === null) continue;
      const leaders = regions[region] ?? this.zonesOf(region);
      regions[region] = leaders;
      for (const group of groups) leaders[this.machines[this.groups.leaderHost(group)].zone]++;
    }
    return regions;
  }

  private zonesOf(region: number): number[] {
    const zones = this.machines.reduce(
      (most, machine) => (machine.region === region ? Math.max(most, machine.zone + 1) : most),
      0,
    );
    return new Array<number>(zones).fill(0);
  }

  /** Returns the hand-overs that it asked for. */
  private evenOut(nowNs: number, region: number, leaders: number[], max: number): number {
    const share = leaders.reduce((sum, count) => sum + count, 0) / leaders.length;
    let moved = 0;
    for (const table of this.tables.list) {
      if (table.capacity === null || table.region !== region) continue;
      for (const group of table.groups) {
        const most = leaders.indexOf(Math.max(...leaders));
        const fewest = leaders.indexOf(Math.min(...leaders));
        const difference = leaders[most] - leaders[fewest];
        // A hand-over narrows a difference of two by two; one of one it would only turn round.
        if (moved === max || difference < 2 || difference <= this.parameters.leaderSpread * share) return moved;
        if (this.machines[this.groups.leaderHost(group)].zone !== most) continue;
        const slot = this.slotIn(group, fewest);
        if (slot < 0 || !this.mover.moveLeader(group, slot)) continue;
        this.activity.partition(
          nowNs,
          group,
          'leader asked to move',
          `zone az-${most + 1} had ${leaders[most]} leaders, az-${fewest + 1} ${leaders[fewest]}`,
        );
        leaders[most]--;
        leaders[fewest]++;
        this.asked.push({ group, host: this.groups.hostOf(group, slot) });
        moved++;
      }
    }
    return moved;
  }

  /** Slot of the group's running replica in the zone, or -1. */
  private slotIn(group: number, zone: number): number {
    for (let slot = 0; slot < this.groups.slots; slot++) {
      if (!this.groups.mayLead(group, slot)) continue;
      const machine = this.machines[this.groups.hostOf(group, slot)];
      if (machine.zone === zone && machine.isUp) return slot;
    }
    return -1;
  }
}
