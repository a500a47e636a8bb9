/**
 * A replica that missed records copies them from its leader: the missing log while the leader still keeps it, otherwise
 * the whole partition. The copy is paced by `catchUpBandwidth` (background-copies.ts), so that the foreground feels it.
 *
 * New records reach the replica meanwhile in the ordinary way; only the gap is copied. A copy in which a record of the log
 * fails its checksum is none: it begins anew.
 */
import { none, Pool, type Pooled } from '../engine/pool.js';
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
  from = 0;
  host = 0;
  term = 0;
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

  /** The replica in `slot` copies from the leader in `from`. */
  begin(group: number, slot: number, from: number): void {
    const { groups } = this.leadership;
    const job = this.underWay.take();
    job.group = group;
    job.slot = slot;
    job.host = groups.hostOf(group, slot);
    job.term = groups.get(group, field.term);
    job.sequenceNumber = groups.get(group, field.last);
    job.from = groups.hostOf(group, from);
    const logBytes = this.logBytesFor(group, slot);
    job.isWhole = logBytes < 0;
    if (job.isWhole) this.wholePartitions++;
    this.copies.begin(job.index, job.from, job.host, job.isWhole ? this.bytesOfGroup(group) : logBytes);
  }

  /** A log replica never needs more than the log that is still kept; others lack items with an older record: -1. */
  private logBytesFor(group: number, slot: number): number {
    const { groups } = this.leadership;
    const { partitionLogs } = this.replication;
    const durable = groups.durable(group, slot);
    const isLogAlone = (groups.storage[group] & (1 << slot)) === 0;
    const keptBefore = partitionLogs.firstKept(groups.base(group)) - 1;
    return partitionLogs.bytesAfter(group, isLogAlone ? Math.max(durable, keptBefore) : durable);
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
    const { group, slot, from, host, sequenceNumber, isWhole } = this.underWay.items[index];
    if (!this.isAsWritten(this.underWay.items[index])) return this.failed(index);
    this.replication.caughtUp(group, slot, sequenceNumber);
    if (isWhole) {
      this.reads.damage?.copied(group, from, host);
      this.wholeCopied(group, slot, sequenceNumber);
    }
    this.leadership.trace.replicaCopied(this.simulation, group, host);
    this.failed(index);
  }

  /** No record of the log that was copied fails its checksum: those that do are repaired first. */
  private isAsWritten({ group, slot, from, sequenceNumber, isWhole }: CatchUp): boolean {
    const { groups } = this.leadership;
    const { rot } = this.replication.partitionLogs;
    const source = rot === null ? none : groups.slotOn(group, from);
    if (rot === null || source === none) return true;
    return rot.verify(group, source, isWhole ? 0 : groups.durable(group, slot), sequenceNumber, 'transfer');
  }

  /** It is over, well or not; a replica that still lacks something begins anew. */
  failed(index: number): void {
    const job = this.underWay.items[index];
    const watch = this.leadership.watchOf(job.group);
    if (watch !== null) watch.catchingUp &= ~(1 << job.slot);
    this.underWay.release(job);
  }
}
