/** What an operator's orders may say, backups and restores alike. */
import { namePattern } from '../quantities/forms.js';
import { formatDuration } from '../quantities/units.js';
import type { Judgement } from '../reading/judgement.js';
import { notRestored, quoted, unknownName } from '../reading/problem.js';
import type { Path } from '../reading/yaml-document.js';
import type { ScenarioFile } from '../schema.js';

export function judgeArchive({ parameters }: ScenarioFile, order: 'backup' | 'restore', judgement: Judgement): void {
  if (parameters.archive.enabled || judgement.isBroken(['parameters', 'archive'])) return;
  const expected = `parameters.archive.enabled: true with a ${order}, as it is false`;
  judgement.reportKey([order], { found: `a ${order}`, expected });
}

/** The names that restores make: tables that come to be in the course of the run. */
export const restoredNames = ({ restore }: ScenarioFile): string[] => restore?.list.map(({ as }) => as) ?? [];

export function judgeTable(name: string, file: ScenarioFile, path: Path, judgement: Judgement): void {
  const tables = judgement.namesIn('tables');
  const isKnown = tables.length === 0 || tables.includes(name) || judgement.isBroken(path);
  const isRestored = restoredNames(file).includes(name);
  if (!isKnown) judgement.report(path, isRestored ? notRestored(name, tables) : unknownName('table', name, tables));
}

export function judgeName(
  name: string,
  taken: readonly string[],
  of: 'table' | 'backup',
  path: Path,
  judgement: Judgement,
): void {
  if (judgement.isBroken(path)) return;
  if (!namePattern.test(name)) {
    const expected = 'a name of at most 64 letters, digits, "-", "_" and ".", starting with a letter';
    judgement.report(path, { found: quoted(name), expected });
  } else if (taken.includes(name)) {
    judgement.report(path, { found: quoted(name), expected: `a name that no other ${of} has` });
  }
}

export function judgeTimeOfOrder(atNs: number, durationNs: number, order: Path, judgement: Judgement): void {
  const path = [...order, 'at'];
  if (atNs < durationNs || judgement.isBroken(path) || judgement.isBroken(['duration'])) return;
  const expected = `a time before the run's end at ${formatDuration(durationNs)}`;
  judgement.report(path, { found: formatDuration(atNs), expected });
}
