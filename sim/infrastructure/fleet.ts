/**
 * The door through which hosts die and come back, are disturbed, join and leave: whoever lives on the hosts of a role is
 * told, so that a fault or a control plane needs to know no role, and a role neither of them.
 *
 *   in reserve ─ add ─> serving ─ drain ─> draining: no new work ─ nothing left after the grace ─> gone for good
 *
 * Numbers of hosts never change. What may be added is bounded by the reserve of its role (topology.ts), which is there
 * from the beginning: a fleet without reserves is built, and costs, as if hosts could not join. Left out: who decides, and
 * the time that it takes to provide a machine.
 */
import { none } from '../engine/pool.js';
import type { RandomStreams } from '../engine/random-stream.js';
import type { Simulation } from '../engine/simulation.js';
import { type Host, nowhere } from './host.js';
import type { HostRole } from './roles.js';
import { hostName, type Topology } from './topology.js';

/** What lives on the hosts of a role. */
export interface Resident {
  /** The host was up; what was in its memory is gone, and if so said what was on its drive too. */
  hostDied?(host: Host, losesData: boolean): void;
  /** The host was down already, and now its drive is empty as well. */
  dataLost?(host: Host): void;
  hostReturned?(host: Host): void;
  /** A fault now acts on the host or its links, see `Host.disturbances`. */
  hostDisturbed?(host: Host): void;
  /** Its processor is slow, see `Host.slowdowns`. */
  hostSlowed?(host: Host): void;
  /** The host stands in its zone and takes work from now on. */
  hostJoined?(host: Host): void;
  /** The host is to get no new work. */
  hostDrains?(host: Host): void;
  /** Whether a draining host still has work. */
  hasWork?(host: Host): boolean;
}

export class Fleet {
  private readonly residents = new Map<string, Resident[]>();
  /** Registered when the first host drains, as most runs drain none. */
  private drainType = none;
  /** By host id: between looks at whether a draining host has finished. */
  private readonly graceNs = new Map<number, number>();

  constructor(
    private readonly simulation: Simulation,
    private readonly topology: Topology,
    private readonly streams: RandomStreams,
  ) {}

  /** Called at wiring; residents are told in the order in which they settled. */
  settle(role: HostRole, resident: Resident): void {
    this.residents.set(role.name, [...this.residentsOf(role), resident]);
  }

  crash(host: Host, losesData: boolean): void {
    const wasUp = host.crash(this.simulation.nowNs);
    for (const resident of this.residentsOf(host.role)) {
      if (wasUp) resident.hostDied?.(host, losesData);
      else if (losesData) resident.dataLost?.(host);
    }
  }

  restart(host: Host): void {
    if (!host.restart()) return;
    for (const resident of this.residentsOf(host.role)) resident.hostReturned?.(host);
  }

  /** A fault on the host or its links begins. */
  disturb(host: Host): void {
    this.noteTrouble(host);
    host.disturbances++;
    for (const resident of this.residentsOf(host.role)) resident.hostDisturbed?.(host);
  }

  /** A fault makes the host's processor slow: heartbeats take no turn there and do not feel it, questions do. */
  slow(host: Host): void {
    this.noteTrouble(host);
    host.slowdowns++;
    for (const resident of this.residentsOf(host.role)) resident.hostSlowed?.(host);
  }

  private noteTrouble(host: Host): void {
    if (host.disturbances + host.slowdowns === 0) host.troubledSinceNs = this.simulation.nowNs;
  }

  /** A host of the reserve joins a zone; null when the reserve is used up. */
  add(role: HostRole, region: number, zone: number): Host | null {
    const { hosts, regions, processorStreams, networkStreams } = this.topology;
    const host = hosts.find((each) => each.role === role && each.region === nowhere);
    if (host === undefined) return null;
    const there = regions[region].zones[zone][role.name];
    host.join(hostName(regions[region].name, zone, role, there.length + 1), region, zone);
    there.push(host);
    processorStreams[host.id] = this.streams.stream(host.name, 'processor');
    networkStreams[host.id] = this.streams.stream(host.name, 'network');
    for (const resident of this.residentsOf(role)) resident.hostJoined?.(host);
    return host;
  }

  /**
   * The host takes no new work; what it has, and what is on its way to it, it has `graceNs` to finish, and then as often as
   * it takes. Then it is gone and does not come back.
   */
  drain(host: Host, graceNs: number): void {
    if (host.isDraining) return;
    host.isDraining = true;
    for (const resident of this.residentsOf(host.role)) resident.hostDrains?.(host);
    this.graceNs.set(host.id, graceNs);
    if (this.drainType === none) {
      const { hosts } = this.topology;
      this.drainType = this.simulation.on(
        'host drained',
        (id) => this.leaveIfDone(hosts[id]),
        (id) => hosts[id].name,
      );
    }
    this.simulation.schedule(graceNs, this.drainType, host.id);
  }

  private leaveIfDone(host: Host): void {
    const { nowNs } = this.simulation;
    // What came while the host stood still comes again when it goes on, and nobody holds it until then.
    const isStill = host.pausedUntilNs >= nowNs;
    if (isStill || this.residentsOf(host.role).some((resident) => resident.hasWork?.(host))) {
      this.simulation.schedule(this.graceNs.get(host.id)!, this.drainType, host.id);
      return;
    }
    this.crash(host, false);
  }

  private residentsOf({ name }: HostRole): readonly Resident[] {
    return this.residents.get(name) ?? [];
  }
}
