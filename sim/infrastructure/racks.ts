/**
 * Racks: hosts of a zone that share power and a switch, and so fail together. The numbered hosts of each role are dealt to
 * the racks of their zone in turn, so that a rack has its part of every role. What a zone has one of (metadata host, load
 * balancer) stands for a service of many machines, and is in no rack. Left out: the bandwidth of a rack's switch, and
 * placement that minds racks, which zones of their own for the replicas of a partition make unnecessary.
 */
import type { Host } from './host.js';
import type { RegionSpec } from './roles.js';

export const racksPerZone = (region: RegionSpec): number => region.racksPerZone ?? 1;

/** Both count from 1. */
export const rackOf = (hostNumber: number, racks: number): number => ((hostNumber - 1) % racks) + 1;

/** Of `hosts` in a zone, the numbers of those in the rack. */
export const numbersInRack = (rack: number, racks: number, hosts: number): number[] =>
  Array.from({ length: hostsInRack(rack, racks, hosts) }, (_, index) => rack + index * racks);

export const hostsInRack = (rack: number, racks: number, hosts: number): number =>
  Math.max(0, Math.ceil((hosts - rack + 1) / racks));

/** Of the hosts of a zone. */
export function hostsOfRack(ofZone: readonly Host[], rack: number, racks: number): Host[] {
  const isThere = ({ role, name }: Host) =>
    role.onlyName === null && rackOf(Number(name.slice(name.lastIndexOf('-') + 1)), racks) === rack;
  return ofZone.filter(isThere);
}
