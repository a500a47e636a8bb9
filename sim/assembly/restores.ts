/** Restores that a scenario orders, wired with its archive; the tables that they make are placed when they are ready. */
import { Restore, Restores, type restoreFacts } from '../control-plane/recovery/restores.js';
import type { Simulation } from '../engine/simulation.js';
import type { HostRoleName } from '../faults/host-roles.js';
import type { Topology } from '../infrastructure/topology.js';
import type { Cut } from '../measurement/recovery/lost-from-cuts.js';
import type { RestoreRow } from '../measurement/recovery/restore-rows.js';
import { NewReplicas } from '../partitions/new-replicas.js';
import { TablePartitions } from '../partitions/table-partitions.js';
import type { CountsOf } from '../protocol/facts.js';
import { mapEntry } from '../routing/partition-map.js';
import type { Scenario } from '../scenario/scenario.js';
import type { StorageService } from '../storage/storage-service.js';
import type { Trace } from '../trace.js';
import type { LogArchive } from './archive.js';
import type { OrderedBackups } from './backups.js';
import type { Metadata } from './routing.js';
import type { Tables } from './tables.js';

/** What restores are built with. */
export interface RestoreContext {
  readonly simulation: Simulation;
  readonly topology: Topology<HostRoleName>;
  readonly tables: Tables;
  readonly storage: StorageService;
  readonly metadata: Metadata;
  readonly archive: LogArchive | null;
  readonly backups: OrderedBackups | null;
}

export interface OrderedRestores {
  facts(): CountsOf<typeof restoreFacts>;
  /** `lost`: how many writes of its moment were lost unarchived. */
  rows(lost: (cut: Cut) => number): RestoreRow[];
}

/** Null where the scenario orders none. */
export function restoresOf(scenario: Scenario, context: RestoreContext, trace: Trace): OrderedRestores | null {
  const { archive, backups, simulation, topology, tables, storage } = context;
  if (scenario.restores.length === 0) return null;
  if (archive === null) throw new Error('a restore without an archive: read otherwise');
  const { groups, nodes, healing } = storage;
  const { hosts } = topology;
  const { list } = tables;
  const numberOf = (name: string) => list.findIndex(({ spec }) => spec.name === name);
  const restores = new Restores(
    {
      ...{ simulation, groups, itemCounts: tables.itemCounts },
      partitions: new TablePartitions(tables.keySpaces, groups),
      versions: list.map(({ versions }) => versions),
      regions: list.map(({ region }) => region),
      newReplicas: new NewReplicas(nodes, (node) => healing === null || !healing.nodes.isBad(node)),
      ...{ downloads: archive.downloads(), logs: archive.logs, snapshots: archive.snapshots },
      unarchivedSinceNs: (group) => archive.unarchivedSinceNs(group),
      lifeOf: (node) => hosts[node].incarnation + nodes.disks.generation(node),
      open: (group, members, sequenceNumber) => open(group, members, sequenceNumber, archive, context, trace),
    },
    scenario.restores.map((spec) => {
      const table = numberOf(spec.as);
      const { firstGroup, partitionsAtStart } = list[table].keys;
      const backup = backups?.list.find((each) => each.spec.as === spec.backup) ?? null;
      return new Restore(spec, backup, numberOf(spec.of), table, firstGroup, partitionsAtStart, groups.size.replicas);
    }),
    { ...scenario.parameters.archive, defects: scenario.parameters.defects },
    trace,
  );
  return { facts: () => restores.facts(), rows: (lost) => restores.list.map((restore) => rowOf(restore, lost)) };
}

/** The first leaders of a new table are as placed, and the metadata service is told of them. */
function open(
  group: number,
  members: readonly number[],
  sequenceNumber: number,
  archive: LogArchive,
  { simulation, topology, storage, metadata, tables }: RestoreContext,
  trace: Trace,
): void {
  const { groups, nodes } = storage;
  const leader = tables.keySpaces.numberOf(group) % members.length;
  groups.found(group, members, leader, 1, sequenceNumber);
  for (const node of members) nodes.groups[node].push(group);
  archive.beginAt(group, sequenceNumber);
  trace.leaderServes(simulation, group, leader, 1, [], true);
  metadata.servers.announce(topology.hosts[members[leader]], group, mapEntry(1, leader));
}

function rowOf(
  { spec, state, earliestRestorableNs, latestRestorableNs, readyAtNs, partitions, items, bytes, from }: Restore,
  lost: (cut: Cut) => number,
): RestoreRow {
  return {
    of: spec.of,
    from: spec.backup,
    as: spec.as,
    toS: spec.toNs / 1e9,
    atS: spec.atNs / 1e9,
    state,
    earliestRestorableS: earliestRestorableNs < 0 ? null : earliestRestorableNs / 1e9,
    latestRestorableS: latestRestorableNs < 0 ? null : latestRestorableNs / 1e9,
    readyS: readyAtNs < 0 ? null : readyAtNs / 1e9,
    partitions,
    items: state === 'ready' ? items : null,
    bytesDownloaded: Math.round(bytes),
    writesMissing: lost({ table: from, toNs: spec.toNs }),
  };
}
