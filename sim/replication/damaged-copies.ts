/**
 * What single copies of items have in place of what their replicas applied: replicas share one truth (item-versions.ts), so
 * that a copy which rotted, or was never written as the drive said, is a row here. A copy that is written anew is whole
 * again, and rows of nodes that have no replica of the item any more say nothing.
 *
 *   damaged ─┬─ fails its checksum: found when it is next read, copied or compared ──┬─> repaired from a good copy
 *            └─ passes it: read and copied like any other, until somebody compares ──┘
 *
 * A copy that is known to be damaged is not read again: its node says that it cannot serve, and routers ask another.
 * P22 section 5.2 has checksums in every log entry, message and log file; that pages of the B-tree have them too is an
 * assumption, as pages of every common store have. Left out: items that are not tracked, and damage to the inner pages of
 * a B-tree, which would take many items with them.
 */
import { LimitError } from '../engine/limits/limit-error.js';
import { none } from '../engine/pool.js';
import type { Simulation } from '../engine/simulation.js';
import type { Call } from '../protocol/call.js';
import type { DamagedCopyView, DamageEnd, FoundBy, Trace } from '../trace.js';
import { DisputedItems } from './disputed-items.js';
import { itemsTrackedMax } from './item-versions.js';
import type { ReplicaReads } from './replica-reads.js';
import { field, type ReplicaTable } from './replica-table.js';

/** At once, of all nodes: some 200 bytes each. */
export const damagedCopiesMax = 1 << 18;

/** What a copy has. */
export interface CopyContent {
  readonly sequenceNumber: number;
  readonly writeId: number;
  /** Whoever reads it with its checksum sees that it is not what was written. */
  readonly failsChecksum: boolean;
}

/** The version that a table begins with. */
export const asLoaded: CopyContent = { sequenceNumber: 0, writeId: 0, failsChecksum: false };

export const isSame = (one: CopyContent, other: CopyContent) =>
  one.sequenceNumber === other.sequenceNumber && one.writeId === other.writeId;

/** What more than half of all copies have: null is what they should; undefined: no such content. */
export function majorityIn(copies: readonly (CopyContent | null)[], all: number): CopyContent | null | undefined {
  return copies.find((one) => {
    const alike = copies.filter((other) => (one === null || other === null ? one === other : isSame(one, other)));
    return 2 * alike.length > all;
  });
}

/** A version that is newer than the one that should be there came after the damage, over it. */
export interface DamagedCopy extends DamagedCopyView {
  /** Null until it is known to the service. */
  foundBy: FoundBy | null;
  /** Observers were told: a defect's damage they must see for themselves. */
  readonly isTold: boolean;
}

export interface DamagedCopiesContext {
  readonly simulation: Simulation;
  readonly groups: ReplicaTable;
  readonly reads: ReplicaReads;
  /** Partition that owns the item. */
  readonly ownerOf: (table: number, item: number) => number;
  readonly trace: Trace;
}

const keyOf = (table: number, item: number) => table * itemsTrackedMax + item;

export class DamagedCopies {
  count = 0;
  /** Told of each copy that is found to be damaged. */
  found: (copy: DamagedCopy) => void = () => {};
  readonly disputed: DisputedItems;
  private readonly byNode = new Map<number, Map<number, DamagedCopy>>();

  constructor(private readonly context: DamagedCopiesContext) {
    const { simulation, groups, reads, ownerOf, trace } = context;
    const newest = (table: number, item: number) => {
      const group = ownerOf(table, item);
      return reads.appliedVersion(group, groups.get(group, field.leader), table, item).sequenceNumber;
    };
    this.disputed = new DisputedItems(simulation, trace, newest);
  }

  /** The partition that has the item. */
  groupOf({ table, item }: { readonly table: number; readonly item: number }): number {
    return this.context.ownerOf(table, item);
  }

  /** Damages the copy of an item on a node that has a replica of it with items; what is damaged already stays as it is. */
  damage(node: number, table: number, item: number, content: CopyContent, isTold = true): boolean {
    const { groups, reads, simulation, trace } = this.context;
    const group = this.context.ownerOf(table, item);
    const slot = groups.slotOn(group, node);
    if (slot === none || (groups.storage[group] & (1 << slot)) === 0 || this.of(node, table, item) !== null)
      return false;
    if (this.count === damagedCopiesMax)
      throw new LimitError('damaged copies at once', damagedCopiesMax, 'faults that damage fewer items');
    const overSequenceNumber = reads.appliedVersion(group, slot, table, item).sequenceNumber;
    const { sequenceNumber, writeId, failsChecksum } = content;
    const copy: DamagedCopy = {
      ...{ node, table, item, sequenceNumber, writeId, failsChecksum, isLogRecord: false, sinceNs: simulation.nowNs },
      ...{ overSequenceNumber, foundBy: null, isTold },
    };
    const copies = this.byNode.get(node) ?? new Map<number, DamagedCopy>();
    this.byNode.set(node, copies.set(keyOf(table, item), copy));
    this.count++;
    if (isTold) trace.copyDamaged(simulation, copy);
    return true;
  }

  /** The damaged copy of the item on the node, or null where that is whole. */
  of(node: number, table: number, item: number): DamagedCopy | null {
    const copy = this.byNode.get(node)?.get(keyOf(table, item));
    return copy === undefined || !this.isStill(copy) ? null : copy;
  }

  /** The same for who only watches: what is no more is not forgotten. */
  seen(node: number, table: number, item: number): DamagedCopy | null {
    const copy = this.byNode.get(node)?.get(keyOf(table, item));
    if (copy === undefined) return null;
    const group = this.context.ownerOf(table, item);
    const slot = this.context.groups.slotOn(group, node);
    return slot === none || this.isOverwritten(copy, group, slot) ? null : copy;
  }

  /** Those of the group's copies on the node that are damaged. */
  on(node: number, group: number): DamagedCopy[] {
    const copies = [...(this.byNode.get(node)?.values() ?? [])];
    return copies.filter((copy) => this.context.ownerOf(copy.table, copy.item) === group && this.isStill(copy));
  }

  /** All of the fleet, in the order of nodes that were first hit. */
  all(): DamagedCopy[] {
    return [...this.byNode.values()].flatMap((copies) => [...copies.values()]).filter((copy) => this.isStill(copy));
  }

  /** Items of which every copy is damaged. */
  itemsBadEverywhere(): number {
    const { groups } = this.context;
    const items = new Map<number, DamagedCopy>();
    for (const copy of this.all()) items.set(keyOf(copy.table, copy.item), copy);
    const isBadEverywhere = (copy: DamagedCopy) =>
      groups.hostsWithItems(this.groupOf(copy)).every((node) => this.of(node, copy.table, copy.item) !== null);
    return [...items.values()].filter(isBadEverywhere).length;
  }

  /** False, and forgotten, when the item has been written anew there; false where the node has no replica with it. */
  private isStill(copy: DamagedCopy): boolean {
    const { groups, ownerOf } = this.context;
    const { node, table, item } = copy;
    const group = ownerOf(table, item);
    const slot = groups.slotOn(group, node);
    if (slot === none || (groups.storage[group] & (1 << slot)) === 0) return false;
    if (!this.isOverwritten(copy, group, slot)) return true;
    this.end(copy, 'overwritten');
    return false;
  }

  private isOverwritten({ table, item, overSequenceNumber }: DamagedCopy, group: number, slot: number): boolean {
    return this.context.reads.appliedVersion(group, slot, table, item).sequenceNumber > overSequenceNumber;
  }

  /**
   * What a read finds at the replica in `slot`: the call has the version that the replica applied, and gets what the copy
   * has. False: the copy is known to be damaged, from now on if its checksum says so.
   */
  answers(call: Call, slot: number): boolean {
    const { table, item } = call.request;
    const copy = this.byNode.get(this.context.groups.hostOf(call.group, slot))?.get(keyOf(table, item));
    if (copy === undefined) return true;
    if (call.sequenceNumber > copy.overSequenceNumber) {
      this.end(copy, 'overwritten');
      return true;
    }
    if (copy.failsChecksum) this.find(copy, 'read');
    if (copy.foundBy !== null) return false;
    call.sequenceNumber = copy.sequenceNumber;
    call.readWriteId = copy.writeId;
    return true;
  }

  /** The service knows of it from now on. */
  find(copy: DamagedCopy, by: FoundBy): void {
    if (copy.foundBy !== null) return;
    copy.foundBy = by;
    if (copy.isTold) this.context.trace.damageFound(this.context.simulation, copy, by);
    this.found(copy);
  }

  /** Nothing is wrong with it any more, or it is gone. */
  end(copy: DamagedCopy, end: DamageEnd): void {
    const copies = this.byNode.get(copy.node);
    if (copies?.get(keyOf(copy.table, copy.item)) !== copy) return;
    copies.delete(keyOf(copy.table, copy.item));
    this.count--;
    if (copy.isTold) this.context.trace.damageEnded(this.context.simulation, copy, end);
  }

  /** The node has lost all that it had of the group. */
  lost(node: number, group: number): void {
    for (const copy of [...(this.byNode.get(node)?.values() ?? [])])
      if (this.context.ownerOf(copy.table, copy.item) === group) this.end(copy, 'gone');
  }

  /**
   * A replica has copied all items of the group from another node, which may have left it since. Whatever fails its
   * checksum is found, and comes from elsewhere; the rest goes along.
   */
  copied(group: number, from: number, to: number): void {
    this.lost(to, group);
    const slot = this.context.groups.slotOn(group, to);
    for (const copy of [...(this.byNode.get(from)?.values() ?? [])]) {
      if (this.context.ownerOf(copy.table, copy.item) !== group || this.isOverwritten(copy, group, slot)) continue;
      if (copy.failsChecksum) this.find(copy, 'transfer');
      if (copy.foundBy === null) this.damage(to, copy.table, copy.item, copy, copy.isTold);
    }
  }
}
