/**
 * An object store, an external service of a region: it answers a request after a time to first byte and, of an upload, the
 * time that its bytes take at one connection's bandwidth. It keeps what it has stored whatever happens to the region's
 * hosts (P22 section 5.1: designed for eleven nines, which no run is long enough to see fail).
 *
 * It may be down, when nobody is answered, or slow by a factor. Objects are manifest entries: contents are not kept. Left
 * out: its own capacity, throttling, partial outages, and the network between it and the region's hosts apart from the
 * sender's interface: a cut between zones is none between a zone and the store.
 */
import type { Distribution } from '../engine/distribution.js';
import { none } from '../engine/pool.js';
import type { RandomStream } from '../engine/random-stream.js';
import { Manifests } from './manifest.js';

export interface ObjectStoreParameters {
  readonly firstByte: Distribution;
  readonly bandwidth: number;
}

export class ObjectStore {
  readonly manifests = new Manifests();
  /** Counts outages: what was asked before one began is not answered. */
  private outages = 0;
  private isDownBy = 0;
  private readonly factors: number[] = [];

  constructor(
    private readonly parameters: ObjectStoreParameters,
    private readonly stream: RandomStream,
  ) {}

  /** Overlapping outages unite. */
  goDown(): void {
    this.isDownBy++;
    this.outages++;
  }

  comeBack(): void {
    if (--this.isDownBy < 0) throw new Error('an object store came back that was not down');
  }

  /** Requests take `factor` times as long, from the next on; factors of overlapping faults multiply. */
  slowDown(factor: number): void {
    this.factors.push(factor);
  }

  speedUp(factor: number): void {
    const at = this.factors.indexOf(factor);
    if (at < 0) throw new Error(`an object store was not slowed down by ${factor}`);
    this.factors.splice(at, 1);
  }

  get isUp(): boolean {
    return this.isDownBy === 0;
  }

  /** Of a request that is sent now; `isAnswered` tells with it whether the store was up all the time. */
  get epoch(): number {
    return this.isUp ? this.outages : none;
  }

  isAnswered(epoch: number): boolean {
    return this.isUp && epoch === this.outages;
  }

  /** Time that a request takes that brings, or asks for, so many bytes, if it is answered. */
  answerAfterNs(bytes: number): number {
    return this.slowed(this.parameters.firstByte.sample(this.stream) + this.transferNs(bytes));
  }

  /** Time that so many more bytes take of an answer whose first have come. */
  moreAfterNs(bytes: number): number {
    return this.slowed(this.transferNs(bytes));
  }

  private transferNs(bytes: number): number {
    return (bytes / this.parameters.bandwidth) * 1e9;
  }

  private slowed(ns: number): number {
    let slowedNs = ns;
    for (const factor of this.factors) slowedNs *= factor;
    return Math.round(slowedNs);
  }
}
