/**
 * A machine: where it stands, whether it runs, its processor and its network interface. Three states: running; paused
 * (a hypervisor or garbage-collector freeze: everything that would happen here happens after it); down (what was in
 * memory is gone; what was durable is the disk's business).
 */
import type { HostStates } from './host-states.js';
import type { HostRole } from './roles.js';
import type { Station } from './station.js';
import { standstill } from './work-clock.js';

/** Region and zone of a host in reserve. */
export const nowhere = -1;

/** Who a host is and where it stands. */
export interface HostIdentity {
  readonly id: number;
  readonly name: string;
  readonly role: HostRole;
  readonly region: number;
  /** Zone within the region, from 0. */
  readonly zone: number;
}

export class Host implements HostIdentity {
  isUp = true;
  /** It takes no new work and goes when it has finished. */
  isDraining = false;
  incarnation = 0;
  /** Faults now acting on this host or its links, crashes apart: groups here keep real heartbeats while it is not zero. */
  disturbances = 0;
  /** Faults that now slow its processor. */
  slowdowns = 0;
  /** Since when without a break some fault has disturbed or slowed it, if one does. */
  troubledSinceNs = 0;
  /** This host's clock less the true time. */
  clockOffsetNs = 0;
  /** The host is paused while this lies ahead. */
  pausedUntilNs = 0;
  pausedSinceNs = 0;
  private crashes = 0;

  readonly id: number;
  readonly role: HostRole;
  /** These three are set again when a host of the reserve joins. */
  name: string;
  region: number;
  zone: number;

  constructor(
    { id, name, role, region, zone }: HostIdentity,
    readonly cpu: Station,
    private readonly states: HostStates,
    /** Of the interface when no fault cuts it. */
    nsPerByte: number,
  ) {
    this.id = id;
    this.name = name;
    this.role = role;
    this.region = region;
    this.zone = zone;
    if (region !== nowhere) states.place(id, region, zone, role.isOutside);
    else this.stayDown();
    states.setNsPerByte(id, nsPerByte);
  }

  /** A host of the reserve begins to serve there. */
  join(name: string, region: number, zone: number): void {
    if (this.region !== nowhere) throw new Error(`${this.name} joins as ${name}`);
    this.name = name;
    this.region = region;
    this.zone = zone;
    this.isUp = true;
    this.states.place(this.id, region, zone, this.role.isOutside);
    this.states.setRunsFromNs(this.id, 0);
  }

  private stayDown(): void {
    this.isUp = false;
    this.states.setRunsFromNs(this.id, Number.POSITIVE_INFINITY);
  }

  /** Local time, which a skewed clock shows wrongly. */
  clockNs(nowNs: number): number {
    return nowNs + this.clockOffsetNs;
  }

  /** Overlapping crashes unite; the last restart brings the host back. Returns whether it was up. */
  crash(nowNs: number): boolean {
    if (++this.crashes > 1) return false;
    this.stayDown();
    this.incarnation++;
    this.cpu.clear(nowNs);
    return true;
  }

  /** Returns whether the host came up. */
  restart(): boolean {
    if (--this.crashes > 0) return false;
    this.isUp = true;
    this.states.setRunsFromNs(this.id, this.pausedUntilNs);
    return true;
  }

  /** Overlapping pauses unite. */
  pause(nowNs: number, untilNs: number): void {
    if (this.pausedUntilNs <= nowNs) this.pausedSinceNs = nowNs;
    this.pausedUntilNs = Math.max(this.pausedUntilNs, untilNs);
    this.cpu.slow(nowNs, untilNs, standstill);
    if (this.isUp) this.states.setRunsFromNs(this.id, this.pausedUntilNs);
  }

  /** The interface sends so many times less until then. */
  cutBandwidth(nowNs: number, untilNs: number, factor: number): void {
    this.states.slowInterface(this.id, nowNs, untilNs, factor);
  }
}
