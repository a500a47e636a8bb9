/** How far the archive is behind the logs: the age of the oldest write that waits for it, on an axis of times. */
import { bytesInWords, unknownNumber } from '../../../format.js';
import { type ChartPlan, column, held, type Shown, windowsOf } from '../chart-plan.js';
import { ageAxis, inAge } from './age-axis.js';

const heightPx = 150;

export function archivePlan({ page }: Shown): ChartPlan {
  const { behindMs, behindBytes } = page.archive!;
  const rows = windowsOf(page);
  const behindS = behindMs.map((ms) => (ms === null ? null : ms / 1e3));
  return {
    heightPx,
    // Looked at as each window ends, and taken to hold until the next.
    timeS: [...rows.map(({ toS }) => toS), page.endS],
    lines: [{ label: 'oldest write that waits', colour: 'line-1', values: held(behindS), widthPx: 1.8 }],
    y: ageAxis(behindS),
    rows,
    columns: [
      column('oldest write that waits', 'line-1', behindMs, inAge),
      column('log that waits', 'faint', behindBytes, (bytes) => (bytes === null ? unknownNumber : bytesInWords(bytes))),
    ],
  };
}
