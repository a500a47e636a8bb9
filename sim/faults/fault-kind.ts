/**
 * What a kind of fault declares, all in one place: its name, the keys that it takes in a scenario, what it may hit, what
 * it does, and the words for it. Each family of kinds is a file; fault-kinds.ts lists them.
 *
 * An effect has an exact inverse, and overlapping faults combine by fixed rules: delays add, factors multiply, cuts and
 * outages unite, and the last heal ends them.
 */
import type { DistributionSpec } from '../engine/distribution-spec.js';
import type { RandomStream } from '../engine/random-stream.js';
import type { Simulation } from '../engine/simulation.js';
import type { FrontDoor } from '../front-door/front-door.js';
import type { Disks } from '../infrastructure/disks.js';
import type { Fleet } from '../infrastructure/fleet.js';
import type { Host } from '../infrastructure/host.js';
import type { Network } from '../infrastructure/network.js';
import type { StorageService } from '../storage/storage-service.js';
import type { FactorsOfHosts } from './factors.js';
import type { HostRoleName } from './host-roles.js';
import type { TargetSpec } from './target-spec.js';
import type { TargetContext } from './targets.js';

export interface FaultKindSpec {
  readonly kind: string;
  readonly target: TargetRule;
  /** Keys without which it means nothing, and keys that it may have, in the order in which editors show them. */
  readonly needs: readonly FaultKey[];
  readonly may: readonly FaultKey[];
  /** What its target was or did while it lasted, as in "us-east-1/az-2 was dark"; null where the name says it best. */
  readonly condition: string | null;
  readonly effect: (hit: Hit) => Effect;
}

/** Which targets make sense: a role stands for its hosts within a zone or region, too. */
export type TargetRule = 'anything' | 'zone' | 'leader' | HostRoleName;

export type FaultKey = 'peer' | 'direction' | 'for' | 'share' | 'factor' | 'delay' | 'offset' | 'period';
/** Of a fault that ends. */
export const lasting: readonly FaultKey[] = ['for'];
/** Of a fault between two places. */
export const between: readonly FaultKey[] = ['peer', 'direction', 'for'];

/** A fault of a scenario, whatever its kind; a key that the kind does not take has a neutral value. */
export interface FaultDetails {
  readonly target: TargetSpec;
  /** The other side, for faults between two places; null means everything else in the region. */
  readonly peer: TargetSpec | null;
  /** Which way traffic is affected, seen from the target. */
  readonly direction: 'both' | 'outbound' | 'inbound';
  readonly atNs: number;
  /** Null: never healed in this run. */
  readonly forNs: number | null;
  /** Of messages that are lost, or of targets that flap: 0..1 */
  readonly share: number;
  /** Service times or delays are multiplied by this; bandwidth is divided by it. */
  readonly factor: number;
  /** Added to every message. */
  readonly delayNs: DistributionSpec;
  /** The clock of the target reads this much ahead (negative: behind). */
  readonly offsetNs: number;
  /** Between ending and beginning again, until the fault is over; 0: it does not flap. */
  readonly periodNs: number;
}

export interface Effect {
  begin(): void;
  end(): void;
}

/** The doors through which the fleet is changed, the same that the model itself uses. */
export interface FaultContext extends TargetContext {
  readonly simulation: Simulation;
  readonly network: Network;
  readonly disks: Disks;
  readonly storage: StorageService;
  readonly fleet: Fleet;
  /** By region. */
  readonly frontDoors: readonly FrontDoor[];
}

/** One beginning of a fault. */
export interface Hit {
  readonly fault: FaultDetails;
  /** What the target names now, the tenants' machines only with a zone or region. */
  readonly hosts: readonly Host[];
  readonly context: FaultContext;
  /** The fault's own. */
  readonly stream: RandomStream;
  /** When it ends, at the latest the end of time. */
  readonly untilNs: number;
  /** Those now active of this kind. */
  readonly factors: FactorsOfHosts;
}

/** Hosts of the service: the tenants' machines are not ours to break. */
export const machines = ({ hosts }: Hit): Host[] => hosts.filter(({ role }) => !role.isOutside);
export const storageNodes = ({ hosts }: Hit): Host[] => hosts.filter(({ role }) => role.hasDisk);

export function each(hosts: readonly Host[], begin: (host: Host) => void, end: (host: Host) => void): Effect {
  return { begin: () => hosts.forEach(begin), end: () => hosts.forEach(end) };
}

/** `set` is told the product of all factors of this kind that are active at the host. */
export function multiplied(
  { fault, factors }: Hit,
  hosts: readonly Host[],
  set: (host: Host, product: number) => void,
): Effect {
  return each(
    hosts,
    (host) => set(host, factors.add(host, fault.factor)),
    (host) => set(host, factors.remove(host, fault.factor)),
  );
}

/** Both at once, ended in the opposite order. */
export function both(first: Effect, second: Effect): Effect {
  return {
    begin: () => {
      first.begin();
      second.begin();
    },
    end: () => {
      second.end();
      first.end();
    },
  };
}

/** What groups and health checks must know of: their computed messages become real ones. */
export const disturbance = (hit: Hit, hosts: readonly Host[]) => each(hosts, (host) => disturb(hit, host), settle);

export function disturb({ context }: Hit, host: Host): void {
  context.fleet.disturb(host);
}

export function settle(host: Host): void {
  host.disturbances--;
}
