/**
 * Copies of stored bytes from one node to another in the background: each chunk is read from the one drive, crosses the
 * network and is written to the other, at a pace, so that the foreground feels it and it feels the foreground, and both
 * the faults of a drive that begin meanwhile. The last write is flushed: a copy that is not durable is none.
 *
 *   read chunk ─ pace ─> send ─> write chunk ─> next chunk … ─> done
 *
 * A copy ends without success when either node loses its life or its drive, or its owner no longer wants it.
 */
import { Pool, type Pooled } from '../engine/pool.js';
import type { Simulation } from '../engine/simulation.js';
import type { Network } from '../infrastructure/network.js';
import type { StorageNodes } from './storage-nodes.js';

/** A copy that waits for a drive looks this often whether it is still possible: the drive may stand still for long. */
const lookAgainNs = 1e9;

/** Whose copies these are; `job` is the owner's own number for each. */
export interface CopyOwner {
  isWanted(job: number): boolean;
  /** What is copied and why, in words. */
  about(job: number): string;
  copied(job: number): void;
  failed(job: number): void;
}

class Copy implements Pooled {
  job = 0;
  from = 0;
  to = 0;
  bytesLeft = 0;
  chunk = 0;
  fromIncarnation = 0;
  toIncarnation = 0;
  fromGeneration = 0;
  toGeneration = 0;
  /** When the drive that has the chunk is done with it, as planned in its epoch. */
  driveDoneAtNs = 0;
  epoch = 0;
  constructor(readonly index: number) {}
}

export class BackgroundCopies {
  private readonly copies: Pool<Copy>;
  private readonly sendType: number;
  private readonly arriveType: number;
  private readonly storedType: number;

  constructor(
    /** What is copied, in the names of events. */
    name: string,
    private readonly simulation: Simulation,
    private readonly network: Network,
    private readonly nodes: StorageNodes,
    private readonly bytesPerSecond: number,
    private readonly chunkBytes: number,
    private readonly owner: CopyOwner,
  ) {
    this.copies = new Pool(`${name} copies`, (index) => new Copy(index));
    const copyOf = (index: number) => this.copies.items[index];
    const about = (index: number) => this.about(copyOf(index));
    this.sendType = simulation.on(`${name} chunk read`, (index) => this.sendChunk(copyOf(index)), about);
    this.arriveType = network.channel(
      `${name} chunk arrives`,
      (index) => this.chunkArrives(copyOf(index)),
      (index) => this.fail(copyOf(index)),
      about,
    );
    this.storedType = simulation.on(`${name} chunk stored`, (index) => this.chunkStored(copyOf(index)), about);
  }

  private about({ job, from, to, bytesLeft }: Copy): string {
    const [source, target] = [from, to].map((node) => this.nodes.hosts[node].name);
    return `${this.owner.about(job)}, from ${source} to ${target}, ${bytesLeft} bytes left`;
  }

  begin(job: number, from: number, to: number, bytes: number): void {
    const { hosts, disks } = this.nodes;
    const copy = this.copies.take();
    copy.job = job;
    copy.from = from;
    copy.to = to;
    copy.bytesLeft = Math.max(1, bytes);
    copy.fromIncarnation = hosts[from].incarnation;
    copy.toIncarnation = hosts[to].incarnation;
    copy.fromGeneration = disks.generation(from);
    copy.toGeneration = disks.generation(to);
    this.readChunk(copy);
  }

  private readChunk(copy: Copy): void {
    copy.chunk = Math.min(copy.bytesLeft, this.chunkBytes);
    const pacedNs = Math.round((copy.chunk / this.bytesPerSecond) * 1e9);
    const readNs = this.useDrive(copy, copy.from);
    this.simulation.schedule(Math.max(pacedNs, readNs), this.sendType, copy.index);
  }

  private sendChunk(copy: Copy): void {
    if (!this.isPossible(copy)) return this.fail(copy);
    if (!this.isDriveDone(copy, copy.from, this.sendType)) return;
    this.network.send(copy.from, copy.to, copy.chunk, this.arriveType, copy.index);
  }

  private chunkArrives(copy: Copy): void {
    if (!this.network.reaches(copy.to, this.arriveType, copy.index)) return;
    if (!this.isPossible(copy)) return this.fail(copy);
    this.simulation.schedule(this.useDrive(copy, copy.to, copy.chunk === copy.bytesLeft), this.storedType, copy.index);
  }

  private chunkStored(copy: Copy): void {
    if (!this.isPossible(copy)) return this.fail(copy);
    if (!this.isDriveDone(copy, copy.to, this.storedType)) return;
    copy.bytesLeft -= copy.chunk;
    if (copy.bytesLeft > 0) return this.readChunk(copy);
    this.copies.release(copy);
    this.owner.copied(copy.job);
  }

  /** Gives the chunk to the node's drive. How long it takes as far as its faults are known now, or until the next look. */
  private useDrive(copy: Copy, node: number, isFlushed = false): number {
    const { disks } = this.nodes;
    const { nowNs } = this.simulation;
    const takesNs = disks.copyInBackground(node, nowNs, copy.chunk, isFlushed);
    copy.epoch = disks.stations.epoch(node);
    copy.driveDoneAtNs = nowNs + takesNs;
    return Math.min(takesNs, lookAgainNs);
  }

  /** Whether the drive is done with the chunk; if not, because a fault came since, the event comes again. */
  private isDriveDone(copy: Copy, node: number, type: number): boolean {
    const { stations } = this.nodes.disks;
    copy.driveDoneAtNs += Math.max(0, stations.lateness(node, copy.epoch, copy.driveDoneAtNs));
    copy.epoch = stations.epoch(node);
    const leftNs = copy.driveDoneAtNs - this.simulation.nowNs;
    if (leftNs > 0) this.simulation.schedule(Math.min(leftNs, lookAgainNs), type, copy.index);
    return leftNs <= 0;
  }

  /** Both nodes still live the life in which the copy began, on the same drives, and it is still wanted. */
  private isPossible(copy: Copy): boolean {
    const { hosts, disks } = this.nodes;
    return (
      hosts[copy.from].incarnation === copy.fromIncarnation &&
      hosts[copy.to].incarnation === copy.toIncarnation &&
      disks.generation(copy.from) === copy.fromGeneration &&
      disks.generation(copy.to) === copy.toGeneration &&
      hosts[copy.to].isUp &&
      !disks.hasFailed(copy.to) &&
      this.owner.isWanted(copy.job)
    );
  }

  private fail(copy: Copy): void {
    this.copies.release(copy);
    this.owner.failed(copy.job);
  }
}
