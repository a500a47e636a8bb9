/** The tenants of a scenario, each with its clients in its region, and the front doors of the regions that they go to. */
import type { RandomStreams } from '../engine/random-stream.js';
import type { Simulation } from '../engine/simulation.js';
import type { HostRoleName } from '../faults/host-roles.js';
import type { FrontDoor } from '../front-door/front-door.js';
import type { Host } from '../infrastructure/host.js';
import type { Network } from '../infrastructure/network.js';
import type { Topology } from '../infrastructure/topology.js';
import type { UnderWay } from '../protocol/under-way.js';
import type { Scenario, TenantSpec } from '../scenario/scenario.js';
import type { Trace } from '../trace.js';
import { clientRole } from '../workload/client-role.js';
import { Tenant, type TenantTable } from '../workload/tenant.js';
import { TokenLines } from '../workload/token-lines.js';
import { Workload } from '../workload/workload.js';
import { WriteIds } from '../workload/write-ids.js';
import { regionChecksOf } from './routing.js';
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
  const { simulation, streams, network, tables, underWay } = context;
  const writeIds = new WriteIds();
  const isAdaptive = scenario.tenants.some(({ client }) => client.retries === 'adaptive');
  const tokenLines = isAdaptive ? new TokenLines(simulation, underWay) : null;
  const checks = scenario.tenants.some(({ client }) => client.failover) ? regionChecksOf(scenario, context) : null;
  return new Workload(simulation, network, underWay, (types) =>
    scenario.tenants.map((spec, index) => {
      const reached = tablesOf(spec, context);
      const { name, client } = spec;
      const health = client.failover && checks?.watch(name, reached, streams.stream(`tenant ${name}`, 'region checks'));
      return new Tenant(
        index,
        spec,
        reached,
        {
          simulation,
          parameters: scenario.parameters.client,
          health: health ?? null,
          underWay,
          tokenLines,
          types,
          writeIds,
          itemCounts: tables.itemCounts,
          trace,
        },
        streams,
      );
    }),
  );
}

/** Copies of its table that a tenant's clients may go to. */
function tablesOf(spec: TenantSpec, { tables, topology, frontDoors }: WorkloadContext): TenantTable[] {
  const from = topology.regions.findIndex(({ name }) => name === spec.region);
  return tables.serversOf(spec).map((index) => {
    const { region, itemSizes } = tables.list[index];
    const machines = machinesOf(from, region, topology);
    return { index, itemSizes, region: topology.regions[region].name, machines, frontDoor: frontDoors[region] };
  });
}

/** Those of its zones; where they are not those of the front door, each goes round the zones that it reaches. */
function machinesOf(from: number, to: number, { regions }: Topology<HostRoleName>): Pick<Host, 'id' | 'zone'>[] {
  const machines = regions[from].zones.map((zone) => zone[clientRole.name][0]);
  if (from === to) return machines;
  const zones = regions[to].zones.length;
  return Array.from({ length: machines.length * zones }, (_, turn) => {
    return { id: machines[turn % machines.length].id, zone: turn % zones };
  });
}
