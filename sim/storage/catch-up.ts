/**
 * A replica that missed records copies them from its leader: the missing log while the leader still keeps it, otherwise
 * the whole partition. Chunks are read from the leader's drive, cross the network and are written to the replica's drive,
 * paced by `catchUpBandwidth`, so that the foreground feels them.
 *
 *   read chunk (background) ─ pace ─> send ─> write chunk (background) ─> next chunk … ─> the replica is whole again
 *
 * New records reach the replica meanwhile in the ordinary way; only the gap is copied.
 */
import { Pool, type Pooled } from '../engine/pool.js';
import type { Simulation } from '../engine/simulation.js';
import type { Host } from '../infrastructure/host.js';
import type { Network } from '../infrastructure/network.js';
import { field } from './group-table.js';
import type { Leadership } from './leadership.js';
import type { Replication } from './replication.js';

export interface CatchUpParameters {
  readonly catchUpBandwidth: number;
  readonly catchUpChunk: number;
}

class Copy implements Pooled {
  group = 0;
  slot = 0;
  from = 0;
  term = 0;
  /** The replica will be whole up to here. */
  position = 0;
  bytesLeft = 0;
  chunk = 0;
  fromIncarnation = 0;
  toIncarnation = 0;
  fromGeneration = 0;
  toGeneration = 0;
  constructor(readonly index: number) {}
}

export class CatchUps {
  wholePartitions = 0;
  private readonly copies = new Pool('catch-up copies', (index) => new Copy(index));
  private readonly sendType: number;
  private readonly arriveType: number;
  private readonly storedType: number;

  constructor(
    private readonly simulation: Simulation,
    private readonly network: Network,
    private readonly leadership: Leadership,
    private readonly replication: Replication,
    private readonly parameters: CatchUpParameters,
    /** Stored bytes of a partition. */
    private readonly bytesOfGroup: (group: number) => number,
  ) {
    const copyOf = (index: number) => this.copies.items[index];
    this.sendType = simulation.on('catch-up chunk read', (index) => this.sendChunk(copyOf(index)));
    this.arriveType = network.channel(
      'catch-up chunk arrives',
      (index) => this.chunkArrives(copyOf(index)),
      (index) => this.end(copyOf(index)),
    );
    this.storedType = simulation.on('catch-up chunk stored', (index) => this.chunkStored(copyOf(index)));
  }

  /** The replica in `slot` copies from the leader in `from`. */
  begin(group: number, slot: number, from: number): void {
    const { groups } = this.leadership;
    const copy = this.copies.take();
    copy.group = group;
    copy.slot = slot;
    copy.from = from;
    copy.term = groups.get(group, field.term);
    copy.position = groups.get(group, field.last);
    const logBytes = this.replication.groupLogs.bytesAfter(group, groups.get(group, field.durable + slot));
    if (logBytes < 0) this.wholePartitions++;
    copy.bytesLeft = Math.max(1, logBytes >= 0 ? logBytes : this.bytesOfGroup(group));
    copy.fromIncarnation = this.hostOf(copy, from).incarnation;
    copy.toIncarnation = this.hostOf(copy, slot).incarnation;
    copy.fromGeneration = this.disks.generation(this.hostOf(copy, from).id);
    copy.toGeneration = this.disks.generation(this.hostOf(copy, slot).id);
    this.readChunk(copy);
  }

  private readChunk(copy: Copy): void {
    copy.chunk = Math.min(copy.bytesLeft, this.parameters.catchUpChunk);
    const pacedNs = Math.round((copy.chunk / this.parameters.catchUpBandwidth) * 1e9);
    const readNs = this.disks.copyInBackground(this.hostOf(copy, copy.from).id, this.simulation.nowNs, copy.chunk);
    this.simulation.schedule(Math.max(pacedNs, readNs), this.sendType, copy.index);
  }

  private sendChunk(copy: Copy): void {
    if (!this.isPossible(copy)) return this.end(copy);
    const from = this.hostOf(copy, copy.from).id;
    this.network.send(from, this.hostOf(copy, copy.slot).id, copy.chunk, this.arriveType, copy.index);
  }

  private chunkArrives(copy: Copy): void {
    const node = this.hostOf(copy, copy.slot).id;
    if (!this.network.reaches(node, this.arriveType, copy.index)) return;
    if (!this.isPossible(copy)) return this.end(copy);
    const writtenNs = this.disks.copyInBackground(node, this.simulation.nowNs, copy.chunk);
    this.simulation.schedule(writtenNs, this.storedType, copy.index);
  }

  private chunkStored(copy: Copy): void {
    if (!this.isPossible(copy)) return this.end(copy);
    copy.bytesLeft -= copy.chunk;
    if (copy.bytesLeft > 0) return this.readChunk(copy);
    this.replication.caughtUp(copy.group, copy.slot, copy.position);
    this.end(copy);
  }

  /** Both replicas still live the life in which the copy began, on the same drives and under the same leader. */
  private isPossible(copy: Copy): boolean {
    return (
      this.hostOf(copy, copy.from).incarnation === copy.fromIncarnation &&
      this.hostOf(copy, copy.slot).incarnation === copy.toIncarnation &&
      this.disks.generation(this.hostOf(copy, copy.from).id) === copy.fromGeneration &&
      this.disks.generation(this.hostOf(copy, copy.slot).id) === copy.toGeneration &&
      this.leadership.isAlive(copy.group, copy.slot) &&
      this.leadership.groups.get(copy.group, field.term) === copy.term
    );
  }

  private end(copy: Copy): void {
    const watch = this.leadership.watchOf(copy.group);
    if (watch !== null) watch.catchingUp &= ~(1 << copy.slot);
    this.copies.release(copy);
  }

  private hostOf(copy: Copy, slot: number): Host {
    return this.leadership.nodes.hosts[this.leadership.groups.hostOf(copy.group, slot)];
  }

  private get disks() {
    return this.leadership.nodes.disks;
  }
}
