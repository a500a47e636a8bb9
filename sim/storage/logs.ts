/**
 * The write-ahead logs of the storage nodes, one a node, shared by all its replicas: records wait while a flush is under
 * way and go to the drive together with the next one (group commit). A record is durable when its flush has finished; a
 * crash loses those that wait or are being flushed.
 *
 *   one node   [ being flushed ─> being flushed ] ─> waiting ─> waiting
 *                ^ first         inFlush = 2                     ^ last
 *
 * Lists are linked through one array over the payloads (a record and the slot that works on it), rows of state lie
 * together: thousands of logs do not fit a near cache.
 */
import type { Simulation } from '../engine/simulation.js';
import type { Disks } from '../infrastructure/disks.js';
import { rejected } from '../infrastructure/station-bank.js';

/** A drive whose queue is full is tried again after this. */
const retryFlushAfterNs = 1e6;
const none = -1;

const stride = 8;
const column = {
  first: 0,
  last: 1,
  waiting: 2,
  waitingBytes: 3,
  inFlush: 4,
  epoch: 5,
  /** When the flush under way finishes as planned; completion events of an earlier life find another time here. */
  finishesAtNs: 6,
  serviceNs: 7,
} as const;

export class Logs {
  flushes = 0;
  /** Service time of the flush that finished last. */
  lastFlushServiceNs = 0;
  private readonly rows: Float64Array;
  private next = new Int32Array(1024);
  private bytes = new Int32Array(1024);
  private readonly flushedType: number;
  private readonly retryType: number;

  constructor(
    private readonly simulation: Simulation,
    private readonly disks: Disks,
    nodes: number,
    private readonly groupCommitMax: number,
    /** A record became durable. */
    private readonly durable: (payload: number) => void,
  ) {
    this.rows = new Float64Array(nodes * stride);
    for (let node = 0; node < nodes; node++) this.reset(node);
    this.flushedType = simulation.on('log flushed', (node) => this.flushed(node));
    this.retryType = simulation.on('log flush tried again', (node) => this.retry(node));
  }

  add(node: number, payload: number, bytes: number): void {
    while (payload >= this.next.length) this.grow();
    const { rows } = this;
    const row = node * stride;
    this.next[payload] = none;
    this.bytes[payload] = bytes;
    const last = rows[row + column.last];
    if (last === none) rows[row + column.first] = payload;
    else this.next[last] = payload;
    rows[row + column.last] = payload;
    rows[row + column.waiting]++;
    rows[row + column.waitingBytes] += bytes;
    if (rows[row + column.finishesAtNs] < 0) this.flush(node);
  }

  /** Begins the next flush if there is anything to flush. */
  private flush(node: number): void {
    const { rows } = this;
    const row = node * stride;
    const waiting = rows[row + column.waiting];
    rows[row + column.finishesAtNs] = -1;
    if (waiting === 0) return;
    let count = waiting;
    let bytes = rows[row + column.waitingBytes];
    if (count > this.groupCommitMax) {
      count = this.groupCommitMax;
      bytes = 0;
      let payload = rows[row + column.first];
      for (let i = 0; i < count; i++, payload = this.next[payload]) bytes += this.bytes[payload];
    }
    const { nowNs } = this.simulation;
    const { stations } = this.disks;
    const waitNs = this.disks.flush(node, nowNs, count, bytes);
    rows[row + column.epoch] = stations.epoch(node);
    if (waitNs === rejected) {
      rows[row + column.finishesAtNs] = nowNs + retryFlushAfterNs;
      this.simulation.schedule(retryFlushAfterNs, this.retryType, node);
      return;
    }
    const delayNs = waitNs + stations.lastServiceNs;
    rows[row + column.waiting] = waiting - count;
    rows[row + column.waitingBytes] -= bytes;
    rows[row + column.inFlush] = count;
    rows[row + column.serviceNs] = stations.lastServiceNs;
    rows[row + column.finishesAtNs] = nowNs + delayNs;
    this.simulation.schedule(delayNs, this.flushedType, node);
  }

  /** Tries a refused flush again. */
  private retry(node: number): void {
    if (this.rows[node * stride + column.finishesAtNs] === this.simulation.nowNs) this.flush(node);
  }

  /** The flush's completion event: hands each record on as durable and begins the next flush. */
  private flushed(node: number): void {
    const { rows } = this;
    const row = node * stride;
    const { nowNs } = this.simulation;
    if (rows[row + column.finishesAtNs] !== nowNs) return;
    const { stations } = this.disks;
    if (rows[row + column.epoch] !== stations.epoch(node)) {
      const lateNs = stations.lateness(node, rows[row + column.epoch]);
      rows[row + column.epoch] = stations.epoch(node);
      if (lateNs > 0) {
        rows[row + column.finishesAtNs] = nowNs + lateNs;
        this.simulation.schedule(lateNs, this.flushedType, node);
        return;
      }
    }
    this.lastFlushServiceNs = rows[row + column.serviceNs];
    const count = rows[row + column.inFlush];
    this.flushes++;
    let payload = rows[row + column.first];
    // Records that these completions add join the end of the list and wait: the log is busy until the loop is over.
    for (let i = 0; i < count; i++) {
      const following = this.next[payload];
      rows[row + column.first] = following;
      if (following === none) rows[row + column.last] = none;
      this.durable(payload);
      payload = rows[row + column.first];
    }
    rows[row + column.inFlush] = 0;
    this.flush(node);
  }

  /** A crash: everything not yet durable is lost. */
  clear(node: number, lose: (payload: number) => void): void {
    let payload = this.rows[node * stride + column.first];
    this.reset(node);
    while (payload !== none) {
      const following = this.next[payload];
      lose(payload);
      payload = following;
    }
  }

  private reset(node: number): void {
    const row = node * stride;
    this.rows.fill(0, row, row + stride);
    this.rows[row + column.first] = none;
    this.rows[row + column.last] = none;
    this.rows[row + column.finishesAtNs] = -1;
  }

  private grow(): void {
    const next = new Int32Array(this.next.length * 2);
    next.set(this.next);
    const bytes = new Int32Array(next.length);
    bytes.set(this.bytes);
    this.next = next;
    this.bytes = bytes;
  }
}
