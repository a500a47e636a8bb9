/** The tenants of a scenario, each with its clients in the region of its table. */
import type { RandomStreams } from '../engine/random-stream.js';
import type { Simulation } from '../engine/simulation.js';
import type { HostRoleName } from '../faults/host-roles.js';
import type { FrontDoor } from '../front-door/front-door.js';
import type { Network } from '../infrastructure/network.js';
import type { Topology } from '../infrastructure/topology.js';
import type { UnderWay } from '../protocol/under-way.js';
import type { Scenario } from '../scenario/scenario.js';
import type { Trace } from '../trace.js';
import { clientRole } from '../workload/client-role.js';
import { Tenant } from '../workload/tenant.js';
import { TokenLines } from '../workload/token-lines.js';
import { Workload } from '../workload/workload.js';
import { WriteIds } from '../workload/write-ids.js';
import type { Tables } from './tables.js';

/** What the workload is built with. */
export interface WorkloadContext {
  readonly simulation: Simulation;
  readonly streams: RandomStreams;
  readonly topology: Topology<HostRoleName>;
  readonly network: Network;
  readonly tables: Tables;
  /** By region. */
  readonly frontDoors: readonly FrontDoor[];
  readonly underWay: UnderWay;
}

export function workloadOf(scenario: Scenario, context: WorkloadContext, trace: Trace): Workload {
  const { simulation, network, topology, tables, underWay } = context;
  const writeIds = new WriteIds();
  const isAdaptive = scenario.tenants.some(({ client }) => client.retries === 'adaptive');
  const tokenLines = isAdaptive ? new TokenLines(simulation, underWay) : null;
  return new Workload(simulation, network, underWay, (types) =>
    scenario.tenants.map((spec, index) => {
      const tableIndex = tables.indexOf(spec.table);
      const { region, itemSizes } = tables.list[tableIndex];
      return new Tenant(
        index,
        spec,
        { index: tableIndex, itemSizes },
        {
          simulation,
          parameters: scenario.parameters.client,
          machines: topology.regions[region].zones.map((zone) => zone[clientRole.name][0]),
          frontDoor: context.frontDoors[region],
          underWay,
          tokenLines,
          types,
          writeIds,
          itemCounts: tables.itemCounts,
          trace,
        },
        context.streams,
      );
    }),
  );
}
