/** What a fault does at once and cannot last is over when it has begun: no text lets it last to the end. */
import { expect, test } from 'vitest';
import { summaryText } from '../../reports/summary/summary.js';
import { runSmallRegion } from '../small-region.js';

const handover = { kind: 'leader-handover', target: 'leader of t/0', at: '1s' };
const crash = { kind: 'host-crash', target: 'leader of t/0', at: '2s' };

test('a hand-over ends where it begins, and a crash that nobody heals with the run', () => {
  const result = runSmallRegion({ duration: '3s', faults: [handover, crash] });
  expect(result.faults.map(({ fromS, toS }) => [fromS, toS])).toEqual([
    [1, 1],
    [2, null],
  ]);
  const text = summaryText(result, { columns: 120, colour: false });
  expect(text).toContain('leader-handover leader of t/0, at 1 s: ');
  expect(text).toContain('host-crash leader of t/0, 2 s to the end: ');
  // Both are marked where they begin.
  expect(/^faults +(\^.*)$/m.exec(text)?.[1].trim().split(/ +/)).toHaveLength(2);
});
