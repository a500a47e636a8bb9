/**
 * The state of every replication group as integers in one array: a header, and a row a replica. A group of three fills
 * one cache line of 16, so that a request costs the same with a hundred partitions and with a hundred thousand, and a
 * million groups build in a blink; groups that may become larger take two lines.
 *
 *   header  term leader last commit oldest newest watch   row 0  host durable applied   row 1 …   row `slots - 1`
 *
 * A row is a slot: a replica keeps its slot as long as it belongs to the group, and when it has left what is still on its
 * way to it or from it goes on, and counts for nothing. What a
 * replica is for stands in masks of slots, a bit a slot: storage replicas have log and items, and one of them leads; log
 * replicas have the log alone, and come into being in seconds; witnesses have neither and only vote (P22 section 3 knows
 * the first two). Log sequence numbers count from 1.
 */

import { none } from '../engine/pool.js';
import { type Names, numbered } from '../protocol/names.js';

export const slotsMax = 8;
/** Bits of a slot's number, below another number in an event's payload. */
export const slotShift = 3;
/** Replicas of a group, and how many of them must have a write, where nobody says otherwise. */
export const usualGroup = { replicas: 3, quorum: 2 } as const;

export type ReplicaKind = 'storage' | 'log' | 'witness';

const headerSize = 7;
/** Integers of a row: a column of slot s is at `base + column + rowSize * s`. */
export const rowSize = 3;
/** Integers of a cache line. */
const line = 16;

export const field = {
  /** Term of the leader that last took over. */
  term: 0,
  /** Slot of that leader, whose lease may have ended since if the group is watched. */
  leader: 1,
  /** Sequence number of the newest record in the log. */
  last: 2,
  /** Sequence number up to which the leader knows records to be durable on a quorum. */
  commit: 3,
  /** Log records kept: pool indices of the oldest and the newest, or -1. */
  oldest: 4,
  newest: 5,
  /** Index of the group's watch, or -1 while the group is calm. */
  watch: 6,
} as const;

/** Of the row of slot 0. */
export const column = {
  /** Host id of the replica, or of the last one that the slot had; -1 where it never had any. */
  host: headerSize,
  /**
   * Sequence number up to which the replica has every record durable; -1 where it has none, and from losing its data
   * until it has copied it.
   */
  durable: headerSize + 1,
  /** Sequence number up to which the replica has applied, which is what its reads see. */
  applied: headerSize + 2,
} as const;

/** Applied, of a slot that has no log: nothing is kept for it. */
const needsNothing = 0x7fffffff;

/** Bits of a mask of slots. */
export const bitsOf = Uint8Array.from({ length: 1 << slotsMax }, (_, mask) => {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++;
  return count;
});

export const majorityOf = (replicas: number) => (replicas >> 1) + 1;

export interface GroupSize {
  /** Of a group that is complete. */
  readonly replicas: number;
  /** Replicas that must have a write durable, of a complete group. */
  readonly quorum: number;
  /** Slots for replicas that join before others leave. */
  readonly spareReplicas?: number;
}

export class ReplicaTable {
  /** Slots of each group, empty ones included. */
  readonly slots: number;
  readonly cells: Int32Array;
  /** By group, masks of slots: replicas that vote and whose word counts, in the newest configuration. */
  readonly members: Uint8Array;
  /** All that there are: the members, and those that join. */
  readonly seated: Uint8Array;
  /** Replicas that are sent records: storage and log replicas, those that join included. */
  readonly logs: Uint8Array;
  /** Replicas with items, those that join included. */
  readonly storage: Uint8Array;
  /** Members with items: one of them leads, and all answer reads. */
  readonly readable: Uint8Array;
  /** By group: copies of a write that must be durable. */
  readonly quorums: Uint8Array;
  /** By group: how often its members have changed. */
  readonly configurations: Int32Array;
  /** Integers of a group. */
  readonly stride: number;

  /** `countMax`: room for the partitions that splits make. */
  constructor(
    public count: number,
    readonly countMax = count,
    readonly size: GroupSize = usualGroup,
    private readonly names: Names = numbered,
  ) {
    this.slots = Math.min(slotsMax, size.replicas + (size.spareReplicas ?? 0));
    this.stride = Math.ceil((headerSize + rowSize * this.slots) / line) * line;
    this.cells = new Int32Array(countMax * this.stride);
    this.members = new Uint8Array(countMax);
    this.seated = new Uint8Array(countMax);
    this.logs = new Uint8Array(countMax);
    this.storage = new Uint8Array(countMax);
    this.readable = new Uint8Array(countMax);
    this.quorums = new Uint8Array(countMax);
    this.configurations = new Int32Array(countMax);
    for (let base = 0; base < this.cells.length; base += this.stride) {
      this.cells[base + field.oldest] = none;
      this.cells[base + field.newest] = none;
      this.cells[base + field.watch] = none;
      for (let slot = 0; slot < this.slots; slot++) {
        const row = base + rowSize * slot;
        this.cells[row + column.host] = none;
        this.cells[row + column.durable] = none;
        this.cells[row + column.applied] = needsNothing;
      }
    }
  }

  /** "orders/7". */
  nameOf(group: number): string {
    return this.names.partition(group);
  }

  /** "orders/7 at us-east-1/az-1/storage-3". */
  aboutReplica(group: number, slot: number): string {
    return `${this.nameOf(group)} at ${this.nodeName(group, slot)}`;
  }

  nodeName(group: number, slot: number): string {
    return this.isSeated(group, slot) ? this.names.host(this.hostOf(group, slot)) : 'no node';
  }

  /** A new group: what it holds is the caller's to set. */
  add(): number {
    if (this.count === this.countMax) throw new Error(`more than ${this.countMax} groups`);
    return this.count++;
  }

  /** Where the cells of the group begin. */
  base(group: number): number {
    return group * this.stride;
  }

  get(group: number, at: number): number {
    return this.cells[group * this.stride + at];
  }

  set(group: number, at: number, value: number): void {
    this.cells[group * this.stride + at] = value;
  }

  /** Members that the group begins with, all with items and equally whole, one of them its leader. */
  found(group: number, hosts: readonly number[], leader: number, term: number, sequenceNumber = 0): void {
    const base = this.base(group);
    this.cells[base + field.term] = term;
    this.cells[base + field.leader] = leader;
    this.cells[base + field.last] = sequenceNumber;
    this.cells[base + field.commit] = sequenceNumber;
    for (let slot = 0; slot < hosts.length; slot++) {
      const row = base + rowSize * slot;
      this.cells[row + column.host] = hosts[slot];
      this.cells[row + column.durable] = sequenceNumber;
      this.cells[row + column.applied] = sequenceNumber;
    }
    const mask = (1 << hosts.length) - 1;
    this.seated[group] = mask;
    this.storage[group] = mask;
    this.logs[group] = mask;
    this.setMembers(group, mask);
  }

  /** A replica begins in an empty slot: it is sent records, and counts for nothing before it is a member. */
  seat(group: number, slot: number, host: number, kind: ReplicaKind): void {
    const row = this.base(group) + rowSize * slot;
    if (this.isSeated(group, slot)) throw new Error(`slot ${slot} of group ${group} is taken`);
    this.seated[group] |= 1 << slot;
    this.cells[row + column.host] = host;
    if (kind === 'witness') return;
    this.cells[row + column.applied] = 0;
    this.logs[group] |= 1 << slot;
    if (kind === 'storage') this.storage[group] |= 1 << slot;
  }

  /** The replica in `slot` goes on, with all it has, on another host. */
  relocate(group: number, slot: number, host: number): void {
    this.cells[this.base(group) + column.host + rowSize * slot] = host;
  }

  /** The replica in `slot` is no more. */
  vacate(group: number, slot: number): void {
    if (this.isMember(group, slot)) throw new Error(`the replica in slot ${slot} of group ${group} is still a member`);
    const row = this.base(group) + rowSize * slot;
    this.cells[row + column.durable] = none;
    this.cells[row + column.applied] = needsNothing;
    this.seated[group] &= ~(1 << slot);
    this.logs[group] &= ~(1 << slot);
    this.storage[group] &= ~(1 << slot);
  }

  /**
   * The members of the group are these from now on. A group that is complete has the quorum of its size; one that is
   * changing a majority, so that whoever has a write and whoever elects a leader share a replica.
   */
  setMembers(group: number, mask: number): void {
    this.members[group] = mask;
    this.readable[group] = mask & this.storage[group];
    const { replicas, quorum } = this.size;
    const isUsual = bitsOf[mask] === replicas || quorum === 1;
    this.quorums[group] = isUsual ? quorum : majorityOf(bitsOf[mask]);
  }

  isSeated(group: number, slot: number): boolean {
    return (this.seated[group] & (1 << slot)) !== 0;
  }

  isMember(group: number, slot: number): boolean {
    return (this.members[group] & (1 << slot)) !== 0;
  }

  /** Whether the replica in `slot` has a log. */
  hasLog(group: number, slot: number): boolean {
    return (this.logs[group] & (1 << slot)) !== 0;
  }

  /** Whether the replica in `slot` is a member with items: it may lead, and answers reads. */
  mayLead(group: number, slot: number): boolean {
    return (this.readable[group] & (1 << slot)) !== 0;
  }

  /** Votes that make a leader, and answers that make a lease. */
  /** Mask of the members other than `slot`. */
  peersOf(group: number, slot: number): number {
    return this.members[group] & ~(1 << slot);
  }

  majority(group: number): number {
    return majorityOf(bitsOf[this.members[group]]);
  }

  /** Host of the replica in `slot`, or of the last one there. */
  hostOf(group: number, slot: number): number {
    return this.cells[group * this.stride + column.host + rowSize * slot];
  }

  durable(group: number, slot: number): number {
    return this.cells[group * this.stride + column.durable + rowSize * slot];
  }

  applied(group: number, slot: number): number {
    return this.cells[group * this.stride + column.applied + rowSize * slot];
  }

  /** Hosts of the members with items, in the order of their slots. */
  hostsWithItems(group: number): number[] {
    const slots = Array.from({ length: this.slots }, (_, slot) => slot);
    return slots.filter((slot) => this.mayLead(group, slot)).map((slot) => this.hostOf(group, slot));
  }

  leaderHost(group: number): number {
    const base = group * this.stride;
    return this.cells[base + column.host + rowSize * this.cells[base + field.leader]];
  }

  /** Slot of the replica on `host`, or -1. */
  slotOn(group: number, host: number): number {
    const base = group * this.stride;
    for (let slot = 0; slot < this.slots; slot++) {
      if (this.cells[base + column.host + rowSize * slot] === host && this.isSeated(group, slot)) return slot;
    }
    return none;
  }
}
