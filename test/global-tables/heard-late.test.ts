/**
 * The lag between regions is that of all changes, however they end: of those that find a newer version when they come, and of
 * those that never come, which are as old as they are in the end; not of answers that never come. Two regions write; messages from a to b are cut off.
 */
import { expect, test } from 'vitest';
import { run } from '../../sim/run.js';
import type { Text } from '../small-region.js';
import { regionsWith } from './two-regions.js';

/** `items`: few of them, so that b always has a newer version than what comes late. */
function linkFromA(items: number, cut: Text, paces: Text = {}) {
  const result = run(
    regionsWith(['a', 'b'], {
      duration: '20s',
      tables: { t: { regions: ['a', 'b'], partitions: 1, items: { count: items, size: '1KB' } } },
      faults: [{ kind: 'network-partition', target: 'a', peer: 'b', direction: 'outbound', at: '5s', ...cut }],
      parameters: { globalTables: { timeout: '500ms', backoffMax: '500ms', ...paces } },
    }),
  );
  return { result, row: result.globalTables.links.find(({ from }) => from === 'a')! };
}

test('changes that nothing came of but a newer version were late all the same', () => {
  const { result, row } = linkFromA(1, { for: '5s' });
  const { behindMs } = result.series.links!.find(({ from }) => from === 'a')!;
  const [cutMs, againMs] = [5000, 1500];
  expect(row.lagMaxMs).toBeGreaterThan(cutMs - 100);
  expect(row.lagMaxMs).toBeLessThan(cutMs + againMs);
  // What the report draws.
  expect(Math.max(...behindMs)).toBeGreaterThan(row.lagMaxMs! - 200);
  expect(result.globalTables.longestLagMs).toBeGreaterThan(cutMs - 100);
});

test('what is there is not late, though its answer never comes back', () => {
  const { result, row } = linkFromA(200, { direction: 'inbound' }, { changesInFlight: 10_000 });
  const { behindMs } = result.series.links!.find(({ from }) => from === 'a')!;
  expect(row.oldestWaitingMs).toBeGreaterThan(14_900);
  // The way there, and the write there.
  const mostMs = 40 + 10;
  expect(row.lagMaxMs).toBeLessThan(mostMs);
  expect(Math.max(...behindMs)).toBeLessThan(mostMs);
});

test('a link that is dead to the end does not look fast', () => {
  const { row } = linkFromA(200, {});
  // Of 20 s the last 15: of as many changes each second the median is three quarters into them.
  expect(row.lagMaxMs).toBeGreaterThan(14_900);
  expect(row.lagP50Ms).toBeGreaterThan(4500);
  expect(row.lagP99Ms).toBeGreaterThan(14_000);
  expect(row.waiting).toBeGreaterThan(1000);
});
