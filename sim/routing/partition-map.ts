/**
 * A copy of the partition map, as a router's cache or a metadata host holds it: for each group the leader's slot and the
 * term as version, in one integer. Only what differs from the map the fleet was built with is stored, so a copy costs
 * nothing until something changes; a cold cache knows nothing until it has looked.
 */
import { LimitError } from '../engine/limits/limit-error.js';
import { field, type ReplicaTable, slotsMax } from '../replication/replica-table.js';

/** term * slotsMax + leader's slot; newer is greater; -1 is unknown. */
export type MapEntry = number;
export const mapEntry = (term: number, slot: number): MapEntry => term * slotsMax + slot;
export const slotOfEntry = (entry: MapEntry) => entry & (slotsMax - 1);

/** Learned by all copies of a run together, in some 400 MB. */
const entriesMax = 1 << 23;
const remedy = 'fewer routers or partitions, or warm caches (parameters.router.warmCache), need fewer';

/** What the copies of a run have room for. */
export class MapRoom {
  private entries = 0;

  take(): void {
    if (this.entries === entriesMax) throw new LimitError('entries of partition maps', entriesMax, remedy);
    this.entries++;
  }

  give(entries: number): void {
    this.entries -= entries;
  }
}

export class PartitionMap {
  private readonly learned = new Map<number, MapEntry>();

  constructor(
    /** Leader's slot of each group at the start, in term 1. */
    private readonly initialLeader: Uint8Array,
    private readonly isCold: boolean,
    private readonly room: MapRoom,
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
    if (!this.learned.has(group)) this.room.take();
    this.learned.set(group, entry);
    return true;
  }

  /** Learns all that `other` knows. */
  learnFrom(other: PartitionMap): void {
    for (const [group, entry] of other.learned) this.learn(group, entry);
  }

  /** Forgets everything learned, as a restart does. */
  clear(): void {
    this.room.give(this.learned.size);
    this.learned.clear();
  }
}

/** Of the groups that are there when the fleet is built: those of tables that come later are the last. */
export function initialLeaders(groups: ReplicaTable): Uint8Array {
  let length = groups.count;
  while (length > 0 && groups.seated[length - 1] === 0) length--;
  return Uint8Array.from({ length }, (_, group) => groups.get(group, field.leader));
}
