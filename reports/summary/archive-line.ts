/** How far behind the archive was, in a sentence, where it stopped, and what was refused or lost for it. */
import type { Result } from '../../sim/result.js';
import { count, milliseconds, plural } from '../format.js';
import { wrap } from '../safe-text.js';
import { line, type TextLine } from '../text-line.js';

const linesMax = 3;

/** Nothing of a run in which the object store answered each request, no partition was left behind, and nothing was lost. */
export function archiveLines({ archive }: Result, columns: number): readonly TextLine[] {
  const { requestsRetried, partitionsStalled, writesRefusedForLog, unarchivedWritesLost } = archive;
  if (requestsRetried + partitionsStalled + writesRefusedForLog + unarchivedWritesLost === 0) return [];
  const text = [
    `Archive: ${milliseconds(archive.furthestBehindMs)} behind at most, ${milliseconds(archive.behindAtEndMs)} at the end`,
    ...(partitionsStalled > 0 ? [stalled(partitionsStalled)] : []),
    `up to ${count(archive.furthestBehindBytes / 1e6)} MB of a partition's log waited`,
    ...(requestsRetried > 0 ? [`${plural(requestsRetried, 'request')} tried again`] : []),
    writesRefusedForLog === 0
      ? 'no write refused'
      : `${plural(writesRefusedForLog, 'write')} refused as the log was full`,
    ...(unarchivedWritesLost > 0 ? [`${plural(unarchivedWritesLost, 'write')} lost with their last copies`] : []),
  ].join('; ');
  const tone = partitionsStalled + writesRefusedForLog + unarchivedWritesLost === 0 ? 'plain' : 'warning';
  return wrap(text, columns, linesMax).map((each) => line(each, tone));
}

/** Where a partition is not archived any more, that alone. */
export function stalledLines({ archive }: Result, columns: number): readonly TextLine[] {
  const { partitionsStalled, behindAtEndMs } = archive;
  if (partitionsStalled === 0) return [];
  const text = `Archive: ${stalled(partitionsStalled)}, ${milliseconds(behindAtEndMs)} behind at the end`;
  return wrap(text, columns, linesMax).map((each) => line(each, 'warning'));
}

const stalled = (partitions: number) => `${plural(partitions, 'partition')} not archived any more`;
