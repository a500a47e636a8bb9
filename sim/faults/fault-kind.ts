/**
 * What a kind of fault declares, all in one place: its name, the keys that it takes in a scenario, what it may hit, what
 * it does, and the words for it. Each family of kinds is a file; fault-kinds.ts lists them.
 */
import type { ObjectStore } from '../archive/object-store.js';
import type { RandomStream } from '../engine/random-stream.js';
import type { Simulation } from '../engine/simulation.js';
import type { FrontDoor } from '../front-door/front-door.js';
import type { Disks } from '../infrastructure/disks.js';
import type { Fleet } from '../infrastructure/fleet.js';
import type { Host } from '../infrastructure/host.js';
import type { Network } from '../infrastructure/network.js';
import type { StorageService } from '../storage/storage-service.js';
import { type Effect, each } from './effect-and-inverse.js';
import type { FailureClass } from './failure-class.js';
import type { FaultValues, NeededKeys, OptionalKeys, ValuesOf } from './fault-key.js';
import type { HostRoleName } from './host-roles.js';
import type { TargetSpec } from './target-spec.js';
import type { TargetContext } from './targets.js';

export interface FaultKindSpec {
  readonly kind: string;
  /** What it does to its target, for who chooses one. */
  readonly about: string;
  readonly target: TargetRule;
  /** What it hits instead of hosts: a section of `parameters` that must be enabled. */
  readonly service?: 'archive';
  /** What it hits, be it that or hosts, does nothing at all while it lasts. */
  readonly takesServiceDown?: true;
  /** How severe it is. */
  readonly needs: NeededKeys;
  readonly may: OptionalKeys;
  /** What else may say where and how long it is, in the order in which editors show it. */
  readonly extent: readonly ExtentKey[];
  /** What its target was or did while it lasted, as in "us-east-1/az-2 was dark"; null where the name says it best. */
  readonly condition: string | null;
  /** Between ending and beginning again, until the fault is over; without it the fault does not flap. */
  flapsEveryNs?(values: FaultValues): number;
  effect(hit: Hit): Effect;
  /** Called at wiring in runs that have such a fault, for what is kept only there. */
  prepare?(context: FaultContext): void;
  /** What was written may be there no more, or other than it was: reads are held against what was written. */
  readonly harmsData?: true;
  /** Copies of items on each host that it damages at most. */
  copiesDamaged?(values: FaultValues): number;
  /** Of what fails in this way by itself, where a scenario draws failures. */
  readonly failures?: FailureClass;
}

/** A kind as it is declared: without keys it has none, and its effect is told the values of those that it has, by name. */
export function faultKind<
  const Kind extends string,
  const Needs extends NeededKeys = Record<never, never>,
  const May extends OptionalKeys = Record<never, never>,
>(
  spec: Pick<FaultKindSpec, 'about' | 'target' | 'condition'> & {
    readonly kind: Kind;
    readonly service?: 'archive';
    readonly takesServiceDown?: true;
    readonly needs?: Needs;
    readonly may?: May;
    readonly extent?: readonly ExtentKey[];
    flapsEveryNs?(values: ValuesOf<Needs & May>): number;
    effect(hit: Hit<ValuesOf<Needs & May>>): Effect;
    prepare?(context: FaultContext): void;
    readonly harmsData?: true;
    copiesDamaged?(values: ValuesOf<Needs & May>): number;
    readonly failures?: FailureClass;
  },
): FaultKindSpec & { readonly kind: Kind } {
  return { needs: {}, may: {}, extent: [], ...spec };
}

/** Which targets make sense: a role stands for its hosts within a zone or region, too. */
export type TargetRule = 'anything' | 'region' | 'zone' | 'rack' | 'leader' | HostRoleName;

export type ExtentKey = 'peer' | 'direction' | 'for';
/** Of a fault that ends. */
export const lasting: readonly ExtentKey[] = ['for'];
/** Of a fault between two places. */
export const between: readonly ExtentKey[] = ['peer', 'direction', 'for'];

/** A fault of a scenario, whatever its kind; where the kind has no such extent, a neutral one. */
export interface FaultDetails {
  readonly target: TargetSpec;
  /** The other side, for faults between two places; null means everything outside of the target; of a region, all within it. */
  readonly peer: TargetSpec | null;
  /** Which way traffic is affected, seen from the target. */
  readonly direction: 'both' | 'outbound' | 'inbound';
  readonly atNs: number;
  /** Null: never healed in this run. */
  readonly forNs: number | null;
  /** Of the kind's own keys. */
  readonly values: FaultValues;
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
  /** Null where logs are not archived; its stores by region. */
  readonly archive: { readonly stores: readonly ObjectStore[] } | null;
}

/** One beginning of a fault. */
export interface Hit<Values = FaultValues> {
  readonly fault: FaultDetails;
  readonly values: Values;
  /** What the target names now, the tenants' machines only with a zone or region. */
  readonly hosts: readonly Host[];
  readonly context: FaultContext;
  /** The fault's own. */
  readonly stream: RandomStream;
  /** When it ends, at the latest the end of time. */
  readonly untilNs: number;
}

/** Hosts of the service: the tenants' machines are not ours to break. */
export const machines = ({ hosts }: Hit): Host[] => hosts.filter(({ role }) => !role.isOutside);
export const storageNodes = ({ hosts }: Hit): Host[] => hosts.filter(({ role }) => role.hasDisk);

/** What groups and health checks must know of: their computed messages become real ones. */
export const disturbance = (hit: Hit, hosts: readonly Host[]) => each(hosts, (host) => disturb(hit, host), settle);

export function disturb({ context }: Hit, host: Host): void {
  context.fleet.disturb(host);
}

export function settle(host: Host): void {
  host.disturbances--;
}
