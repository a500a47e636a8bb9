/** Begins to keep what copies have in place of what was written: called where a fault or a defect may damage one. */
import type { LeaderLeases } from '../consensus/leader-lease.js';
import type { Simulation } from '../engine/simulation.js';
import type { Network } from '../infrastructure/network.js';
import type { KeySpaces } from '../partitions/key-spaces.js';
import type { Repartitioning } from '../partitions/repartitioning.js';
import { DamagedCopies } from '../replication/damaged-copies.js';
import type { ReplicaReads } from '../replication/replica-reads.js';
import { type CopyRepairParameters, CopyRepairs } from './copy-repairs.js';

export interface DamageableStorage {
  readonly simulation: Simulation;
  readonly network: Network;
  readonly leadership: LeaderLeases;
  readonly reads: ReplicaReads;
  readonly keySpaces: KeySpaces;
  readonly repartitioning: Repartitioning | null;
  readonly parameters: CopyRepairParameters;
}

/** At most once a run; whoever comes second gets what the first one made. */
export function expectDamage(storage: DamageableStorage): DamagedCopies {
  const { simulation, network, leadership, reads, keySpaces, repartitioning, parameters } = storage;
  if (reads.damage !== null) return reads.damage;
  const { groups, nodes, trace } = leadership;
  const ownerOf = (table: number, item: number) => keySpaces.spaces[table].groupOf(item);
  const damage = new DamagedCopies({ simulation, groups, reads, ownerOf, trace });
  reads.damage = damage;
  new CopyRepairs(simulation, network, leadership, keySpaces, damage, parameters);
  // The new partition's nodes have copied from replicas of its parent, in their own zone where there was one.
  const split = (parent: number, child: number) => {
    const sources = groups.hostsWithItems(parent);
    for (const to of groups.hostsWithItems(child)) {
      const from = sources.find((host) => nodes.hosts[host].zone === nodes.hosts[to].zone) ?? groups.leaderHost(parent);
      damage.copied(child, from, to);
    }
  };
  repartitioning?.listeners.push({ split, moved: (group, from, to) => damage.copied(group, from, to) });
  return damage;
}
