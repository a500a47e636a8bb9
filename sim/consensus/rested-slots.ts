/**
 * Which slots of a group a new replica may have. Messages and flushes name a replica by its slot, so that one that is on its
 * way when a replica leaves would be taken for its successor's: a slot rests before it is used again. Left out: numbers that
 * tell the replicas of a slot apart, which the real service would rather use.
 */
import type { Simulation } from '../engine/simulation.js';
import type { ReplicaTable } from '../replication/replica-table.js';

/**
 * An empty slot is not used again before every message about its last replica is gone: more than twice as long as a lost one
 * is sent again (`network.retransmitsMax`). A flush that takes longer is told by its node.
 */
export const slotRestNs = 30e9;

export class RestedSlots {
  /** By group * slots + slot: when the slot was left. */
  private readonly vacatedAtNs = new Map<number, number>();

  constructor(
    private readonly simulation: Simulation,
    private readonly groups: ReplicaTable,
  ) {}

  vacated(group: number, slot: number): void {
    this.vacatedAtNs.set(group * this.groups.slots + slot, this.simulation.nowNs);
  }

  /** Lowest first. */
  of(group: number): number[] {
    const { groups, simulation } = this;
    const slots = Array.from({ length: groups.slots }, (_, slot) => slot);
    return slots.filter((slot) => {
      const leftAtNs = this.vacatedAtNs.get(group * groups.slots + slot) ?? Number.NEGATIVE_INFINITY;
      return !groups.isSeated(group, slot) && simulation.nowNs - leftAtNs >= slotRestNs;
    });
  }
}
