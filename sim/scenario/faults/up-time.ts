/**
 * Whether faults leave a service up at any time: of a region all routers or all storage nodes are out from the beginning to
 * the end of the run, by one fault or by one for each zone; or a service that has no hosts in the model is. Left out: faults
 * that take turns, hosts that are named one by one, and a quorum that is never there, as reads may still be answered.
 */
import { type FaultSpec, specOf } from '../../faults/fault-kinds.js';
import type { RegionSpec } from '../scenario.js';

/** Without one of these nobody is answered. */
const neededRoles = ['router', 'storage'] as const;
type NeededRole = (typeof neededRoles)[number];

export class UpTime {
  /** Zones of which all hosts of a role are out for the whole run. */
  private readonly out = new Set<string>();

  constructor(
    private readonly regions: readonly RegionSpec[],
    private readonly durationNs: number,
  ) {}

  /** Whether none is left with this fault and those that were told before. */
  isNoneLeftBy(fault: FaultSpec): boolean {
    const { kind, target, atNs, forNs } = fault;
    const { takesServiceDown, service } = specOf(kind);
    if (!takesServiceDown || atNs > 0 || (forNs ?? this.durationNs) < this.durationNs) return false;
    if (service !== undefined) return true;
    const region = 'region' in target ? this.regions.find(({ name }) => name === target.region) : undefined;
    if (region === undefined) return false;
    const zones = zonesOut(fault, region);
    return neededRoles.some((role) => {
      if (!hits(fault, role)) return false;
      const key = (zone: number) => `${region.name}/${zone} ${role}`;
      for (const zone of zones) this.out.add(key(zone));
      return (
        zones.length > 0 &&
        Array.from({ length: region.zones }, (_, zone) => zone + 1).every((zone) => this.out.has(key(zone)))
      );
    });
  }
}

/** Numbers of the zones of which the target is all hosts of its role. */
function zonesOut({ kind, target, peer, direction }: FaultSpec, { zones }: RegionSpec): number[] {
  const all = Array.from({ length: zones }, (_, zone) => zone + 1);
  if (specOf(kind).extent.includes('peer')) {
    // Cut off from each other: a zone that is cut off from others goes on within.
    return target.kind === 'region' && peer === null && direction === 'both' ? all : [];
  }
  if (target.kind === 'region') return all;
  if (target.kind === 'zone') return [target.zone];
  if (target.kind !== 'hosts' || target.pick !== null) return [];
  return target.zone === null ? all : [target.zone];
}

function hits({ kind, target }: FaultSpec, role: NeededRole): boolean {
  if (target.kind === 'hosts') return target.role === role;
  const rule = specOf(kind).target;
  return !neededRoles.some((each) => each === rule) || rule === role;
}
