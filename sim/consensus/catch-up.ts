/**
 * A replica that missed records copies them from its leader: the missing log while the leader still keeps it, otherwise
 * the whole partition. The copy is paced by `catchUpBandwidth` (background-copies.ts), so that the foreground feels it.
 *
 * New records reach the replica meanwhile in the ordinary way; only the gap is copied. Where a record of it fails its checksum
 * the copy waits while that is repaired from another log. Where no log has it whole that can be asked, the log is copied with
 * a hole there, so that what came later has its quorum, and that is all for a log replica. A replica with items then copies the
 * whole partition, too: the leader has applied what is rotten in its log.
 */
import { Pool, type Pooled } from '../engine/pool.js';
import type { Simulation } from '../engine/simulation.js';
import type { Network } from '../infrastructure/network.js';
import { BackgroundCopies, type CopyOwner } from '../replication/background-copies.js';
import type { QuorumWrites } from '../replication/quorum-write.js';
import type { ReplicaReads } from '../replication/replica-reads.js';
import { field } from '../replication/replica-table.js';
import type { LeaderLeases } from './leader-lease.js';

export interface CatchUpParameters {
  readonly catchUpBandwidth: number;
  readonly catchUpChunk: number;
}

export interface CatchUpContext {
  readonly simulation: Simulation;
  readonly network: Network;
  /** Stored bytes of a partition. */
  readonly bytesOfGroup: (group: number) => number;
}

class CatchUp implements Pooled {
  group = 0;
  slot = 0;
  fromSlot = 0;
  from = 0;
  host = 0;
  term = 0;
  /** What it has of the log already. */
  after = 0;
  /** The replica will be whole up to here. */
  sequenceNumber = 0;
  /** All items, not the log alone. */
  isWhole = false;
  constructor(readonly index: number) {}
}

export class CatchUps implements CopyOwner {
  wholePartitions = 0;
  /** Told of each whole partition that was copied, and up to where its log went when the copy began. */
  wholeCopied: (group: number, slot: number, begunAt: number) => void = () => {};
  private readonly underWay = new Pool('catch-ups', (index) => new CatchUp(index));
  private readonly copies: BackgroundCopies;

  private readonly simulation: Simulation;
  private readonly bytesOfGroup: (group: number) => number;

  constructor(
    { simulation, network, bytesOfGroup }: CatchUpContext,
    private readonly leadership: LeaderLeases,
    private readonly replication: QuorumWrites,
    private readonly reads: Pick<ReplicaReads, 'damage'>,
    parameters: CatchUpParameters,
  ) {
    this.simulation = simulation;
    this.bytesOfGroup = bytesOfGroup;
    const { catchUpBandwidth, catchUpChunk } = parameters;
    const { nodes } = leadership;
    this.copies = new BackgroundCopies('catch-up', simulation, network, nodes, catchUpBandwidth, catchUpChunk, this);
  }

  about(job: number): string {
    const { group, slot } = this.underWay.items[job];
    return this.leadership.groups.aboutReplica(group, slot);
  }

  /** The replica in `slot` copies from the leader in `from`; while that is repairing its log, another heartbeat may begin it. */
  begin(group: number, slot: number, from: number): void {
    const { groups } = this.leadership;
    const after = this.copiedAfter(group, slot);
    const last = groups.get(group, field.last);
    const { rot } = this.replication.partitionLogs;
    const logBytes = this.replication.partitionLogs.bytesAfter(group, after);
    const isIntact = logBytes < 0 || rot === null || rot.verify(group, from, after, last, 'transfer');
    if (!isIntact && rot.isUnderRepair(group, from, after, last)) return this.isOver(group, slot);
    const job = this.underWay.take();
    job.group = group;
    job.slot = slot;
    job.host = groups.hostOf(group, slot);
    job.term = groups.get(group, field.term);
    job.sequenceNumber = last;
    job.after = after;
    job.fromSlot = from;
    job.from = groups.hostOf(group, from);
    job.isWhole = logBytes < 0;
    if (job.isWhole) this.beginWhole(job);
    else this.copies.begin(job.index, job.from, job.host, logBytes);
  }

  private beginWhole({ index, group, from, host }: CatchUp): void {
    this.wholePartitions++;
    this.copies.begin(index, from, host, this.bytesOfGroup(group));
  }

  /** A log replica never needs more than the log that is still kept; others may lack items with an older record. */
  private copiedAfter(group: number, slot: number): number {
    const { groups } = this.leadership;
    const durable = groups.durable(group, slot);
    const keptBefore = this.replication.partitionLogs.firstKept(groups.base(group)) - 1;
    return this.isLogAlone(group, slot) ? Math.max(durable, keptBefore) : durable;
  }

  private isLogAlone(group: number, slot: number): boolean {
    return (this.leadership.groups.storage[group] & (1 << slot)) === 0;
  }

  /** The copy is of no use under another leader, and when the replica has left the group. */
  isWanted(index: number): boolean {
    const { group, slot, host, term } = this.underWay.items[index];
    const { groups } = this.leadership;
    if (groups.get(group, field.term) !== term) return false;
    return groups.isSeated(group, slot) && groups.hostOf(group, slot) === host;
  }

  stored(_index: number, bytes: number): void {
    this.leadership.trace.bytesCopied(this.simulation, bytes);
  }

  copied(index: number): void {
    const job = this.underWay.items[index];
    const { group, slot, fromSlot, from, host, after, sequenceNumber, isWhole } = job;
    const { rot } = this.replication.partitionLogs;
    const lacking = rot?.lackingIn(group, fromSlot, slot, after, sequenceNumber) ?? [];
    if (lacking.length > 0 && !isWhole && !this.isLogAlone(group, slot)) {
      this.replication.tookAllBut(group, slot, sequenceNumber, new Set(lacking.map(({ record }) => record)));
      job.isWhole = true;
      job.sequenceNumber = this.leadership.groups.get(group, field.last);
      return this.beginWhole(job);
    }
    this.replication.caughtUp(group, slot, sequenceNumber);
    if (lacking.length > 0) rot!.leaveHoles(lacking, slot);
    if (isWhole) {
      this.reads.damage?.copied(group, from, host);
      this.wholeCopied(group, slot, sequenceNumber);
    }
    this.leadership.trace.replicaCopied(this.simulation, group, host);
    this.failed(index);
  }

  /** It is over, well or not; a replica that still lacks something begins anew. */
  failed(index: number): void {
    const job = this.underWay.items[index];
    this.isOver(job.group, job.slot);
    this.underWay.release(job);
  }

  private isOver(group: number, slot: number): void {
    const watch = this.leadership.watchOf(group);
    if (watch !== null) watch.catchingUp &= ~(1 << slot);
  }
}
