/**
 * The drives of all storage nodes: operations served in parallel up to a bound, a bounded queue, separate times for
 * reads, appends and flushes, and bandwidth shared between the foreground and background copies. Reads and flushes are
 * jobs of one station a drive, so that each delays the other. All bytes, of the foreground and of copies, pass through
 * the drive's one interface in the order in which their jobs begin, which is how the bandwidth is shared; a copy leaves
 * pauses between its chunks, so that it takes no more than its share.
 *
 * Faults: slow (everything takes longer by a factor), stalled (nothing finishes until it ends), failed (every operation is
 * refused and what was stored is gone). A drive reckons in work (work-clock.ts), its interface and its copies too, so that
 * all of it is slow together. Left out: wear, controller caches, and what a file system adds.
 */
import type { Distribution } from '../engine/distribution.js';
import type { RandomStream } from '../engine/random-stream.js';
import { Station } from './station.js';
import { rejected, StationBank } from './station-bank.js';
import { standstill } from './work-clock.js';

export interface DiskParameters {
  readonly parallelism: number;
  readonly queueMax: number;
  readonly read: Distribution;
  readonly append: Distribution;
  readonly flush: Distribution;
  readonly bandwidth: number;
  readonly backgroundShare: number;
}

export class Disks {
  readonly stations: StationBank;
  private readonly nsPerByte: number;
  private readonly failures: Int32Array;
  /** In work, as the next. */
  private readonly interfaceFreeAtNs: Float64Array;
  private readonly backgroundFreeAtNs: Float64Array;
  /** How often each drive has been emptied by a failure. */
  private readonly generations: Int32Array;

  constructor(
    private readonly parameters: DiskParameters,
    /** One a drive. */
    private readonly streams: readonly RandomStream[],
  ) {
    this.stations = new StationBank(parameters.parallelism, parameters.queueMax, streams.length);
    this.nsPerByte = 1e9 / parameters.bandwidth;
    this.failures = new Int32Array(streams.length);
    this.interfaceFreeAtNs = new Float64Array(streams.length);
    this.backgroundFreeAtNs = new Float64Array(streams.length);
    this.generations = new Int32Array(streams.length);
  }

  /** Waiting time of a read of `pages` random pages and `bytes` in all, or `rejected`; see `stations.lastServiceNs`. */
  read(disk: number, nowNs: number, pages: number, bytes: number): number {
    let serviceNs = this.transfer(disk, nowNs, bytes);
    for (let page = 0; page < pages; page++) serviceNs += this.parameters.read.sample(this.streams[disk]);
    return this.stations.admit(disk, nowNs, serviceNs);
  }

  /** Waiting time of one flush that makes a batch of `records` durable, or `rejected`. */
  flush(disk: number, nowNs: number, records: number, bytes: number): number {
    const stream = this.streams[disk];
    let serviceNs = this.transfer(disk, nowNs, bytes) + this.parameters.flush.sample(stream);
    for (let record = 0; record < records; record++) serviceNs += this.parameters.append.sample(stream);
    return this.stations.admit(disk, nowNs, serviceNs);
  }

  /**
   * Time until a background copy of `bytes` is done at the background's share of the bandwidth, copies one after another;
   * it waits for one of the drive's channels and takes it, which is how each side feels the other, and both a fault. What is
   * written last of a copy is flushed, as nothing is durable before.
   */
  copyInBackground(disk: number, nowNs: number, bytes: number, isFlushed = false): number {
    const { stations, backgroundFreeAtNs } = this;
    const shareNs = Math.round((bytes * this.nsPerByte) / this.parameters.backgroundShare);
    backgroundFreeAtNs[disk] = Math.max(backgroundFreeAtNs[disk], stations.workAt(disk, nowNs)) + shareNs;
    const pacedNs = stations.timeAt(disk, backgroundFreeAtNs[disk]) - nowNs;
    const flushNs = isFlushed ? this.parameters.flush.sample(this.streams[disk]) : 0;
    const waitNs = stations.admit(disk, nowNs, this.transfer(disk, nowNs, bytes) + flushNs);
    return waitNs === rejected ? pacedNs : Math.max(pacedNs, waitNs + stations.lastServiceNs);
  }

  /** How long `bytes` keep a job that begins when a channel is free: they wait for all that came before to pass. */
  private transfer(disk: number, nowNs: number, bytes: number): number {
    const startNs = this.stations.startWorkNs(disk, nowNs);
    const freeAtNs = this.interfaceFreeAtNs[disk];
    const endNs = (freeAtNs > startNs ? freeAtNs : startNs) + Math.round(bytes * this.nsPerByte);
    this.interfaceFreeAtNs[disk] = endNs;
    return endNs - startNs;
  }

  generation(disk: number): number {
    return this.generations[disk];
  }

  hasFailed(disk: number): boolean {
    return this.failures[disk] > 0;
  }

  /** Overlapping failures unite. Returns whether the drive was working. */
  fail(disk: number): boolean {
    this.generations[disk]++;
    return ++this.failures[disk] === 1;
  }

  /** An empty drive in its place. Returns whether it works again. */
  replace(disk: number, nowNs: number): boolean {
    if (--this.failures[disk] > 0) return false;
    this.clear(disk, nowNs);
    return true;
  }

  /** Everything takes longer by a factor until then; factors of overlapping faults multiply. */
  slow(disk: number, nowNs: number, untilNs: number, factor: number): void {
    this.stations.slow(disk, nowNs, untilNs, factor);
  }

  /** Nothing finishes until then; overlapping stalls unite. */
  stall(disk: number, nowNs: number, untilNs: number): void {
    this.stations.slow(disk, nowNs, untilNs, standstill);
  }

  clear(disk: number, nowNs: number): void {
    this.stations.clear(disk, nowNs);
    this.interfaceFreeAtNs[disk] = this.stations.workAt(disk, nowNs);
    this.backgroundFreeAtNs[disk] = this.interfaceFreeAtNs[disk];
  }

  station(disk: number): Station {
    return new Station(this.stations, disk);
  }
}
