/** Restores resolved: which table or backup, whether there is an archive, times in their order; and the tables that they make. */
import type { BackupSpec } from '../../control-plane/recovery/backups.js';
import type { RestoreSpec } from '../../control-plane/recovery/restores.js';
import { formatDuration } from '../quantities/units.js';
import type { Judgement } from '../reading/judgement.js';
import { quoted, unknownName } from '../reading/problem.js';
import type { Path } from '../reading/yaml-document.js';
import type { TableSpec } from '../scenario.js';
import type { ScenarioFile } from '../schema.js';
import { judgeArchive, judgeName, judgeTable, judgeTimeOfOrder } from './judge-orders.js';

type RestoreText = NonNullable<ScenarioFile['restore']>['list'][number];

export function resolveRestores(
  file: ScenarioFile,
  backups: readonly BackupSpec[],
  judgement: Judgement,
): RestoreSpec[] {
  const { restore } = file;
  if (restore === undefined) return [];
  judgeArchive(file, 'restore', judgement);
  const taken = [...judgement.namesIn('tables')];
  return restore.list.flatMap((text, index) => {
    const { as, at } = text;
    const path = restore.isList ? ['restore', index] : ['restore'];
    const source = sourceOf(text, backups, file, path, judgement);
    judgeName(as, taken, 'table', [...path, 'as'], judgement);
    taken.push(as);
    judgeTimeOfOrder(at, file.duration, path, judgement);
    return source === null ? [] : [{ ...source, as, atNs: at }];
  });
}

/** Null: of a backup that nobody takes. */
function sourceOf(
  text: RestoreText,
  backups: readonly BackupSpec[],
  file: ScenarioFile,
  path: Path,
  judgement: Judgement,
): Pick<RestoreSpec, 'of' | 'toNs' | 'backup'> | null {
  const { of, to, from, at } = text;
  if (of !== undefined && to !== undefined) {
    judgeTable(of, file, [...path, 'of'], judgement);
    judgeTimes(to, at, path, judgement);
    warnOfRefusal(to, at, file.parameters.archive.restorableLag, path, judgement);
    return { of, toNs: to, backup: null };
  }
  const backup = backups.find(({ as }) => as === from);
  if (backup !== undefined) {
    judgeOrderOfTimes(backup, at, path, judgement);
    return { of: backup.of, toNs: backup.atNs, backup: backup.as };
  }
  if (from !== undefined) judgeBackup(from, backups, [...path, 'from'], judgement);
  return null;
}

function judgeBackup(name: string, backups: readonly BackupSpec[], path: Path, judgement: Judgement): void {
  if (judgement.isBroken(['backup']) || judgement.isBroken(path)) return;
  const names = backups.map(({ as }) => as);
  const isNone = { found: `the backup ${quoted(name)}`, expected: 'a backup that is ordered, and none is' };
  judgement.report(path, names.length > 0 ? unknownName('backup', name, names) : isNone);
}

function judgeTimes(toNs: number, atNs: number, path: Path, judgement: Judgement): void {
  if (toNs < atNs || judgement.isBroken([...path, 'to']) || judgement.isBroken([...path, 'at'])) return;
  const expected = `a time before "at", ${formatDuration(atNs)}, as nobody can restore what is to come`;
  judgement.report([...path, 'to'], { found: formatDuration(toNs), expected });
}

function judgeOrderOfTimes(backup: BackupSpec, atNs: number, path: Path, judgement: Judgement): void {
  if (backup.atNs < atNs || judgement.isBroken([...path, 'at'])) return;
  const expected = `a time after ${formatDuration(backup.atNs)}, when ${quoted(backup.as)} is taken`;
  judgement.report([...path, 'at'], { found: formatDuration(atNs), expected });
}

/** It may be what somebody wants to see: the result tells of it. */
function warnOfRefusal(toNs: number, atNs: number, lagNs: number, path: Path, judgement: Judgement): void {
  if (toNs <= atNs - lagNs) return;
  const latest = `the latest restorable time lags by archive.restorableLag, ${formatDuration(lagNs)}, at least`;
  judgement.warn([...path, 'to'], `the restore is refused: at ${formatDuration(atNs)} ${latest}`);
}

/** What restores make: a table like the original, of unlimited capacity, in its region, or the first of several. */
export function restoredTables(restores: readonly RestoreSpec[], tables: readonly TableSpec[]): TableSpec[] {
  return restores.flatMap(({ of, as }) => {
    const original = tables.find(({ name }) => name === of);
    if (original === undefined) return [];
    const regions = original.regions.slice(0, 1);
    const { agreement, ...alone } = original;
    const splitting = { bySize: false, byConsumption: false };
    return [{ ...alone, name: as, regions, additions: [], capacity: null, splitting }];
  });
}
