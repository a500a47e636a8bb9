/**
 * Drives that acknowledge flushes and keep them in a cache that is gone with the power. Nobody knows before: what such a
 * drive has is held for durable, and counts for quorums. When its host dies the log is cut to what is really there, which
 * the node finds out when it starts again: from checksums and sequence numbers, and from the mark that every sound node
 * leaves behind when it stops in good order.
 *
 * A replica with a log that was cut has forgotten what it promised: until a leader has told it that it lacks nothing, it
 * neither votes nor stands. Left out: that the drive may have written some of what is in its cache.
 *
 * A sound drive may tear the record that it was writing when the power went. Its flush had not ended: nobody was told of
 * the record, the checksum tells that it is not whole, and the log ends before it, as it does where a crash leaves nothing
 * of it. Such a replica has promised nothing that it lacks.
 */
import { none } from '../engine/pool.js';
import type { ReplicaTable } from './replica-table.js';

/** The replica in `slot` has its log up to `kept`, and of what was written since nothing. */
type PowerLost = (group: number, slot: number, kept: number) => void;

interface Lie {
  readonly sinceNs: number;
  faults: number;
  readonly kept: Map<number, number>;
  readonly powerLost: PowerLost[];
}

export class LyingDrives {
  /** By node whose drive lies, how often, and what is really there of each group. */
  private readonly lying = new Map<number, Lie>();
  /** By group * slots + slot: the log was cut, and the replica has not caught up since. */
  private readonly cut = new Set<number>();
  /** Logs that were cut: of what had been acknowledged, or of a torn record. */
  cuts = 0;
  /** What is done instead of cutting a log, by a node that never looks at what it has. Null: nothing, as it looks. */
  insteadOfCutting: PowerLost | null = null;

  constructor(
    private readonly groups: ReplicaTable,
    private readonly groupsOf: readonly (readonly number[])[],
  ) {}

  /** Nothing that is flushed from now on is there when the power goes before the end. */
  beginToLie(node: number, nowNs: number, powerLost: PowerLost): void {
    const lie = this.lying.get(node) ?? { sinceNs: nowNs, faults: 0, kept: this.durableOn(node), powerLost: [] };
    lie.faults++;
    lie.powerLost.push(powerLost);
    this.lying.set(node, lie);
  }

  /** The drive writes what it has in its cache. */
  endToLie(node: number): void {
    const known = this.lying.get(node)!;
    if (--known.faults === 0) this.lying.delete(node);
  }

  /** When the node's drive began to lie; infinity where it does not. */
  lyingSinceNs(node: number): number {
    return this.lying.get(node)?.sinceNs ?? Number.POSITIVE_INFINITY;
  }

  /** The node's host is about to die, and its drive is writing records of these groups' logs. */
  tear(groupsWritten: ReadonlySet<number>): void {
    this.cuts += groupsWritten.size;
  }

  private durableOn(node: number): Map<number, number> {
    const { groups } = this;
    return new Map(this.groupsOf[node].map((group) => [group, groups.durable(group, groups.slotOn(group, node))]));
  }

  /**
   * The host of the replica in `slot` has died: sequence number up to which its log is there, at most what it held for
   * durable. A replica that came since the drive began to lie has nothing. Infinity: all that was flushed is there.
   */
  keptOf(group: number, slot: number): number {
    const node = this.groups.hostOf(group, slot);
    const durable = this.groups.durable(group, slot);
    const lie = this.lying.get(node);
    if (lie === undefined) return Infinity;
    const kept = Math.min(durable, lie.kept.get(group) ?? none);
    lie.kept.set(group, kept);
    for (const powerLost of lie.powerLost) powerLost(group, slot, kept);
    if (this.insteadOfCutting === null) return kept;
    this.insteadOfCutting(group, slot, kept);
    return Infinity;
  }

  /** The log of the replica in `slot` ends earlier than it had promised. */
  wasCut(group: number, slot: number): void {
    this.cut.add(group * this.groups.slots + slot);
    this.cuts++;
  }

  hasForgotten(group: number, slot: number): boolean {
    return this.cut.has(group * this.groups.slots + slot);
  }

  /** A leader has told the replica up to where records are committed. */
  heard(group: number, slot: number, commit: number): void {
    if (this.groups.durable(group, slot) >= commit) this.cut.delete(group * this.groups.slots + slot);
  }

  /** Another replica begins in the slot. */
  begun(group: number, slot: number): void {
    this.cut.delete(group * this.groups.slots + slot);
  }
}
