/**
 * What no partition of a table may pass, by kind of unit: the service's limit, at which hot partitions are split. Where the
 * routers keep the provision, and partitions may burst from the savings of the whole table, a partition's cap is also a
 * share of its node, so that no one table takes that (P22 4.2). Left out: that nodes differ.
 */
import type { AdmissionParameters } from './admission-parameters.js';
import { type CapacitySpec, isAdmittedGlobally } from './capacity.js';

export type PartitionCapParameters = Pick<
  AdmissionParameters,
  'partitionReadUnits' | 'partitionWriteUnits' | 'nodeReadUnits' | 'nodeWriteUnits' | 'partitionNodeShare'
>;

/** Units per second, by kind. */
export type PartitionCaps = readonly [read: number, write: number];

export function partitionCaps(capacity: CapacitySpec | null, parameters: PartitionCapParameters): PartitionCaps {
  const { partitionReadUnits, partitionWriteUnits } = parameters;
  if (!isAdmittedGlobally(capacity)) return [partitionReadUnits, partitionWriteUnits];
  const { nodeReadUnits, nodeWriteUnits, partitionNodeShare } = parameters;
  return [
    Math.min(partitionReadUnits, partitionNodeShare * nodeReadUnits),
    Math.min(partitionWriteUnits, partitionNodeShare * nodeWriteUnits),
  ];
}
