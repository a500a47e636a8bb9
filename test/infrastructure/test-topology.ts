/** The fleet of a few regions in which every machine has the same processor. */
import type { CapacitySpec } from '../../sim/admission/capacity.js';
import type { RandomStreams } from '../../sim/engine/random-stream.js';
import { type HostRoleName, hostRoles } from '../../sim/faults/host-roles.js';
import type { ProcessorSpec, RegionSpec } from '../../sim/infrastructure/roles.js';
import { buildTopology, planOf, type Topology } from '../../sim/infrastructure/topology.js';

const capacity: CapacitySpec = { mode: 'global', readUnitsPerSecond: 1, writeUnitsPerSecond: 1, autoScaling: null };

export const planFor = (regions: readonly RegionSpec[], processor: ProcessorSpec, serversPerZone = 0) => ({
  tables: regions.map(({ name }) => ({ regions: [name], capacity })),
  parameters: {
    storageNode: processor,
    router: processor,
    metadata: processor,
    admission: { serversPerZone },
    healing: { enabled: false },
  },
});

export function testTopology(
  regions: readonly RegionSpec[],
  processor: ProcessorSpec,
  streams: RandomStreams,
  admissionServersPerZone = 0,
): Topology<HostRoleName> {
  const plan = planFor(regions, processor, admissionServersPerZone);
  const roles = hostRoles.map((role) => planOf<typeof plan, HostRoleName>(role, plan));
  return buildTopology(regions, roles, 1e9, streams);
}
