/**
 * The capacity of a table: what it has reserved, and in which stage of the history of the service it is enforced. Who
 * enforces it is in node-admission.ts (partitions and nodes) and global-admission.ts (tables).
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
