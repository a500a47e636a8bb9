/**
 * A copy of the partition map, as a router's cache or a metadata host holds it: for each group the leader's slot and the
 * term as version, in one integer. Only what differs from the map the fleet was built with is stored, so a copy costs
 * nothing until something changes; a cold cache knows nothing until it has looked.
 */
import { field, type ReplicaTable, slotsMax } from '../replication/replica-table.js';

/** term * slotsMax + leader's slot; newer is greater; -1 is unknown. */
export type MapEntry = number;
export const mapEntry = (term: number, slot: number): MapEntry => term * slotsMax + slot;
export const slotOfEntry = (entry: MapEntry) => entry & (slotsMax - 1);

export class PartitionMap {
  private readonly learned = new Map<number, MapEntry>();

  constructor(
    /** Leader's slot of each group at the start, in term 1. */
    private readonly initialLeader: Uint8Array,
    private readonly isCold: boolean,
  ) {}

  entry(group: number): MapEntry {
    if (this.learned.size > 0 || this.isCold) {
      const known = this.learned.get(group);
      if (known !== undefined) return known;
      if (this.isCold) return -1;
    }
    // A partition that a split made is known only when it has been heard of.
    return group < this.initialLeader.length ? mapEntry(1, this.initialLeader[group]) : -1;
  }

  /** Takes an entry in unless it is older than what is known. Returns whether it was news. */
  learn(group: number, entry: MapEntry): boolean {
    if (entry <= this.entry(group)) return false;
    this.learned.set(group, entry);
    return true;
  }

  /** Learns all that `other` knows. */
  learnFrom(other: PartitionMap): void {
    for (const [group, entry] of other.learned) this.learn(group, entry);
  }

  /** Forgets everything learned, as a restart does. */
  clear(): void {
    this.learned.clear();
  }
}

export const initialLeaders = (groups: ReplicaTable) =>
  Uint8Array.from({ length: groups.count }, (_, group) => groups.get(group, field.leader));
