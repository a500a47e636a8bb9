/**
 * Downloads of archived bytes from the object store of a region to one of its storage nodes, in the background: a stream
 * that is as fast as one connection to the store is, and whose chunks are written to the drive within the background's
 * share, so that the foreground feels it. While one chunk is written the next arrives, so that a download is as fast as the
 * slower of the two. The last write is flushed. A store that is down or slow is asked again for what is left.
 *
 *   ask ─ first byte ─> chunk arrives ─> drive ─> … all written: done
 *    ^         │             └─────> next chunk, at most `chunksAheadMax` that are not written
 *    └ back-off┘ no answer, or the stream broke
 *
 * A download ends without success when the node loses its life or its drive. Left out: the node's interface, which sends only
 * here, what it takes to make a partition of the bytes, and the first byte of all objects but one: a snapshot and the
 * segments since are asked for one ahead, on the same connection.
 */
import { none, type Pooled, SharedPool } from '../engine/pool.js';
import type { RandomStream } from '../engine/random-stream.js';
import type { Simulation } from '../engine/simulation.js';
import { DriveUse } from '../infrastructure/drive-use.js';
import type { StorageNodes } from '../replication/storage-nodes.js';
import type { ObjectStore } from './object-store.js';

/** Chunks of a download that arrive, or have arrived, and are not written: one at each end. */
const chunksAheadMax = 2;

export interface DownloadParameters {
  readonly chunkBytes: number;
  readonly timeout: number;
  readonly backoff: number;
  readonly backoffMax: number;
}

/** Whose downloads these are; `job` is the owner's own number for each. */
export interface DownloadOwner {
  about(job: number): string;
  downloaded(job: number): void;
  failed(job: number): void;
}

/** Held by each of its events that is to come. */
class Download implements Pooled {
  owner!: DownloadOwner;
  job = 0;
  node = 0;
  incarnation = 0;
  generation = 0;
  bytesToReceive = 0;
  bytesToWrite = 0;
  /** Bytes that are arriving, or asked for; and being written; 0: none. */
  receiving = 0;
  writing = 0;
  /** Chunks that have arrived and wait to be written. */
  arrived = 0;
  chunksAhead = 0;
  isOver = false;
  /** Of the object store when it was asked; -1: it was down. */
  epoch = 0;
  backoffNs = 0;
  constructor(
    readonly index: number,
    readonly drive: DriveUse,
  ) {}
}

export class Downloads {
  bytes = 0;
  private readonly underWay: SharedPool<Download>;
  private readonly askType: number;
  private readonly arriveType: number;
  private readonly storedType: number;

  constructor(
    private readonly simulation: Simulation,
    private readonly nodes: StorageNodes,
    /** By region. */
    private readonly stores: readonly ObjectStore[],
    private readonly stream: RandomStream,
    private readonly parameters: DownloadParameters,
  ) {
    this.underWay = new SharedPool(
      'downloads from the archive',
      (index) => new Download(index, new DriveUse(nodes.disks)),
    );
    const of = (index: number) => this.underWay.items[index];
    const about = (index: number) => this.about(of(index));
    const on = (name: string, happens: (download: Download) => void) =>
      simulation.on(name, (index) => this.run(of(index), happens), about);
    this.askType = on('archive asked', (download) => this.ask(download));
    this.arriveType = on('archived chunk arrives', (download) => this.arrives(download));
    this.storedType = on('archived chunk stored', (download) => this.stored(download));
  }

  private about({ isOver, owner, job, bytesToWrite }: Download): string {
    return `${isOver ? 'given up' : owner.about(job)}, ${bytesToWrite} bytes left`;
  }

  begin(owner: DownloadOwner, job: number, node: number, bytes: number): void {
    const download = this.underWay.take();
    download.owner = owner;
    download.job = job;
    download.node = node;
    download.incarnation = this.nodes.hosts[node].incarnation;
    download.generation = this.nodes.disks.generation(node);
    download.bytesToReceive = Math.max(1, Math.round(bytes));
    download.bytesToWrite = download.bytesToReceive;
    download.receiving = 0;
    download.writing = 0;
    download.arrived = 0;
    download.chunksAhead = 0;
    download.isOver = false;
    download.backoffNs = this.parameters.backoff;
    this.run(download, () => this.ask(download));
  }

  /** One of its holders is served, and lets go. */
  private run(download: Download, happens: (download: Download) => void): void {
    if (!download.isOver) {
      if (this.isPossible(download)) happens(download);
      else this.end(download, false);
    }
    this.underWay.letGo(download.index);
  }

  private schedule(delayNs: number, type: number, download: Download): void {
    this.underWay.hold(download.index);
    this.simulation.schedule(delayNs, type, download.index);
  }

  private storeOf({ node }: Download): ObjectStore {
    return this.stores[this.nodes.hosts[node].region];
  }

  private chunkOf(bytesLeft: number): number {
    return Math.min(bytesLeft, this.parameters.chunkBytes);
  }

  private ask(download: Download): void {
    const store = this.storeOf(download);
    download.epoch = store.epoch;
    download.chunksAhead++;
    this.receive(download, store.answerAfterNs(this.chunkOf(download.bytesToReceive)));
  }

  private receiveMore(download: Download): void {
    const { receiving, bytesToReceive, chunksAhead } = download;
    if (receiving > 0 || bytesToReceive === 0 || chunksAhead === chunksAheadMax) return;
    download.chunksAhead++;
    this.receive(download, this.storeOf(download).moreAfterNs(this.chunkOf(bytesToReceive)));
  }

  private receive(download: Download, answerNs: number): void {
    const { timeout } = this.parameters;
    download.receiving = this.chunkOf(download.bytesToReceive);
    const isInTime = this.storeOf(download).isUp && answerNs <= timeout;
    if (!isInTime) download.epoch = none;
    this.schedule(isInTime ? answerNs : timeout, this.arriveType, download);
  }

  private arrives(download: Download): void {
    const { stream, parameters } = this;
    const { receiving } = download;
    if (!this.storeOf(download).isAnswered(download.epoch)) {
      download.chunksAhead--;
      const waitNs = Math.round(download.backoffNs * (0.5 + stream.next() / 2));
      download.backoffNs = Math.min(2 * download.backoffNs, parameters.backoffMax);
      return this.schedule(waitNs, this.askType, download);
    }
    download.backoffNs = parameters.backoff;
    download.receiving = 0;
    download.bytesToReceive -= receiving;
    download.arrived++;
    this.write(download);
    this.receiveMore(download);
  }

  private write(download: Download): void {
    if (download.writing > 0 || download.arrived === 0) return;
    const { node, bytesToWrite, drive } = download;
    download.arrived--;
    download.writing = this.chunkOf(bytesToWrite);
    const writtenNs = drive.begin(node, this.simulation.nowNs, download.writing, download.writing === bytesToWrite);
    this.schedule(writtenNs, this.storedType, download);
  }

  private stored(download: Download): void {
    // Not done, because a fault of the drive came since: the event comes again.
    const leftNs = download.drive.leftNs(this.simulation.nowNs);
    if (leftNs > 0) return this.schedule(leftNs, this.storedType, download);
    this.bytes += download.writing;
    download.bytesToWrite -= download.writing;
    download.writing = 0;
    download.chunksAhead--;
    if (download.bytesToWrite === 0) return this.end(download, true);
    this.write(download);
    this.receiveMore(download);
  }

  /** The node still lives the life in which it began, on the same drive. */
  private isPossible({ node, incarnation, generation }: Download): boolean {
    const { hosts, disks } = this.nodes;
    const isSame = hosts[node].incarnation === incarnation && disks.generation(node) === generation;
    return isSame && hosts[node].isUp && !disks.hasFailed(node);
  }

  private end(download: Download, isWhole: boolean): void {
    const { owner, job } = download;
    download.isOver = true;
    if (isWhole) owner.downloaded(job);
    else owner.failed(job);
  }
}
