/**
 * The network between hosts: a one-way delay drawn by distance, the sender's interface as a first-in-first-out link of
 * finite bandwidth, and what faults do to a link: cuts, loss, added and multiplied delay, less bandwidth.
 *
 * Messages travel as over TCP: one that is lost, cut off or refused by a full interface is sent again after a time-out
 * that doubles, and given up after a bounded number of tries. Left out: the order of messages on a connection,
 * congestion control, and connection resets (a message to a dead host is lost in silence; its sender finds out by its
 * own time-out).
 */
import type { Distribution } from '../engine/distribution.js';
import type { Pooled } from '../engine/pool.js';
import { Pool } from '../engine/pool.js';
import type { Handler, Simulation } from '../engine/simulation.js';
import type { Host } from './host.js';
import type { LinkFault } from './link-fault.js';

export interface NetworkParameters {
  readonly clientDelay: Distribution;
  readonly sameZoneDelay: Distribution;
  readonly crossZoneDelay: Distribution;
  readonly crossRegionDelay: Distribution;
  readonly hostBandwidth: number;
  readonly backlogMax: number;
  readonly retransmitAfter: number;
  readonly retransmitsMax: number;
  readonly messageOverhead: number;
}

/** A message waiting to be sent again. */
class Retransmission implements Pooled {
  from: Host;
  to: Host;
  bytes: number;
  type: number;
  payload: number;
  triesLeft: number;
  waitNs: number;
  incarnation: number;
  constructor(
    readonly index: number,
    host: Host,
  ) {
    this.from = host;
    this.to = host;
    this.bytes = 0;
    this.type = 0;
    this.payload = 0;
    this.triesLeft = 0;
    this.waitNs = 0;
    this.incarnation = 0;
  }
}

export class Network {
  messages = 0;
  retransmitted = 0;
  lost = 0;
  private readonly faults: LinkFault[] = [];
  private readonly onLost: (Handler | undefined)[] = [];
  private readonly nsPerByte: number;
  private readonly retransmissions: Pool<Retransmission>;
  private readonly retransmitType: number;

  constructor(
    private readonly simulation: Simulation,
    private readonly parameters: NetworkParameters,
    anyHost: Host,
  ) {
    this.nsPerByte = 1e9 / parameters.hostBandwidth;
    this.retransmissions = new Pool('retransmissions', (index) => new Retransmission(index, anyHost));
    this.retransmitType = simulation.on('retransmit', (index) => this.sendAgain(this.retransmissions.items[index]));
  }

  /**
   * Registers a kind of message. `arrive` runs at the receiver, which must first ask `reaches`; `lost` runs when the
   * message will never arrive, and frees what it carried (the sender is not told). Returns the type for `send`.
   */
  channel(name: string, arrive: Handler, lost: Handler): number {
    const type = this.simulation.on(name, arrive);
    this.onLost[type] = lost;
    return type;
  }

  send(from: Host, to: Host, bytes: number, type: number, payload: number): void {
    this.messages++;
    if (this.faults.length > 0) {
      this.sendOverFaults(
        from,
        to,
        bytes,
        type,
        payload,
        this.parameters.retransmitsMax,
        this.parameters.retransmitAfter,
      );
      return;
    }
    const sendingNs = this.transmit(from, bytes);
    if (sendingNs < 0) {
      this.retransmitLater(
        from,
        to,
        bytes,
        type,
        payload,
        this.parameters.retransmitsMax,
        this.parameters.retransmitAfter,
      );
      return;
    }
    this.simulation.schedule(sendingNs + this.delay(from, to), type, payload);
  }

  /** Whether an event of `type` may run at `host` now; if not, it comes again after the pause, or is lost with the host. */
  reaches(host: Host, type: number, payload: number): boolean {
    const { nowNs } = this.simulation;
    if (host.isUp && host.pausedUntilNs <= nowNs) return true;
    if (host.isUp) this.simulation.schedule(host.pausedUntilNs - nowNs, type, payload);
    else this.lose(type, payload);
    return false;
  }

  /** The message will never arrive. Types without a `lost` handler carry nothing. */
  lose(type: number, payload: number): void {
    this.lost++;
    this.onLost[type]?.(payload);
  }

  addFault(fault: LinkFault): void {
    this.faults.push(fault);
  }

  removeFault(fault: LinkFault): void {
    const at = this.faults.indexOf(fault);
    if (at < 0) throw new Error('a link fault healed that was not active');
    this.faults.splice(at, 1);
  }

  private delay(from: Host, to: Host): number {
    const { parameters } = this;
    const stream = from.networkStream;
    if (from.region !== to.region) return parameters.crossRegionDelay.sample(stream);
    const isClientLeg = from.isClient || to.isClient;
    if (from.zone !== to.zone) {
      const crossNs = parameters.crossZoneDelay.sample(stream);
      return isClientLeg ? crossNs + parameters.clientDelay.sample(stream) : crossNs;
    }
    return isClientLeg ? parameters.clientDelay.sample(stream) : parameters.sameZoneDelay.sample(stream);
  }

  /** Time until the last byte has left the sender's interface; negative when its backlog is full. */
  private transmit(from: Host, bytes: number): number {
    const { nowNs } = this.simulation;
    const backlogNs = from.nicFreeAtNs > nowNs ? from.nicFreeAtNs - nowNs : 0;
    if (backlogNs > this.parameters.backlogMax) return -1;
    const total = bytes + this.parameters.messageOverhead;
    from.sentBytes += total;
    const doneNs = backlogNs + Math.round(total * this.nsPerByte * from.bandwidthDivisor);
    from.nicFreeAtNs = nowNs + doneNs;
    return doneNs;
  }

  private sendOverFaults(
    from: Host,
    to: Host,
    bytes: number,
    type: number,
    payload: number,
    triesLeft: number,
    waitNs: number,
  ): void {
    let isLost = false;
    let factor = 1;
    let addedNs = 0;
    for (const fault of this.faults) {
      if (!fault.affects(from, to)) continue;
      if (fault.isCut || (fault.lossShare > 0 && fault.stream.next() < fault.lossShare)) isLost = true;
      factor *= fault.delayFactor;
      if (fault.addedDelay !== null) addedNs += fault.addedDelay.sample(fault.stream);
    }
    const sendingNs = this.transmit(from, bytes);
    if (isLost || sendingNs < 0) {
      this.retransmitLater(from, to, bytes, type, payload, triesLeft, waitNs);
      return;
    }
    const delayNs = this.delay(from, to);
    this.simulation.schedule(
      sendingNs + (factor === 1 ? delayNs : Math.round(delayNs * factor)) + addedNs,
      type,
      payload,
    );
  }

  private retransmitLater(
    from: Host,
    to: Host,
    bytes: number,
    type: number,
    payload: number,
    triesLeft: number,
    waitNs: number,
  ): void {
    if (triesLeft === 0) {
      this.lose(type, payload);
      return;
    }
    const again = this.retransmissions.take();
    again.from = from;
    again.to = to;
    again.bytes = bytes;
    again.type = type;
    again.payload = payload;
    again.triesLeft = triesLeft - 1;
    again.waitNs = waitNs * 2;
    again.incarnation = from.incarnation;
    this.simulation.schedule(waitNs, this.retransmitType, again.index);
  }

  private sendAgain(again: Retransmission): void {
    const { from, to, bytes, type, payload, triesLeft, waitNs } = again;
    const { nowNs } = this.simulation;
    if (from.isUp && from.pausedUntilNs > nowNs) {
      this.simulation.schedule(from.pausedUntilNs - nowNs, this.retransmitType, again.index);
      return;
    }
    const isOfThisLife = from.isUp && from.incarnation === again.incarnation;
    this.retransmissions.release(again);
    if (!isOfThisLife) {
      this.lose(type, payload);
      return;
    }
    this.retransmitted++;
    this.sendOverFaults(from, to, bytes, type, payload, triesLeft, waitNs);
  }
}
