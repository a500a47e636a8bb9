/**
 * What the replica of a partition asks of its node: units and bytes. Where the mode divides the table's provision, the
 * partition's share is reserved on all three nodes: a write is spent on each, and any of them may come to lead and serve
 * every read; of a provision that scales its upper bound is, so that scaling breaks no promise. Tables under global
 * admission and on demand ask for what a partition can take at most, and reserve nothing.
 */
import { type CapacitySpec, isAdmittedGlobally } from '../admission/capacity.js';
import { type PartitionCapParameters, partitionCaps } from '../admission/partition-caps.js';

export interface Demand {
  readonly readUnitsPerSecond: number;
  readonly writeUnitsPerSecond: number;
  readonly bytes: number;
  /** Not reserved: the promise only counts in fullness. */
  readonly isPacked: boolean;
}

/** Of each partition of a new table that stores `tableBytes`. */
export function demandOfPartition(
  { capacity, partitions }: { readonly capacity: CapacitySpec | null; readonly partitions: number },
  tableBytes: number,
  parameters: PartitionCapParameters,
): Demand {
  const isPacked: boolean = capacity === null || isAdmittedGlobally(capacity);
  const scaling = isPacked ? null : capacity?.autoScaling;
  const [readCap, writeCap] = partitionCaps(capacity, parameters);
  const ofPartition = (capUnits: number, tableUnits: number | undefined) =>
    Math.min(capUnits, (tableUnits ?? 0) / (isPacked ? 1 : partitions));
  return {
    readUnitsPerSecond: ofPartition(readCap, scaling?.readUnitsMax ?? capacity?.readUnitsPerSecond),
    writeUnitsPerSecond: ofPartition(writeCap, scaling?.writeUnitsMax ?? capacity?.writeUnitsPerSecond),
    bytes: tableBytes / partitions,
    isPacked,
  };
}

/** What each half of a split asks: half of what is divided; caps of packed tables are not. */
export function halfOf(demand: Demand): Demand {
  const factor = demand.isPacked ? 1 : 0.5;
  return {
    readUnitsPerSecond: demand.readUnitsPerSecond * factor,
    writeUnitsPerSecond: demand.writeUnitsPerSecond * factor,
    bytes: demand.bytes / 2,
    isPacked: demand.isPacked,
  };
}
