/** On-demand backups that a scenario orders, wired with its archive. */
import { Backup, Backups, type backupFacts } from '../control-plane/recovery/backups.js';
import type { Simulation } from '../engine/simulation.js';
import type { BackupRow } from '../measurement/recovery/backup-rows.js';
import type { Cut } from '../measurement/recovery/lost-from-cuts.js';
import { TablePartitions } from '../partitions/table-partitions.js';
import type { CountsOf } from '../protocol/facts.js';
import type { Scenario } from '../scenario/scenario.js';
import type { StorageService } from '../storage/storage-service.js';
import type { LogArchive } from './archive.js';
import type { Tables } from './tables.js';

/** What backups are built with. */
export interface BackupContext {
  readonly simulation: Simulation;
  readonly tables: Tables;
  readonly storage: StorageService;
  readonly archive: LogArchive | null;
}

export interface OrderedBackups {
  readonly list: readonly Backup[];
  facts(): CountsOf<typeof backupFacts>;
  /** `lost`: how many writes of its moment were lost unarchived. */
  rows(lost: (cut: Cut) => number): BackupRow[];
}

/** Null where the scenario orders none. */
export function backupsOf({ backups: ordered, parameters }: Scenario, context: BackupContext): OrderedBackups | null {
  const { archive, simulation, tables, storage } = context;
  if (ordered.length === 0) return null;
  if (archive === null) throw new Error('a backup without an archive: read otherwise');
  const backups = new Backups(
    {
      ...{ simulation, logs: archive.logs, partitions: new TablePartitions(tables.keySpaces, storage.groups) },
      bytesOfGroup: (group) => tables.bytesOfPartition(group),
      unarchivedSinceNs: (group) => archive.unarchivedSinceNs(group),
    },
    ordered.map((spec) => {
      const table = tables.list.findIndex((each) => each.spec.name === spec.of);
      return new Backup(spec, table, tables.list[table].keys.partitionsAtStart);
    }),
    { ...parameters.archive, defects: parameters.defects },
  );
  return {
    list: backups.list,
    facts: () => backups.facts(),
    rows: (lost) => backups.list.map((backup) => rowOf(backup, lost)),
  };
}

const rowOf = (
  { spec, table, state, availableAtNs, partitions, bytes }: Backup,
  lost: (cut: Cut) => number,
): BackupRow => ({
  of: spec.of,
  as: spec.as,
  atS: spec.atNs / 1e9,
  state,
  availableS: availableAtNs < 0 ? null : availableAtNs / 1e9,
  partitions,
  bytes: Math.round(bytes.reduce((sum, each) => sum + each, 0)),
  writesMissing: lost({ table, toNs: spec.atNs }),
});
