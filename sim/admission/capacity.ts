/**
 * The capacity of a table: what it has reserved, in which stage of the service's history it is enforced, and how a
 * request is refused. Units are counted in units.ts; who enforces what is in node-admission.ts (partitions and nodes) and
 * in the routing folder (tables).
 */
export const capacityModes = ['static', 'bursting', 'adaptive', 'global', 'on-demand'] as const;
export type CapacityMode = (typeof capacityModes)[number];

export interface CapacitySpec {
  readonly mode: CapacityMode;
  /** Provisioned; under `on-demand` what the table takes at once when the run begins. */
  readonly readUnitsPerSecond: number;
  readonly writeUnitsPerSecond: number;
  /** Null: the provision stays as it is. Never under `on-demand`. */
  readonly autoScaling: AutoScalingSpec | null;
}

export interface AutoScalingSpec {
  /** Share of the provision that consumption should be. */
  readonly targetUtilisation: number;
  readonly readUnitsMin: number;
  readonly readUnitsMax: number;
  readonly writeUnitsMin: number;
  readonly writeUnitsMax: number;
}

/** Whether the routers keep the table's provision, by global admission control. */
export const isAdmittedGlobally = (capacity: CapacitySpec | null): capacity is CapacitySpec =>
  capacity !== null && (capacity.mode === 'global' || capacity.mode === 'on-demand');

/** What the service does to a table's partitions by itself. */
export interface SplittingSpec {
  readonly bySize: boolean;
  readonly byConsumption: boolean;
}

/** Whether the control plane looks after the table. */
export const isManaged = (table: {
  readonly capacity: CapacitySpec | null;
  readonly splitting: SplittingSpec;
}): boolean => table.capacity !== null || table.splitting.bySize || table.splitting.byConsumption;

/** The two kinds of unit, as indices. */
export const unitKind = { read: 0, write: 1 } as const;
export const unitKinds = 2;

/** Why a request was refused, as the service names it (facts 2.2); 0 is admitted. */
export const throttle = {
  none: 0,
  /** The partition's share or cap, or its node's tokens, are used up. */
  readKeyRange: 1,
  writeKeyRange: 2,
  /** The table's provision is used up. */
  readProvisioned: 3,
  writeProvisioned: 4,
  /** An on-demand table asks for more than twice its previous peak. */
  readOnDemand: 5,
  writeOnDemand: 6,
} as const;

/** By throttle code; the first is not a reason. */
export const throttleReasons = [
  '',
  'TableReadKeyRangeThroughputExceeded',
  'TableWriteKeyRangeThroughputExceeded',
  'TableReadProvisionedThroughputExceeded',
  'TableWriteProvisionedThroughputExceeded',
  'TableReadMaxOnDemandThroughputExceeded',
  'TableWriteMaxOnDemandThroughputExceeded',
] as const;
