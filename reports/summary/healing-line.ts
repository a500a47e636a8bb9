/**
 * What was healed, in a sentence or two: how many partitions lost a replica, how long it took at most until their leaders noticed,
 * until as many members as before had the log, and until as many replicas as before had the items, and what is left; and which
 * nodes were found slow though alive, and emptied.
 */
import type { Result } from '../../sim/result.js';
import { count, milliseconds, plural } from '../format.js';
import { wrap } from '../safe-text.js';
import { line, type TextLine } from '../text-line.js';

const linesMax = 5;

/** Nothing of a run in which nothing is healed. */
export function healingLines(result: Result, columns: number): readonly TextLine[] {
  return [...lostLines(result, columns), ...grayLines(result, columns)];
}

function grayLines({ healing }: Result, columns: number): readonly TextLine[] {
  const { nodesJudgedGray, grayFalseAlarms, longestToJudgeGrayMs, longestToEmptyGrayMs } = healing;
  if (nodesJudgedGray === 0) return [];
  const text = [
    `Slow though alive: ${plural(nodesJudgedGray, 'node')}, ${within('judged so', longestToJudgeGrayMs)}`,
    `${within('emptied', longestToEmptyGrayMs)} of that`,
    ...(grayFalseAlarms > 0 ? [plural(grayFalseAlarms, 'false alarm')] : []),
  ].join('; ');
  return wrap(text, columns, linesMax).map((each) => line(each, grayFalseAlarms > 0 ? 'warning' : 'plain'));
}

function lostLines({ healing }: Result, columns: number): readonly TextLine[] {
  const { underReplicated, underReplicatedAtEnd, falseAlarms, partitionsWatched } = healing;
  if (partitionsWatched === 0) return [];
  if (underReplicated === 0) {
    const moved =
      healing.storageReplicasAdded === 0
        ? ''
        : `; ${plural(healing.storageReplicasAdded, 'storage replica')} moved, ${count(healing.copiedBytes / 1e6)} MB copied`;
    const text = `Healing: none of ${plural(partitionsWatched, 'partition')} lacked a replica${moved}`;
    return wrap(text, columns, linesMax).map((each) => line(each, 'plain'));
  }
  const times = [
    withinOrOpen('detected', 'not detected', healing.longestToDetectMs, healing.p50ToDetectMs, healing.undetectedAtEnd),
    withinOrOpen(
      'quorum complete',
      'quorum not complete',
      healing.longestToQuorumMs,
      healing.p50ToQuorumMs,
      healing.withoutQuorumAtEnd,
    ),
    withinOrOpen(
      'all copies back',
      'not all copies back',
      healing.longestToFullMs,
      healing.p50ToFullMs,
      underReplicatedAtEnd,
    ),
  ];
  const added = [
    plural(healing.logReplicasAdded, 'log replica'),
    plural(healing.storageReplicasAdded, 'storage replica'),
  ];
  const { requestsWhileRebuilding, p99WhileRebuildingMs } = healing;
  const foreground =
    requestsWhileRebuilding > 0 ? ` while the p99 of clients was ${milliseconds(p99WhileRebuildingMs)}` : '';
  const text = [
    `Healing: ${plural(underReplicated, 'time')} a partition lacked a replica, ${times.join(', ')}`,
    `${added.join(' and ')} joined, ${count(healing.copiedBytes / 1e6)} MB copied${foreground}`,
    ...(falseAlarms > 0 ? [plural(falseAlarms, 'false alarm')] : []),
    underReplicatedAtEnd === 0 ? 'none lacks one at the end' : `${count(underReplicatedAtEnd)} lack one at the end`,
  ].join('; ');
  const tone = underReplicatedAtEnd === 0 ? 'plain' : 'warning';
  return wrap(text, columns, linesMax).map((each) => line(each, tone));
}

/** `openAtEnd`: of those, how many had not come to it, and have taken as long as until then; `open` says so where that is half of them. */
function withinOrOpen(what: string, open: string, longestMs: number | null, halfMs: number | null, openAtEnd: number) {
  const isOpen = openAtEnd > 0 && halfMs === longestMs;
  return isOpen
    ? `${open} by the end (${count(openAtEnd)}, after ${milliseconds(longestMs)})`
    : within(what, longestMs, halfMs, openAtEnd);
}

function within(what: string, longestMs: number | null, halfMs = longestMs, openAtEnd = 0): string {
  if (longestMs === null) return `never ${what}`;
  const notes = [
    ...(halfMs === longestMs ? [] : [`half within ${milliseconds(halfMs)}`]),
    ...(openAtEnd === 0 ? [] : [`${count(openAtEnd)} not by the end`]),
  ];
  return `${what} within ${milliseconds(longestMs)}${notes.length === 0 ? '' : ` (${notes.join('; ')})`}`;
}
