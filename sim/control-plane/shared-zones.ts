/**
 * Replicas that came to share a zone, as no other had a node for one of them, go apart when one has again (P22 section 6.1:
 * replicas are in zones of their own): when a node is trusted again, and when a replica has just come to share a zone.
 *
 *   replaced ─ two in a zone ─> sharing ─ a node is trusted ─> due ─ another zone has a node ─> ordered ─ zones are distinct ─> done
 *                                                               └ none has ─> sharing
 *
 * Left out: messages about it. Autoadmin keeps the table of who has what, and reads it here at once.
 */
import { none } from '../engine/pool.js';
import type { Host } from '../infrastructure/host.js';
import { field, type ReplicaTable } from '../replication/replica-table.js';

export class SharedZones {
  private readonly sharing = new Set<number>();
  /** Of these, the ones for which another zone may have a node now. */
  private readonly due = new Set<number>();

  constructor(
    /** By id. */
    private readonly hosts: readonly Pick<Host, 'zone'>[],
    private readonly groups: ReplicaTable,
  ) {}

  get isAnyDue(): boolean {
    return this.due.size > 0;
  }

  /** Groups that may go apart, and the slot of the replica that is to leave. */
  get dueGroups(): readonly { readonly group: number; readonly slot: number }[] {
    return [...this.due].map((group) => ({ group, slot: this.slotToLeave(group) })).filter(({ slot }) => slot !== none);
  }

  /** A replica with items has taken the place of another. True when they share a zone now. */
  replaced(group: number): boolean {
    if (this.slotToLeave(group) === none) {
      this.sharing.delete(group);
      this.due.delete(group);
      return false;
    }
    this.sharing.add(group);
    this.due.add(group);
    return true;
  }

  nodeTrusted(): void {
    for (const group of this.sharing) this.due.add(group);
  }

  /** Whether the node is in a zone that no replica of the group but the one in `slot` is in. */
  isApart(group: number, slot: number, node: number): boolean {
    return !this.readableSlots(group).some(
      (other) => other !== slot && this.hosts[this.groups.hostOf(group, other)].zone === this.hosts[node].zone,
    );
  }

  /** No other zone has a node for it. */
  wait(group: number): void {
    this.due.delete(group);
  }

  /** One of two replicas in a zone, a follower where one is; -1 where no two share any. */
  private slotToLeave(group: number): number {
    const leader = this.groups.get(group, field.leader);
    const sharing = this.readableSlots(group).filter(
      (slot) => !this.isApart(group, slot, this.groups.hostOf(group, slot)),
    );
    return sharing.find((slot) => slot !== leader) ?? none;
  }

  private readableSlots(group: number): readonly number[] {
    return Array.from({ length: this.groups.slots }, (_, slot) => slot).filter((slot) =>
      this.groups.mayLead(group, slot),
    );
  }
}
