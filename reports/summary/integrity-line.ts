/**
 * What became of bad data, in a sentence: how many copies of items were wrong, how they were found and how late, what readers
 * were told before, and what is left.
 */
import type { Result } from '../../sim/result.js';
import { count, milliseconds, plural } from '../format.js';
import { wrap } from '../safe-text.js';
import { line, type TextLine } from '../text-line.js';

const linesMax = 6;

/** Nothing of a run in which no copy was wrong and no log or message cut or corrupted, nor scrub left without the archive. */
export function integrityLines({ integrity }: Result, columns: number): readonly TextLine[] {
  const { damagedCopies, corruptedMessages, logsCut, comparisonsWithoutArchive, itemsDisputed, itemsWithoutGoodCopy } =
    integrity;
  const parts = [
    ...(damagedCopies > 0 ? damageParts(integrity) : []),
    ...(itemsWithoutGoodCopy > 0
      ? [`${plural(itemsWithoutGoodCopy, 'item')} without a good copy, whose reads fail with 500`]
      : []),
    ...(itemsDisputed > 0 ? [disputes(integrity)] : []),
    ...(logsCut > 0 ? [`${plural(logsCut, 'log')} cut after a crash`] : []),
    ...(comparisonsWithoutArchive > 0
      ? [`${plural(comparisonsWithoutArchive, 'comparison')} without the archive, which did not answer`]
      : []),
    ...(corruptedMessages > 0 ? [`${plural(corruptedMessages, 'corrupted message')} sent again`] : []),
  ];
  if (parts.length === 0) return [];
  const tone = integrity.wrongReads + integrity.damagedAtEnd === 0 ? 'plain' : 'warning';
  return wrap(`Bad data: ${parts.join('; ')}`, columns, linesMax).map((each) => line(each, tone));
}

/** Where something is left as it should not be, that alone. */
export function damageLeftLines({ integrity }: Result, columns: number): readonly TextLine[] {
  const { damagedCopies, damagedAtEnd, wrongReads } = integrity;
  if (damagedAtEnd === 0) return [];
  const told = wrongReads > 0 ? `; ${plural(wrongReads, 'read')} answered wrongly` : '';
  const text = `Bad data: ${count(damagedAtEnd)} of ${plural(damagedCopies, 'wrong item')} of replicas left${told}`;
  return wrap(text, columns, linesMax).map((each) => line(each, 'warning'));
}

function damageParts(integrity: Result['integrity']): string[] {
  const { damagedCopies, damagedLogRecords, damagedAtEnd, discardedCopies, wrongReads } = integrity;
  const inLogs = damagedLogRecords > 0 ? `, ${count(damagedLogRecords)} of them in logs` : '';
  const found = [
    [integrity.foundOnRead, 'on read'],
    [integrity.foundOnTransfer, 'on transfer'],
    [integrity.foundAtArchive, 'at the archive'],
    [integrity.foundByScrub, 'by scrub'],
  ] as const;
  const ways = found.filter(([number]) => number > 0).map(([number, how]) => `${count(number)} ${how}`);
  return [
    `${plural(damagedCopies, 'item')} of replicas wrong${inLogs}`,
    ways.length === 0 ? 'none found' : `found ${ways.join(', ')} within ${milliseconds(integrity.longestToFindMs)}`,
    `${repaired(integrity)}, ${count(integrity.overwrittenCopies)} written anew`,
    ...(discardedCopies > 0
      ? [`${count(discardedCopies)} given up with their replicas${damagedLogRecords > 0 ? ' or logs' : ''}`]
      : []),
    `${plural(wrongReads, 'read')} answered wrongly before`,
    damagedAtEnd === 0 ? 'none is left' : `${count(damagedAtEnd)} left`,
  ];
}

const disputes = ({ itemsDisputed, disputedAtEnd }: Result['integrity']) =>
  `${plural(itemsDisputed, 'item')} in dispute, as whole copies differed, ${disputedAtEnd === 0 ? 'none' : count(disputedAtEnd)} at the end`;

const repaired = ({ repairedCopies, fetchedCopies, longestToRepairMs }: Result['integrity']) =>
  repairedCopies === 0
    ? 'none repaired'
    : `${count(repairedCopies)} repaired within ${milliseconds(longestToRepairMs)}${fetchedCopies > 0 ? `, ${count(fetchedCopies)} of them from the archive` : ''}`;
