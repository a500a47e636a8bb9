/** The tenants of a scenario, each with its clients in the region of its table. */
import type { RandomStreams } from '../engine/random-stream.js';
import type { Simulation } from '../engine/simulation.js';
import type { LoadBalancer } from '../front-door/load-balancer.js';
import type { Network } from '../infrastructure/network.js';
import type { Topology } from '../infrastructure/topology.js';
import type { UnderWay } from '../protocol/under-way.js';
import type { Routers } from '../routing/router.js';
import type { Scenario } from '../scenario/scenario.js';
import type { Trace } from '../trace.js';
import { Tenant } from '../workload/tenant.js';
import { Workload } from '../workload/workload.js';
import { WriteIds } from '../workload/write-ids.js';
import type { Tables } from './tables.js';

/** What the workload is built with. */
export interface WorkloadContext {
  readonly simulation: Simulation;
  readonly streams: RandomStreams;
  readonly topology: Topology;
  readonly network: Network;
  readonly tables: Tables;
  readonly routers: Routers;
  readonly loadBalancers: readonly LoadBalancer[];
  readonly underWay: UnderWay;
}

export function workloadOf(scenario: Scenario, context: WorkloadContext, trace: Trace): Workload {
  const { simulation, network, topology, tables, routers, underWay } = context;
  const writeIds = new WriteIds();
  return new Workload(simulation, network, underWay, (types) =>
    scenario.tenants.map((spec, index) => {
      const tableIndex = tables.indexOf(spec.table);
      const { region, keys, itemBytes } = tables.list[tableIndex];
      return new Tenant(
        index,
        spec,
        { index: tableIndex, itemBytes },
        {
          simulation,
          network,
          hosts: topology.hosts,
          clientHosts: topology.regions[region].zones.map((zone) => zone.clients),
          loadBalancer: context.loadBalancers[region],
          routers,
          underWay,
          types,
          groupOf: (_table: number, item: number) => keys.groupOf(item),
          writeIds,
          itemCounts: tables.itemCounts,
          trace,
        },
        context.streams,
      );
    }),
  );
}
