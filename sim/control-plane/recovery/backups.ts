/**
 * On-demand backups (P22 section 5.5): an operator asks for a copy of a table as it is now, and the archive makes it of the
 * newest snapshots and the log since; the table's nodes are asked for nothing. It is as of the moment that it was asked for,
 * over all partitions, and available once what was committed by then is archived, which agents do when they would have done
 * so anyway.
 *
 *   asked ─> what is archived already ─> each segment as it comes ─> nothing committed by then is left ─> available
 *
 * It is kept for good: neither the retention of the archive nor the bound on what that keeps write by write touches it. Left
 * out: the time that the archive takes to put it together, as of snapshots, and deleting one.
 *
 * Bound: `backupsMax`, each of twelve bytes an item that is tracked.
 */
import type { ArchivedLogs } from '../../archive/archived-logs.js';
import type { FoldedVersions } from '../../archive/folded-versions.js';
import { none } from '../../engine/pool.js';
import type { Simulation } from '../../engine/simulation.js';
import type { TablePartitions } from '../../partitions/table-partitions.js';
import type { Plantable } from '../../protocol/defects.js';
import { countsOf, type Fact } from '../../protocol/facts.js';

export interface BackupSpec {
  /** Names of the table and of the backup. */
  readonly of: string;
  readonly as: string;
  /** When it is asked for, and as of when it is. */
  readonly atNs: number;
}

/** In one scenario; the service has no limit. */
export const backupsMax = 16;

export const backupFacts = [
  { name: 'backupsAvailable', unit: 'count', about: 'on-demand backups that were available by the end' },
  { name: 'longestBackupMs', unit: 'ms', about: 'from the order of a backup until it was available', ofCases: true },
] as const satisfies readonly Fact[];

export interface BackupParameters extends Plantable {
  /** Before it looks again whether all is archived. */
  readonly backoff: number;
}

export interface BackupContext {
  readonly simulation: Simulation;
  readonly logs: ArchivedLogs;
  readonly partitions: TablePartitions;
  readonly bytesOfGroup: (group: number) => number;
  /** When the oldest write of the group that is not archived was committed; -1 where all are. */
  readonly unarchivedSinceNs: (group: number) => number;
}

/** One backup, and what has become of it. */
export class Backup {
  state: 'waiting' | 'underWay' | 'available' = 'waiting';
  availableAtNs: number = none;
  /** Of each partition that the table began with, and what splits made of it. */
  bytes: readonly number[] = [];
  /** Null before it is asked for. */
  versions: FoldedVersions | null = null;

  constructor(
    readonly spec: BackupSpec,
    /** Number of the table, and how many partitions that began with. */
    readonly table: number,
    readonly partitions: number,
  ) {}
}

export class Backups {
  private readonly counts = countsOf(backupFacts);
  private readonly goOnType: number;
  private readonly misses: boolean;

  constructor(
    private readonly context: BackupContext,
    readonly list: readonly Backup[],
    private readonly parameters: BackupParameters,
  ) {
    const { simulation } = context;
    this.misses = parameters.defects.includes('backup-misses-log-tail');
    const about = (index: number) => `backup of ${list[index].spec.of} as ${list[index].spec.as}`;
    this.goOnType = simulation.on('backup goes on', (index) => this.goOn(index), about);
    for (const [index, { spec }] of list.entries()) simulation.schedule(spec.atNs, this.goOnType, index);
  }

  facts() {
    return this.counts;
  }

  private goOn(index: number): void {
    const backup = this.list[index];
    if (backup.state === 'waiting') this.begin(backup);
    else if (this.isWhole(backup)) return this.end(backup);
    this.context.simulation.schedule(this.parameters.backoff, this.goOnType, index);
  }

  private begin(backup: Backup): void {
    const { logs, partitions, bytesOfGroup } = this.context;
    const { table, spec } = backup;
    backup.state = 'underWay';
    backup.versions = logs.openCut(table, spec.atNs);
    backup.bytes = Array.from({ length: backup.partitions }, (_, partition) =>
      partitions.from(table, partition).reduce((bytes, group) => bytes + bytesOfGroup(group), 0),
    );
  }

  private isWhole({ table, spec }: Backup): boolean {
    const { partitions, unarchivedSinceNs } = this.context;
    if (this.misses) return true;
    return partitions.of(table).every((group) => {
      const sinceNs = unarchivedSinceNs(group);
      return sinceNs === none || sinceNs > spec.atNs;
    });
  }

  private end(backup: Backup): void {
    const { simulation, logs } = this.context;
    const { spec, versions } = backup;
    logs.closeCut(versions!);
    backup.state = 'available';
    backup.availableAtNs = simulation.nowNs;
    this.counts.backupsAvailable++;
    this.counts.longestBackupMs = Math.max(this.counts.longestBackupMs ?? 0, (simulation.nowNs - spec.atNs) / 1e6);
  }
}
