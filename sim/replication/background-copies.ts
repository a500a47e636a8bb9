/**
 * Copies of stored bytes from one node to another in the background: each chunk is read from the one drive, crosses the
 * network and is written to the other, so that the foreground feels it and it feels the foreground, and both the faults of
 * a drive that begin meanwhile. Chunks are read one after the other, at a pace, and written one after the other; the next
 * is read while those before are on their way, so that a copy is as fast as the slowest of pace, drives and link lets it.
 * The last write is flushed: a copy that is not durable is none.
 *
 *   read chunk ─ pace ─> send ─> write chunk ─> … all written: done
 *        └─────> read next chunk, at most `chunksAheadMax` that are not written
 *
 * A copy ends without success when either node loses its life or its drive, or its owner no longer wants it. What is under
 * way of it then comes to nothing.
 */
import { type Pooled, SharedPool } from '../engine/pool.js';
import type { Simulation } from '../engine/simulation.js';
import { DriveUse } from '../infrastructure/drive-use.js';
import type { Network } from '../infrastructure/network.js';
import type { StorageNodes } from './storage-nodes.js';

/** A copy that waits for a drive looks this often whether it is still possible: the drive may stand still for long. */
const lookAgainNs = 1e9;

/** Chunks of a copy that are read and not written: one at each drive, and one on its way from one to the other. */
export const chunksAheadMax = 3;

/** Whose copies these are; `job` is the owner's own number for each. */
export interface CopyOwner {
  isWanted(job: number): boolean;
  /** What is copied and why, in words. */
  about(job: number): string;
  /** So many more bytes of it are on the drive that it goes to. */
  stored?(job: number, bytes: number): void;
  copied(job: number): void;
  failed(job: number): void;
}

/** Held by each of its events and messages that is to come. */
class Copy implements Pooled {
  job = 0;
  from = 0;
  to = 0;
  bytesToRead = 0;
  bytesToWrite = 0;
  /** Bytes that are being read, and written; 0: none. */
  reading = 0;
  writing = 0;
  /** Chunks that have arrived and wait for their turn to be written: they come in order, as over TCP. */
  arrived = 0;
  chunksAhead = 0;
  isOver = false;
  fromIncarnation = 0;
  toIncarnation = 0;
  fromGeneration = 0;
  toGeneration = 0;
  constructor(
    readonly index: number,
    readonly source: DriveUse,
    readonly target: DriveUse,
  ) {}
}

export class BackgroundCopies {
  private readonly copies: SharedPool<Copy>;
  private readonly readType: number;
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
    const { disks } = nodes;
    this.copies = new SharedPool(
      `${name} copies`,
      (index) => new Copy(index, new DriveUse(disks), new DriveUse(disks)),
    );
    const copyOf = (index: number) => this.copies.items[index];
    const about = (index: number) => this.about(copyOf(index));
    this.readType = simulation.on(`${name} chunk read`, (index) => this.chunkRead(copyOf(index)), about);
    this.arriveType = network.channel(
      `${name} chunk arrives`,
      (index) => this.chunkArrives(copyOf(index)),
      (index) => this.chunkLost(copyOf(index)),
      about,
    );
    this.storedType = simulation.on(`${name} chunk stored`, (index) => this.chunkStored(copyOf(index)), about);
  }

  private about({ job, from, to, bytesToWrite, isOver }: Copy): string {
    const [source, target] = [from, to].map((node) => this.nodes.hosts[node].name);
    const what = isOver ? 'given up' : this.owner.about(job);
    return `${what}, from ${source} to ${target}, ${bytesToWrite} bytes left`;
  }

  begin(job: number, from: number, to: number, bytes: number): void {
    const { hosts, disks } = this.nodes;
    const copy = this.copies.take();
    copy.job = job;
    copy.from = from;
    copy.to = to;
    copy.bytesToRead = Math.max(1, bytes);
    copy.bytesToWrite = copy.bytesToRead;
    copy.reading = 0;
    copy.writing = 0;
    copy.arrived = 0;
    copy.chunksAhead = 0;
    copy.isOver = false;
    copy.fromIncarnation = hosts[from].incarnation;
    copy.toIncarnation = hosts[to].incarnation;
    copy.fromGeneration = disks.generation(from);
    copy.toGeneration = disks.generation(to);
    this.read(copy);
    this.copies.letGo(copy.index);
  }

  private read(copy: Copy): void {
    if (copy.reading > 0 || copy.bytesToRead === 0 || copy.chunksAhead === chunksAheadMax) return;
    copy.reading = Math.min(copy.bytesToRead, this.chunkBytes);
    copy.bytesToRead -= copy.reading;
    copy.chunksAhead++;
    const pacedNs = Math.round((copy.reading / this.bytesPerSecond) * 1e9);
    const readNs = copy.source.begin(copy.from, this.simulation.nowNs, copy.reading);
    this.schedule(Math.max(pacedNs, Math.min(readNs, lookAgainNs)), this.readType, copy);
  }

  private schedule(delayNs: number, type: number, copy: Copy): void {
    this.copies.hold(copy.index);
    this.simulation.schedule(delayNs, type, copy.index);
  }

  private chunkRead(copy: Copy): void {
    if (this.goesOn(copy) && this.isDone(copy.source, this.readType, copy)) {
      const bytes = copy.reading;
      copy.reading = 0;
      this.copies.hold(copy.index);
      this.network.send(copy.from, copy.to, bytes, this.arriveType, copy.index);
      if (!copy.isOver) this.read(copy);
    }
    this.copies.letGo(copy.index);
  }

  private chunkArrives(copy: Copy): void {
    if (!this.network.reaches(copy.to, this.arriveType, copy.index)) return;
    if (this.goesOn(copy)) {
      copy.arrived++;
      this.write(copy);
    }
    this.copies.letGo(copy.index);
  }

  private chunkLost(copy: Copy): void {
    if (!copy.isOver) this.fail(copy);
    this.copies.letGo(copy.index);
  }

  private write(copy: Copy): void {
    if (copy.writing > 0 || copy.arrived === 0) return;
    copy.arrived--;
    copy.writing = Math.min(copy.bytesToWrite, this.chunkBytes);
    const isLast = copy.writing === copy.bytesToWrite;
    const writtenNs = copy.target.begin(copy.to, this.simulation.nowNs, copy.writing, isLast);
    this.schedule(Math.min(writtenNs, lookAgainNs), this.storedType, copy);
  }

  private chunkStored(copy: Copy): void {
    if (this.goesOn(copy) && this.isDone(copy.target, this.storedType, copy)) {
      this.owner.stored?.(copy.job, copy.writing);
      copy.bytesToWrite -= copy.writing;
      copy.writing = 0;
      copy.chunksAhead--;
      if (copy.bytesToWrite === 0) {
        copy.isOver = true;
        this.owner.copied(copy.job);
      } else {
        this.write(copy);
        this.read(copy);
      }
    }
    this.copies.letGo(copy.index);
  }

  /** Whether the drive is done with the chunk; if not, because a fault came since, the event comes again. */
  private isDone(use: DriveUse, type: number, copy: Copy): boolean {
    const leftNs = use.leftNs(this.simulation.nowNs);
    if (leftNs > 0) this.schedule(Math.min(leftNs, lookAgainNs), type, copy);
    return leftNs === 0;
  }

  /** Ends the copy where it cannot go on. */
  private goesOn(copy: Copy): boolean {
    if (copy.isOver) return false;
    if (this.isPossible(copy)) return true;
    this.fail(copy);
    return false;
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
    copy.isOver = true;
    this.owner.failed(copy.job);
  }
}
