/**
 * What a host is for. A role is declared beside its mechanism and says all that those who build, name, hit or report hosts
 * need of it, so that none of them knows a role by its name; the list of all roles is faults/host-roles.ts. What lives on
 * the hosts of a role, and what a crash takes from it, is told to the fleet where it is wired (fleet.ts).
 */
export interface RegionSpec {
  readonly name: string;
  /** Named `az-1` … in order. */
  readonly zones: number;
  readonly routersPerZone: number;
  readonly storageNodesPerZone: number;
  /** One where it is not said. */
  readonly racksPerZone?: number | undefined;
}

export interface ProcessorSpec {
  readonly cores: number;
  readonly queueMax: number;
}

/** How people name hosts of a role in a scenario: `1 admission server`, `20% of routers`. */
export interface RoleWords {
  readonly one: string;
  readonly many: string;
  /** Why there may be none in a region. */
  absence(region: string): string;
}

/** `Plan`: what of a scenario its numbers follow from. */
export interface HostRole<Plan = never, Name extends string = string> {
  /** Hosts are named by it: `us-east-1/az-2/storage-3`. */
  readonly name: Name;
  /** The name of the only one in a zone; null where they are numbered. */
  readonly onlyName: string | null;
  /** Null: no fault names them; a zone or a region has them among its hosts. */
  readonly words: RoleWords | null;
  /** Drives have the numbers of their hosts, so those come first in a fleet. */
  readonly hasDisk: boolean;
  /** It belongs to the tenants: faults of machines pass it by, and its messages have a client's way to go. */
  readonly isOutside: boolean;
  /** Its row among the stations of a zone in the result; null: none. */
  readonly processorsRow: string | null;
  /**
   * Paths into a scenario, `*` for any name, without which the number of hosts is not known; a region's own entry apart.
   */
  readonly followsFrom: readonly (readonly string[])[];
  hostsPerZone(region: RegionSpec, plan: Plan): number;
  processors(plan: Plan): ProcessorSpec;
}
