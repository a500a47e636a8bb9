/**
 * Downloads of archived bytes from the object store of a region to one of its storage nodes, in the background: chunk by
 * chunk, each as fast as one connection to the store is, and then written to the drive within the background's share, so that
 * the foreground feels it. The last write is flushed. A store that is down or slow is asked again.
 *
 *   ask ─> chunk arrives ─> drive ─> next chunk … ─> done
 *    ^         └ no answer: back-off
 *
 * A download ends without success when the node loses its life or its drive. Left out: the node's interface, which sends only
 * here, and what it takes to make a partition of the bytes.
 */
import { none, Pool, type Pooled } from '../engine/pool.js';
import type { RandomStream } from '../engine/random-stream.js';
import type { Simulation } from '../engine/simulation.js';
import type { StorageNodes } from '../replication/storage-nodes.js';
import type { ObjectStore } from './object-store.js';

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

class Download implements Pooled {
  owner!: DownloadOwner;
  job = 0;
  node = 0;
  incarnation = 0;
  generation = 0;
  bytesLeft = 0;
  chunk = 0;
  /** Of the object store when it was asked; -1: it was down. */
  epoch = 0;
  backoffNs = 0;
  driveDoneAtNs = 0;
  driveEpoch = 0;
  constructor(readonly index: number) {}
}

export class Downloads {
  bytes = 0;
  private readonly underWay = new Pool('downloads from the archive', (index) => new Download(index));
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
    const of = (index: number) => this.underWay.items[index];
    const about = (index: number) => `${of(index).owner.about(of(index).job)}, ${of(index).bytesLeft} bytes left`;
    this.askType = simulation.on('archive asked', (index) => this.ask(of(index)), about);
    this.arriveType = simulation.on('archived chunk arrives', (index) => this.arrives(of(index)), about);
    this.storedType = simulation.on('archived chunk stored', (index) => this.stored(of(index)), about);
  }

  begin(owner: DownloadOwner, job: number, node: number, bytes: number): void {
    const download = this.underWay.take();
    download.owner = owner;
    download.job = job;
    download.node = node;
    download.incarnation = this.nodes.hosts[node].incarnation;
    download.generation = this.nodes.disks.generation(node);
    download.bytesLeft = Math.max(1, Math.round(bytes));
    download.backoffNs = this.parameters.backoff;
    this.ask(download);
  }

  private storeOf({ node }: Download): ObjectStore {
    return this.stores[this.nodes.hosts[node].region];
  }

  private ask(download: Download): void {
    if (!this.isPossible(download)) return this.end(download, false);
    const store = this.storeOf(download);
    download.chunk = Math.min(download.bytesLeft, this.parameters.chunkBytes);
    const answerNs = store.answerAfterNs(download.chunk);
    const isInTime = store.isUp && answerNs <= this.parameters.timeout;
    download.epoch = isInTime ? store.epoch : none;
    this.simulation.schedule(isInTime ? answerNs : this.parameters.timeout, this.arriveType, download.index);
  }

  private arrives(download: Download): void {
    if (!this.isPossible(download)) return this.end(download, false);
    const { simulation, stream, nodes, parameters } = this;
    if (!this.storeOf(download).isAnswered(download.epoch)) {
      const waitNs = Math.round(download.backoffNs * (0.5 + stream.next() / 2));
      download.backoffNs = Math.min(2 * download.backoffNs, parameters.backoffMax);
      simulation.schedule(waitNs, this.askType, download.index);
      return;
    }
    download.backoffNs = parameters.backoff;
    const { node, chunk, bytesLeft } = download;
    const writtenNs = nodes.disks.copyInBackground(node, simulation.nowNs, chunk, chunk === bytesLeft);
    download.driveEpoch = nodes.disks.stations.epoch(node);
    download.driveDoneAtNs = simulation.nowNs + writtenNs;
    simulation.schedule(writtenNs, this.storedType, download.index);
  }

  private stored(download: Download): void {
    if (!this.isPossible(download)) return this.end(download, false);
    if (!this.isDriveDone(download)) return;
    this.bytes += download.chunk;
    download.bytesLeft -= download.chunk;
    if (download.bytesLeft > 0) this.ask(download);
    else this.end(download, true);
  }

  /** If not, because a fault of the drive came since, the event comes again. */
  private isDriveDone(download: Download): boolean {
    const { stations } = this.nodes.disks;
    const { node, driveEpoch, driveDoneAtNs } = download;
    download.driveDoneAtNs += Math.max(0, stations.lateness(node, driveEpoch, driveDoneAtNs));
    download.driveEpoch = stations.epoch(node);
    const leftNs = download.driveDoneAtNs - this.simulation.nowNs;
    if (leftNs > 0) this.simulation.schedule(leftNs, this.storedType, download.index);
    return leftNs <= 0;
  }

  /** The node still lives the life in which it began, on the same drive. */
  private isPossible({ node, incarnation, generation }: Download): boolean {
    const { hosts, disks } = this.nodes;
    const isSame = hosts[node].incarnation === incarnation && disks.generation(node) === generation;
    return isSame && hosts[node].isUp && !disks.hasFailed(node);
  }

  private end(download: Download, isWhole: boolean): void {
    const { owner, job } = download;
    this.underWay.release(download);
    if (isWhole) owner.downloaded(job);
    else owner.failed(job);
  }
}
