/**
 * The door through which hosts die, come back and are disturbed: whoever lives on the hosts of a role is told, so that a
 * fault needs to know no role, and a role no fault.
 */
import type { Simulation } from '../engine/simulation.js';
import type { Host } from './host.js';
import type { HostRole } from './roles.js';

/** What lives on the hosts of a role. */
export interface Resident {
  /** The host was up; what was in its memory is gone, and if so said what was on its drive too. */
  hostDied?(host: Host, losesData: boolean): void;
  /** The host was down already, and now its drive is empty as well. */
  dataLost?(host: Host): void;
  hostReturned?(host: Host): void;
  /** A fault now acts on the host or its links, see `Host.disturbances`. */
  hostDisturbed?(host: Host): void;
}

export class Fleet {
  private readonly residents = new Map<string, Resident[]>();

  constructor(private readonly simulation: Simulation) {}

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
    host.disturbances++;
    for (const resident of this.residentsOf(host.role)) resident.hostDisturbed?.(host);
  }

  private residentsOf({ name }: HostRole): readonly Resident[] {
    return this.residents.get(name) ?? [];
  }
}
