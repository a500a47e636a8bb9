/** Restores resolved: which table, whether there is an archive, times in their order; and the tables that they make. */
import type { RestoreSpec } from '../../control-plane/restores.js';
import { namePattern } from '../quantities/forms.js';
import { formatDuration } from '../quantities/units.js';
import type { Judgement } from '../reading/judgement.js';
import { quoted, unknownName } from '../reading/problem.js';
import type { Path } from '../reading/yaml-document.js';
import type { TableSpec } from '../scenario.js';
import type { ScenarioFile } from '../schema.js';

export function resolveRestores(file: ScenarioFile, judgement: Judgement): RestoreSpec[] {
  const { restore } = file;
  if (restore === undefined) return [];
  if (!file.parameters.archive.enabled && !judgement.isBroken(['parameters', 'archive'])) {
    const expected = 'parameters.archive.enabled: true with a restore, as it is false';
    judgement.reportKey(['restore'], { found: 'a restore', expected });
  }
  const taken = [...judgement.namesIn('tables')];
  return restore.list.map(({ of, to, as, at }, index) => {
    const path = restore.isList ? ['restore', index] : ['restore'];
    const tables = judgement.namesIn('tables');
    const isKnown = tables.length === 0 || tables.includes(of) || judgement.isBroken([...path, 'of']);
    if (!isKnown) judgement.report([...path, 'of'], unknownName('table', of, tables));
    judgeName(as, taken, [...path, 'as'], judgement);
    taken.push(as);
    judgeTimes(to, at, file.duration, path, judgement);
    warnOfRefusal(to, at, file.parameters.archive.restorableLag, path, judgement);
    return { of, as, toNs: to, atNs: at };
  });
}

function judgeName(name: string, taken: readonly string[], path: Path, judgement: Judgement): void {
  if (judgement.isBroken(path)) return;
  if (!namePattern.test(name)) {
    const expected = 'a name of at most 64 letters, digits, "-", "_" and ".", starting with a letter';
    judgement.report(path, { found: quoted(name), expected });
  } else if (taken.includes(name)) {
    judgement.report(path, { found: quoted(name), expected: 'a name that no other table has' });
  }
}

function judgeTimes(toNs: number, atNs: number, durationNs: number, path: Path, judgement: Judgement): void {
  const isWritten = (key: string) => !judgement.isBroken([...path, key]);
  if (atNs >= durationNs && isWritten('at') && !judgement.isBroken(['duration'])) {
    const expected = `a time before the run's end at ${formatDuration(durationNs)}`;
    judgement.report([...path, 'at'], { found: formatDuration(atNs), expected });
  }
  if (toNs >= atNs && isWritten('to') && isWritten('at')) {
    const expected = `a time before "at", ${formatDuration(atNs)}, as nobody can restore what is to come`;
    judgement.report([...path, 'to'], { found: formatDuration(toNs), expected });
  }
}

/** It may be what somebody wants to see: the result tells of it. */
function warnOfRefusal(toNs: number, atNs: number, lagNs: number, path: Path, judgement: Judgement): void {
  if (toNs <= atNs - lagNs) return;
  const latest = `the latest restorable time lags by archive.restorableLag, ${formatDuration(lagNs)}, at least`;
  judgement.warn([...path, 'to'], `the restore is refused: at ${formatDuration(atNs)} ${latest}`);
}

/** What restores make: a table like the original, of unlimited capacity. */
export function restoredTables(restores: readonly RestoreSpec[], tables: readonly TableSpec[]): TableSpec[] {
  return restores.flatMap(({ of, as }) => {
    const original = tables.find(({ name }) => name === of);
    if (original === undefined) return [];
    return [{ ...original, name: as, capacity: null, splitting: { bySize: false, byConsumption: false } }];
  });
}
