/**
 * Copies of stored bytes from one node to another in the background: each chunk is read from the one drive, crosses the
 * network and is written to the other, at a pace, so that the foreground feels it and it feels the foreground. The last write
 * is flushed: a copy that is not durable is none.
 *
 *   read chunk ─ pace ─> send ─> write chunk ─> next chunk … ─> done
 *
 * A copy ends without success when either node loses its life or its drive, or its owner no longer wants it.
 */
import { Pool, type Pooled } from '../engine/pool.js';
import type { Simulation } from '../engine/simulation.js';
import type { Network } from '../infrastructure/network.js';
import type { StorageNodes } from './storage-nodes.js';

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
    const readNs = this.nodes.disks.copyInBackground(copy.from, this.simulation.nowNs, copy.chunk);
    this.simulation.schedule(Math.max(pacedNs, readNs), this.sendType, copy.index);
  }

  private sendChunk(copy: Copy): void {
    if (!this.isPossible(copy)) return this.fail(copy);
    this.network.send(copy.from, copy.to, copy.chunk, this.arriveType, copy.index);
  }

  private chunkArrives(copy: Copy): void {
    if (!this.network.reaches(copy.to, this.arriveType, copy.index)) return;
    if (!this.isPossible(copy)) return this.fail(copy);
    const isLast = copy.chunk === copy.bytesLeft;
    const writtenNs = this.nodes.disks.copyInBackground(copy.to, this.simulation.nowNs, copy.chunk, isLast);
    this.simulation.schedule(writtenNs, this.storedType, copy.index);
  }

  private chunkStored(copy: Copy): void {
    if (!this.isPossible(copy)) return this.fail(copy);
    copy.bytesLeft -= copy.chunk;
    if (copy.bytesLeft > 0) return this.readChunk(copy);
    this.copies.release(copy);
    this.owner.copied(copy.job);
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
