/**
 * Admission as the tables of a scenario ask for it: what counts and refuses at the storage nodes, and at the routers with
 * their admission servers. It stands before nodes and routers, which are given it.
 */
import { AdmissionRing, placeOnRing } from '../admission/admission-ring.js';
import { admissionRole } from '../admission/admission-role.js';
import { AdmissionServers } from '../admission/admission-servers.js';
import { isAdmittedGlobally } from '../admission/capacity.js';
import { GlobalAdmission } from '../admission/global-admission.js';
import { NodeAdmission } from '../admission/node-admission.js';
import { TableRates } from '../admission/table-rates.js';
import { Usage } from '../admission/usage.js';
import { Distribution } from '../engine/distribution.js';
import type { RandomStreams } from '../engine/random-stream.js';
import type { Simulation } from '../engine/simulation.js';
import type { HostRoleName } from '../faults/host-roles.js';
import type { Fleet } from '../infrastructure/fleet.js';
import { nowhere } from '../infrastructure/host.js';
import type { Network } from '../infrastructure/network.js';
import type { HostRole } from '../infrastructure/roles.js';
import type { Topology } from '../infrastructure/topology.js';
import type { ReplicaTable } from '../replication/replica-table.js';
import { routerRole } from '../routing/router-role.js';
import type { Scenario } from '../scenario/scenario.js';
import { changesPartitions } from './capacity.js';
import type { Tables } from './tables.js';

/** What admission is built with. */
export interface AdmissionContext {
  readonly simulation: Simulation;
  readonly streams: RandomStreams;
  readonly network: Network;
  readonly topology: Topology<HostRoleName>;
  readonly fleet: Fleet;
  readonly tables: Tables;
  readonly groups: ReplicaTable;
}

export interface Admission {
  readonly usage: Usage;
  readonly nodes: NodeAdmission;
  /** Null where no table's provision is kept by the routers. */
  readonly routers: GlobalAdmission | null;
}

/** Null where no table has a capacity or splits. */
export function admissionOf(scenario: Scenario, context: AdmissionContext): Admission | null {
  if (!changesPartitions(scenario)) return null;
  const { simulation, topology, tables, groups } = context;
  const nodes = topology.hosts.filter(({ role }) => role.hasDisk).length;
  const specs = tables.list.map(({ spec }) => spec);
  const usage = new Usage(scenario.tenants.length, tables.list.length, groups.countMax, nodes);
  const isAtRouters = scenario.tables.some(({ capacity }) => isAdmittedGlobally(capacity));
  return {
    usage,
    nodes: new NodeAdmission(simulation, groups, specs, nodes, scenario.parameters.admission, usage),
    routers: isAtRouters ? globalAdmissionOf(scenario, context, usage) : null,
  };
}

function globalAdmissionOf(
  { parameters }: Scenario,
  { simulation, streams, network, topology, fleet, tables }: AdmissionContext,
  usage: Usage,
): GlobalAdmission {
  const { admission, metadata } = parameters;
  const hostsOf = (role: HostRole<never, HostRoleName>) =>
    topology.regions.map(({ zones }) => zones.flatMap((zone) => zone[role.name]));
  const machines = {
    hosts: topology.hosts,
    routers: hostsOf(routerRole).map((routers) => routers.map(({ id }) => id)),
    routersReserve: topology.hosts.filter(({ role, region }) => role === routerRole && region === nowhere).length,
    rings: hostsOf(admissionRole).map((servers) => new AdmissionRing(servers, admission.ringPoints, streams)),
    processors: topology.processors[admissionRole.name],
  };
  const served = { ...admission, cpu: new Distribution(metadata.cpu) };
  const rates = new TableRates(
    tables.list.map(({ spec, name, region }) => ({
      name,
      capacity: spec.capacity,
      region,
      place: placeOnRing(name, streams),
    })),
    admission,
  );
  const servers = new AdmissionServers(simulation, network, machines, rates, served);
  const atRouters = new GlobalAdmission(simulation, machines, servers, rates, served, usage);
  fleet.settle(routerRole, {
    hostDied: ({ id }) => atRouters.routerDied(id),
    hostJoined: ({ id }) => atRouters.routerJoined(id),
  });
  fleet.settle(admissionRole, {
    hostDied: ({ id }) => servers.serverDied(id),
    hostReturned: ({ id }) => servers.serverReturned(id),
  });
  return atRouters;
}
