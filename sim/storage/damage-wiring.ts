/** Begins to keep what copies have in place of what was written: called where a fault or a defect may damage one. */
import type { ReadableArchive } from '../archive/archived-reads.js';
import type { CatchUps } from '../consensus/catch-up.js';
import type { LeaderLeases } from '../consensus/leader-lease.js';
import type { Simulation } from '../engine/simulation.js';
import type { Network } from '../infrastructure/network.js';
import type { KeySpaces } from '../partitions/key-spaces.js';
import type { Repartitioning } from '../partitions/repartitioning.js';
import type { Plantable } from '../protocol/defects.js';
import { asLoaded, DamagedCopies } from '../replication/damaged-copies.js';
import { LyingDrives } from '../replication/lying-drives.js';
import type { PartitionLogs } from '../replication/partition-log.js';
import type { ReplicaReads } from '../replication/replica-reads.js';
import { type CopyRepairParameters, CopyRepairs } from './copy-repairs.js';
import type { ReplicaHealing } from './replica-healing.js';

export interface DamageableStorage {
  readonly simulation: Simulation;
  readonly network: Network;
  readonly leadership: LeaderLeases;
  readonly reads: ReplicaReads;
  readonly keySpaces: KeySpaces;
  readonly repartitioning: Repartitioning | null;
  readonly archive: ReadableArchive | null;
  readonly parameters: CopyRepairParameters;
}

/** Begins to keep what drives say and do not do: called where a fault may make them. */
export function expectLies(storage: LyingStorage): LyingDrives {
  const { partitionLogs, leadership, parameters } = storage;
  if (partitionLogs.lies !== null) return partitionLogs.lies;
  partitionLogs.lies = new LyingDrives(leadership.groups, leadership.nodes.groups);
  if (parameters.defects.includes('lost-flush-counted')) {
    const damage = expectDamage(storage);
    partitionLogs.lies.insteadOfCutting = (group, slot, kept) => ageItems(storage, damage, group, slot, kept);
  }
  return partitionLogs.lies;
}

export interface LyingStorage extends DamageableStorage {
  readonly partitionLogs: PartitionLogs;
  readonly parameters: CopyRepairParameters & Plantable;
}

/** A planted defect: what was written while a replica was rebuilt is missing there, and nobody is told. */
export function missLogTails(storage: RebuildingStorage): void {
  const damage = expectDamage(storage);
  const { groups } = storage.leadership;
  /** By group * slots + slot. */
  const begunAt = new Map<number, number>();
  storage.catchUps.wholeCopied = (group, slot, upTo) => begunAt.set(group * groups.slots + slot, upTo);
  storage.healing?.listeners.push({
    replaced(group, _from, to) {
      const slot = groups.slotOn(group, to);
      ageItems(storage, damage, group, slot, begunAt.get(group * groups.slots + slot) ?? Number.POSITIVE_INFINITY);
    },
  });
}

export interface RebuildingStorage extends DamageableStorage {
  readonly catchUps: CatchUps;
  readonly healing: ReplicaHealing | null;
}

/** Every item of the replica that was written after `kept` is as it was before, and nobody is told. */
function ageItems(
  { reads, keySpaces, leadership }: DamageableStorage,
  damage: DamagedCopies,
  group: number,
  slot: number,
  kept: number,
): void {
  const table = keySpaces.tableOf(group);
  const space = keySpaces.spaces[table];
  for (let item = 0; item < reads.itemsTracked(table); item++) {
    if (space.groupOf(item) !== group) continue;
    if (reads.appliedVersion(group, slot, table, item).sequenceNumber <= kept) continue;
    damage.damage(leadership.groups.hostOf(group, slot), table, item, asLoaded, false);
  }
}

/** At most once a run; whoever comes second gets what the first one made. */
export function expectDamage(storage: DamageableStorage): DamagedCopies {
  const { simulation, network, leadership, reads, keySpaces, repartitioning, parameters } = storage;
  if (reads.damage !== null) return reads.damage;
  const { groups, nodes, trace } = leadership;
  const ownerOf = (table: number, item: number) => keySpaces.spaces[table].groupOf(item);
  const damage = new DamagedCopies({ simulation, groups, reads, ownerOf, trace });
  reads.damage = damage;
  // It is built later than who may damage something.
  new CopyRepairs(simulation, network, leadership, keySpaces, damage, () => storage.archive, parameters);
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
