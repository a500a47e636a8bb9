/**
 * Autoadmin's part in healing, wired where a scenario has it on: reports of the storage nodes, what is believed of them, and
 * the order of what is rebuilt. A scenario without it builds nothing of this file.
 */
import { autoadminRole } from '../control-plane/autoadmin-role.js';
import { GrayNodes } from '../control-plane/gray-nodes.js';
import { Healing } from '../control-plane/healing.js';
import { NodeHealth } from '../control-plane/node-health.js';
import { LostMajorities } from '../control-plane/recovery/lost-majorities.js';
import { SharedZones } from '../control-plane/shared-zones.js';
import { Distribution } from '../engine/distribution.js';
import { none } from '../engine/pool.js';
import type { RandomStreams } from '../engine/random-stream.js';
import type { Simulation } from '../engine/simulation.js';
import type { HostRoleName } from '../faults/host-roles.js';
import type { Network } from '../infrastructure/network.js';
import type { Topology } from '../infrastructure/topology.js';
import type { Scenario } from '../scenario/scenario.js';
import { CheckUps } from '../storage/check-ups.js';
import { missLogTails } from '../storage/damage-wiring.js';
import type { ReplicaHealing } from '../storage/replica-healing.js';
import type { StorageService } from '../storage/storage-service.js';
import type { Trace } from '../trace.js';

/** What healing is built with. */
export interface HealingContext {
  readonly simulation: Simulation;
  readonly streams: RandomStreams;
  readonly topology: Topology<HostRoleName>;
  readonly network: Network;
  readonly storage: StorageService;
  readonly observers: { readonly trace: Trace };
}

/** Hosts of autoadmin, by region and zone. */
export const autoadminOf = ({ regions }: Topology<HostRoleName>) =>
  regions.map(({ zones }) => zones.flatMap((zone) => zone[autoadminRole.name]));

/** Begins to watch the storage nodes; nothing where the scenario has no healing. */
export function startHealing({ parameters }: Scenario, context: HealingContext): void {
  const { simulation, streams, topology, network, storage } = context;
  const { healing } = storage;
  if (healing === null) return;
  if (parameters.defects.includes('rebuild-misses-log-tail')) missLogTails(storage);
  const { hosts } = topology;
  const autoadmin = autoadminOf(topology);
  const { lostReplicas, kept } = healing;
  const { groups, nodes } = storage;
  const healer = new Healing(
    {
      ...{ simulation, network, hosts, autoadmin, groups, nodes: healing.nodes, lostReplicas, kept },
      sharedZones: new SharedZones(hosts, groups),
    },
    parameters.healing,
  );
  healing.listeners.push({ replaced: (group) => healer.replaced(group) });
  const gray = parameters.healing.checkUps
    ? grayNodesOf(parameters, context, healing, healer, (node) => health.hears(node))
    : null;
  const majorities = majoritiesOf(parameters.healing, context, healing, (node) => health.hears(node));
  storage.losses.replicaEmptied = (group) => majorities.replicaEmptied(group);
  const phases = nodes.hosts.map(({ name }) => streams.stream(name, 'health report phase').next());
  const health = new NodeHealth(
    {
      ...{ simulation, network, hosts, autoadmin },
      storageNodes: nodes.hosts.length,
      processors: topology.processors[autoadminRole.name],
      cpu: new Distribution(parameters.metadata.cpu),
      phaseOf: (node) => phases[node],
      hasDrive: (node) => !nodes.disks.hasFailed(node),
    },
    parameters.healing,
    {
      reported: (node) => {
        healer.reported(node);
        gray?.reported(node);
      },
      believedDead: (node) => healer.believedDead(node),
      returned: (node) => healer.returned(node),
      trusted: (node) => healer.trusted(node),
      answered: (node) => {
        if (gray !== null) healing.tellGray(node, gray.judged);
      },
    },
  );
}

/** Has partitions go on of which no majority is left. */
function majoritiesOf(
  parameters: Scenario['parameters']['healing'],
  { simulation, topology, network, storage, observers }: HealingContext,
  healing: ReplicaHealing,
  hears: (node: number) => boolean,
): LostMajorities {
  const { nodes } = healing;
  const { groups, membership, leadership } = storage;
  return new LostMajorities(
    {
      ...{ simulation, network, hosts: topology.hosts, autoadmin: autoadminOf(topology), groups, nodes, hears },
      isAlive: (group, slot) => leadership.isAlive(group, slot),
      giveUpChanges: (group) => {
        storage.repartitioning?.abandon(group);
        membership.cancel(group);
      },
      judgedLost: (group, mask) => healing.judgedLost(group, mask),
      goOn: (group, lost, hosts, best) => {
        const joined = membership.replaceLost(group, lost, hosts, best);
        for (const host of joined) observers.trace.replicaBeganEmpty(simulation, group, host);
      },
    },
    parameters,
  );
}

/** Has the storage nodes look at each other, and autoadmin hear what they see. */
function grayNodesOf(
  { healing: parameters, storageNode }: Scenario['parameters'],
  { simulation, network, storage, observers }: HealingContext,
  healing: ReplicaHealing,
  healer: Healing,
  hears: (node: number) => boolean,
): GrayNodes {
  const { nodes, groups } = storage;
  const readCpu = new Distribution(storageNode.readCpu);
  const checkUps = new CheckUps({ simulation, network, nodes, groups }, { ...parameters, readCpu });
  healing.checkUps = checkUps;
  return new GrayNodes(
    {
      ...{ simulation, nodes: nodes.hosts, hears },
      opinionsOf: (node) => checkUps.opinionsOf(node),
      believed: (node, isGray) => {
        healing.nodes.setBad(node, 'gray', isGray);
        if (!isGray) {
          observers.trace.nodeNoLongerGray(simulation, node);
          return healer.mayMoveApart();
        }
        const { disturbances, slowdowns, troubledSinceNs } = nodes.hosts[node];
        observers.trace.nodeJudgedGray(simulation, node, disturbances + slowdowns === 0 ? none : troubledSinceNs);
      },
    },
    parameters,
  );
}
