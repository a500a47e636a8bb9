/**
 * The rebuild of partitions that have lost all their copies, wired where a scenario has healing and an archive: what is lost
 * with the last copy, and autoadmin that downloads the rest. Without one of the two nothing of this file is built.
 */
import { PartitionRebuilds } from '../control-plane/recovery/partition-rebuilds.js';
import type { Simulation } from '../engine/simulation.js';
import type { HostRoleName } from '../faults/host-roles.js';
import type { Topology } from '../infrastructure/topology.js';
import { NewReplicas } from '../partitions/new-replicas.js';
import type { Scenario } from '../scenario/scenario.js';
import { ArchivedTails } from '../storage/archived-tails.js';
import type { StorageService } from '../storage/storage-service.js';
import type { LogArchive } from './archive.js';
import { autoadminOf } from './healing.js';

/** What rebuilds are built with. */
export interface RebuildContext {
  readonly simulation: Simulation;
  readonly topology: Topology<HostRoleName>;
  readonly storage: StorageService;
  readonly archive: LogArchive | null;
}

/** Has new leaders fetch from the archive what none of the copies that are left has. */
function fetchTails({ simulation, topology, storage }: RebuildContext, archive: LogArchive, ignoresArchive: boolean) {
  const { groups, partitionLogs, replication, losses, takeovers, nodes } = storage;
  storage.archivedTails = new ArchivedTails({
    ...{ groups, partitionLogs, replication, ignoresArchive },
    downloads: () => archive.downloads(),
    archivedUpTo: (group) => archive.archivedUpTo(group),
    bytesOf: (group) => archive.snapshots.bytesUpTo(group, simulation.nowNs),
    lifeOf: (node) => topology.hosts[node].incarnation + nodes.disks.generation(node),
  });
  takeovers.lost = (group, writes) => losses.lostAtTakeOver(group, writes);
}

export function startRebuilds({ parameters }: Scenario, context: RebuildContext): void {
  const { simulation, topology, storage, archive } = context;
  const { healing, losses, nodes, groups } = storage;
  if (healing === null || archive === null) return;
  const { hosts } = topology;
  fetchTails(context, archive, parameters.defects.includes('archived-tail-ignored'));
  const rebuilds = new PartitionRebuilds(
    {
      ...{ simulation, hosts, groups, downloads: archive.downloads(), lost: losses.lost },
      autoadmin: autoadminOf(topology),
      newReplicas: new NewReplicas(
        nodes,
        (node) => !healing.nodes.isBad(node),
        (node) => healing.nodes.isPassable(node),
      ),
      isWithinReach: (group) => losses.isWithinReach(group, (each, slot) => storage.leadership.isAlive(each, slot)),
      bytesOf: (group) => archive.snapshots.bytesUpTo(group, simulation.nowNs),
      lifeOf: (node) => hosts[node].incarnation + nodes.disks.generation(node),
      judgedLost: (group) => healing.judgedLost(group, groups.readable[group]),
      beginAnew: (group, members) => {
        // What a split or a move was copying is no more.
        storage.repartitioning?.abandon(group);
        const hasBegun = storage.membership.beginAnew(group, members);
        if (hasBegun) losses.rebuilt(group);
        return hasBegun;
      },
    },
    parameters.healing,
  );
  losses.rebuilder = {
    archivedUpTo: (group) => archive.archivedUpTo(group),
    forEachArchived: (group, visit) => archive.logs.forEach(group, Number.POSITIVE_INFINITY, visit),
    forEachFolded: (table, visit) => archive.logs.forEachFolded(table, visit),
    lost: (writes, each) => {
      archive.lostUnarchived(writes, each);
      rebuilds.lost();
    },
  };
}
