/** Backups and restored tables, one by one: of when, how long it took, and why not. */
import type { Result } from '../../sim/result.js';
import { count, momentInWords, plural, timeSpan } from '../format.js';
import { printable, wrap } from '../safe-text.js';
import { line, type TextLine } from '../text-line.js';

type BackupRow = Result['backups']['list'][number];
type RestoreRow = Result['restores']['list'][number];

const rowsMax = 4;
const linesMax = 3;

/** Nothing of a run that restores nothing. */
export function restoresLines({ restores: { list } }: Result, columns: number): readonly TextLine[] {
  return [
    ...list.slice(0, rowsMax).flatMap((row) => {
      const tone = row.state === 'ready' && row.writesMissing === 0 ? 'plain' : 'warning';
      return wrap(printable(inWords(row)), columns, linesMax).map((each) => line(each, tone));
    }),
    ...(list.length > rowsMax ? [line(`and ${list.length - rowsMax} more restores`)] : []),
  ];
}

/** Nothing of a run that backs nothing up. */
export function backupsLines({ backups: { list } }: Result, columns: number): readonly TextLine[] {
  return [
    ...list.slice(0, rowsMax).flatMap((row) => {
      const tone = row.state === 'available' && row.writesMissing === 0 ? 'plain' : 'warning';
      return wrap(printable(backupInWords(row)), columns, linesMax).map((each) => line(each, tone));
    }),
    ...(list.length > rowsMax ? [line(`and ${list.length - rowsMax} more backups`)] : []),
  ];
}

/** For where there is no room for each: how many came to their end, and the names of those that did not. */
export function restoresInALine({ backups, restores }: Result, columns: number): readonly TextLine[] {
  const kinds = [
    { what: 'backup', done: 'available', list: backups.list },
    { what: 'restore', done: 'ready', list: restores.list },
  ] as const;
  return kinds.flatMap(({ what, done, list }) => {
    if (list.length === 0) return [];
    const rows: readonly { readonly as: string; readonly state: string }[] = list;
    const [well, others] = [rows.filter(({ state }) => state === done), rows.filter(({ state }) => state !== done)];
    const named = others
      .slice(0, rowsMax)
      .map(({ as, state }) => `${as} ${state === 'refused' ? state : `not ${done} at the end`}`);
    const more = others.length > rowsMax ? [`${others.length - rowsMax} more are not`] : [];
    const text = [`${plural(list.length, what)}, ${well.length} ${done}`, ...named, ...more].join('; ');
    const tone = others.length === 0 ? 'plain' : 'warning';
    return wrap(printable(text), columns, linesMax).map((each) => line(each, tone));
  });
}

function backupInWords({ of, as, atS, availableS, partitions, bytes, writesMissing }: BackupRow) {
  const order = `Backup of ${of} as ${as}, ordered at ${momentInWords(atS)}`;
  if (availableS === null) return `${order}: not available at the end, as not all of it was archived`;
  const size = `${plural(partitions, 'partition')}, ${count(bytes / 1e6)} MB`;
  return `${order}: available ${timeSpan(availableS - atS)} later; ${size}${without(writesMissing)}`;
}

/** What it lacks of its moment. */
const without = (writes: number) =>
  writes > 0 ? `; without ${plural(writes, 'write')} of then, lost with their last copies` : '';

function inWords({
  of,
  from,
  as,
  toS,
  atS,
  state,
  earliestRestorableS,
  latestRestorableS,
  readyS,
  partitions,
  items,
  bytesDownloaded,
  writesMissing,
}: RestoreRow) {
  const source =
    from === null ? `${of} at ${momentInWords(toS)}` : `${of} from its backup ${from} of ${momentInWords(toS)}`;
  const order = `Restore of ${source} as ${as}, ordered at ${momentInWords(atS)}`;
  if (state === 'refused' && from !== null) return `${order}: refused, the backup was not available yet`;
  if (state === 'refused' && toS < (earliestRestorableS ?? 0))
    return `${order}: refused, the earliest restorable time was ${momentInWords(earliestRestorableS ?? 0)}`;
  if (state === 'refused')
    return `${order}: refused, the latest restorable time was ${momentInWords(latestRestorableS ?? 0)}`;
  if (readyS === null) return `${order}: not ready at the end`;
  const size = `${plural(partitions, 'partition')}, ${count(items ?? 0)} items, ${count(bytesDownloaded / 1e6)} MB downloaded`;
  return `${order}: ready ${timeSpan(readyS - atS)} later; ${size}${without(writesMissing)}`;
}
