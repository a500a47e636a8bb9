/**
 * A replica that missed records copies them from its leader: the missing log while the leader still keeps it, otherwise
 * the whole partition. The copy is paced by `catchUpBandwidth` (background-copies.ts), so that the foreground feels it.
 *
 * New records reach the replica meanwhile in the ordinary way; only the gap is copied.
 */
import { Pool, type Pooled } from '../engine/pool.js';
import type { Simulation } from '../engine/simulation.js';
import type { Network } from '../infrastructure/network.js';
import { BackgroundCopies, type CopyOwner } from '../replication/background-copies.js';
import type { QuorumWrites } from '../replication/quorum-write.js';
import { field } from '../replication/replica-table.js';
import type { LeaderLeases } from './leader-lease.js';

export interface CatchUpParameters {
  readonly catchUpBandwidth: number;
  readonly catchUpChunk: number;
}

class CatchUp implements Pooled {
  group = 0;
  slot = 0;
  host = 0;
  term = 0;
  /** The replica will be whole up to here. */
  sequenceNumber = 0;
  bytes = 0;
  constructor(readonly index: number) {}
}

export class CatchUps implements CopyOwner {
  wholePartitions = 0;
  private readonly underWay = new Pool('catch-ups', (index) => new CatchUp(index));
  private readonly copies: BackgroundCopies;

  constructor(
    private readonly simulation: Simulation,
    network: Network,
    private readonly leadership: LeaderLeases,
    private readonly replication: QuorumWrites,
    parameters: CatchUpParameters,
    /** Stored bytes of a partition. */
    private readonly bytesOfGroup: (group: number) => number,
  ) {
    const { catchUpBandwidth, catchUpChunk } = parameters;
    const { nodes } = leadership;
    this.copies = new BackgroundCopies('catch-up', simulation, network, nodes, catchUpBandwidth, catchUpChunk, this);
  }

  about(job: number): string {
    const { group, slot } = this.underWay.items[job];
    return this.leadership.groups.aboutReplica(group, slot);
  }

  /** The replica in `slot` copies from the leader in `from`. */
  begin(group: number, slot: number, from: number): void {
    const { groups } = this.leadership;
    const job = this.underWay.take();
    job.group = group;
    job.slot = slot;
    job.host = groups.hostOf(group, slot);
    job.term = groups.get(group, field.term);
    job.sequenceNumber = groups.get(group, field.last);
    job.bytes = this.bytesFor(group, slot);
    this.copies.begin(job.index, groups.hostOf(group, from), job.host, job.bytes);
  }

  /** A log replica never needs more than the log that is still kept; others lack items with an older record. */
  private bytesFor(group: number, slot: number): number {
    const { groups } = this.leadership;
    const { partitionLogs } = this.replication;
    const durable = groups.durable(group, slot);
    const isLogAlone = (groups.storage[group] & (1 << slot)) === 0;
    const keptBefore = partitionLogs.firstKept(groups.base(group)) - 1;
    const logBytes = partitionLogs.bytesAfter(group, isLogAlone ? Math.max(durable, keptBefore) : durable);
    if (logBytes >= 0) return logBytes;
    this.wholePartitions++;
    return this.bytesOfGroup(group);
  }

  /** The copy is of no use under another leader, and when the replica has left the group. */
  isWanted(index: number): boolean {
    const { group, slot, host, term } = this.underWay.items[index];
    const { groups } = this.leadership;
    if (groups.get(group, field.term) !== term) return false;
    return groups.isSeated(group, slot) && groups.hostOf(group, slot) === host;
  }

  copied(index: number): void {
    const { group, slot, host, sequenceNumber, bytes } = this.underWay.items[index];
    this.replication.caughtUp(group, slot, sequenceNumber);
    this.leadership.trace.replicaCopied(this.simulation, group, host, bytes);
    this.failed(index);
  }

  /** It is over, well or not; a replica that still lacks something begins anew. */
  failed(index: number): void {
    const job = this.underWay.items[index];
    const watch = this.leadership.watchOf(job.group);
    if (watch !== null) watch.catchingUp &= ~(1 << job.slot);
    this.underWay.release(job);
  }
}
