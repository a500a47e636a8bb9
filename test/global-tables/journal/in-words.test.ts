/** The summary tells what became of writes that met in two regions: refused where regions agree, lost where they do not. */
import { expect, test } from 'vitest';
import { regionsLines } from '../../../reports/summary/regions-lines.js';
import { run } from '../../../sim/run.js';
import { regionsWith } from '../two-regions.js';

const wordsOf = (consistency: string) => {
  const regions = ['a', 'b', 'c'];
  const tables = { t: { regions, consistency, partitions: 1, items: { count: 5, size: '1KB' } } };
  const result = run(regionsWith(regions, { duration: '3s', tables }));
  const words = regionsLines(result, 500)
    .map(({ text }) => text)
    .join(' ');
  return { words, ...result.globalTables };
};

test('of regions that agree', () => {
  const { words, writesInConflict, writesOverruled } = wordsOf('strong');
  expect([writesInConflict > 0, writesOverruled]).toEqual([true, 0]);
  expect(words).toContain(`; ${writesInConflict} writes refused, as another region was writing the item`);
  expect(words).not.toContain('lost to');
});

test('of regions that do not', () => {
  const { words, writesInConflict, writesOverruled } = wordsOf('eventual');
  expect([writesInConflict, writesOverruled > 0]).toEqual([0, true]);
  expect(words).toContain(`; ${writesOverruled} writes lost to a concurrent one of another region`);
  expect(words).not.toContain('refused');
});
