/**
 * What is archived of partitions, read by nodes that keep nothing of it: the newest snapshot and the log since come from the
 * region's object store chunk by chunk over one connection, no faster than the reader's pace.
 *
 *   ask ─ first byte ─> chunk arrives ─ pace ─> next chunk … all arrived: read
 *    └── no answer until the time-out, or the stream broke: unanswered, and not asked again
 *
 * Left out: the node's interface, which sends only here, and the first byte of all objects but one, as in downloads.ts; what
 * it takes to make a partition of the bytes.
 */
import { none, Pool, type Pooled } from '../engine/pool.js';
import type { Simulation } from '../engine/simulation.js';
import type { Host } from '../infrastructure/host.js';
import type { ObjectStore } from './object-store.js';

export interface ReadableArchive {
  /** By region. */
  readonly stores: readonly ObjectStore[];
  /** Sequence number up to which the partition's log is archived: what the table was loaded with always is. */
  archivedUpTo(group: number): number;
  /** Of the group's newest snapshot and the log since. */
  bytesOf(group: number): number;
  /** Of a chunk that is asked for, and for how long its answer is awaited. */
  readonly chunkBytes: number;
  readonly timeout: number;
}

/** Whose reads these are; `job` is the owner's own number for each. */
export interface ArchivedReadOwner {
  aboutRead(job: number): string;
  /** The first chunk has arrived. */
  archiveAnswered(job: number): void;
  /** What is not wanted any more ends without a word. */
  isReadWanted(job: number): boolean;
  archiveRead(job: number): void;
  archiveUnanswered(job: number): void;
}

class Reading implements Pooled {
  job = 0;
  node = 0;
  bytesLeft = 0;
  isAnswered = false;
  /** Of the chunk that is asked for. */
  receiving = 0;
  /** Of the object store when it was asked; -1: it was down, or is too slow. */
  epoch = 0;
  constructor(readonly index: number) {}
}

export class ArchivedReads {
  private readonly underWay = new Pool('reads of the archive', (index) => new Reading(index));
  private readonly arriveType: number;

  constructor(
    /** What is read, in the name of its events. */
    name: string,
    private readonly simulation: Simulation,
    private readonly hosts: readonly Host[],
    private readonly archive: Omit<ReadableArchive, 'archivedUpTo' | 'bytesOf'>,
    private readonly owner: ArchivedReadOwner,
    /** Bytes a second that the reader takes at most. */
    private readonly pace: number,
  ) {
    const { items } = this.underWay;
    this.arriveType = simulation.on(
      name,
      (index) => this.arrives(items[index]),
      (index) => owner.aboutRead(items[index].job),
    );
  }

  begin(job: number, node: number, bytes: number): void {
    const reading = this.underWay.take();
    const store = this.storeOf(node);
    reading.job = job;
    reading.node = node;
    reading.bytesLeft = Math.max(1, Math.round(bytes));
    reading.isAnswered = false;
    reading.epoch = store.epoch;
    this.receive(reading, store.answerAfterNs(this.chunkOf(reading)));
  }

  private storeOf(node: number): ObjectStore {
    return this.archive.stores[this.hosts[node].region];
  }

  private chunkOf({ bytesLeft }: Reading): number {
    return Math.min(bytesLeft, this.archive.chunkBytes);
  }

  private receive(reading: Reading, answerNs: number): void {
    const { timeout } = this.archive;
    reading.receiving = this.chunkOf(reading);
    const isInTime = this.storeOf(reading.node).isUp && answerNs <= timeout;
    if (!isInTime) reading.epoch = none;
    const pacedNs = Math.round((reading.receiving / this.pace) * 1e9);
    this.simulation.schedule(isInTime ? Math.max(answerNs, pacedNs) : timeout, this.arriveType, reading.index);
  }

  private arrives(reading: Reading): void {
    const { job, node, epoch } = reading;
    const store = this.storeOf(node);
    if (!this.owner.isReadWanted(job)) return this.underWay.release(reading);
    if (!store.isAnswered(epoch)) {
      this.underWay.release(reading);
      return this.owner.archiveUnanswered(job);
    }
    if (!reading.isAnswered) {
      reading.isAnswered = true;
      this.owner.archiveAnswered(job);
    }
    reading.bytesLeft -= reading.receiving;
    if (reading.bytesLeft > 0) return this.receive(reading, store.moreAfterNs(this.chunkOf(reading)));
    this.underWay.release(reading);
    this.owner.archiveRead(job);
  }
}
