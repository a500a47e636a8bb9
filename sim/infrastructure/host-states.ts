/**
 * What a message touches of a host: from when the host runs and when its interface is free, half a cache line each, and
 * where it stands, in arrays so small that they stay in the nearest cache however many hosts there are. The hosts
 * themselves (host.ts) are for those who look at one or change it.
 */
import { Epochs } from './work-clock.js';

const stride = 4;
/** Zones of a region are numbered below this. */
const zonesMax = 16;
/** A place is region, zone and whether a client is there, in this order of digits. */
const clientBit = 1;
const zoneMask = 2 * (zonesMax - 1);
const regionStride = 2 * zonesMax;
/** How far a message goes, by number: what its delay is drawn for. */
export const distances = {
  inZone: 0,
  clientInZone: 1,
  toOtherZone: 2,
  clientInOtherZone: 3,
  toOtherRegion: 4,
  clientInOtherRegion: 5,
} as const;
const column = {
  /** 0: it runs; a time: it is paused until then; infinity: it is down. */
  runsFromNs: 0,
  /** In work of the interface (work-clock.ts), which is time until a first cut. */
  interfaceFreeAtNs: 1,
  nsPerByte: 2,
  /** 0: no fault cut the interface so far. */
  interfaceEpoch: 3,
} as const;

export class HostStates {
  private readonly rows: Float64Array;
  private readonly places: Uint16Array;
  /** Of the interfaces that a fault cut. */
  private readonly interfaces = new Map<number, Epochs>();

  constructor(readonly hosts: number) {
    this.rows = new Float64Array(hosts * stride);
    this.places = new Uint16Array(hosts);
  }

  place(host: number, region: number, zone: number, isClient: boolean): void {
    this.places[host] = region * regionStride + 2 * zone + (isClient ? clientBit : 0);
  }

  runsFromNs(host: number): number {
    return this.rows[host * stride + column.runsFromNs];
  }

  setRunsFromNs(host: number, atNs: number): void {
    this.rows[host * stride + column.runsFromNs] = atNs;
  }

  setNsPerByte(host: number, nsPerByte: number): void {
    this.rows[host * stride + column.nsPerByte] = nsPerByte;
  }

  areInOneZone(host: number, other: number): boolean {
    return (this.places[host] ^ this.places[other]) <= clientBit;
  }

  /** One of `distances`. */
  distance(host: number, other: number): number {
    const place = this.places[host];
    const otherPlace = this.places[other];
    const difference = place ^ otherPlace;
    const isClients = (place | otherPlace) & clientBit;
    if (difference >= regionStride) return distances.toOtherRegion | isClients;
    return ((difference & zoneMask) === 0 ? distances.inZone : distances.toOtherZone) | isClients;
  }

  /**
   * Hands `bytes` to the host's interface, a first-in-first-out link. Returns when the last of them has left it, from now,
   * or -1 when what waits there already takes longer than `backlogMaxNs`.
   */
  transmit(host: number, nowNs: number, bytes: number, backlogMaxNs: number): number {
    const { rows } = this;
    const row = host * stride;
    if (rows[row + column.interfaceEpoch] !== 0) return this.transmitByClock(host, nowNs, bytes, backlogMaxNs);
    const freeAtNs = rows[row + column.interfaceFreeAtNs];
    const backlogNs = freeAtNs > nowNs ? freeAtNs - nowNs : 0;
    if (backlogNs > backlogMaxNs) return -1;
    const doneNs = backlogNs + Math.round(bytes * rows[row + column.nsPerByte]);
    rows[row + column.interfaceFreeAtNs] = nowNs + doneNs;
    return doneNs;
  }

  /** The same where work is not time. What waits is judged at the present speed: nobody sees a fault's end. */
  private transmitByClock(host: number, nowNs: number, bytes: number, backlogMaxNs: number): number {
    const { rows } = this;
    const row = host * stride;
    const { clock } = this.epochsOf(host);
    const nowWorkNs = clock.workAt(nowNs);
    const beginsNs = Math.max(nowWorkNs, rows[row + column.interfaceFreeAtNs]);
    if ((beginsNs - nowWorkNs) * clock.factorAt(nowNs) > backlogMaxNs) return -1;
    rows[row + column.interfaceFreeAtNs] = beginsNs + Math.round(bytes * rows[row + column.nsPerByte]);
    return Math.max(0, clock.timeAt(rows[row + column.interfaceFreeAtNs]) - nowNs);
  }

  /** The interface takes `factor` times as long for everything until then; factors of overlapping cuts multiply. */
  slowInterface(host: number, nowNs: number, untilNs: number, factor: number): void {
    const epochs = this.epochsOf(host);
    epochs.begin(epochs.clock.slowed(nowNs, untilNs, factor));
    this.rows[host * stride + column.interfaceEpoch] = epochs.current;
  }

  interfaceEpoch(host: number): number {
    return this.rows[host * stride + column.interfaceEpoch];
  }

  /** How much later than at `plannedNs` the interface is done with what was planned in `epoch`. */
  interfaceLateness(host: number, epoch: number, plannedNs: number): number {
    return epoch === this.interfaceEpoch(host) ? 0 : this.epochsOf(host).lateness(epoch, plannedNs);
  }

  private epochsOf(host: number): Epochs {
    const epochs = this.interfaces.get(host) ?? new Epochs();
    this.interfaces.set(host, epochs);
    return epochs;
  }
}
