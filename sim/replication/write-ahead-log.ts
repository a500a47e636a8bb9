/**
 * The write-ahead logs of the storage nodes, one a node, shared by all its replicas: records wait while a flush is under
 * way and go to the drive together with the next one (group commit). A record is durable when its flush has finished; a
 * crash loses those that wait or are being flushed.
 *
 *   one node   [ being flushed ─> being flushed ] ─> waiting ─> waiting
 *                ^ first         inFlush = 2                     ^ last
 *
 * The lists of all nodes are linked entries of one array, used again last freed first: thousands of logs, most of them
 * idle, do not fit a near cache, and what waits for a flush anywhere at one time does.
 */
import { none } from '../engine/pool.js';
import type { Simulation } from '../engine/simulation.js';
import type { Disks } from '../infrastructure/disks.js';
import { rejected } from '../infrastructure/station-bank.js';
import type { StorageNodes } from './storage-nodes.js';

export interface WriteAheadLogParameters {
  readonly groupCommitMax: number;
  /** A drive whose queue is full is tried again after this. */
  readonly retryFlushAfter: number;
}

/** Integers of an entry. */
const entryStride = 4;
const cell = { payload: 0, bytes: 1, next: 2 } as const;

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

export class WriteAheadLogs {
  /** Service time of the flush that finished last. */
  lastFlushServiceNs = 0;
  private readonly disks: Disks;
  private readonly rows: Float64Array;
  private entries = new Int32Array(1024 * entryStride);
  /** First of the free entries, linked as the lists are; -1 when all are in use. */
  private firstFree = none;
  private entriesMade = 0;
  private readonly flushedType: number;
  private readonly retryType: number;

  constructor(
    private readonly simulation: Simulation,
    { hosts, disks }: Pick<StorageNodes, 'hosts' | 'disks'>,
    private readonly parameters: WriteAheadLogParameters,
    /** A record became durable on a node. */
    private readonly durable: (payload: number, node: number) => void,
  ) {
    this.disks = disks;
    this.rows = new Float64Array(hosts.length * stride);
    for (const { id } of hosts) this.reset(id);
    const about = (node: number) => hosts[node].name;
    this.flushedType = simulation.on('log flushed', (node) => this.flushed(node), about);
    this.retryType = simulation.on('log flush tried again', (node) => this.retry(node), about);
  }

  add(node: number, payload: number, bytes: number): void {
    const entry = this.takeEntry();
    const { rows, entries } = this;
    const row = node * stride;
    entries[entry + cell.payload] = payload;
    entries[entry + cell.bytes] = bytes;
    entries[entry + cell.next] = none;
    const last = rows[row + column.last];
    if (last === none) rows[row + column.first] = entry;
    else entries[last + cell.next] = entry;
    rows[row + column.last] = entry;
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
    if (count > this.parameters.groupCommitMax) {
      count = this.parameters.groupCommitMax;
      bytes = 0;
      let entry = rows[row + column.first];
      for (let i = 0; i < count; i++, entry = this.entries[entry + cell.next])
        bytes += this.entries[entry + cell.bytes];
    }
    const { nowNs } = this.simulation;
    const { stations } = this.disks;
    const waitNs = this.disks.flush(node, nowNs, count, bytes);
    rows[row + column.epoch] = stations.epoch(node);
    if (waitNs === rejected) {
      const { retryFlushAfter } = this.parameters;
      rows[row + column.finishesAtNs] = nowNs + retryFlushAfter;
      this.simulation.schedule(retryFlushAfter, this.retryType, node);
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
      const lateNs = stations.lateness(node, rows[row + column.epoch], nowNs);
      rows[row + column.epoch] = stations.epoch(node);
      if (lateNs > 0) {
        rows[row + column.finishesAtNs] = nowNs + lateNs;
        this.simulation.schedule(lateNs, this.flushedType, node);
        return;
      }
    }
    this.lastFlushServiceNs = rows[row + column.serviceNs];
    const count = rows[row + column.inFlush];
    // Records that these completions add join the end of the list and wait: the log is busy until the loop is over.
    for (let i = 0; i < count; i++) {
      const entry = rows[row + column.first];
      const following = this.entries[entry + cell.next];
      rows[row + column.first] = following;
      if (following === none) rows[row + column.last] = none;
      this.durable(this.freeEntry(entry), node);
    }
    rows[row + column.inFlush] = 0;
    this.flush(node);
  }

  /** What the drive is writing: the records whose flush has begun and is not over. */
  beingFlushed(node: number): number[] {
    const row = node * stride;
    const payloads: number[] = [];
    let entry = this.rows[row + column.first];
    for (let nth = 0; nth < this.rows[row + column.inFlush]; nth++, entry = this.entries[entry + cell.next])
      payloads.push(this.entries[entry + cell.payload]);
    return payloads;
  }

  /** A crash: everything not yet durable is lost. */
  clear(node: number, lose: (payload: number) => void): void {
    let entry = this.rows[node * stride + column.first];
    this.reset(node);
    while (entry !== none) {
      const following = this.entries[entry + cell.next];
      lose(this.freeEntry(entry));
      entry = following;
    }
  }

  private reset(node: number): void {
    const row = node * stride;
    this.rows.fill(0, row, row + stride);
    this.rows[row + column.first] = none;
    this.rows[row + column.last] = none;
    this.rows[row + column.finishesAtNs] = -1;
  }

  /** An entry is its offset in the array. */
  private takeEntry(): number {
    const entry = this.firstFree;
    if (entry !== none) {
      this.firstFree = this.entries[entry + cell.next];
      return entry;
    }
    if (this.entriesMade === this.entries.length) {
      const entries = new Int32Array(this.entries.length * 2);
      entries.set(this.entries);
      this.entries = entries;
    }
    this.entriesMade += entryStride;
    return this.entriesMade - entryStride;
  }

  /** Returns the payload it held. */
  private freeEntry(entry: number): number {
    this.entries[entry + cell.next] = this.firstFree;
    this.firstFree = entry;
    return this.entries[entry + cell.payload];
  }
}
