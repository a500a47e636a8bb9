/** Backups resolved: which table, whether there is an archive, a name of its own, a time in the run. */
import type { BackupSpec } from '../../control-plane/recovery/backups.js';
import type { Judgement } from '../reading/judgement.js';
import type { ScenarioFile } from '../schema.js';
import { judgeArchive, judgeName, judgeTable, judgeTimeOfOrder } from './judge-orders.js';

export function resolveBackups(file: ScenarioFile, judgement: Judgement): BackupSpec[] {
  const { backup } = file;
  if (backup === undefined) return [];
  judgeArchive(file, 'backup', judgement);
  const taken: string[] = [];
  return backup.list.map(({ of, as, at }, index) => {
    const path = backup.isList ? ['backup', index] : ['backup'];
    judgeTable(of, file, [...path, 'of'], judgement);
    judgeName(as, taken, 'backup', [...path, 'as'], judgement);
    taken.push(as);
    judgeTimeOfOrder(at, file.duration, path, judgement);
    return { of, as, atNs: at };
  });
}
