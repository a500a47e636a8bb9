/** The lag of the archive, bad copies and slow nodes over time: drawn with their figures where there are such, and else not. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lanesOf } from '../../../reports/lanes.js';
import { reportPage } from '../../../reports/page/report-page.js';
import type { Result } from '../../../sim/result.js';
import { resultFixture } from '../fixture.js';
import { inkOfCharts, PageReader } from './opened-page.js';

const reader = new PageReader();
beforeAll(() => reader.start(), 120_000);
afterAll(() => reader.stop());

const plain = resultFixture({ durationS: 40, faults: [] });
const windows = plain.series.timeS;
const countsAt = (counts: Readonly<Record<number, number>>) => windows.map((at) => counts[at] ?? 0);
const archive = { behindMs: windows.map((at) => at * 60_000), behindBytes: windows.map((at) => at * 1e6) };
const integrity = {
  ...{ damaged: countsAt({ 12: 5 }), found: countsAt({ 20: 3 }), repaired: countsAt({ 21: 3 }) },
  ...{ displaced: countsAt({ 30: 1 }), wrong: countsAt({ 13: 2 }) },
  bad: windows.map((at) => (at < 12 ? 0 : at < 21 ? 5 : at < 30 ? 2 : 1)),
};
const judged = (node: string, judgedS: number, trustedS: number | null) => ({
  ...{ node, judgedS, troubledSinceS: 2, emptiedS: judgedS + 3, trustedS },
});
const result: Result = {
  ...plain,
  archive: { ...plain.archive, furthestBehindMs: 2_345_000, behindAtEndMs: 2_340_000, writesRefusedForLog: 7 },
  integrity: {
    ...plain.integrity,
    damagedCopies: 5,
    damagedLogRecords: 2,
    repairedCopies: 3,
    damagedAtEnd: 1,
    wrongReads: 2,
    longestToFindMs: 8500,
  },
  healing: { ...plain.healing, nodesJudgedGray: 3 },
  grayNodes: [
    judged('r/az-1/storage-1', 15, 25),
    judged('r/az-2/storage-2', 20, null),
    judged('r/az-1/storage-1', 30, null),
  ],
  series: { ...plain.series, archive, integrity },
};

test('each chart says what was found, draws it, and has the figures of the result as a table', async () => {
  const { page, complaints } = await reader.open(reportPage(result, null));
  const titleOf = (chart: string) => page.locator(`figure[data-chart="${chart}"] h3`).textContent();
  expect(await titleOf('archive')).toBe(
    'The archive was at most 39.1 min behind (at 40 s), 39 min at the end; 7 writes refused as the log was full',
  );
  expect(await titleOf('damage')).toBe(
    '5 items of replicas went bad, 2 of them in logs: 3 found within 8.5 s, 3 repaired, 1 left; 2 wrong answers',
  );
  expect(await titleOf('acts')).toContain('3 slow nodes');
  for (const { chart, inked, colours } of await inkOfCharts(page)) {
    if (!['archive', 'damage', 'acts'].includes(chart)) continue;
    expect([chart, inked > 1000, colours > 5]).toEqual([chart, true, true]);
  }
  const columnsOf = async (chart: string) => {
    await page.locator(`figure[data-chart="${chart}"] summary`).click();
    return page.locator(`figure[data-chart="${chart}"]`).evaluate((figure) => {
      const titles = [...figure.querySelectorAll('.as-table th[scope="col"]')].slice(2);
      const rows = [...figure.querySelectorAll('.as-table tbody tr')];
      return Object.fromEntries(
        titles.map(({ textContent }, at) => [
          textContent,
          rows.map((row) => Number(row.children[at + 2].querySelector('data')?.value)),
        ]),
      );
    });
  };
  expect(await columnsOf('archive')).toEqual({
    'oldest write that waits': archive.behindMs,
    'log that waits': archive.behindBytes,
  });
  expect(await columnsOf('damage')).toEqual({
    bad: integrity.bad,
    'went bad': integrity.damaged,
    found: integrity.found,
    repaired: integrity.repaired,
    'written anew or given up': integrity.displaced,
    'reads answered wrongly': integrity.wrong,
  });
  expect(complaints).toEqual([]);
}, 60_000);

test('nodes that are slow at the same time lie below each other, and one that is judged again where there is room', () => {
  const lanes = lanesOf(result).filter(({ bars }) => bars !== undefined);
  expect(lanes.map(({ name }) => name)).toEqual(['3 slow nodes', '']);
  expect(lanes.map(({ bars }) => bars?.map(({ fromS, toS, paleFromS }) => [fromS, toS, paleFromS]))).toEqual([
    [
      [15, 25, 18],
      [30, 40, 33],
    ],
    [[20, 40, 23]],
  ]);
});

test('a run without them has neither charts nor tables of them, and its page knows nothing of them', () => {
  const page = reportPage(plain, null);
  for (const word of [
    'data-chart="archive"',
    'data-chart="damage"',
    'Nodes taken for slow',
    '"bars"',
    '"behindMs"',
    '"damage"',
  ])
    expect(page.includes(word), word).toBe(false);
  expect(reportPage(result, null)).toContain('Nodes taken for slow though alive');
});
