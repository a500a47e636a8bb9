/**
 * Records of logs that are known to be rotten are copied anew from another replica's log that has them whole, some at a time,
 * in the background. Where there is none, or a node is down, the record waits and is tried again a second later:
 *
 *   found ─> waiting, while too many are under way or no log has it whole ─> under way ─> repaired
 *               ^                                                               └─ a node died: waiting
 *
 * Left out: the archive as a source. What it has need not be archived again, and goes with the log when all have seen to it.
 */
import type { LeaderLeases } from '../consensus/leader-lease.js';
import { none, Pool, type Pooled } from '../engine/pool.js';
import type { Simulation } from '../engine/simulation.js';
import type { Network } from '../infrastructure/network.js';
import type { Repartitioning } from '../partitions/repartitioning.js';
import { BackgroundCopies, type CopyOwner } from '../replication/background-copies.js';
import type { PartitionLogs } from '../replication/partition-log.js';
import { field } from '../replication/replica-table.js';
import { type RottenRecord, RottenRecords } from '../replication/rotten-records.js';
import type { CopyRepairParameters } from './copy-repairs.js';
import { Line } from './line.js';

/** Of the fleet: of a log that rotted all over, more would be a storm of their own. */
const atOnceMax = 64;
const tryAgainAfterNs = 1e9;
/** Of those that wait, at a time. */
const triedAtOnceMax = 1024;

export interface RottableStorage {
  readonly simulation: Simulation;
  readonly network: Network;
  readonly leadership: LeaderLeases;
  readonly partitionLogs: PartitionLogs;
  readonly repartitioning: Repartitioning | null;
  readonly parameters: Omit<CopyRepairParameters, 'pageBytes' | 'defects'>;
}

/** Begins to keep which records are rotten: called where a fault may make them. */
export function expectLogRot(storage: RottableStorage): RottenRecords {
  const { simulation, network, leadership, partitionLogs, repartitioning, parameters } = storage;
  if (partitionLogs.rot !== null) return partitionLogs.rot;
  const rot = new RottenRecords(simulation, leadership.groups, partitionLogs.records, leadership.trace);
  partitionLogs.rot = rot;
  repartitioning?.listeners.push({ split: () => {}, moved: (group, from, to) => rot.moved(group, from, to) });
  new RecordRepairs(simulation, network, leadership, partitionLogs, rot, parameters);
  return rot;
}

class Repair implements Pooled {
  rotten: RottenRecord | null = null;
  /** Slot of the replica that has it whole. */
  from = 0;
  constructor(readonly index: number) {}
}

class RecordRepairs implements CopyOwner {
  private readonly waiting = new Line<RottenRecord>();
  private readonly underWay = new Pool('repairs of log records', (index) => new Repair(index));
  private readonly copies: BackgroundCopies;
  private readonly tryAgainType: number;
  private isTryingAgain = false;

  constructor(
    private readonly simulation: Simulation,
    network: Network,
    private readonly leadership: LeaderLeases,
    private readonly logs: PartitionLogs,
    private readonly rot: RottenRecords,
    { catchUpBandwidth, catchUpChunk }: RottableStorage['parameters'],
  ) {
    const { nodes } = leadership;
    this.copies = new BackgroundCopies(
      'log repair',
      ...([simulation, network, nodes, catchUpBandwidth, catchUpChunk, this] as const),
    );
    this.tryAgainType = simulation.on('log repairs tried again', () => {
      this.isTryingAgain = false;
      for (let left = Math.min(this.waiting.length, triedAtOnceMax); left > 0; left--) this.attemptNext();
    });
    rot.found = (rotten) => this.attempt(rotten);
    rot.isWholeElsewhere = (rotten) => this.sourceFor(rotten) !== none;
  }

  private attemptNext(): void {
    if (this.waiting.length > 0) this.attempt(this.waiting.shift());
  }

  /** Begins the repair, or has it wait. What is whole meanwhile, or gone, needs none. */
  private attempt(rotten: RottenRecord): void {
    if (!this.isRotten(rotten)) return;
    const from = this.underWay.inUse >= atOnceMax ? none : this.sourceFor(rotten);
    if (from === none) return this.wait(rotten);
    const { group, record, node } = rotten;
    const repair = this.underWay.take();
    repair.rotten = rotten;
    repair.from = from;
    const { groups } = this.leadership;
    this.copies.begin(repair.index, groups.hostOf(group, from), node, this.logs.records.bytes(record));
  }

  private wait(rotten: RottenRecord): void {
    this.waiting.push(rotten);
    if (this.isTryingAgain) return;
    this.isTryingAgain = true;
    this.simulation.schedule(tryAgainAfterNs, this.tryAgainType, 0);
  }

  private isRotten(rotten: RottenRecord): boolean {
    return this.rot.of(rotten.record, rotten.slot) === rotten;
  }

  /** Slot of a replica that has the record, and whose checksum holds; the leader's first, as other copies come from there. */
  private sourceFor({ group, record, slot }: RottenRecord): number {
    const { leadership, rot } = this;
    const { groups } = leadership;
    if (!leadership.isAlive(group, slot)) return none;
    const leader = groups.get(group, field.leader);
    for (let nth = 0; nth < groups.slots; nth++) {
      const other = (leader + nth) % groups.slots;
      if (other === slot || !this.logs.records.isDurable(record, other) || !leadership.isAlive(group, other)) continue;
      const there = rot.of(record, other);
      if (there === null) return other;
      rot.find(there, 'transfer');
    }
    return none;
  }

  about(job: number): string {
    const { group, sequenceNumber } = this.underWay.items[job].rotten!;
    return `record ${sequenceNumber} of ${this.leadership.groups.nameOf(group)}`;
  }

  isWanted(job: number): boolean {
    return this.isRotten(this.underWay.items[job].rotten!);
  }

  /** What has rotted at the source by now is found there. */
  copied(job: number): void {
    const { rotten, from } = this.underWay.items[job];
    const { records } = this.logs;
    const there = this.rot.of(rotten!.record, from);
    if (there !== null) this.rot.find(there, 'transfer');
    else if (records.isDurable(rotten!.record, from)) this.rot.repaired(rotten!);
    this.failed(job);
  }

  /** It is over, well or not. */
  failed(job: number): void {
    const repair = this.underWay.items[job];
    const rotten = repair.rotten!;
    repair.rotten = null;
    this.underWay.release(repair);
    if (this.isRotten(rotten)) this.wait(rotten);
    this.attemptNext();
  }
}
