/**
 * Autoadmin's part in healing, wired where a scenario has it on: reports of the storage nodes, what is believed of them, and
 * the order of what is rebuilt. A scenario without it builds nothing of this file.
 */
import { autoadminRole } from '../control-plane/autoadmin-role.js';
import { Healing } from '../control-plane/healing.js';
import { NodeHealth } from '../control-plane/node-health.js';
import { Distribution } from '../engine/distribution.js';
import type { RandomStreams } from '../engine/random-stream.js';
import type { Simulation } from '../engine/simulation.js';
import type { HostRoleName } from '../faults/host-roles.js';
import type { Network } from '../infrastructure/network.js';
import type { Topology } from '../infrastructure/topology.js';
import type { Scenario } from '../scenario/scenario.js';
import type { StorageService } from '../storage/storage-service.js';

/** What healing is built with. */
export interface HealingContext {
  readonly simulation: Simulation;
  readonly streams: RandomStreams;
  readonly topology: Topology<HostRoleName>;
  readonly network: Network;
  readonly storage: StorageService;
}

/** Begins to watch the storage nodes; nothing where the scenario has no healing. */
export function startHealing({ parameters }: Scenario, context: HealingContext): void {
  const { simulation, streams, topology, network, storage } = context;
  const { healing } = storage;
  if (healing === null) return;
  const { hosts } = topology;
  const autoadmin = topology.regions.map(({ zones }) => zones.flatMap((zone) => zone[autoadminRole.name]));
  const { lostReplicas, kept } = healing;
  const { groups, membership, nodes } = storage;
  const isChanging = (group: number) => membership.isBusy(group);
  const healer = new Healing(
    { simulation, network, hosts, autoadmin, groups, nodes: healing.nodes, lostReplicas, kept, isChanging },
    parameters.healing,
  );
  const phases = nodes.hosts.map(({ name }) => streams.stream(name, 'health report phase').next());
  new NodeHealth(
    {
      ...{ simulation, network, hosts, autoadmin },
      storageNodes: nodes.hosts.length,
      processors: topology.processors[autoadminRole.name],
      cpu: new Distribution(parameters.metadata.cpu),
      phaseOf: (node) => phases[node],
      hasDrive: (node) => !nodes.disks.hasFailed(node),
    },
    parameters.healing,
    healer,
  );
}
