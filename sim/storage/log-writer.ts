/**
 * The write-ahead log of one storage node, shared by all its replicas: records wait while a flush is under way and go to
 * the drive together with the next one (group commit). A record is durable when its flush has finished; a crash loses
 * those that wait or are being flushed.
 *
 *   ring   [ … | being flushed | being flushed | waiting | waiting | … ]
 *                ^ head                          ^ head + inFlush        ^ tail
 */
import type { Simulation } from '../engine/simulation.js';
import type { Disk } from '../infrastructure/disk.js';
import { rejected } from '../infrastructure/station.js';

/** A drive whose queue is full is tried again after this. */
const retryFlushAfterNs = 1e6;
/** Bound on records of one node's log that are not yet durable. */
export const recordsPerLogMax = 1 << 22;
const initialRecords = 16;

export class LogWriter {
  flushes = 0;
  recordsFlushed = 0;
  /** Service time of the flush that finished last. */
  lastFlushServiceNs = 0;
  private payloads = new Int32Array(initialRecords);
  private bytes = new Int32Array(initialRecords);
  private head = 0;
  private tail = 0;
  private inFlush = 0;
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
    if (this.tail - this.head === this.payloads.length) this.grow();
    const at = this.tail++ & (this.payloads.length - 1);
    this.payloads[at] = payload;
    this.bytes[at] = bytes;
    if (!this.isBusy) this.flush();
  }

  /** Begins the next flush if there is anything to flush. */
  private flush(): void {
    const waiting = this.tail - this.head;
    const count = waiting < this.groupCommitMax ? waiting : this.groupCommitMax;
    this.isBusy = count > 0;
    if (count === 0) {
      this.head = 0;
      this.tail = 0;
      return;
    }
    const mask = this.payloads.length - 1;
    let bytes = 0;
    for (let i = 0; i < count; i++) bytes += this.bytes[(this.head + i) & mask];
    const { station } = this.disk;
    const { nowNs } = this.simulation;
    const waitNs = this.disk.flush(nowNs, count, bytes);
    this.epoch = station.epoch;
    if (waitNs === rejected) {
      this.finishesAtNs = nowNs + retryFlushAfterNs;
      this.simulation.schedule(retryFlushAfterNs, this.retryType, this.node);
      return;
    }
    this.inFlush = count;
    this.serviceNs = station.lastServiceNs;
    this.finishesAtNs = nowNs + waitNs + this.serviceNs;
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
    this.lastFlushServiceNs = this.serviceNs;
    this.flushes++;
    this.recordsFlushed += this.inFlush;
    // Records that these completions add wait: the writer is busy until the loop is over.
    for (; this.inFlush > 0; this.inFlush--) durable(this.payloads[this.head++ & (this.payloads.length - 1)]);
    this.flush();
  }

  /** A crash: everything not yet durable is lost. */
  clear(lose: (payload: number) => void): void {
    const mask = this.payloads.length - 1;
    for (let at = this.head; at < this.tail; at++) lose(this.payloads[at & mask]);
    this.head = 0;
    this.tail = 0;
    this.inFlush = 0;
    this.isBusy = false;
    this.finishesAtNs = -1;
  }

  private grow(): void {
    const size = this.payloads.length;
    if (size >= recordsPerLogMax)
      throw new Error(`more than ${recordsPerLogMax} records wait in the log of node ${this.node}`);
    const payloads = new Int32Array(2 * size);
    const bytes = new Int32Array(2 * size);
    for (let at = this.head; at < this.tail; at++) {
      payloads[at & (2 * size - 1)] = this.payloads[at & (size - 1)];
      bytes[at & (2 * size - 1)] = this.bytes[at & (size - 1)];
    }
    this.payloads = payloads;
    this.bytes = bytes;
  }
}
