/**
 * A drive: operations served in parallel up to a bound, a bounded queue, separate times for reads, appends and flushes,
 * and bandwidth shared between the foreground and background copies. Reads and flushes are jobs of one station, so that
 * each delays the other; bytes add their transfer time to the job.
 *
 * Faults: slow (service times multiplied), stalled (nothing finishes until it ends), failed (every operation is refused
 * and what was stored is gone). Left out: wear, controller caches, and what a file system adds.
 */
import type { Distribution } from '../engine/distribution.js';
import type { RandomStream } from '../engine/random-stream.js';
import { Station } from './station.js';

export interface DiskParameters {
  readonly parallelism: number;
  readonly queueMax: number;
  readonly read: Distribution;
  readonly append: Distribution;
  readonly flush: Distribution;
  readonly bandwidth: number;
  readonly backgroundShare: number;
}

export class Disk {
  readonly station: Station;
  hasFailed = false;
  private failures = 0;
  private readonly nsPerByte: number;
  private backgroundFreeAtNs = 0;

  constructor(
    private readonly parameters: DiskParameters,
    private readonly stream: RandomStream,
  ) {
    this.station = new Station(parameters.parallelism, parameters.queueMax);
    this.nsPerByte = 1e9 / parameters.bandwidth;
  }

  /** Waiting time of a read of `pages` random pages and `bytes` in all, or `rejected`; service in `station.lastServiceNs`. */
  read(nowNs: number, pages: number, bytes: number): number {
    let serviceNs = Math.round(bytes * this.nsPerByte);
    for (let page = 0; page < pages; page++) serviceNs += this.parameters.read.sample(this.stream);
    return this.station.admit(nowNs, serviceNs);
  }

  /** Waiting time of one flush that makes a batch of `records` durable, or `rejected`. */
  flush(nowNs: number, records: number, bytes: number): number {
    let serviceNs = Math.round(bytes * this.nsPerByte) + this.parameters.flush.sample(this.stream);
    for (let record = 0; record < records; record++) serviceNs += this.parameters.append.sample(this.stream);
    return this.station.admit(nowNs, serviceNs);
  }

  /**
   * Time until a background copy of `bytes` is done at the background's share of the bandwidth, copies one after another;
   * it takes one of the drive's channels meanwhile, which is how the foreground feels it.
   */
  copyInBackground(nowNs: number, bytes: number): number {
    const serviceNs = Math.round((bytes * this.nsPerByte) / this.parameters.backgroundShare);
    const waitNs = Math.max(0, this.backgroundFreeAtNs - nowNs);
    this.backgroundFreeAtNs = nowNs + waitNs + serviceNs;
    this.station.admit(nowNs, Math.round(bytes * this.nsPerByte));
    return waitNs + serviceNs;
  }

  /** Nothing finishes until then; overlapping stalls unite. */
  stall(nowNs: number, untilNs: number): void {
    this.station.stop(nowNs, untilNs);
  }

  /** Returns whether the drive was working. */
  fail(): boolean {
    this.hasFailed = true;
    return ++this.failures === 1;
  }

  /** An empty drive in its place. Returns whether it works again. */
  replace(nowNs: number): boolean {
    if (--this.failures > 0) return false;
    this.hasFailed = false;
    this.clear(nowNs);
    return true;
  }

  clear(nowNs: number): void {
    this.station.clear(nowNs);
    this.backgroundFreeAtNs = nowNs;
  }
}
