/**
 * The fence before a partition changes hands: its writes wait at the leader, in the order in which they came, until every
 * replica has every record, so that what is handed over is the same everywhere. A fence is up for milliseconds, and is given
 * up when that takes too long. P22 section 4.4 tells of splits and moves and not of this; the fence is ours.
 */
import type { Call } from '../protocol/call.js';
import { field, type ReplicaTable } from '../replication/replica-table.js';

class Fence {
  readonly waiting: Call[] = [];
  constructor(readonly untilNs: number) {}
}

export class Fences {
  /** By group. */
  private readonly raised = new Map<number, Fence>();

  constructor(
    private readonly groups: ReplicaTable,
    /** Writes that wait behind one fence; more are taken as ever, and delay the switch. */
    private readonly fencedWritesMax: number,
    /** Lets go of a call whose node has died. */
    private readonly release: (call: Call) => void,
  ) {}

  raise(group: number, untilNs: number): void {
    this.raised.set(group, new Fence(untilNs));
  }

  isUp(group: number): boolean {
    return this.raised.has(group);
  }

  isOverdue(group: number, nowNs: number): boolean {
    return nowNs >= this.raised.get(group)!.untilNs;
  }

  /** Answers the writes that waited, if the fence was up. */
  lift(group: number): readonly Call[] {
    const waiting = this.raised.get(group)?.waiting ?? [];
    this.raised.delete(group);
    return waiting;
  }

  /** Whether a write must wait behind its partition's fence; then it is kept here. */
  holds(call: Call): boolean {
    if (this.raised.size === 0) return false;
    const fence = this.raised.get(call.group);
    if (fence === undefined || fence.waiting.length >= this.fencedWritesMax) return false;
    fence.waiting.push(call);
    return true;
  }

  /** Whether every record of the group is committed, and durable in every log. */
  isQuiescent(group: number): boolean {
    const { cells } = this.groups;
    const base = this.groups.base(group);
    const last = cells[base + field.last];
    if (cells[base + field.commit] !== last) return false;
    for (let slot = 0; slot < this.groups.slots; slot++) {
      if (this.groups.hasLog(group, slot) && this.groups.durable(group, slot) !== last) return false;
    }
    return true;
  }

  /** Calls that waited on a node die with it. */
  nodeDied(node: number): void {
    for (const { waiting } of this.raised.values()) {
      const lost = waiting.filter((call) => call.node === node);
      if (lost.length === 0) continue;
      const kept = waiting.filter((call) => call.node !== node);
      waiting.splice(0, waiting.length, ...kept);
      for (const call of lost) this.release(call);
    }
  }
}
