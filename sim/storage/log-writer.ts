/**
 * The write-ahead log of one storage node, shared by all its replicas: records wait while a flush is under way and go to
 * the drive together with the next one (group commit). A record is durable when its flush has finished; a crash loses
 * those that wait or are being flushed.
 */

import type { Simulation } from '../engine/simulation.js';
import type { Disk } from '../infrastructure/disk.js';
import { rejected } from '../infrastructure/station.js';

/** A drive whose queue is full is tried again after this. */
const retryFlushAfterNs = 1e6;

export class LogWriter {
  flushes = 0;
  recordsFlushed = 0;
  /** Service time of the flush that finished last. */
  lastFlushServiceNs = 0;
  private waiting: number[] = [];
  private waitingBytes: number[] = [];
  private flushing: number[] = [];
  private isBusy = false;
  private epoch = 0;
  /** When the flush under way finishes as planned; completion events of an earlier life find another time here. */
  private finishesAtNs = -1;
  private serviceNs = 0;

  constructor(
    private readonly simulation: Simulation,
    private readonly disk: Disk,
    private readonly node: number,
    private readonly groupCommitMax: number,
    private readonly flushedType: number,
    private readonly retryType: number,
  ) {}

  add(payload: number, bytes: number): void {
    this.waiting.push(payload);
    this.waitingBytes.push(bytes);
    if (!this.isBusy) this.flush();
  }

  get recordsWaiting(): number {
    return this.waiting.length;
  }

  /** Begins the next flush if there is anything to flush. */
  flush(): void {
    const count = Math.min(this.waiting.length, this.groupCommitMax);
    this.isBusy = count > 0;
    if (count === 0) return;
    let bytes = 0;
    for (let i = 0; i < count; i++) bytes += this.waitingBytes[i];
    const { station } = this.disk;
    const waitNs = this.disk.flush(this.simulation.nowNs, count, bytes);
    this.epoch = station.epoch;
    if (waitNs === rejected) {
      this.finishesAtNs = this.simulation.nowNs + retryFlushAfterNs;
      this.simulation.schedule(retryFlushAfterNs, this.retryType, this.node);
      return;
    }
    this.serviceNs = station.lastServiceNs;
    this.finishesAtNs = this.simulation.nowNs + waitNs + this.serviceNs;
    if (count === this.waiting.length) {
      const empty = this.flushing;
      this.flushing = this.waiting;
      this.waiting = empty;
      this.waitingBytes.length = 0;
    } else {
      this.flushing = this.waiting.splice(0, count);
      this.waitingBytes.splice(0, count);
    }
    this.simulation.schedule(waitNs + this.serviceNs, this.flushedType, this.node);
  }

  /** Tries a refused flush again. */
  retry(): void {
    if (this.simulation.nowNs === this.finishesAtNs) this.flush();
  }

  /** The flush's completion event: hands each record to `durable` and begins the next flush. */
  finish(durable: (payload: number) => void): void {
    const { nowNs } = this.simulation;
    if (nowNs !== this.finishesAtNs) return;
    const { station } = this.disk;
    if (this.epoch !== station.epoch) {
      const lateNs = station.lateness(this.epoch);
      this.epoch = station.epoch;
      if (lateNs > 0) {
        this.finishesAtNs = nowNs + lateNs;
        this.simulation.schedule(lateNs, this.flushedType, this.node);
        return;
      }
    }
    const { flushing } = this;
    this.lastFlushServiceNs = this.serviceNs;
    this.flushes++;
    this.recordsFlushed += flushing.length;
    // Records that these completions add wait: the writer is busy until the loop is over.
    for (let i = 0; i < flushing.length; i++) durable(flushing[i]);
    flushing.length = 0;
    this.flush();
  }

  /** A crash: everything not yet durable is lost. */
  clear(lose: (payload: number) => void): void {
    const gone = [...this.flushing, ...this.waiting];
    this.flushing = [];
    this.waiting = [];
    this.waitingBytes = [];
    this.isBusy = false;
    this.finishesAtNs = -1;
    for (const payload of gone) lose(payload);
  }
}
