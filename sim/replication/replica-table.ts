/**
 * The state of every replication group, 16 integers each in one array: one cache line a group, so that a request costs
 * the same with a hundred partitions and with a hundred thousand, and a million groups build in a blink. Fields are read
 * as `cells[group * groupStride + field]`.
 *
 * A group is the three replicas of one partition, one a zone, in slots 0 to 2. Log sequence numbers count from 1.
 */
export const replicasPerGroup = 3;
export const groupStride = 16;

export const field = {
  /** Term of the leader that last took over. */
  term: 0,
  /** Slot of that leader, whose lease may have ended since if the group is watched. */
  leader: 1,
  /** Host ids of the three replicas. */
  host: 2,
  /** Position of the newest record in the log. */
  last: 5,
  /** Position up to which the leader knows records to be durable on a quorum. */
  commit: 6,
  /**
   * Per slot: sequence number up to which the replica has every record durable; -1 from losing its data until it has
   * copied it.
   */
  durable: 7,
  /** Per slot: sequence number up to which the replica has applied, which is what its reads see. */
  applied: 10,
  /** Log records kept: pool indices of the oldest and the newest, or -1. */
  oldest: 13,
  newest: 14,
  /** Index of the group's watch, or -1 while the group is calm. */
  watch: 15,
} as const;

export const none = -1;

export class ReplicaTable {
  readonly cells: Int32Array;

  /** `countMax`: room for the partitions that splits make. */
  constructor(
    public count: number,
    readonly countMax = count,
  ) {
    this.cells = new Int32Array(countMax * groupStride);
    for (let at = 0; at < this.cells.length; at += groupStride) {
      this.cells[at + field.oldest] = none;
      this.cells[at + field.newest] = none;
      this.cells[at + field.watch] = none;
    }
  }

  /** A new group: what it holds is the caller's to set. */
  add(): number {
    if (this.count === this.countMax) throw new Error(`more than ${this.countMax} groups`);
    return this.count++;
  }

  get(group: number, at: number): number {
    return this.cells[group * groupStride + at];
  }

  set(group: number, at: number, value: number): void {
    this.cells[group * groupStride + at] = value;
  }

  hostOf(group: number, slot: number): number {
    return this.cells[group * groupStride + field.host + slot];
  }

  leaderHost(group: number): number {
    const base = group * groupStride;
    return this.cells[base + field.host + this.cells[base + field.leader]];
  }

  /** Slot of the replica on `host`, or -1. */
  slotOn(group: number, host: number): number {
    const base = group * groupStride + field.host;
    if (this.cells[base] === host) return 0;
    if (this.cells[base + 1] === host) return 1;
    return this.cells[base + 2] === host ? 2 : none;
  }
}
