/**
 * The network between hosts: a one-way delay drawn by distance, the sender's interface as a first-in-first-out link of
 * finite bandwidth, and what faults do to a link: cuts, loss, added and multiplied delay, less bandwidth, narrow links.
 *
 * Messages travel as over TCP: one that is lost, cut off or refused by a full interface is sent again after a time-out
 * that doubles, and given up after a bounded number of tries. Left out: the order of messages on a connection,
 * congestion control, and connection resets (a message to a dead host is lost in silence; its sender finds out by its
 * own time-out).
 */
import type { Distribution } from '../engine/distribution.js';
import type { Pooled } from '../engine/pool.js';
import { Pool } from '../engine/pool.js';
import type { RandomStream } from '../engine/random-stream.js';
import type { About, Handler, Simulation } from '../engine/simulation.js';
import { type Host, nowhere } from './host.js';
import { distances, type HostStates } from './host-states.js';
import type { LinkFault } from './links/link-fault.js';
import { Crossings, type NarrowLink } from './links/narrow-links.js';
import { Transmissions } from './transmissions.js';

export interface NetworkParameters {
  readonly clientDelay: Distribution;
  readonly sameZoneDelay: Distribution;
  readonly crossZoneDelay: Distribution;
  readonly backlogMax: number;
  readonly retransmitAfter: number;
  readonly retransmitsMax: number;
  readonly messageOverhead: number;
  /** One way between two regions, by their numbers. */
  delayBetween(region: number, other: number): Distribution;
}

/** A message waiting to be sent again. */
class Retransmission implements Pooled {
  from = 0;
  to = 0;
  bytes = 0;
  type = 0;
  payload = 0;
  triesLeft = 0;
  waitNs = 0;
  incarnation = 0;
  constructor(readonly index: number) {}
}

export class Network {
  /** Within a region, by distance; a client in another zone or region has its own leg on top. */
  private readonly delays: readonly Distribution[];
  private readonly faults: LinkFault[] = [];
  private readonly onLost: (Handler | undefined)[] = [];
  /** Messages that arrived otherwise than they were sent. */
  corrupted = 0;
  private readonly retransmissions = new Pool('retransmissions', (index) => new Retransmission(index));
  private readonly retransmitType: number;
  /** Null where no interface is ever cut. */
  private transmissions: Transmissions | null = null;
  /** Null where no link is ever narrow. */
  private crossings: Crossings | null = null;
  /** No link is faulty and no interface may be cut: a message is one event. */
  private isPlain = true;
  /** By region of the sender and of the receiver; between zones of one region it is another delay. */
  private readonly regionDelays: readonly (readonly Distribution[])[];

  constructor(
    private readonly simulation: Simulation,
    private readonly parameters: NetworkParameters,
    private readonly hosts: readonly Host[],
    private readonly states: HostStates,
    /** For the delays of what each host sends. */
    private readonly streams: readonly RandomStream[],
  ) {
    const { sameZoneDelay, clientDelay, crossZoneDelay } = parameters;
    this.delays = [sameZoneDelay, clientDelay, crossZoneDelay, crossZoneDelay];
    const regions = [...new Set(hosts.map(({ region }) => region).filter((region) => region !== nowhere))];
    this.regionDelays = regions.map((from) => regions.map((to) => parameters.delayBetween(from, to)));
    const { items } = this.retransmissions;
    this.retransmitType = simulation.on(
      'retransmit',
      (index) => this.sendAgain(items[index]),
      (index) => this.aboutMessage(items[index]),
    );
  }

  /**
   * Registers a kind of message. `arrive` runs at the receiver, which must first ask `reaches`; `lost` runs when the
   * message will never arrive, and frees what it carried (the sender is not told); `about` tells of it. Returns the type for `send`.
   */
  channel(name: string, arrive: Handler, lost: Handler, about?: About): number {
    const type = this.simulation.on(name, arrive, about);
    this.onLost[type] = lost;
    return type;
  }

  send(from: number, to: number, bytes: number, type: number, payload: number): void {
    if (!this.tryToSend(from, to, bytes, type, payload)) {
      this.sendLater(this.retransmissionOf(from, to, bytes, type, payload));
    }
  }

  /**
   * Bytes for a service outside of the region's hosts: time until the last of them has left the sender's interface, or -1
   * when that refuses them. A cut of the interface that begins meanwhile comes too late for them.
   */
  sendOut(from: number, bytes: number): number {
    return this.transmit(from, bytes);
  }

  /** Interfaces may be cut in this run: called once at wiring. */
  expectCuts(): void {
    this.transmissions ??= new Transmissions(this.simulation, this.states);
    this.isPlain = false;
  }

  /** Links may be narrow in this run: called once at wiring. */
  expectNarrowLinks(): void {
    this.crossings ??= new Crossings(this.simulation);
  }

  /** Whether an event of `type` may run at `host` now; if not, it comes again after the pause, or is lost with the host. */
  reaches(host: number, type: number, payload: number): boolean {
    const runsFromNs = this.states.runsFromNs(host);
    const { nowNs } = this.simulation;
    if (runsFromNs <= nowNs) return true;
    if (runsFromNs === Number.POSITIVE_INFINITY) this.lose(type, payload);
    else this.simulation.schedule(runsFromNs - nowNs, type, payload);
    return false;
  }

  private aboutMessage({ from, to, type, payload }: Retransmission): string {
    const said = this.simulation.about(type, payload);
    const message = `${this.simulation.nameOf(type)}${said === '' ? '' : `: ${said}`}`;
    return `from ${this.hosts[from].name} to ${this.hosts[to].name}, for "${message}"`;
  }

  /** The message will never arrive. Types without a `lost` handler carry nothing. */
  lose(type: number, payload: number): void {
    this.onLost[type]?.(payload);
  }

  addFault(fault: LinkFault): void {
    this.faults.push(fault);
    for (const link of fault.narrowLinks) this.crossings!.narrow(link);
    this.isPlain = false;
  }

  removeFault(fault: LinkFault): void {
    const at = this.faults.indexOf(fault);
    if (at < 0) throw new Error('a link fault healed that was not active');
    this.faults.splice(at, 1);
    for (const link of fault.narrowLinks) this.crossings!.widen(link);
    this.isPlain = this.faults.length === 0 && this.transmissions === null;
  }

  /** False when the sender's interface refuses the message, or it is lost on its way. */
  private tryToSend(from: number, to: number, bytes: number, type: number, payload: number): boolean {
    if (!this.isPlain) return this.sendThroughFaults(from, to, bytes, type, payload);
    const sendingNs = this.transmit(from, bytes);
    if (sendingNs < 0) return false;
    this.simulation.schedule(sendingNs + this.delay(from, to), type, payload);
    return true;
  }

  private sendThroughFaults(from: number, to: number, bytes: number, type: number, payload: number): boolean {
    let isLost = false;
    let factor = 1;
    let addedNs = 0;
    let way: NarrowLink[] | null = null;
    for (const fault of this.faults) {
      if (!fault.affects(this.hosts[from], this.hosts[to])) continue;
      if (fault.isCut || (fault.lossShare > 0 && fault.stream.next() < fault.lossShare)) {
        if (fault.isCorruption && !isLost) this.corrupted++;
        isLost = true;
      }
      factor *= fault.delayFactor;
      if (fault.addedDelay !== null) addedNs += fault.addedDelay.sample(fault.stream);
      if (fault.narrowLinks.length > 0) {
        way ??= [];
        way.push(fault.narrowLink(this.hosts[from], this.hosts[to]));
      }
    }
    const sendingNs = this.transmit(from, bytes);
    if (isLost || sendingNs < 0) return false;
    const delayNs = this.delay(from, to);
    const travelNs = (factor === 1 ? delayNs : Math.round(delayNs * factor)) + addedNs;
    if (way === null) {
      this.leave(from, sendingNs, travelNs, type, payload);
      return true;
    }
    const crossings = this.crossings!;
    const crossing = crossings.enter(way, bytes + this.parameters.messageOverhead, travelNs, type, payload);
    if (crossing !== null) this.leave(from, sendingNs, 0, crossings.reachType, crossing);
    return crossing !== null;
  }

  /** The event comes when the sender's interface has sent, and `delayNs` have passed since. */
  private leave(from: number, sendingNs: number, delayNs: number, type: number, payload: number): void {
    if (this.transmissions === null) this.simulation.schedule(sendingNs + delayNs, type, payload);
    else this.transmissions.begin(from, sendingNs, delayNs, type, payload);
  }

  /** Drawn at one place for all distances, so that what every message runs stays short. */
  private delay(from: number, to: number): number {
    const stream = this.streams[from];
    const distance = this.states.distance(from, to);
    const delays = distance < distances.toOtherRegion ? this.delays[distance] : this.regionDelay(from, to);
    const delayNs = delays.sample(stream);
    const hasClientLeg = distance === distances.clientInOtherZone || distance === distances.clientInOtherRegion;
    return hasClientLeg ? delayNs + this.parameters.clientDelay.sample(stream) : delayNs;
  }

  private regionDelay(from: number, to: number): Distribution {
    return this.regionDelays[this.hosts[from].region][this.hosts[to].region];
  }

  /** Time until the last byte has left the sender's interface; negative when its backlog is full. */
  private transmit(from: number, bytes: number): number {
    const { messageOverhead, backlogMax } = this.parameters;
    return this.states.transmit(from, this.simulation.nowNs, bytes + messageOverhead, backlogMax);
  }

  private retransmissionOf(from: number, to: number, bytes: number, type: number, payload: number): Retransmission {
    const again = this.retransmissions.take();
    again.from = from;
    again.to = to;
    again.bytes = bytes;
    again.type = type;
    again.payload = payload;
    again.triesLeft = this.parameters.retransmitsMax;
    again.waitNs = this.parameters.retransmitAfter;
    again.incarnation = this.hosts[from].incarnation;
    return again;
  }

  private sendLater(again: Retransmission): void {
    if (again.triesLeft === 0) {
      this.giveUp(again);
      return;
    }
    this.simulation.schedule(again.waitNs, this.retransmitType, again.index);
    again.triesLeft--;
    again.waitNs *= 2;
  }

  private sendAgain(again: Retransmission): void {
    const { from, to, bytes, type, payload } = again;
    const { nowNs } = this.simulation;
    const sender = this.hosts[from];
    if (sender.isUp && sender.pausedUntilNs > nowNs) {
      this.simulation.schedule(sender.pausedUntilNs - nowNs, this.retransmitType, again.index);
      return;
    }
    if (!sender.isUp || sender.incarnation !== again.incarnation) {
      this.giveUp(again);
      return;
    }
    if (this.tryToSend(from, to, bytes, type, payload)) this.retransmissions.release(again);
    else this.sendLater(again);
  }

  private giveUp(again: Retransmission): void {
    const { type, payload } = again;
    this.retransmissions.release(again);
    this.lose(type, payload);
  }
}
